"""Preparing a ballot, the papers' list, the telephone code and the confirmations, on plain rows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.commands.client.office import DraftFields
from models.errors import NotAllowedError, StorageFullError
from models.queries.client.people import OrganizationRow
from models.rules.commitment import telephone_code
from models.types import OrganizationId
from tests.unit.ui import office_rows as rows
from ui.office.code_dialog import CodeDialog, clean
from ui.office.dialogs import ConfirmDialog, LateDialog
from ui.office.issue_form import IssueForm, IssueRequest
from ui.office.papers_card import PapersCard
from ui.office.papers_list import PaperList, PaperState, local_files
from ui.theme import Theme
from ui.widgets.fields import CheckBox
from ui.widgets.overlay import Overlay
from ui.widgets.tabs import Segments
from ui.widgets.text import Label

AGENCIES = [
    OrganizationRow(OrganizationId("o1"), "Bộ Xây dựng", "BXD", "G01"),
    OrganizationRow(OrganizationId("o2"), "Bộ Công Thương", "BCT", "G02"),
]
CODE = telephone_code(bytes(range(32)))


def _said(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in widget.findChildren(Label) if label.isVisibleTo(widget))


def _button(widget: QWidget, words: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.text() == words)


# -- the form


@pytest.fixture
def form(theme: Theme, qtbot: QtBot) -> IssueForm:
    made = IssueForm(theme)
    qtbot.addWidget(made)
    made.set_agencies(AGENCIES)
    made.resize(1056, 712)
    made.show()
    return made


def test_a_new_form_offers_the_longest_window_and_says_nothing_is_wrong_yet(form: IssueForm) -> None:
    form.show_draft(None, rows.NOW)
    assert "Hạn: 17:00 thứ Hai 30/11/2026" in _said(form)
    assert "Ghi số phiếu." not in _said(form)
    assert not _button(form, "Xóa bản nháp").isEnabled()  # nothing is kept yet


def test_asking_too_early_says_what_is_missing_beside_each_field(form: IssueForm, qtbot: QtBot) -> None:
    form.show_draft(None, rows.NOW)
    with qtbot.assertNotEmitted(form.issue_asked):
        QTest.mouseClick(_button(form, "Xem lại và phát hành"), Qt.MouseButton.LeftButton)
    said = _said(form)
    for words in ("Ghi số phiếu.", "Chọn cơ quan trình.", "Ghi tên phiếu.", "Ghi vấn đề xin ý kiến."):
        assert words in said
    number = form.findChildren(QLineEdit)[0]
    assert number.accessibleDescription() == "Ghi số phiếu."
    QTest.keyClicks(number, "9021/PLYK-VPCP")
    assert "Ghi số phiếu." not in _said(form)


def test_a_whole_draft_is_offered_for_confirmation_as_it_stands(form: IssueForm, qtbot: QtBot) -> None:
    form.show_draft(rows.draft(), rows.NOW)
    with qtbot.waitSignal(form.issue_asked) as heard:
        QTest.mouseClick(_button(form, "Xem lại và phát hành"), Qt.MouseButton.LeftButton)
    request: IssueRequest = heard.args[0]
    assert request.agency == "Bộ Xây dựng"
    assert request.fields == DraftFields(
        number="9021/PLYK-VPCP",
        title=rows.TITLE,
        question="Đồng ý ban hành Nghị định về quản lý bến thủy nội địa?",
        submitted_by="o1",
        deadline=rows.draft().deadline,
        rule_set="nd191-2026",
        papers=rows.papers(3),
    )


def test_every_edit_is_told_once_the_person_rests_or_leaves(form: IssueForm, qtbot: QtBot) -> None:
    form.show_draft(rows.draft(), rows.NOW)
    question = form.findChildren(QPlainTextEdit)[1]
    question.setPlainText("Đồng ý?")
    with qtbot.waitSignal(form.edited) as heard:
        form.flush()
    assert heard.args[0].question == "Đồng ý?"
    with qtbot.assertNotEmitted(form.edited):
        form.flush()


def test_showing_a_draft_is_no_edit(form: IssueForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.show_draft(rows.draft(), rows.NOW)
        form.flush()


def test_another_window_moves_the_deadline(form: IssueForm, qtbot: QtBot) -> None:
    form.show_draft(rows.draft(), rows.NOW)
    days = form.findChild(Segments)
    assert days is not None
    with qtbot.waitSignal(form.edited):
        days.setCurrentIndex(0)
        form.flush()
    assert "Hạn: 17:00 thứ Tư 25/11/2026" in _said(form)
    assert form.filled().days == 2


def test_a_window_that_has_lapsed_must_be_chosen_again(form: IssueForm) -> None:
    form.show_draft(rows.draft(), rows.NOW + timedelta(days=2))
    assert "không còn đủ ngày làm việc" in _said(form)
    assert form.filled().days is None


def test_a_refused_draft_says_why_and_can_be_mended(form: IssueForm) -> None:
    form.show_draft(rows.draft(sealed_at=rows.NOW, refused="invalid"), rows.NOW)
    assert "Máy chủ không nhận phiếu này." in _said(form)
    assert _button(form, "Xem lại và phát hành").isEnabled()


def test_a_sealed_draft_can_only_be_looked_at(form: IssueForm) -> None:
    form.show_draft(rows.draft(sealed_at=rows.NOW), rows.NOW)
    assert "Đã ký lệnh phát hành, chờ gửi." in _said(form)
    assert not any(one.isEnabled() for one in form.findChildren(QLineEdit))
    assert not any(one.isEnabled() for one in form.findChildren(QComboBox))
    assert not _button(form, "Xem lại và phát hành").isEnabled()


# -- papers


@pytest.fixture
def card(theme: Theme, qtbot: QtBot) -> PapersCard:
    made = PapersCard(theme)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def _titles(card: PapersCard) -> list[str]:
    return [item.title for item in card.items()]


def test_no_file_comes_in_before_the_declaration(card: PapersCard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(card.file_added):
        card.add_files([Path("/data/to_trinh.pdf")])
    assert card.items() == ()
    assert "không chứa bí mật nhà nước rồi mới thêm tệp" in _said(card)
    assert not _button(card, "Thêm tệp").isEnabled()


def test_only_pdf_files_come_in_and_the_others_say_why(card: PapersCard, qtbot: QtBot) -> None:
    card.declared.setChecked(True)
    with qtbot.waitSignal(card.file_added) as heard:
        card.add_files([Path("/data/ghi chú.docx"), Path("/data/To_trinh.PDF")])
    assert heard.args[1:] == [Path("/data/To_trinh.PDF"), "To trinh"]
    assert [item.state for item in card.items()] == [PaperState.REFUSED, PaperState.STAGING]
    assert card.papers() == ()


def test_a_staged_file_becomes_a_paper_and_the_same_one_twice_is_refused(card: PapersCard) -> None:
    card.declared.setChecked(True)
    card.add_files([Path("/data/a.pdf"), Path("/data/b.pdf")])
    first, second = (item.key for item in card.items())
    (ref,) = rows.papers(1)
    card.settle(first, ref)
    card.settle(second, ref)
    assert card.papers() == (ref,)
    assert card.items()[1].why == "Tệp này đã có trong phiếu."


def test_a_file_removed_while_it_is_checked_does_not_come_back(card: PapersCard) -> None:
    card.declared.setChecked(True)
    card.add_files([Path("/data/a.pdf")])
    key = card.items()[0].key
    view = card.findChild(PaperList)
    assert view is not None
    view.setCurrentIndex(view.papers.index(0))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    card.settle(key, rows.papers(1)[0])
    assert card.items() == ()


def test_papers_are_ordered_by_keys_and_by_drag(card: PapersCard) -> None:
    card.set_papers(rows.papers(4))
    names = _titles(card)
    view = card.findChild(PaperList)
    assert view is not None
    view.setCurrentIndex(view.papers.index(0))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert _titles(card) == [names[1], names[0], names[2], names[3]]
    assert view.place() == 1
    dragged = view.papers.mimeData([view.papers.index(0)])
    view.papers.dropMimeData(dragged, Qt.DropAction.MoveAction, 4, 0, QModelIndex())
    assert _titles(card) == [names[0], names[2], names[3], names[1]]
    dragged = view.papers.mimeData([view.papers.index(3)])
    view.papers.dropMimeData(dragged, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert _titles(card) == [names[1], names[0], names[2], names[3]]


def test_the_ends_of_the_list_hold(card: PapersCard, qtbot: QtBot) -> None:
    card.set_papers(rows.papers(2))
    view = card.findChild(PaperList)
    assert view is not None
    view.setCurrentIndex(view.papers.index(0))
    with qtbot.assertNotEmitted(card.edited):
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)


def test_a_title_is_edited_in_its_place(card: PapersCard, qtbot: QtBot) -> None:
    card.set_papers(rows.papers(1))
    view = card.findChild(PaperList)
    assert view is not None
    with qtbot.waitSignal(card.edited):
        assert view.papers.setData(view.papers.index(0), "  Tờ trình số 12  ")
    assert card.papers()[0].title == "Tờ trình số 12"
    assert not view.papers.setData(view.papers.index(0), "   ")


def test_files_are_dropped_from_outside(card: PapersCard) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/data/a.pdf"), QUrl("https://example.org/b.pdf")])
    assert local_files(data) == (Path("/data/a.pdf"),)


def test_a_paper_is_read_aloud_with_its_place_and_size(card: PapersCard) -> None:
    card.set_papers(rows.papers(1))
    view = card.findChild(PaperList)
    assert view is not None
    spoken = view.papers.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "1. Tờ trình Chính phủ, 18 trang · 812 KB"


def test_377_papers_are_shown_in_a_list_of_its_own_height(card: PapersCard) -> None:
    card.set_papers(rows.papers(377))
    view = card.findChild(PaperList)
    assert view is not None
    assert view.papers.rowCount() == 377
    assert view.height() < 600


# -- the telephone code


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> CodeDialog:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1000, 700)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    made = CodeDialog(theme, [("p1", "Bộ Tài chính"), ("p2", "Bộ Công Thương")], member="p2")
    overlay = Overlay(theme, host)
    overlay.open(made)
    made.keep = (host, overlay)  # type: ignore[attr-defined]  # the test owns what the dialog stands on
    return made


def _lines(dialog: CodeDialog) -> list[QLineEdit]:
    return [one for one in dialog.findChildren(QLineEdit) if one.accessibleName().startswith("Nhóm")]


def test_a_code_is_typed_through_all_five_groups_without_leaving_the_keyboard(dialog: CodeDialog, qtbot: QtBot) -> None:
    for letter in CODE.replace(" ", "").lower():
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, letter)
    assert dialog.code() == CODE
    with qtbot.waitSignal(dialog.confirmed):
        QTest.keyClick(_lines(dialog)[4], Qt.Key.Key_Return)
    assert dialog.member() == "p2"


def test_a_whole_code_is_pasted_into_the_first_group(dialog: CodeDialog) -> None:
    QGuiApplication.clipboard().setText(f" {CODE.lower()} ")
    QTest.keyClick(_lines(dialog)[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.code() == CODE
    assert "Mã đúng, có thể ghi nhận." in _said(dialog)


def test_the_misread_group_is_named(dialog: CodeDialog) -> None:
    letters = CODE.split()
    wrong = ("1" if letters[2][0] != "1" else "2") + letters[2][1:]
    QGuiApplication.clipboard().setText(" ".join([*letters[:2], wrong, *letters[3:]]))
    QTest.keyClick(_lines(dialog)[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Nhóm 3 không khớp" in _said(dialog)
    assert [line.accessibleDescription() for line in _lines(dialog)] == ["", "", "Đọc lại", "", ""]
    assert not dialog.is_ready()


def test_what_no_code_holds_is_not_taken_and_what_is_misheard_is_put_right() -> None:
    assert clean("o1il-u k7qm") == "0111K7QM"


def test_enter_in_an_unfinished_code_records_nothing(dialog: CodeDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(_lines(dialog)[0], "K7QM")
    with qtbot.assertNotEmitted(dialog.confirmed):
        QTest.keyClick(_lines(dialog)[1], Qt.Key.Key_Return)
    assert not dialog.keeps_open()


def test_backspace_goes_back_over_the_groups(dialog: CodeDialog) -> None:
    QTest.keyClicks(_lines(dialog)[0], "K7QM")
    assert QApplication.focusWidget() is _lines(dialog)[1]
    QTest.keyClick(_lines(dialog)[1], Qt.Key.Key_Backspace)
    assert QApplication.focusWidget() is _lines(dialog)[0]


def test_without_a_member_nothing_is_recorded(theme: Theme, qtbot: QtBot) -> None:
    made = CodeDialog(theme, [("p1", "Bộ Tài chính")])
    qtbot.addWidget(made)
    for line, letters in zip(_lines(made), CODE.split(), strict=True):
        line.setText(letters)
    assert made.code() == CODE
    assert not made.is_ready()


# -- confirmations


def test_an_act_is_asked_once_and_a_failure_is_told_with_what_is_safe(theme: Theme, qtbot: QtBot) -> None:
    made = ConfirmDialog(theme, "lock", "Đóng phiếu", "Đóng", intro="…", facts=[("Phiếu", "A", True)], warning="…")
    qtbot.addWidget(made)
    made.show()
    heard: list[bool] = []
    made.confirmed.connect(lambda: heard.append(True))
    act = _button(made, "Đóng")
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    assert heard == [True]
    assert made.keeps_open()
    made.show_failure(StorageFullError("disk"))
    assert "Ổ đĩa đầy" in _said(made)
    assert "Chưa có gì được gửi đi." in _said(made)
    made.show_failure(NotAllowedError("role"))
    assert "Vai trò hiện tại không được làm việc này." in _said(made)
    assert act.isEnabled()
    assert not made.keeps_open()


def test_enter_by_habit_seals_nothing(theme: Theme, qtbot: QtBot) -> None:
    made = ConfirmDialog(theme, "lock", "Đóng phiếu", "Đóng", intro="…", facts=[], warning="…")
    qtbot.addWidget(made)
    first = made.first_focus()
    assert isinstance(first, QPushButton)
    assert first.text() == "Quay lại"


def test_a_reason_is_needed_where_one_is_asked_for(theme: Theme, qtbot: QtBot) -> None:
    made = ConfirmDialog(theme, "x", "Hủy phiếu", "Hủy", intro="…", facts=[], warning="…", reason="Lý do hủy")
    qtbot.addWidget(made)
    text = made.findChild(QPlainTextEdit)
    assert text is not None
    assert not _button(made, "Hủy").isEnabled()
    text.setPlainText("  \n ")
    assert not _button(made, "Hủy").isEnabled()
    text.setPlainText(" Cơ quan trình rút hồ sơ. ")
    assert _button(made, "Hủy").isEnabled()
    assert made.reason() == "Cơ quan trình rút hồ sơ."


def test_a_declaration_has_to_be_ticked(theme: Theme, qtbot: QtBot) -> None:
    made = ConfirmDialog(theme, "x", "A", "B", intro="…", facts=[], warning="…", declaration="Đã kiểm tra")
    qtbot.addWidget(made)
    assert not made.is_ready()
    tick = made.findChild(CheckBox)
    assert tick is not None
    tick.setChecked(True)
    assert made.is_ready()


def test_the_chair_decides_with_grounds(theme: Theme, qtbot: QtBot) -> None:
    made = LateDialog(theme, rows.late(), "Bộ Công Thương", rows.DEADLINE, rows.PAST)
    qtbot.addWidget(made)
    assert not made.is_ready()
    grounds = made.findChild(QPlainTextEdit)
    assert grounds is not None
    grounds.setPlainText("Đã đọc mã cho trực ban lúc 16:40.")
    assert not made.is_ready()
    cards = made.findChildren(QWidget)
    choice = next(one for one in cards if getattr(one, "text", lambda: "")() == "Được tính")
    QTest.mouseClick(choice, Qt.MouseButton.LeftButton)
    assert made.is_ready()
    assert made.counts()
    assert made.grounds() == "Đã đọc mã cho trực ban lúc 16:40."
    assert "24/11, 19:08:00" in _said(made)
