"""The Office's desk on a real store, with a real hub behind it: from the first key to the published result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from models.desk.office import OfficeDesk
from models.profile_session import UnlockedProfile
from models.queries.client.ballot_drafts import list_ballot_drafts
from models.queries.client.ballot_summary import ballot_summary
from models.queries.client.documents import held_document
from models.queries.client.office import list_office_ballots
from models.rules.commitment import telephone_code
from models.types import BallotId, BallotState, Choice
from sync.client.link import HubLink
from tests.helpers.client import CLERK, MINISTER, OTHER_MINISTER, Client, add_person, enrol_client, make_hub
from tests.helpers.hub import RunningHub, running_hub
from tests.unit.ui.office_papers import paper_with
from ui.bridge import Bridge
from ui.context import Context
from ui.office.papers_card import PapersCard
from ui.office.papers_list import PaperList
from ui.office.screen import OfficeScreen
from ui.office.summary_flow import SummaryFlow
from ui.renderer.process import RendererSpare
from ui.theme import Theme
from ui.widgets.overlay import Overlay
from ui.widgets.rows import RowList
from ui.widgets.tabs import Tabs
from ui.widgets.tally import Tile
from ui.widgets.text import Label

TITLE = "Dự thảo Nghị định về quản lý bến thủy nội địa"
PATIENCE = 30_000


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    folder = make_hub(tmp_path_factory.mktemp("hub") / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, OTHER_MINISTER, "Bộ Công Thương", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with running_hub(folder) as running:
        yield running


class Desk:
    """The screen in a window, on an unlocked profile whose exchange loop runs."""

    def __init__(self, client: Client, profile: UnlockedProfile, theme: Theme, qtbot: QtBot) -> None:
        self.profile = profile
        self.qtbot = qtbot
        self.bridge = Bridge()
        self._spare = RendererSpare()
        self.link = HubLink(client.folder, client.secrets, client.clock)
        self._unsubscribe = profile.store.subscribe(self.bridge.announce)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(1056, 712)
        self.overlay = Overlay(theme, self.window)
        context = Context(theme, self.bridge, profile, self.link, self.link.activity, self._spare)
        self.screen = OfficeScreen(context, OfficeDesk(profile), self.overlay)
        self.screen.setParent(self.window)
        self.screen.resize(1056, 712)
        self.overlay.raise_()
        self.link.attach(profile)
        self.link.start()
        self.window.show()

    def close(self) -> None:
        self._unsubscribe()
        self.link.detach()
        self.link.close()
        self.bridge.close()
        self._spare.close()

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def said(self) -> str:
        return "\n".join(label.text() for label in self.window.findChildren(Label) if label.isVisible())

    def button(self, words: str) -> QAbstractButton | None:
        for one in self.window.findChildren(QAbstractButton):
            if one.text() == words and one.isVisible() and one.isEnabled():
                return one
        return None

    def press(self, words: str) -> None:
        self.wait(lambda: self.button(words) is not None)
        button = self.button(words)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def confirm(self, words: str) -> None:
        """Press the act of the open dialog and wait until it is sealed."""
        panel = self.overlay.panel
        assert panel is not None
        act = next(one for one in panel.findChildren(QAbstractButton) if one.text() == words)
        QTest.mouseClick(act, Qt.MouseButton.LeftButton)
        self.wait(lambda: self.overlay.panel is None)

    def fill(self, number: str) -> None:
        """The matter of a ballot, as a person writes it."""
        self.press("Soạn phiếu")
        line = next(one for one in self.screen.findChildren(QLineEdit) if one.accessibleName() == "Số phiếu")
        QTest.keyClicks(line, number)
        texts = {one.accessibleName(): one for one in self.screen.findChildren(QPlainTextEdit)}
        texts["Tên phiếu"].insertPlainText(TITLE)
        texts["Vấn đề xin ý kiến"].insertPlainText("Đồng ý ban hành Nghị định?")
        agency = next(one for one in self.screen.findChildren(QComboBox) if one.isVisible())
        self.wait(lambda: agency.count() > 0)
        agency.setCurrentIndex(agency.findText("Bộ Xây dựng"))
        agency.activated.emit(agency.currentIndex())

    def add_paper(self, path: Path) -> None:
        card = self.screen.findChild(PapersCard)
        assert card is not None
        card.declared.setChecked(True)
        card.add_files([path])
        self.wait(lambda: len(card.papers()) == 1)


@pytest.fixture
def office(hub: RunningHub, tmp_path: Path) -> Client:
    return enrol_client(hub, CLERK, tmp_path / "office")


@pytest.fixture
def desk(office: Client, theme: Theme, qtbot: QtBot) -> Iterator[Desk]:
    with office.unlocked() as profile:
        made = Desk(office, profile, theme, qtbot)
        yield made
        made.close()


def _paper(tmp_path: Path, name: str, number: str = "9031") -> Path:
    path = tmp_path / name
    path.write_bytes(
        paper_with(["Tờ trình Chính phủ", f"Số {number}", "Dự thảo Nghị định về quản lý bến thủy nội địa"])
    )
    return path


def _answer(hub: RunningHub, name: str, folder: Path, choice: Choice, opinion: str) -> None:
    client = enrol_client(hub, name, folder)
    with client.unlocked() as profile:
        client.sync(profile)
        client.answer(profile, {_the_ballot(profile, BallotState.OPEN): (choice, opinion)})
        client.sync(profile)


def _the_ballot(profile: UnlockedProfile, state: BallotState) -> BallotId:
    now = profile.clock.now()
    (row,) = profile.store.read(lambda session: list_office_ballots(session, frozenset({state}), now)).result()
    return row.id


def test_a_ballot_from_the_first_word_to_the_published_result(
    desk: Desk, hub: RunningHub, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.wait(lambda: desk.button("Soạn phiếu") is not None)
    desk.fill("9031/PLYK-VPCP")
    desk.add_paper(_paper(tmp_path, "to_trinh.pdf"))
    desk.press("Xem lại và phát hành")
    desk.wait(lambda: desk.overlay.panel is not None)
    assert "Gửi đến" in desk.said()
    assert "2 thành viên Chính phủ" in desk.said()
    assert "đã xác nhận không chứa bí mật nhà nước" in desk.said()
    desk.confirm("Phát hành đến 2 thành viên")

    # Papers go up, the hub takes the ballot, and the draft turns into the map by itself.
    desk.wait(lambda: desk.button("Nhắc 2 thành viên") is not None)
    tiles = {one.accessibleName().split(":")[0] for one in desk.screen.findChildren(Tile) if one.isVisible()}
    assert tiles == {"Bộ Xây dựng", "Bộ Công Thương"}
    assert desk.profile.store.read(list_ballot_drafts).result() == ()

    # Back to the list and in again, by keyboard alone.
    view = desk.screen.findChild(RowList)
    assert view is not None
    QTest.keyClick(desk.screen, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    desk.wait(view.isVisible)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)

    desk.press("Nhắc 2 thành viên")
    desk.confirm("Nhắc 2 thành viên")
    desk.wait(lambda: "Nhắc trả lời\n" in desk.said() and "2 người nhận" in desk.said())

    desk.press("Nhập mã qua điện thoại")
    panel = desk.overlay.panel
    assert panel is not None
    member = panel.findChild(QComboBox)
    assert member is not None
    member.setCurrentIndex(member.findText("Bộ Công Thương"))
    member.activated.emit(member.currentIndex())
    lines = [one for one in panel.findChildren(QLineEdit) if one.accessibleName().startswith("Nhóm")]
    for line, letters in zip(lines, telephone_code(bytes(32)).split(), strict=True):
        QTest.keyClicks(line, letters)
    desk.confirm("Ghi nhận mã")
    desk.wait(lambda: any("Đã đọc mã" in one.accessibleName() for one in desk.screen.findChildren(Tile)))

    _answer(hub, MINISTER, tmp_path / "minister", Choice.APPROVE, "")
    _answer(hub, OTHER_MINISTER, tmp_path / "other", Choice.APPROVE, "Đề nghị rà soát Điều 27.")
    desk.link.wake()
    desk.press("Đóng phiếu và tổng hợp")
    desk.confirm("Đóng phiếu")
    desk.press("Công bố kết quả")
    assert "2 đồng ý; quá nửa của 2 là 2: đạt." in desk.said()
    desk.confirm("Công bố")
    desk.wait(lambda: "Kết quả đã công bố." in desk.said())

    ballot = _the_ballot(desk.profile, BallotState.TALLIED)
    summary = desk.profile.store.read(
        lambda session: ballot_summary(session, ballot, desk.profile.clock.now(), is_sample=False)
    ).result()
    assert summary is not None
    flow = desk.screen.findChild(SummaryFlow)
    assert flow is not None
    target = tmp_path / "bang-tong-hop.pdf"
    with qtbot.waitSignal(flow.saved, timeout=PATIENCE):
        flow.save(summary, target)
    assert target.read_bytes().startswith(b"%PDF-")
    desk.wait(lambda: "Đã lưu bảng tổng hợp." in desk.said())


def test_a_draft_is_kept_while_one_writes_and_is_found_again(desk: Desk) -> None:
    desk.wait(lambda: desk.button("Soạn phiếu") is not None)
    desk.fill("9032/PLYK-VPCP")
    desk.screen.show_list()
    desk.wait(lambda: len(desk.profile.store.read(list_ballot_drafts).result()) == 1)
    (draft,) = desk.profile.store.read(list_ballot_drafts).result()
    assert (draft.number, draft.title) == ("9032/PLYK-VPCP", TITLE)
    tabs, view = desk.screen.findChild(Tabs), desk.screen.findChild(RowList)
    assert tabs is not None
    assert view is not None
    tabs.setCurrentIndex(0)
    desk.wait(view.isVisible)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    desk.wait(lambda: any(one.text() == "9032/PLYK-VPCP" for one in desk.screen.findChildren(QLineEdit)))


def test_a_draft_is_thrown_away_only_after_a_question(desk: Desk) -> None:
    desk.wait(lambda: desk.button("Soạn phiếu") is not None)
    desk.fill("9033/PLYK-VPCP")
    desk.screen.flush()
    desk.press("Xóa bản nháp")
    assert len(desk.profile.store.read(list_ballot_drafts).result()) == 1
    desk.confirm("Xóa bản nháp")
    desk.wait(lambda: desk.profile.store.read(list_ballot_drafts).result() == ())
    assert desk.button("Soạn phiếu") is not None


def test_a_paper_that_is_taken_out_is_forgotten_on_this_device(desk: Desk, tmp_path: Path) -> None:
    desk.wait(lambda: desk.button("Soạn phiếu") is not None)
    desk.fill("9035/PLYK-VPCP")
    desk.add_paper(_paper(tmp_path, "to_trinh_9035.pdf", "9035"))
    card = desk.screen.findChild(PapersCard)
    view = desk.screen.findChild(PaperList)
    assert card is not None
    assert view is not None
    (paper,) = card.papers()
    assert paper.pages == 1
    assert desk.profile.store.read(lambda session: held_document(session, paper.document)).result() is not None
    view.setCurrentIndex(view.papers.index(0))
    desk.press("Gỡ")
    desk.wait(lambda: desk.profile.store.read(lambda session: held_document(session, paper.document)).result() is None)


def test_a_file_that_is_no_pdf_is_refused_beside_its_name(desk: Desk, tmp_path: Path) -> None:
    desk.wait(lambda: desk.button("Soạn phiếu") is not None)
    desk.fill("9034/PLYK-VPCP")
    fake = tmp_path / "gia.pdf"
    fake.write_bytes(b"not a PDF at all")
    card = desk.screen.findChild(PapersCard)
    assert card is not None
    card.declared.setChecked(True)
    card.add_files([fake])
    desk.wait(lambda: any(item.why for item in card.items()))
    assert card.items()[0].why == "Không mở được: không phải PDF, tệp hỏng, đặt mật khẩu hoặc quá lớn."
    desk.press("Xem lại và phát hành")
    assert "Gỡ 1 tệp không dùng được." in desk.said()


def test_a_member_without_the_role_is_told_so(hub: RunningHub, tmp_path: Path, theme: Theme, qtbot: QtBot) -> None:
    client = enrol_client(hub, MINISTER, tmp_path / "minister")
    with client.unlocked() as profile:
        made = Desk(client, profile, theme, qtbot)
        made.wait(lambda: "Chỉ Văn phòng Chính phủ dùng màn hình này" in made.said())
        made.close()
