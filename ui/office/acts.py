"""Which acts the Office may do on a ballot now, and how the card of acts says it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from models.queries.client.office import ResponseMapRow
from models.types import OFFICE_ROLES, BallotState, EventKind, Role, Standing


def _tr(text: str) -> str:
    return QCoreApplication.translate("office", text)


class Act(StrEnum):
    """What the card's buttons ask for."""

    REMIND = "remind"
    CODE = "code"
    CLOSE = "close"
    PUBLISH = "publish"
    CANCEL = "cancel"
    SUMMARY = "summary"


_SEALED: dict[Act, EventKind] = {
    Act.REMIND: EventKind.REMIND,
    Act.CLOSE: EventKind.CLOSE,
    Act.PUBLISH: EventKind.PUBLISH,
    Act.CANCEL: EventKind.CANCEL,
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the person's roles allow on the desk (DOMAIN.md section 3). The hub decides; this only spares a refusal.

    ``works``: prepare, issue, remind, close, cancel. ``publishes`` results; ``decides`` on late answers (the chair).
    """

    works: bool = False
    publishes: bool = False
    decides: bool = False

    @property
    def enters(self) -> bool:
        """Whether the desk is open to the person at all."""
        return self.works or self.publishes

    @classmethod
    def of(cls, roles: frozenset[Role]) -> Rights:
        """Office staff do all but publish; that is the chief's and the Prime Minister's. The chair decides."""
        return cls(
            works=bool(roles & OFFICE_ROLES),
            publishes=bool(roles & {Role.OFFICE_CHIEF, Role.PRIME_MINISTER}),
            decides=bool(roles & {Role.PRIME_MINISTER, Role.DEPUTY_PM}),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: its act, words, icon, whether it can be pressed, and why not."""

    act: Act
    words: str
    icon: str
    enabled: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ActPlan:
    """The card: its head, a text, at most one main act, the other acts, the quiet ones."""

    head: str
    text: str
    main: Offer | None
    others: tuple[Offer, ...] = ()
    quiet: tuple[Offer, ...] = ()


def plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    """What the card of acts offers for this ballot."""
    return {
        BallotState.DRAFT: lambda: ActPlan(_tr("Bản nháp"), "", None),
        BallotState.OPEN: lambda: _open_plan(row, rights),
        BallotState.CLOSED: lambda: _closed_plan(row, rights),
        BallotState.TALLIED: lambda: _tallied_plan(row, rights),
        BallotState.CANCELLED: lambda: ActPlan(
            _tr("Phiếu đã hủy"), _tr("Không nhận thêm câu trả lời. Mọi câu trả lời đã nhận vẫn còn trong sổ."), None
        ),
    }[row.ballot.state]()


def undecided(row: ResponseMapRow) -> int:
    """Answers that wait for the chair."""
    return sum(late.standing is Standing.CHAIR_DECIDES for late in row.late)


def _offer(row: ResponseMapRow, act: Act, words: str, icon: str, *, allowed: bool, else_who: str = "") -> Offer:
    kind = _SEALED.get(act)
    if not allowed:
        return Offer(act, words, icon, enabled=False, why_not=else_who or _tr("Chỉ Văn phòng Chính phủ được làm."))
    if any(waiting.kind is kind and not waiting.refused for waiting in row.ballot.pending):
        return Offer(act, words, icon, enabled=False, why_not=_tr("Đã ký, đang chờ gửi."))
    return Offer(act, words, icon)


def _open_plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    """Before the deadline a ballot is closed only when every member has answered, and only then is a code of use."""
    close = _offer(row, Act.CLOSE, _tr("Đóng phiếu và tổng hợp"), "lock", allowed=rights.works)
    cancel = _offer(row, Act.CANCEL, _tr("Hủy phiếu"), "x", allowed=rights.works)
    unknown = row.preview.unknown
    if row.is_past_deadline:
        text = _tr("Đã hết hạn trả lời.")
        if unknown:
            text = _tr(
                "{} máy mất liên lạc từ trước hạn có thể đã ký. Câu trả lời đến sau vẫn được nhận và ghi "
                "“ký trước hạn, nhận sau hạn”."
            ).format(unknown)
        return ActPlan(_tr("Đóng phiếu"), text, close, (), (cancel,))
    if not row.to_remind:
        text = _tr("Cả {} thành viên đã trả lời, có thể đóng phiếu trước hạn.").format(row.preview.n_members)
        return ActPlan(_tr("Đóng phiếu"), text, close, (), (cancel,))
    words = _tr("Nhắc {} thành viên").format(row.to_remind)
    text = _tr("Gửi cho {} thành viên chưa trả lời và trợ lý của họ. Câu chữ theo mẫu của Văn phòng Chính phủ.").format(
        row.to_remind
    )
    remind = _offer(row, Act.REMIND, words, "bell", allowed=rights.works)
    code = _offer(row, Act.CODE, _tr("Nhập mã qua điện thoại"), "phone", allowed=rights.works)
    return ActPlan(_tr("Nhắc trả lời"), text, remind, (code,), (cancel,))


def _closed_plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    if not row.results:
        text = _tr("Máy chủ đang tổng hợp kết quả. Kết quả sẽ hiện ngay tại đây.")
        return ActPlan(_tr("Tổng hợp"), text, None)
    waiting = undecided(row)
    text = _tr("Thành viên thấy kết quả và tự kiểm tra câu trả lời của mình trong đó.")
    if waiting:
        text = _tr("Còn {} câu trả lời chờ người chủ trì quyết định. Nên công bố sau khi quyết định xong.").format(
            waiting
        )
    publish = _publish(row, rights, _tr("Công bố kết quả"))
    cancel = _offer(row, Act.CANCEL, _tr("Hủy phiếu"), "x", allowed=rights.works)
    return ActPlan(_tr("Công bố kết quả"), text, publish, (_summary(),), (cancel,))


def _tallied_plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    if row.results and row.results[0].published_at is None:
        number = row.results[0].number
        text = _tr("Có kết quả mới lần {} sau khi công bố; công bố để thay kết quả trước.").format(number)
        publish = _publish(row, rights, _tr("Công bố kết quả lần {}").format(number))
        return ActPlan(_tr("Kết quả mới"), text, publish, (_summary(),))
    text = _tr("Kết quả đã công bố. Bảng tổng hợp có đủ công thức và câu trả lời của từng thành viên.")
    return ActPlan(_tr("Hồ sơ phiếu"), text, _summary())


def _publish(row: ResponseMapRow, rights: Rights, words: str) -> Offer:
    else_who = _tr("Chỉ Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hoặc Thủ tướng được công bố.")
    return _offer(row, Act.PUBLISH, words, "send", allowed=rights.publishes, else_who=else_who)


def _summary() -> Offer:
    return Offer(Act.SUMMARY, _tr("Lưu bảng tổng hợp"), "download")
