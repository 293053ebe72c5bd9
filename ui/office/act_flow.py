"""From a button of the desk to a sealed act: the dialog that confirms it, the desk's call, what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from models.desk.office import OfficeDesk
from models.errors import EcabinetError
from models.queries.client.office import LateAnswerRow, ResponseMapRow, TileRow
from models.types import BallotId, BallotState, EventId, PersonId
from ui import words
from ui.context import Context
from ui.office.acts import Act
from ui.office.code_dialog import CodeDialog
from ui.office.dialogs import ActDialog, ConfirmDialog, LateDialog
from ui.office.map_rows import formula, offices
from ui.office.member_dialog import MemberDialog
from ui.widgets.overlay import Overlay

_Facts = list[tuple[str, str, bool]]


class ActFlow(QObject):
    """Acts on the ballot of :meth:`set_row`. ``sealed``: one was written and waits for the loop. ``summary_asked``."""

    sealed = Signal()
    summary_asked = Signal(str)

    def __init__(self, context: Context, desk: OfficeDesk, overlay: Overlay, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._overlay = overlay
        self._row: ResponseMapRow | None = None
        self._dialog: ActDialog | None = None
        overlay.closed.connect(self._on_overlay_closed)

    def set_row(self, row: ResponseMapRow | None) -> None:
        """The ballot that acts are about; an open dialog stays as it was asked."""
        self._row = row

    def ask(self, act: Act) -> None:
        """Open the dialog of an act."""
        row = self._row
        if row is None:
            return
        if act is Act.CODE:
            self.ask_code("")
            return
        if act is Act.SUMMARY:
            self.summary_asked.emit(row.ballot.id)
            return
        makers: dict[Act, Callable[[ResponseMapRow], ConfirmDialog]] = {
            Act.REMIND: self._remind_dialog,
            Act.CLOSE: self._close_dialog,
            Act.PUBLISH: self._publish_dialog,
            Act.CANCEL: self._cancel_dialog,
        }
        dialog = makers[act](row)
        desk, ballot = self._desk, row.ballot.id
        seals: dict[Act, Callable[[], EventId]] = {
            Act.REMIND: lambda: desk.remind(ballot),
            Act.CLOSE: lambda: desk.close(ballot),
            Act.PUBLISH: lambda: desk.publish(ballot),
        }
        dialog.confirmed.connect(
            lambda: self._seal(seals.get(act) or _cancelling(desk, ballot, dialog.reason())),
        )
        self._open(dialog)

    def ask_code(self, member: str) -> None:
        """The code that a member reads over the telephone."""
        row = self._row
        if row is None:
            return
        named = offices(row.tiles)
        waiting = [(str(tile.person), named[tile.person]) for tile in row.tiles if tile.choice is None]
        dialog = CodeDialog(self._context.theme, waiting, member=member)
        desk, ballot = self._desk, row.ballot.id
        dialog.confirmed.connect(
            lambda: self._seal(_committing(desk, ballot, PersonId(dialog.member()), dialog.code()))
        )
        self._open(dialog)

    def ask_late(self, event: str) -> None:
        """The chair's decision on one late or indeterminate answer."""
        row = self._row
        late = next((late for late in row.late if late.event == event), None) if row is not None else None
        if row is None or late is None:
            return
        office = offices(row.tiles).get(late.person, late.name)
        dialog = LateDialog(self._context.theme, late, office, row.ballot.deadline, self._context.now())
        desk, ballot = self._desk, row.ballot.id
        dialog.confirmed.connect(
            lambda: self._seal(_deciding(desk, ballot, late, counts=dialog.counts(), grounds=dialog.grounds()))
        )
        self._open(dialog)

    def show_member(self, person: str) -> None:
        """What is known of one member of the map."""
        row = self._row
        tile = self._tile(person)
        if row is None or tile is None:
            return
        takes_code = tile.choice is None and row.ballot.state is BallotState.OPEN and not row.is_past_deadline
        office, now = offices(row.tiles)[tile.person], self._context.now()
        dialog = MemberDialog(self._context.theme, tile, office, now, takes_code=takes_code)
        dialog.code_asked.connect(lambda: self.ask_code(person))
        self._overlay.open(dialog)

    # -- dialogs -------------------------------------------------------------------------------------------------

    def _facts(self, row: ResponseMapRow) -> _Facts:
        return [
            (self.tr("Phiếu"), row.ballot.title, True),
            (self.tr("Số phiếu"), row.ballot.number, False),
            (self.tr("Hạn trả lời"), words.deadline(row.ballot.deadline), False),
        ]

    def _remind_dialog(self, row: ResponseMapRow) -> ConfirmDialog:
        named = offices(row.tiles)
        waiting = [named[tile.person] for tile in row.tiles if tile.choice is None]
        return ConfirmDialog(
            self._context.theme,
            "bell",
            self.tr("Nhắc trả lời"),
            self.tr("Nhắc {} thành viên").format(len(waiting)),
            intro=self.tr("Gửi đến các thành viên chưa trả lời và trợ lý được ủy quyền của họ."),
            facts=[*self._facts(row), (self.tr("Người nhận"), ", ".join(waiting), False)],
            warning=self.tr("Lời nhắc đã gửi không thu lại được."),
        )

    def _close_dialog(self, row: ResponseMapRow) -> ConfirmDialog:
        seen = row.preview
        answered = self.tr("{} đồng ý, {} không đồng ý, {} ý kiến khác").format(
            seen.approve, seen.disapprove, seen.other
        )
        silent = seen.silent + seen.unknown
        facts = [*self._facts(row), (self.tr("Đã trả lời"), answered, False)]
        if silent:
            told = self.tr("{} thành viên").format(silent)
            if row.silence_approves:
                told = self.tr("{} thành viên, tính là đồng ý mặc nhiên, ghi ở cột riêng").format(silent)
            facts.append((self.tr("Chưa trả lời"), told, False))
        intro = self.tr("Đóng phiếu và tổng hợp kết quả ngay. Kết quả chỉ Văn phòng thấy cho đến khi công bố.")
        if not row.is_past_deadline:
            intro = self.tr("Mọi thành viên đã trả lời. Đóng phiếu trước hạn và tổng hợp kết quả ngay.")
        return ConfirmDialog(
            self._context.theme,
            "lock",
            self.tr("Đóng phiếu và tổng hợp"),
            self.tr("Đóng phiếu"),
            intro=intro,
            facts=facts,
            warning=self.tr("Phiếu đã đóng không mở lại được. Câu trả lời đến sau vẫn được nhận và ghi rõ giờ."),
        )

    def _publish_dialog(self, row: ResponseMapRow) -> ConfirmDialog:
        facts = self._facts(row)
        if row.results:
            result = row.results[0]
            facts.append((self.tr("Kết quả"), words.outcome(result.outcome), True))
            facts.append((self.tr("Cách tính"), formula(result), False))
            facts.append((self.tr("Lần"), str(result.number), False))
        return ConfirmDialog(
            self._context.theme,
            "send",
            self.tr("Công bố kết quả"),
            self.tr("Công bố"),
            intro=self.tr("Kết quả được gửi đến mọi thành viên; mỗi người tự kiểm tra câu trả lời của mình trong đó."),
            facts=facts,
            warning=self.tr("Kết quả đã công bố không thu lại được; thay đổi về sau là kết quả lần mới."),
        )

    def _cancel_dialog(self, row: ResponseMapRow) -> ConfirmDialog:
        return ConfirmDialog(
            self._context.theme,
            "x",
            self.tr("Hủy phiếu"),
            self.tr("Hủy phiếu"),
            intro=self.tr("Thành viên được báo phiếu đã hủy và lý do. Các câu trả lời đã nhận vẫn còn trong sổ."),
            facts=self._facts(row),
            warning=self.tr("Phiếu đã hủy không khôi phục được."),
            reason=self.tr("Lý do hủy"),
        )

    # -- sealing -------------------------------------------------------------------------------------------------

    def _open(self, dialog: ActDialog) -> None:
        self._overlay.open(dialog)
        self._dialog = dialog

    def _seal(self, act: Callable[[], EventId]) -> None:
        self._context.work(act, lambda _: self._on_sealed(), self._on_failed, owner=self)

    def _on_sealed(self) -> None:
        if self._dialog is not None:
            self._dialog.set_busy(False)
            self._overlay.close_panel()
        self._context.link.wake()
        self.sealed.emit()

    def _on_failed(self, error: EcabinetError) -> None:
        if self._dialog is not None:
            self._dialog.show_failure(error)

    def _on_overlay_closed(self) -> None:
        self._dialog = None

    def _tile(self, person: str) -> TileRow | None:
        if self._row is None:
            return None
        return next((tile for tile in self._row.tiles if tile.person == person), None)


def _cancelling(desk: OfficeDesk, ballot: BallotId, reason: str) -> Callable[[], EventId]:
    return lambda: desk.cancel(ballot, reason)


def _committing(desk: OfficeDesk, ballot: BallotId, member: PersonId, code: str) -> Callable[[], EventId]:
    return lambda: desk.commit(ballot, member, code)


def _deciding(
    desk: OfficeDesk, ballot: BallotId, late: LateAnswerRow, *, counts: bool, grounds: str
) -> Callable[[], EventId]:
    return lambda: desk.decide_late(ballot, late.event, counts=counts, grounds=grounds)
