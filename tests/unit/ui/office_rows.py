"""Plain rows for the Office's screens: 27 members, as the design's pictures show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from models.queries.client.ballot_detail import OwnLeaf, ResultRow
from models.queries.client.ballot_drafts import BallotDraftRow
from models.queries.client.office import (
    LateAnswerRow,
    LogKind,
    LogRow,
    OfficeBallotRow,
    PendingActRow,
    ResponseMapRow,
    TallyPreview,
    TileRow,
    TileState,
)
from models.types import (
    BallotId,
    BallotOutcome,
    BallotState,
    Choice,
    DocumentId,
    EventId,
    EventKind,
    PaperRef,
    PersonId,
    Standing,
)

NOW = datetime(2026, 11, 23, 7, 2, tzinfo=UTC)  # 14:02 in Vietnam, a Monday
DEADLINE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # 17:00 on Tuesday
PAST = DEADLINE + timedelta(minutes=8)
TITLE = "Dự thảo Nghị định về quản lý bến thủy nội địa"

_GOVERNMENT = ["Thủ tướng Chính phủ", "Phó Thủ tướng Thường trực", *(f"Phó Thủ tướng {n}" for n in range(2, 10))]
_MINISTRIES = [
    "Bộ Quốc phòng",
    "Bộ Công an",
    "Bộ Ngoại giao",
    "Bộ Nội vụ",
    "Bộ Tư pháp",
    "Bộ Tài chính",
    "Bộ Công Thương",
    "Bộ Nông nghiệp và Môi trường",
    "Bộ Xây dựng",
    "Bộ VHTTDL",
    "Bộ Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo",
    "Bộ Y tế",
    "Bộ Dân tộc và Tôn giáo",
    "Văn phòng Chính phủ",
    "Thanh tra Chính phủ",
    "Ngân hàng Nhà nước",
]
_STATES = "oaaaoaanouaxaaaouaaaxdnonnu"  # o opened, a approve, n not opened, u unknown, x other, d disapprove
_OPENED = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
_LOST = datetime(2026, 11, 23, 4, 20, tzinfo=UTC)


def tile(number: int, kind: str, *, past: bool = False, deems: bool = True) -> TileRow:
    """One member by its place in the official order."""
    government = number < len(_GOVERNMENT)
    choice = {"a": Choice.APPROVE, "x": Choice.OTHER, "d": Choice.DISAPPROVE}.get(kind)
    lost = kind == "u"
    if choice is not None:
        state = TileState.ANSWERED
    elif lost:
        state = TileState.UNKNOWN
    elif past:
        state = TileState.OVERDUE
    else:
        state = TileState.OPENED if kind == "o" else TileState.NOT_OPENED
    return TileRow(
        person=PersonId(f"p{number}"),
        name=f"Thành viên {number + 1}",
        title=_GOVERNMENT[number] if government else "Bộ trưởng",
        organization="Chính phủ" if government else _MINISTRIES[number - len(_GOVERNMENT)],
        is_pm=number == 0,
        state=state,
        choice=choice,
        standing=Standing.COUNTED if choice else None,
        late=False,
        deemed=choice is None and past and deems,
        lost_contact=lost,
        answered_at=NOW if choice else None,
        leaf_index=9000 + number if choice else None,
        opened_at=_OPENED if kind in "oaxd" else None,
        delivered_at=_OPENED,
        last_contact=_LOST if lost else NOW,
        committed_at=None,
        reminders=2,
    )


def ballot_row(**changes: Any) -> OfficeBallotRow:
    row = OfficeBallotRow(
        id=BallotId("b1"),
        number="9012/PLYK-VPCP",
        title=TITLE,
        submitted_by="Bộ Xây dựng",
        issued_at=datetime(2026, 11, 19, 9, 50, tzinfo=UTC),
        deadline=DEADLINE,
        working_days_left=1,
        state=BallotState.OPEN,
        n_members=27,
        threshold=14,
        answered=15,
        approve=12,
        disapprove=1,
        other=2,
        pending=(),
    )
    return replace(row, **changes)


def map_row(*, past: bool = False, deems: bool = True, **changes: Any) -> ResponseMapRow:
    tiles = tuple(tile(number, kind, past=past, deems=deems) for number, kind in enumerate(_STATES))
    approve, other, disapprove = (_STATES.count(kind) for kind in "axd")
    unknown = _STATES.count("u")
    silent = len(_STATES) - approve - other - disapprove - unknown
    deemed = silent + unknown if past and deems else 0
    row = ResponseMapRow(
        ballot=ballot_row(working_days_left=0 if past else 1),
        question=TITLE,
        papers=papers(12),
        silence_approves=deems,
        is_past_deadline=past,
        preview=TallyPreview(
            27, 14, approve, disapprove, other, silent, unknown, deemed, max(0, 14 - approve - deemed)
        ),
        tiles=tiles,
        to_remind=sum(one.choice is None for one in tiles),
        late=(),
        log=log(past=past),
        results=(),
        cancel_reason="",
    )
    return replace(row, **changes)


def log(*, past: bool = False) -> tuple[LogRow, ...]:
    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 11, day, hour - 7, minute, tzinfo=UTC)

    lines = [
        LogRow(at(23, 13, 58), LogKind.ANSWERED, "Thành viên 15", Choice.APPROVE, 1, 9191),
        LogRow(at(23, 13, 20), LogKind.ANSWERED, "Thành viên 22", Choice.DISAPPROVE, 1, 9190),
        LogRow(at(23, 11, 20), LogKind.LOST_CONTACT, "", None, 3, None),
        LogRow(at(23, 9, 0), LogKind.REMINDED, "", None, 17, None),
        LogRow(at(20, 15, 0), LogKind.REMINDED, "", None, 22, None),
        LogRow(at(19, 16, 50), LogKind.ISSUED, "", None, 27, None),
    ]
    return (LogRow(at(24, 17, 0), LogKind.DEADLINE, "", None, 0, None), *lines) if past else tuple(lines)


def papers(count: int) -> tuple[PaperRef, ...]:
    names = ("Tờ trình Chính phủ", "Dự thảo Nghị định", "Báo cáo thẩm định", "Bảng tổng hợp ý kiến")
    return tuple(
        PaperRef(
            DocumentId(f"{number:064x}"), names[number % 4] + (f" {number // 4 + 1}" if number > 3 else ""), 812_345, 18
        )
        for number in range(count)
    )


def result(**changes: Any) -> ResultRow:
    row = ResultRow(
        number=1,
        outcome=BallotOutcome.ADOPTED,
        n_members=27,
        threshold=14,
        approve=12,
        deemed=12,
        disapprove=1,
        other=2,
        silent=0,
        pm_choice=None,
        computed_at=PAST,
        published_at=None,
        own_leaf=OwnLeaf.NO_ANSWER,
    )
    return replace(row, **changes)


def late(**changes: Any) -> LateAnswerRow:
    row = LateAnswerRow(
        event=EventId("e" * 32),
        person=PersonId("p16"),
        name="Thành viên 17",
        choice=Choice.OTHER,
        opinion="Đề nghị bổ sung quy định chuyển tiếp cho các bến khách ngang sông đang hoạt động.",
        standing=Standing.CHAIR_DECIDES,
        reason="late",
        not_before=DEADLINE - timedelta(hours=30),
        received_at=PAST + timedelta(hours=2),
        committed_at=None,
    )
    return replace(row, **changes)


def pending(kind: EventKind = EventKind.CLOSE, *, refused: bool = False) -> PendingActRow:
    return PendingActRow(EventId("f" * 32), kind, NOW, "not_allowed" if refused else "", refused)


def draft(**changes: Any) -> BallotDraftRow:
    row = BallotDraftRow(
        id="d1",
        number="9021/PLYK-VPCP",
        title=TITLE,
        question="Đồng ý ban hành Nghị định về quản lý bến thủy nội địa?",
        submitted_by="o1",
        deadline=datetime(2026, 11, 26, 10, 0, tzinfo=UTC),
        rule_set="nd191-2026",
        papers=papers(3),
        saved_at=NOW,
        sealed_at=None,
        refused="",
    )
    return replace(row, **changes)
