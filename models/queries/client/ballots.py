"""The member's ballots as list rows: what the hub said, with this device's pending acts laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.types import BallotId, BallotOutcome, BallotState, Choice


class BallotTab(StrEnum):
    """Tabs of the list: each ballot of a member stands in exactly one."""

    TO_ANSWER = "to_answer"  # Cần trả lời
    SIGNED = "signed"  # Đã ký
    RETURNED = "returned"  # Trả lại: refused, not counted or competing
    CLOSED = "closed"  # Đã đóng


class BallotBadge(StrEnum):
    """What one badge says of a ballot in a list."""

    TO_ANSWER = "to_answer"  # the deadline chip: still time
    OVERDUE = "overdue"  # the deadline has passed, no answer, not closed yet
    WAITING = "waiting"  # đã ký, chờ gửi
    SENT = "sent"  # đã gửi, chưa có biên nhận
    RECEIVED = "received"  # đã có biên nhận
    RECORDED = "recorded"  # đã vào sổ
    REFUSED = "refused"  # the hub refused, finally; ``reason`` says why
    NOT_COUNTED = "not_counted"  # in the ledger, but not counted
    COMPETING = "competing"  # another device's answer stands: the member must confirm
    CHAIR_DECIDES = "chair_decides"  # late or indeterminate
    CLOSED = "closed"  # closed, no result published yet
    PUBLISHED = "published"  # a result is out
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BallotListRow:
    """One line of a list of ballots.

    ``working_days_left``: 0 = due today, negative = working days overdue. ``when``: the instant the badge speaks of
    (signed, received, recorded, closed, published), None for a ballot to answer. ``papers_read`` counts papers
    opened on this device. ``agreed``: approvals counted, deemed ones included, of the newest published result.
    """

    id: BallotId
    number: str
    title: str
    submitted_by: str  # name of the submitting agency
    issued_at: datetime
    deadline: datetime
    working_days_left: int
    state: BallotState
    badge: BallotBadge
    choice: Choice | None
    reason: str  # a models.types.Refusal value, or empty
    has_draft: bool
    papers_total: int
    papers_read: int
    pages_total: int
    when: datetime | None
    outcome: BallotOutcome | None
    agreed: int
    n_members: int


@dataclass(frozen=True, slots=True)
class TabCounts:
    """How many ballots stand in each tab."""

    to_answer: int
    signed: int
    returned: int
    closed: int
