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


_SEALED = {
    Act.REMIND: EventKind.REMIND,
    Act.CLOSE: EventKind.CLOSE,
    Act.PUBLISH: EventKind.PUBLISH,
    Act.CANCEL: EventKind.CANCEL,
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the person's roles allow on the desk (DOMAIN.md section 3). The hub decides; this only spares a refusal."""

    enters: bool = False
    publishes: bool = False
    decides: bool = False

    @classmethod
    def of(cls, roles: frozenset[Role]) -> Rights:
        """Office staff do all but publish and decide; these are the chief's."""
        chief = Role.OFFICE_CHIEF in roles
        return cls(enters=bool(roles & OFFICE_ROLES), publishes=chief, decides=chief)


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


def _offer(row: ResponseMapRow, act: Act, words: str, icon: str, *, allowed: bool = True) -> Offer:
    kind = _SEALED.get(act)
    if not allowed:
        return Offer(act, words, icon, enabled=False, why_not=_tr("Chỉ Bộ trưởng, Chủ nhiệm Văn phòng được làm."))
    if any(waiting.kind is kind and not waiting.refused for waiting in row.ballot.pending):
        return Offer(act, words, icon, enabled=False, why_not=_tr("Đã ký, đang chờ gửi."))
    return Offer(act, words, icon)


def _open_plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    close = _offer(row, Act.CLOSE, _tr("Đóng phiếu và tổng hợp"), "lock")
    cancel = _offer(row, Act.CANCEL, _tr("Hủy phiếu"), "x")
    code = Offer(Act.CODE, _tr("Nhập mã qua điện thoại"), "phone")
    unknown = row.preview.unknown
    if row.is_past_deadline:
        text = _tr("Đã hết hạn trả lời.")
        if unknown:
            text = _tr(
                "{} máy mất liên lạc từ trước hạn có thể đã ký. Câu trả lời đến sau vẫn được nhận và ghi "
                "“ký trước hạn, nhận sau hạn”."
            ).format(unknown)
        return ActPlan(_tr("Đóng phiếu"), text, close, (code,) if row.to_remind else (), (cancel,))
    if not row.to_remind:
        text = _tr("Cả {} thành viên đã trả lời, có thể đóng phiếu trước hạn.").format(row.preview.n_members)
        return ActPlan(_tr("Đóng phiếu"), text, close, (), (cancel,))
    words = _tr("Nhắc {} thành viên").format(row.to_remind)
    text = _tr("Gửi cho {} thành viên chưa trả lời và trợ lý của họ. Câu chữ theo mẫu của Văn phòng Chính phủ.").format(
        row.to_remind
    )
    early = _offer(row, Act.CLOSE, _tr("Đóng phiếu trước hạn"), "lock")
    return ActPlan(_tr("Nhắc trả lời"), text, _offer(row, Act.REMIND, words, "bell"), (code,), (early, cancel))


def _closed_plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    summary = Offer(Act.SUMMARY, _tr("Lưu bảng tổng hợp"), "download", enabled=bool(row.results))
    if not row.results:
        text = _tr("Máy chủ đang tổng hợp kết quả. Kết quả sẽ hiện ngay tại đây.")
        return ActPlan(_tr("Tổng hợp"), text, None)
    publish = _offer(row, Act.PUBLISH, _tr("Công bố kết quả"), "send", allowed=rights.publishes)
    waiting = undecided(row)
    text = _tr("Thành viên thấy kết quả và tự kiểm tra câu trả lời của mình trong đó.")
    if waiting:
        text = _tr("Còn {} câu trả lời chờ người chủ trì quyết định. Công bố sau khi quyết định xong.").format(waiting)
    return ActPlan(_tr("Công bố kết quả"), text, publish, (summary,), (_offer(row, Act.CANCEL, _tr("Hủy phiếu"), "x"),))


def _tallied_plan(row: ResponseMapRow, rights: Rights) -> ActPlan:
    summary = Offer(Act.SUMMARY, _tr("Lưu bảng tổng hợp"), "download", enabled=bool(row.results))
    if row.results and row.results[0].published_at is None:
        text = _tr("Có kết quả mới lần {} sau khi công bố; công bố để thay kết quả trước.").format(
            row.results[0].number
        )
        words = _tr("Công bố kết quả lần {}").format(row.results[0].number)
        publish = _offer(row, Act.PUBLISH, words, "send", allowed=rights.publishes)
        return ActPlan(_tr("Kết quả mới"), text, publish, (summary,))
    text = _tr("Kết quả đã công bố. Bảng tổng hợp có đủ công thức và câu trả lời của từng thành viên.")
    return ActPlan(_tr("Hồ sơ phiếu"), text, summary)
