"""The Office's list and response map: what they show, what they ask for, keyboard and names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.types import BallotState, EventKind, PersonId, Standing
from tests.unit.ui import office_rows as rows
from ui.office.acts import Act, Rights
from ui.office.board import BallotBoard
from ui.office.list_pane import ListPane
from ui.office.rows import DeskTab, desk_lines
from ui.theme import Theme
from ui.widgets.cards import EmptyState, Notice
from ui.widgets.rows import RowList
from ui.widgets.tabs import Segments, Tabs
from ui.widgets.tally import TallyBar, Tile
from ui.widgets.text import Label

CHIEF = Rights(works=True, publishes=True)


def _settle() -> None:
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QApplication.processEvents()


@pytest.fixture
def board(theme: Theme, qtbot: QtBot) -> Iterator[BallotBoard]:
    made = BallotBoard(theme)
    qtbot.addWidget(made)
    made.resize(1056, 712)
    made.show()
    yield made
    theme.set_scale(1.0)


def _tiles(board: QWidget) -> list[Tile]:
    return [tile for tile in board.findChildren(Tile) if tile.isVisible()]


def _buttons(board: QWidget) -> dict[str, QPushButton]:
    return {one.text(): one for one in board.findChildren(QPushButton) if one.isVisible() and one.text()}


def _said(board: QWidget) -> str:
    return "\n".join(label.text() for label in board.findChildren(Label) if label.isVisible())


def test_all_27_members_and_their_counts_are_shown(board: BallotBoard) -> None:
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    _settle()
    assert len(_tiles(board)) == 27
    assert "Bộ Công Thương: Không rõ, 11:20" in {tile.accessibleName() for tile in _tiles(board)}
    bar = board.findChild(TallyBar)
    assert bar is not None
    assert bar.accessibleName().startswith("14/27 quá nửa · còn thiếu 2; Đồng ý 12")


def test_the_picture_of_the_design_fits_without_scrolling(board: BallotBoard) -> None:
    """Mock 10: at 1280 by 800 the whole electorate is seen at once, five in a row."""
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    _settle()
    tiles = _tiles(board)
    assert sum(tile.y() == tiles[0].y() for tile in tiles) == 5
    last = tiles[-1]
    assert last.mapTo(board, last.rect().bottomLeft()).y() < board.height()


def test_the_filter_shows_only_its_members_and_stays_while_the_map_renews(board: BallotBoard) -> None:
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    segments = board.findChild(Segments)
    assert segments is not None
    segments.setCurrentIndex(1)
    _settle()
    assert len(_tiles(board)) == 15
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    _settle()
    assert len(_tiles(board)) == 15
    board.show_ballot(rows.map_row(ballot=rows.ballot_row(id="other")), CHIEF, rows.NOW)
    _settle()
    assert len(_tiles(board)) == 27


def test_an_empty_group_is_said_in_words(board: BallotBoard) -> None:
    heard = rows.map_row(tiles=tuple(rows.tile(number, "a") for number in range(5)))
    board.show_ballot(heard, CHIEF, rows.NOW)
    segments = board.findChild(Segments)
    assert segments is not None
    segments.setCurrentIndex(segments.count() - 1)
    _settle()
    assert _tiles(board) == []
    assert "Không có thành viên nào ở nhóm này." in _said(board)


def test_a_tile_opens_its_member_by_keyboard(board: BallotBoard, qtbot: QtBot) -> None:
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    with qtbot.waitSignal(board.member_opened) as heard:
        QTest.keyClick(_tiles(board)[16], Qt.Key.Key_Space)
    assert heard.args == ["p16"]


def test_the_acts_ask_and_keep_the_focus_while_the_map_renews(board: BallotBoard, qtbot: QtBot) -> None:
    board.activateWindow()
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    _settle()
    remind = _buttons(board)["Nhắc 12 thành viên"]
    with qtbot.waitSignal(board.act_asked) as heard:
        QTest.mouseClick(remind, Qt.MouseButton.LeftButton)
    assert heard.args == [Act.REMIND.value]
    remind.setFocus()
    board.show_ballot(rows.map_row(to_remind=11), CHIEF, rows.NOW)
    assert remind.text() == "Nhắc 11 thành viên"
    assert QApplication.focusWidget() is remind


def test_after_the_deadline_the_ballot_is_closed_not_reminded(board: BallotBoard) -> None:
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    board.show_ballot(rows.map_row(past=True), CHIEF, rows.PAST)
    _settle()
    assert "Đóng phiếu và tổng hợp" in _buttons(board)
    assert not any("Nhắc" in words for words in _buttons(board))
    assert "Quá hạn 8 phút, chưa đóng" in {one.text() for one in board.findChildren(QWidget) if hasattr(one, "text")}


def test_an_act_that_may_not_be_done_says_why(board: BallotBoard) -> None:
    closed = rows.map_row(past=True, results=(rows.result(),), ballot=rows.ballot_row(state=BallotState.CLOSED))
    board.show_ballot(closed, Rights(works=True), rows.PAST)
    _settle()
    publish = _buttons(board)["Công bố kết quả"]
    assert not publish.isEnabled()
    assert "Chủ nhiệm" in publish.accessibleDescription()


def test_a_result_is_shown_with_its_formula_and_the_ones_it_replaced(board: BallotBoard) -> None:
    both = (rows.result(number=2, approve=13, deemed=11), rows.result(published_at=rows.PAST))
    board.show_ballot(
        rows.map_row(past=True, results=both, ballot=rows.ballot_row(state=BallotState.TALLIED)), CHIEF, rows.PAST
    )
    _settle()
    said = _said(board)
    assert "13 đồng ý + 11 mặc nhiên = 24; quá nửa của 27 là 14: đạt." in said
    assert "Kết quả lần 1 đã được thay" in said
    assert "chưa công bố" in said


def test_a_cancelled_ballot_tells_the_reason(board: BallotBoard) -> None:
    gone = rows.map_row(cancel_reason="Cơ quan trình rút hồ sơ.", ballot=rows.ballot_row(state=BallotState.CANCELLED))
    board.show_ballot(gone, CHIEF, rows.NOW)
    _settle()
    assert "Lý do: Cơ quan trình rút hồ sơ." in _said(board)


def test_a_refused_act_is_told_and_can_be_put_aside(board: BallotBoard, qtbot: QtBot) -> None:
    refused = rows.ballot_row(pending=(rows.pending(EventKind.CANCEL, refused=True),))
    board.show_ballot(rows.map_row(ballot=refused), CHIEF, rows.NOW)
    _settle()
    notices = {one.accessibleName() for one in board.findChildren(Notice) if one.isVisible()}
    assert any("Máy chủ không nhận lệnh hủy phiếu." in words for words in notices)
    with qtbot.waitSignal(board.refusal_dismissed) as heard:
        QTest.mouseClick(_buttons(board)["Đã biết"], Qt.MouseButton.LeftButton)
    assert heard.args == ["f" * 32]


def test_only_the_chair_decides_and_only_on_what_waits_for_the_chair(board: BallotBoard, qtbot: QtBot) -> None:
    competing = rows.late(event="c" * 32, person=PersonId("p9"), standing=Standing.COMPETING, reason="competing")
    row = rows.map_row(past=True, late=(rows.late(), competing))
    board.show_ballot(row, CHIEF, rows.PAST)
    _settle()
    decide = [one for one in board.findChildren(QPushButton) if one.isVisible() and one.text() == "Quyết định…"]
    assert len(decide) == 1
    assert not decide[0].isEnabled()
    board.show_ballot(row, Rights(publishes=True, decides=True), rows.PAST)
    _settle()
    decide = [one for one in board.findChildren(QPushButton) if one.isVisible() and one.text() == "Quyết định…"]
    with qtbot.waitSignal(board.late_chosen) as heard:
        QTest.mouseClick(decide[0], Qt.MouseButton.LeftButton)
    assert heard.args == ["e" * 32]


@pytest.mark.parametrize(("width", "scale"), [(1056, 1.0), (1176, 1.5), (700, 1.0), (900, 2.0)])
def test_nothing_is_cut_off_at_any_width_and_text_size(
    board: BallotBoard, theme: Theme, width: int, scale: float
) -> None:
    theme.set_scale(scale)
    board.resize(width, 700)
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    _settle()
    for one in [*_tiles(board), *_buttons(board).values(), *board.findChildren(Segments)]:
        right = one.mapTo(board, one.rect().topRight()).x()
        assert right <= board.width(), one.accessibleName()
    for button in _buttons(board).values():
        assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_the_cards_move_below_the_tally_in_a_narrow_window(board: BallotBoard) -> None:
    board.show_ballot(rows.map_row(), CHIEF, rows.NOW)
    _settle()
    remind = _buttons(board)["Nhắc 12 thành viên"]
    assert remind.mapTo(board, remind.rect().topLeft()).x() > 700
    board.resize(640, 712)
    _settle()
    assert remind.mapTo(board, remind.rect().topLeft()).x() < 100


# -- the list


@pytest.fixture
def pane(theme: Theme, qtbot: QtBot) -> ListPane:
    made = ListPane(theme)
    qtbot.addWidget(made)
    made.resize(1056, 712)
    made.show()
    return made


def test_the_list_says_that_it_is_being_read_before_anything_came(pane: ListPane) -> None:
    state = next(one for one in pane.findChildren(EmptyState) if one.isVisible())
    assert "Đang đọc danh sách phiếu…" in _said(state)


@pytest.mark.parametrize("tab", list(DeskTab))
def test_every_empty_tab_says_so(pane: ListPane, tab: DeskTab) -> None:
    pane.show_lines(desk_lines((), (), rows.NOW))
    pane.open_tab(tab)
    assert _said(next(one for one in pane.findChildren(EmptyState) if one.isVisible()))


def test_a_failure_offers_to_try_again(pane: ListPane, qtbot: QtBot) -> None:
    pane.show_failure()
    with qtbot.waitSignal(pane.retry_asked):
        QTest.mouseClick(_buttons(pane)["Thử lại"], Qt.MouseButton.LeftButton)


def test_enter_opens_a_ballot_and_arrows_only_move(pane: ListPane, qtbot: QtBot) -> None:
    pane.show_lines(desk_lines([rows.ballot_row(id="b1"), rows.ballot_row(id="b2")], (), rows.NOW))
    view = pane.findChild(RowList)
    assert view is not None
    with qtbot.assertNotEmitted(pane.ballot_chosen):
        QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.ballot_chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == ["b2"]


def test_beside_the_map_moving_opens(pane: ListPane, qtbot: QtBot) -> None:
    pane.show_lines(desk_lines([rows.ballot_row(id="b1"), rows.ballot_row(id="b2")], (), rows.NOW))
    pane.set_beside(True)
    view = pane.findChild(RowList)
    assert view is not None
    with qtbot.waitSignal(pane.ballot_chosen):
        QTest.keyClick(view, Qt.Key.Key_Down)


def test_a_draft_is_opened_as_a_draft(pane: ListPane, qtbot: QtBot) -> None:
    pane.show_lines(desk_lines((), [rows.draft()], rows.NOW))
    tabs = pane.findChild(Tabs)
    assert tabs is not None
    tabs.setCurrentIndex(0)
    view = pane.findChild(RowList)
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.draft_chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == ["d1"]


def test_the_filter_narrows_the_list_and_says_when_nothing_is_left(pane: ListPane) -> None:
    pane.show_lines(desk_lines([rows.ballot_row()], (), rows.NOW))
    line = pane.findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, "thu vien")
    assert "Không có phiếu nào khớp" in _said(pane)
    line.clear()
    QTest.keyClicks(line, "9012")
    view = pane.findChild(RowList)
    assert view is not None
    assert view.isVisible()


def test_who_may_not_prepare_ballots_sees_no_button_for_it(pane: ListPane) -> None:
    assert "Soạn phiếu" in _buttons(pane)
    pane.set_may_begin(False)
    assert "Soạn phiếu" not in _buttons(pane)
