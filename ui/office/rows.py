"""The Office's ballots as lines of a list: which tab, which badge, what is said of drafts. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from models.queries.client.ballot_drafts import BallotDraftRow
from models.queries.client.office import OfficeBallotRow, PendingActRow
from models.search import fold
from models.types import BallotState, EventKind
from ui import words
from ui.theme import Tone
from ui.widgets.paint import BadgeSpec
from ui.widgets.rows import ListRow

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("office", text)


class DeskTab(StrEnum):
    """Tabs of the list; every ballot stands in exactly one."""

    DRAFT = BallotState.DRAFT.value
    OPEN = BallotState.OPEN.value
    CLOSED = BallotState.CLOSED.value
    TALLIED = BallotState.TALLIED.value
    CANCELLED = BallotState.CANCELLED.value


def tab_words(tab: DeskTab) -> str:
    """Nháp, Đang lấy, Đã đóng, Đã tổng hợp, Hủy."""
    return {
        DeskTab.DRAFT: _tr("Nháp"),
        DeskTab.OPEN: _tr("Đang lấy"),
        DeskTab.CLOSED: _tr("Đã đóng"),
        DeskTab.TALLIED: _tr("Đã tổng hợp"),
        DeskTab.CANCELLED: _tr("Hủy"),
    }[tab]


def overdue_words(passed: timedelta) -> str:
    """How long the deadline has passed, while nobody has closed the ballot."""
    if passed < _HOUR:
        return _tr("Quá hạn {} phút, chưa đóng").format(max(1, int(passed.total_seconds() // 60)))
    if passed < _DAY:
        return _tr("Quá hạn {} giờ, chưa đóng").format(int(passed / _HOUR))
    return _tr("Quá hạn {} ngày, chưa đóng").format(int(passed / _DAY))


def state_badge(row: OfficeBallotRow, now: datetime) -> BadgeSpec:
    """The badge beside a ballot's title: its deadline while open, else its state."""
    if row.state is BallotState.OPEN:
        if now > row.deadline:
            return BadgeSpec(overdue_words(now - row.deadline), Tone.AMBER, "clock-alert")
        return words.days_badge(row.working_days_left)
    return {
        BallotState.DRAFT: BadgeSpec(_tr("Nháp"), Tone.NEUTRAL, "pen-line"),
        BallotState.CLOSED: BadgeSpec(_tr("Đã đóng, chờ công bố"), Tone.AMBER, "lock"),
        BallotState.TALLIED: BadgeSpec(_tr("Đã công bố kết quả"), Tone.GREEN, "circle-check"),
        BallotState.CANCELLED: BadgeSpec(_tr("Đã hủy"), Tone.NEUTRAL, "x"),
    }[row.state]


def act_words(kind: EventKind) -> str:
    """An act of the Office, as the object of a sentence: "lệnh đóng phiếu"."""
    known = {
        EventKind.ISSUE: _tr("lệnh phát hành phiếu"),
        EventKind.CLOSE: _tr("lệnh đóng phiếu"),
        EventKind.PUBLISH: _tr("lệnh công bố kết quả"),
        EventKind.CANCEL: _tr("lệnh hủy phiếu"),
        EventKind.COMMITMENT: _tr("mã đọc qua điện thoại"),
        EventKind.REMIND: _tr("lời nhắc"),
        EventKind.DECIDE_LATE: _tr("quyết định về câu trả lời đến muộn"),
    }
    return known.get(kind, _tr("thao tác"))


def pending_badge(pending: Sequence[PendingActRow]) -> BadgeSpec | None:
    """What waits to be sent, or was refused: a refusal comes first."""
    if any(act.refused for act in pending):
        return BadgeSpec(_tr("Bị từ chối, cần xem"), Tone.RED, "circle-x")
    if pending:
        return BadgeSpec(_tr("Đã ký, chờ gửi"), Tone.SLATE, "send")
    return None


def ballot_line(row: OfficeBallotRow, now: datetime) -> ListRow:
    """One issued ballot: badge and deadline, title, number with agency and how many have answered."""
    day = words.local(row.deadline)
    aside = f"{words.weekday_short(day.date())} {day:%d/%m}" if day.year == words.local(now).year else f"{day:%d/%m/%Y}"
    answered = _tr("{}/{} đã trả lời, {} đồng ý").format(row.answered, row.n_members, row.approve)
    meta = " · ".join((row.number, _tr("{} trình").format(row.submitted_by), answered))
    badge = pending_badge(row.pending) or state_badge(row, now)
    return ListRow(row.title, meta, badge, aside, strong=row.state in (BallotState.OPEN, BallotState.CLOSED))


def draft_line(row: BallotDraftRow, now: datetime) -> ListRow:
    """One draft: when it was kept on this device, and what it holds."""
    title = row.title.strip() or _tr("Phiếu chưa có tên")
    papers = _tr("{} tài liệu").format(len(row.papers)) if row.papers else _tr("chưa có tài liệu")
    meta = " · ".join(part for part in (row.number.strip(), papers) if part)
    badge = BadgeSpec(_tr("Nháp"), Tone.NEUTRAL, "pen-line")
    if row.refused:
        badge = BadgeSpec(_tr("Bị từ chối, cần xem"), Tone.RED, "circle-x")
    elif row.sealed_at is not None:
        badge = BadgeSpec(_tr("Đã ký phát hành, chờ gửi"), Tone.SLATE, "send")
    return ListRow(title, meta, badge, words.moment_short(row.saved_at, now), strong=bool(row.refused))


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line of the list. ``plain``: what the filter looks in, folded."""

    key: str
    row: ListRow
    plain: str


def desk_lines(
    ballots: Sequence[OfficeBallotRow], drafts: Sequence[BallotDraftRow], now: datetime
) -> dict[DeskTab, tuple[DeskLine, ...]]:
    """Every line by tab. Slow for thousands of ballots: made on a work thread."""
    found: dict[DeskTab, list[DeskLine]] = {tab: [] for tab in DeskTab}
    for draft in drafts:
        plain = _plain(f"{draft.number} {draft.title}")
        found[DeskTab.DRAFT].append(DeskLine(draft.id, draft_line(draft, now), plain))
    for ballot in ballots:
        plain = _plain(f"{ballot.number} {ballot.title} {ballot.submitted_by}")
        found[DeskTab(ballot.state.value)].append(DeskLine(ballot.id, ballot_line(ballot, now), plain))
    return {tab: tuple(lines) for tab, lines in found.items()}


def matching(lines: Sequence[DeskLine], wanted: str) -> list[tuple[Hashable, ListRow]]:
    """The lines that hold ``wanted``; case and tones do not matter."""
    asked = _plain(wanted.strip())
    return [(line.key, line.row) for line in lines if asked in line.plain]


def counts(lines: Mapping[DeskTab, Sequence[DeskLine]]) -> dict[str, int | None]:
    """Figures of the tabs; an empty tab shows none."""
    return {tab.value: len(held) or None for tab, held in lines.items()}


def _plain(text: str) -> str:
    return fold(text).casefold()
