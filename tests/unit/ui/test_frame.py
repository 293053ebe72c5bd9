"""The frame: screens, counts, keys, overlays, narrow form."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.frame.chip import ChipKind, ChipState
from ui.frame.rail import RailItem
from ui.frame.shortcuts import ShortcutSheet
from ui.frame.window import MainWindow
from ui.theme import Theme
from ui.widgets.overlay import Dialog


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> MainWindow:
    made = MainWindow(theme)
    qtbot.addWidget(made)
    made.add_screen("home", "house", "Việc cần xử lý", "Việc", QWidget())
    made.add_screen("ballots", "vote", "Phiếu lấy ý kiến", "Phiếu", QWidget())
    made.add_screen("settings", "settings", "Cài đặt", "", QWidget(), at_foot=True)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def _item(window: MainWindow, label: str) -> RailItem:
    return next(item for item in window.findChildren(RailItem) if item.text() == label)


def test_the_first_screen_is_shown(window: MainWindow) -> None:
    assert window.current_screen() == "home"
    assert _item(window, "Việc cần xử lý").isChecked()


def test_the_rail_asks_and_the_owner_answers(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.screen_requested) as heard:
        QTest.mouseClick(_item(window, "Phiếu lấy ý kiến"), Qt.MouseButton.LeftButton)
    assert heard.args == ["ballots"]
    assert window.current_screen() == "home"
    assert _item(window, "Việc cần xử lý").isChecked()
    window.show_screen("ballots")
    assert _item(window, "Phiếu lấy ý kiến").isChecked()


def test_an_unknown_screen_is_an_error(window: MainWindow) -> None:
    with pytest.raises(KeyError):
        window.show_screen("no-such")


def test_counts_are_read_aloud(window: MainWindow) -> None:
    window.set_counts({"ballots": (3, True), "not-there": (1, False)})
    assert _item(window, "Phiếu lấy ý kiến").accessibleName() == "Phiếu lấy ý kiến, 3"
    window.set_counts({"ballots": (0, False)})
    assert _item(window, "Phiếu lấy ý kiến").accessibleName() == "Phiếu lấy ý kiến"


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, "search_requested"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "lock_requested"),
        (Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier, "screen_requested"),
    ],
)
def test_keys(window: MainWindow, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, signal: str) -> None:
    with qtbot.waitSignal(getattr(window, signal)):
        QTest.keyClick(window, key, modifier)


def test_f1_lists_the_keys_and_keys_rest_while_a_dialog_is_open(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert isinstance(window.overlay.panel, ShortcutSheet)
    with qtbot.assertNotEmitted(window.search_requested):
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.overlay, Qt.Key.Key_Escape)
    assert window.overlay.panel is None


def test_the_chip_is_marked_while_its_panel_hangs_from_it(window: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    window.set_state(ChipState(ChipKind.OFFLINE, "Ngoại tuyến · 2 chờ gửi"))
    chip = window._title_bar.chip
    assert "Ngoại tuyến · 2 chờ gửi" in chip.accessibleName()
    with qtbot.waitSignal(window.chip_clicked):
        chip.click()
    panel = Dialog(theme, "wifi", "Đồng bộ", width=456)
    window.open_at_chip(panel)
    assert panel.geometry().right() <= window.width()
    assert chip._open
    window.overlay.close_panel()
    assert not chip._open


def test_a_full_page_takes_the_place_of_the_frame(window: MainWindow, qtbot: QtBot) -> None:
    page = QWidget()
    window.show_page(page)
    assert page.isVisible()
    assert not _item(window, "Việc cần xử lý").isVisible()
    with qtbot.assertNotEmitted(window.search_requested):
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    window.leave_page()
    assert _item(window, "Việc cần xử lý").isVisible()
    window.drop_page(page)


def test_one_pane_on_narrow_windows_and_with_large_text(window: MainWindow, theme: Theme) -> None:
    heard: list[bool] = []
    window.narrowed.connect(heard.append)
    window.resize(1280, 800)
    QApplication.processEvents()
    assert not window.is_narrow()
    theme.set_scale(1.5)
    assert heard == [True]
    theme.set_scale(1.0)
    assert heard == [True, False]
    assert not window.is_narrow()


def test_the_rail_hides_no_word_at_any_scale(window: MainWindow, theme: Theme) -> None:
    for scale in (1.0, 1.25, 1.5, 2.0):
        theme.set_scale(scale)
        QApplication.processEvents()
        rail = window._rail
        assert rail._narrow or not rail.must_be_narrow()
        assert window.minimumSizeHint().width() <= 1024
