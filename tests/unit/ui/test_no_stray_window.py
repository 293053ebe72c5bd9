"""No part of a screen opens, for a moment, as a window of its own: it would flicker and take the focus away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gallery import boards, pages
from tests.unit.ui import office_rows as rows
from ui.office.acts import Rights
from ui.office.board import BallotBoard
from ui.office.code_dialog import CodeDialog
from ui.office.dialogs import ConfirmDialog, LateDialog
from ui.office.issue_form import IssueForm
from ui.office.list_pane import ListPane
from ui.office.member_dialog import MemberDialog
from ui.office.rows import desk_lines
from ui.theme import Theme
from ui.widgets.cards import SectionHead

RIGHTS = Rights(works=True, publishes=True, decides=True)


def _board(theme: Theme) -> QWidget:
    board = BallotBoard(theme)
    board.show_ballot(
        rows.map_row(late=(rows.late(),), ballot=rows.ballot_row(pending=(rows.pending(),))), RIGHTS, rows.NOW
    )
    board.show_ballot(rows.map_row(past=True, results=(rows.result(),)), RIGHTS, rows.PAST)
    return board


def _list(theme: Theme) -> QWidget:
    pane = ListPane(theme)
    pane.show_lines(desk_lines([rows.ballot_row()], [rows.draft()], rows.NOW))
    pane.show_failure()
    return pane


def _form(theme: Theme) -> QWidget:
    form = IssueForm(theme)
    form.show_draft(rows.draft(refused="invalid", sealed_at=rows.NOW), rows.NOW)
    return form


MAKERS: dict[str, Callable[[Theme], QWidget]] = {
    "controls": boards.controls,
    "facts": boards.facts,
    "home": boards.home,
    "ballots": boards.ballots,
    "unlock": pages.unlock,
    "enrol": pages.enrol,
    "enrol_soft": pages.enrol_soft,
    "enrol_recovery": pages.enrol_recovery,
    "sync": pages.sync,
    "board": _board,
    "list": _list,
    "form": _form,
    "code": lambda theme: CodeDialog(theme, [("p1", "Bộ Tài chính")]),
    "late": lambda theme: LateDialog(theme, rows.late(), "Bộ Công Thương", rows.DEADLINE, rows.PAST),
    "member": lambda theme: MemberDialog(theme, rows.tile(16, "u"), "Bộ Công Thương", rows.NOW, takes_code=True),
    "confirm": lambda theme: ConfirmDialog(
        theme, "x", "A", "B", intro="…", facts=[("A", "B", True)], warning="…", reason="C", declaration="D"
    ),
    "section": lambda theme: SectionHead(theme, "Tài liệu", "12"),
}


class _Watch(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            text = getattr(watched, "text", None)
            self.shown.append(f"{type(watched).__name__} {text() if callable(text) else ''}".strip())
        return False


@contextmanager
def _watched(app: QApplication) -> Iterator[list[str]]:
    watch = _Watch()
    app.installEventFilter(watch)
    yield watch.shown
    app.removeEventFilter(watch)


@pytest.mark.parametrize("name", list(MAKERS))
def test_making_a_screen_shows_no_window(theme: Theme, qapp: QApplication, qtbot: QtBot, name: str) -> None:
    with _watched(qapp) as shown:
        made = MAKERS[name](theme)
        qtbot.addWidget(made)
        qapp.processEvents()
    assert [one for one in shown if one != "MainWindow"] == []  # a page of the gallery shows its window on purpose


def test_a_window_that_is_shown_is_seen(qapp: QApplication, qtbot: QtBot) -> None:
    stray = QWidget()
    qtbot.addWidget(stray)
    with _watched(qapp) as shown:
        stray.setVisible(True)
    assert shown == ["QWidget"]
