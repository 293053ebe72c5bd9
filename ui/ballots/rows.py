"""Ballots as lines of a list: what each badge says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication

from models.queries.client.ballots import BallotBadge, BallotListRow, BallotTab
from ui import words
from ui.theme import Tone
from ui.widgets.paint import BadgeSpec
from ui.widgets.rows import ListRow


def _tr(text: str) -> str:
    return QCoreApplication.translate("ballots", text)


_BADGES: Mapping[BallotBadge, Callable[[], BadgeSpec]] = MappingProxyType(
    {
        BallotBadge.WAITING: lambda: BadgeSpec(_tr("Đã ký, chờ gửi"), Tone.SLATE, "send"),
        BallotBadge.SENT: lambda: BadgeSpec(_tr("Đã gửi, chờ biên nhận"), Tone.SLATE, "hourglass"),
        BallotBadge.RECEIVED: lambda: BadgeSpec(_tr("Đã có biên nhận"), Tone.GOLD, "receipt-text"),
        BallotBadge.RECORDED: lambda: BadgeSpec(_tr("Đã vào sổ"), Tone.GOLD, "book-check"),
        BallotBadge.REFUSED: lambda: BadgeSpec(_tr("Bị từ chối"), Tone.RED, "circle-x"),
        BallotBadge.NOT_COUNTED: lambda: BadgeSpec(_tr("Không được tính"), Tone.RED, "circle-x"),
        BallotBadge.COMPETING: lambda: BadgeSpec(_tr("Cần xác nhận"), Tone.AMBER, "triangle-alert"),
        BallotBadge.CHAIR_DECIDES: lambda: BadgeSpec(_tr("Chờ người chủ trì quyết định"), Tone.AMBER, "hourglass"),
        BallotBadge.CANCELLED: lambda: BadgeSpec(_tr("Đã hủy"), Tone.NEUTRAL, "x"),
        BallotBadge.CLOSED: lambda: BadgeSpec(_tr("Đã đóng, chờ kết quả"), Tone.NEUTRAL, "lock"),
        BallotBadge.PUBLISHED: lambda: BadgeSpec(_tr("Đã có kết quả"), Tone.NEUTRAL, "circle-check"),
    }
)


def badge(row: BallotListRow) -> BadgeSpec:
    """The one badge of a ballot in a list."""
    if row.badge is BallotBadge.TO_ANSWER:
        return words.days_badge(row.working_days_left)
    if row.badge is BallotBadge.OVERDUE:
        return words.days_badge(row.working_days_left, passed=True)
    if row.badge is BallotBadge.PUBLISHED and row.outcome is not None:
        return words.outcome_badge(row.outcome, row.agreed, row.n_members)
    return _BADGES[row.badge]()


def list_row(row: BallotListRow, now: datetime) -> ListRow:
    """One line: badge and date, the title, number with agency or choice."""
    if row.badge in (BallotBadge.TO_ANSWER, BallotBadge.OVERDUE):
        day = words.local(row.deadline)
        aside = f"{words.weekday_short(day.date())} {day:%d/%m}"
        meta = _tr("{} · {} trình").format(row.number, row.submitted_by)
        if row.has_draft:
            meta += _tr(" · có bản nháp")
    else:
        aside = words.moment_short(row.when, now) if row.when is not None else ""
        meta = f"{row.number} · {words.choice(row.choice) if row.choice is not None else row.submitted_by}"
    strong = row.badge in (BallotBadge.TO_ANSWER, BallotBadge.OVERDUE, BallotBadge.WAITING, BallotBadge.COMPETING)
    return ListRow(row.title, meta, badge(row), aside, strong=strong)


def list_rows(rows: Sequence[BallotListRow], tab: BallotTab, now: datetime) -> list[tuple[Hashable, ListRow]]:
    """All lines of one tab; under "Đã ký" what has gone stands below a head of its own."""
    lines: list[tuple[Hashable, ListRow]] = []
    headed = tab is not BallotTab.SIGNED
    for row in sorted(rows, key=_waiting_first) if not headed else rows:
        if not headed and row.badge is not BallotBadge.WAITING:
            if lines:
                lines.append(("head:sent", ListRow(_tr("Đã gửi"), section=True)))
            headed = True
        lines.append((row.id, list_row(row, now)))
    return lines


def _waiting_first(row: BallotListRow) -> bool:
    return row.badge is not BallotBadge.WAITING
