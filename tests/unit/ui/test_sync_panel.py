"""The sync panel: lines, problems with remedies, facts, pausing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.frame.chip import ChipKind
from ui.sync_panel import LineState, Problem, StoragePart, SyncFacts, SyncLine, SyncPanel, SyncView
from ui.theme import Theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.text import Label

FACTS = SyncFacts("14:02:31", "05/12/2026 · còn 12 ngày", "3,2 / 8,0 GB", (StoragePart("Tài liệu 1,9", 0.24),))
LINES = (
    SyncLine("acts", "2 phiếu đã ký", "Đã có biên nhận", LineState.RECEIVED),
    SyncLine("doc", "Tài liệu phiếu 9015", "5/8 · 24/31 MB", LineState.FETCHING, 0.77, can_cancel=True),
)
LOST = Problem("9017", "Chưa tải được “Bản so sánh”", "Phiếu đã ký vẫn được giữ.", (("retry", "Thử tải lại"),))
VIEW = SyncView(ChipKind.SYNCING, "Đang đồng bộ 3/12", "24 / 40 MB", 0.6, LINES, (LOST,), FACTS)


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> SyncPanel:
    made = SyncPanel(theme)
    qtbot.addWidget(made)
    made.set_view(VIEW)
    made.resize(made.sizeHint())
    with qtbot.waitExposed(made):
        made.show()
    return made


def _said(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(Label) if label.isVisible())


def _button(parent: QWidget, words: str) -> Button:
    return next(button for button in parent.findChildren(Button) if button.text() == words)


def test_everything_is_said_in_words(panel: SyncPanel) -> None:
    said = _said(panel)
    for words in ("Đang đồng bộ 3/12", "2 phiếu đã ký", "Đã có biên nhận", "14:02:31", "Phiếu đã ký vẫn được giữ."):
        assert words in said


def test_a_tick_changes_the_line_and_makes_no_new_one(panel: SyncPanel) -> None:
    shown = list(panel._lines)
    moved = replace(LINES[1], amount="6/8 · 27/31 MB", fraction=0.9)
    panel.set_view(replace(VIEW, lines=(LINES[0], moved)))
    assert panel._lines == shown
    assert "6/8 · 27/31 MB" in _said(panel)


def test_a_remedy_names_its_problem(panel: SyncPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.act_chosen) as heard:
        _button(panel, "Thử tải lại").click()
    assert heard.args == ["9017", "retry"]


def test_a_transfer_can_be_stopped(panel: SyncPanel, qtbot: QtBot) -> None:
    stops = [button for button in panel.findChildren(IconButton) if button.isVisible()]
    assert [stop.accessibleName() for stop in stops] == ["Dừng: Tài liệu phiếu 9015"]
    with qtbot.waitSignal(panel.line_cancelled) as heard:
        stops[0].click()
    assert heard.args == ["doc"]


def test_pause_and_go_on(panel: SyncPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.pause_toggled) as heard:
        _button(panel, "Tạm dừng").click()
    assert heard.args == [True]
    panel.set_view(replace(VIEW, kind=ChipKind.PAUSED, is_paused=True))
    with qtbot.waitSignal(panel.pause_toggled) as heard:
        _button(panel, "Tiếp tục").click()
    assert heard.args == [False]


def test_when_nothing_waits_it_says_so(panel: SyncPanel) -> None:
    panel.set_view(SyncView(ChipKind.SYNCED, "Đã đồng bộ 14:02", "", None, (), (), FACTS))
    said = _said(panel)
    assert "Không có gì đang chờ." in said
    assert "Thứ tự" not in said
    assert LOST.title not in said
