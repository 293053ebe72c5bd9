"""What the widgets say and how they answer to keyboard and mouse; not what they look like."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gallery.boards import controls, facts, office
from ui.theme import Scheme, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button, ButtonKind, IconButton
from ui.widgets.cards import Notice
from ui.widgets.fields import ChoiceCards, NumPad, PinField
from ui.widgets.focus import FocusRing
from ui.widgets.overlay import Dialog, Overlay
from ui.widgets.paint import BadgeSpec
from ui.widgets.rows import KEY_ROLE, Index, ListRow, RowDelegate, RowList
from ui.widgets.table import Cell, Column, Table
from ui.widgets.tabs import Tabs, TabSpec
from ui.widgets.tally import ResponseMap, Tally, TallyBar, TileSpec, TileState
from ui.widgets.text import Label, Run
from ui.widgets.tracks import Stage, Stages, StageState


def _settle(widget: QWidget) -> None:
    QApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest.value)
    QApplication.processEvents()


def _role(widget: QWidget) -> QAccessible.Role:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found.role()


# -- text


def test_a_wrapped_label_takes_the_lines_it_needs(theme: Theme, qtbot: QtBot) -> None:
    label = Label(theme, "Dự thảo Nghị định về quản lý bến thủy nội địa " * 3, Style.BODY, wrap=True)
    qtbot.addWidget(label)
    wide, narrow = label.heightForWidth(2000), label.heightForWidth(200)
    assert wide == theme.line(Style.BODY)
    assert narrow >= 3 * wide
    assert narrow % wide == 0


def test_a_label_with_most_lines_is_elided_and_tells_the_whole_in_its_tip(theme: Theme, qtbot: QtBot) -> None:
    words = "Đề án phát triển thư viện số cấp xã giai đoạn 2027–2030 " * 6
    label = Label(theme, words, Style.BODY, wrap=True, max_lines=2)
    qtbot.addWidget(label)
    label.resize(200, 60)
    assert label.heightForWidth(200) == 2 * theme.line(Style.BODY)
    label.grab()
    assert label.toolTip() == words


def test_a_label_with_runs_reads_as_one_text(theme: Theme, qtbot: QtBot) -> None:
    label = Label(theme, (Run("lấy ý kiến "), Run("27", bold=True), Run(" thành viên")))
    qtbot.addWidget(label)
    assert label.text() == "lấy ý kiến 27 thành viên"
    assert _role(label) == QAccessible.Role.StaticText


def test_hostile_text_is_shown_as_it_is(theme: Theme, qtbot: QtBot) -> None:
    label = Label(theme, "<b>đậm</b>\nhai dòng &amp; <img src=x>", wrap=True)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.heightForWidth(900) == 2 * theme.line(Style.BODY)


# -- buttons, choices, tabs


def test_buttons_answer_to_the_keyboard(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Ký phiếu", ButtonKind.PRIMARY)
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert _role(button) == QAccessible.Role.Button


def test_an_icon_button_has_a_name(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "history", "Các bản trước")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Các bản trước", "Các bản trước")


def test_no_choice_is_made_until_the_person_makes_one(theme: Theme, qtbot: QtBot) -> None:
    cards = ChoiceCards(theme, [("approve", "Đồng ý"), ("disapprove", "Không đồng ý"), ("other", "Ý kiến khác")])
    qtbot.addWidget(cards)
    cards.resize(600, 48)
    cards.show()
    assert cards.choice() is None
    with qtbot.waitSignal(cards.chosen) as heard:
        QTest.mouseClick(cards._cards["disapprove"], Qt.MouseButton.LeftButton)
    assert heard.args == ["disapprove"]
    assert cards.choice() == "disapprove"
    cards.set_choice(None)
    assert cards.choice() is None


def test_tabs_keep_their_key_when_counts_change(theme: Theme, qtbot: QtBot) -> None:
    tabs = Tabs(theme, [TabSpec("due", "Cần trả lời", 3), TabSpec("signed", "Đã ký", 2)])
    qtbot.addWidget(tabs)
    heard: list[str] = []
    tabs.chosen.connect(heard.append)
    tabs.setCurrentIndex(1)
    assert heard == ["signed"]
    tabs.set_counts({"due": 2, "signed": 3})
    assert tabs.current_key() == "signed"
    assert tabs.accessibleTabName(1) == "Đã ký, 3"
    assert heard == ["signed"]


def test_a_notice_tells_which_act_was_chosen(theme: Theme, qtbot: QtBot) -> None:
    notice = Notice(theme, Tone.RED, "x", "Chưa tải được", "5 tài liệu khác đầy đủ.", [("retry", "Thử tải lại")])
    qtbot.addWidget(notice)
    button = notice.findChild(Button)
    assert button is not None
    with qtbot.waitSignal(notice.activated) as heard:
        button.click()
    assert heard.args == ["retry"]


# -- PIN


def _commit(line: QLineEdit, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(line, event)


def test_a_pin_is_taken_once(theme: Theme, qtbot: QtBot) -> None:
    field = PinField(theme, "Nhập mã PIN mở máy", digits_only=True)
    qtbot.addWidget(field)
    QTest.keyClicks(field.line, "12a3")
    assert field.take() == "123"
    assert field.is_empty()


def test_a_pin_is_hidden_and_hides_again(theme: Theme, qtbot: QtBot) -> None:
    field = PinField(theme, "Mã PIN thiết bị ký")
    qtbot.addWidget(field)
    _commit(field.line, "đúng mật mã")
    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    eye = field.findChild(IconButton)
    assert eye is not None
    eye.click()
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal
    assert field.take() == "đúng mật mã"
    assert field.line.echoMode() is QLineEdit.EchoMode.Password


def test_the_screen_reader_hears_no_pin(theme: Theme, qtbot: QtBot) -> None:
    field = PinField(theme, "Mã PIN thiết bị ký")
    qtbot.addWidget(field)
    field.line.setText("246810")
    found = QAccessible.queryAccessibleInterface(field.line)
    assert found is not None
    assert "246810" not in found.text(QAccessible.Text.Value)
    assert found.text(QAccessible.Text.Name) == "Mã PIN thiết bị ký"


def test_the_keypad_writes_into_the_field(theme: Theme, qtbot: QtBot) -> None:
    field, pad = PinField(theme, "Mã PIN", digits_only=True), NumPad(theme)
    qtbot.addWidget(field)
    qtbot.addWidget(pad)
    pad.digit_pressed.connect(field.type_digit)
    pad.erased.connect(field.erase_digit)
    pad.cleared.connect(field.clear)
    keys = {key.accessibleName(): key for key in pad.findChildren(Button)}
    for name in ("4", "0", "9"):
        keys[name].click()
    keys["Xóa một số"].click()
    assert field.line.text() == "40"
    keys["Xóa hết"].click()
    assert field.is_empty()


# -- lists and tables


def _rows(count: int) -> list[tuple[int, ListRow]]:
    return [(number, ListRow(f"Dự thảo số {number}", "meta", BadgeSpec("Còn 3 ngày"))) for number in range(count)]


def test_the_chosen_row_survives_new_rows(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Phiếu")
    qtbot.addWidget(rows)
    heard: list[object] = []
    rows.chosen.connect(heard.append)
    rows.set_rows(_rows(5))
    rows.setCurrentIndex(rows.model().index(3, 0))
    assert heard == [3]
    rows.set_rows(list(reversed(_rows(5))))
    assert rows.current_key() == 3
    assert rows.currentIndex().row() == 1
    assert heard == [3]
    rows.set_rows(_rows(2))
    assert rows.current_key() is None


def test_a_section_cannot_be_chosen(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Phiếu")
    qtbot.addWidget(rows)
    rows.set_rows([("head", ListRow("Đã xong", section=True)), ("one", ListRow("Một"))])
    rows.show()
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Home)
    assert rows.current_key() == "one"


def test_enter_opens_the_row(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Phiếu")
    qtbot.addWidget(rows)
    rows.set_rows(_rows(3))
    rows.set_current(2)
    with qtbot.waitSignal(rows.opened) as heard:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert heard.args == [2]


def test_replacing_a_row_names_that_row_only(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Phiếu")
    qtbot.addWidget(rows)
    rows.set_rows(_rows(4))
    changed: list[tuple[int, int]] = []
    rows.model().dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    assert rows.replace(2, ListRow("Mới"))
    assert not rows.replace(99, ListRow("Không có"))
    assert changed == [(2, 2)]
    assert rows.model().index(2, 0).data() == "Mới"


class _CountingDelegate(RowDelegate):
    asked = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.asked += 1
        return super().sizeHint(option, index)


def test_twenty_thousand_rows_are_not_measured_one_by_one(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Phiếu")
    qtbot.addWidget(rows)
    rows.resize(336, 600)
    delegate = _CountingDelegate(theme, rows)
    rows.setItemDelegate(delegate)
    rows.set_rows(_rows(20_000))
    rows.show()
    _settle(rows)
    rows.scrollToBottom()
    rows.grab()
    assert delegate.asked < 100
    assert rows.indexAt(QPoint(50, rows.viewport().height() - 5)).data(KEY_ROLE) == 19_999


def test_a_title_that_wraps_makes_its_row_higher(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Phiếu")
    qtbot.addWidget(rows)
    rows.resize(336, 600)
    long = "Đề án phát triển thư viện số cấp xã giai đoạn 2027–2030 và những năm tiếp theo"
    rows.set_rows([("a", ListRow("Ngắn", "x")), ("b", ListRow(long, "x"))])
    rows.show()
    _settle(rows)
    heights = [rows.visualRect(rows.model().index(number, 0)).height() for number in range(2)]
    assert heights[1] - heights[0] == theme.line(Style.BODY)


def test_a_table_refuses_a_row_of_the_wrong_width(theme: Theme, qtbot: QtBot) -> None:
    table = Table(theme, "Bảng", [Column("Số", 60), Column("Nội dung")])
    qtbot.addWidget(table)
    with pytest.raises(ValueError, match="one cell for each column"):
        table.set_rows([("a", [Cell("1")])])
    table.set_rows([("a", [Cell("1"), Cell("Một", "meta")])])
    assert table.model().index(0, 1).data() == "Một, meta"


# -- painted facts


def test_the_tally_says_all_that_it_draws(theme: Theme, qtbot: QtBot) -> None:
    bar = TallyBar(theme)
    qtbot.addWidget(bar)
    tally = Tally(approve=12, deemed=9, deemed_unknown=3, other=2, disapprove=1)
    assert (tally.total, tally.majority) == (27, 14)
    bar.set_tally(tally, (Run("14/27 quá nửa"),))
    name = bar.accessibleName()
    for words in ("14/27 quá nửa", "Đồng ý 12", "Mặc nhiên do quá hạn 9", "Ý kiến khác 2", "Không đồng ý 1"):
        assert words in name
    bar.resize(600, 120)
    assert not bar.grab().isNull()


@pytest.mark.parametrize(("members", "majority"), [(1, 1), (2, 2), (26, 14), (27, 14), (28, 15)])
def test_the_majority_is_more_than_half(members: int, majority: int) -> None:
    assert Tally(unanswered=members).majority == majority


def test_stages_are_read_in_order(theme: Theme, qtbot: QtBot) -> None:
    stages = Stages(theme, [Stage("Đã ký", StageState.DONE, lines=("14:02",)), Stage("Chờ gửi", StageState.WAITING)])
    qtbot.addWidget(stages)
    assert stages.accessibleName() == "Đã ký 14:02; Chờ gửi"


def test_a_live_map_keeps_its_tiles(theme: Theme, qtbot: QtBot) -> None:
    tiles = ResponseMap(theme)
    qtbot.addWidget(tiles)
    tiles.resize(712, 300)
    tiles.set_tiles([TileSpec(str(n), f"Bộ {n}", TileState.NOT_OPENED, "Chưa mở") for n in range(7)])
    first = tiles._tiles[0]
    tiles.set_tiles([TileSpec("0", "Bộ 0", TileState.APPROVED, "Đồng ý")])
    assert tiles._tiles == [first]
    assert first.accessibleName() == "Bộ 0: Đồng ý"
    with qtbot.waitSignal(tiles.opened) as heard:
        first.click()
    assert heard.args == ["0"]


# -- focus and overlay


class _Host(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.resize(900, 600)
        column = QVBoxLayout(self)
        self.behind = Button(theme, "Phía sau")
        column.addWidget(self.behind)
        self.overlay = Overlay(theme, self)


@pytest.fixture
def host(theme: Theme, qtbot: QtBot) -> _Host:
    made = _Host(theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.behind.setFocus()
    return made


def _dialog(theme: Theme) -> tuple[Dialog, Button, Button]:
    dialog = Dialog(theme, "pen-line", "Ký phiếu")
    back, sign = Button(theme, "Quay lại"), Button(theme, "Ký", ButtonKind.PRIMARY)
    dialog.set_foot("Ký xong không sửa được.", back, sign)
    return dialog, back, sign


def test_the_focus_stays_inside_a_dialog_and_comes_back(theme: Theme, host: _Host, qtbot: QtBot) -> None:
    dialog, back, sign = _dialog(theme)
    host.overlay.open(dialog)
    assert host.overlay.isVisible()
    visited = []
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.isAncestorOf(focused)
        visited.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is visited[0]
    assert {back, sign} < set(visited)
    with qtbot.waitSignal(host.overlay.closed):
        QTest.keyClick(sign, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is host.behind
    assert host.overlay.panel is None


def test_a_busy_dialog_is_not_left(theme: Theme, host: _Host, qtbot: QtBot) -> None:
    dialog, _, sign = _dialog(theme)
    host.overlay.open(dialog)
    dialog.set_busy(True)
    QTest.keyClick(sign, Qt.Key.Key_Escape)
    QTest.mouseClick(host.overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert host.overlay.panel is dialog
    dialog.set_busy(False)
    QTest.mouseClick(host.overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert host.overlay.panel is None


def test_the_focus_ring_follows_the_focus_and_outlives_what_it_marked(
    theme: Theme, host: _Host, qapp: QApplication
) -> None:
    ring = FocusRing(theme, host, qapp)
    inner = QWidget(host)
    inner.setGeometry(10, 200, 300, 100)
    button = Button(theme, "Trong", parent=inner)
    button.move(20, 20)
    inner.show()
    button.setFocus()
    frame = ring._frame
    assert frame is not None
    assert frame.isVisible()
    assert frame.geometry() == button.geometry().adjusted(-4, -4, 4, 4)
    inner.deleteLater()
    qapp.sendPostedEvents(inner, QEvent.Type.DeferredDelete.value)
    host.behind.setFocus()
    assert ring._frame is not None
    assert ring._frame.isVisible()


def test_every_widget_survives_a_change_of_theme_and_scale(theme: Theme, qtbot: QtBot) -> None:
    for make in (controls, facts, office):
        board = make(theme)
        qtbot.addWidget(board)
        board.show()
        before = board.sizeHint()
        theme.set_scheme(Scheme.DARK)
        theme.set_scale(2.0)
        _settle(board)
        assert not board.grab().isNull()
        assert board.sizeHint().height() > before.height()
        theme.set_scale(1.0)
        theme.set_scheme(Scheme.LIGHT)


def test_a_badge_has_its_word(theme: Theme, qtbot: QtBot) -> None:
    badge = Badge(theme, "Đã vào sổ", Tone.GOLD, "book-check")
    qtbot.addWidget(badge)
    assert badge.text() == "Đã vào sổ"
    assert _role(badge) == QAccessible.Role.StaticText
