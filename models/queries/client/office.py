"""The Office's desk: ballots issued, the live map of responses, the log, drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.queries.client.ballot_detail import ResultRow
from models.types import BallotId, BallotState, Choice, EventId, EventKind, PaperRef, PersonId, Standing


@dataclass(frozen=True, slots=True)
class PendingActRow:
    """An act of the Office on this ballot that the hub has not settled, or refused (``reason`` not empty)."""

    event: EventId
    kind: EventKind
    made_at: datetime
    reason: str
    refused: bool


@dataclass(frozen=True, slots=True)
class OfficeBallotRow:
    """One ballot in the Office's list. ``waiting``: acts of this device about it that are not settled."""

    id: BallotId
    number: str
    title: str
    submitted_by: str
    issued_at: datetime
    deadline: datetime
    working_days_left: int
    state: BallotState
    n_members: int
    threshold: int
    answered: int
    approve: int
    disapprove: int
    other: int
    pending: tuple[PendingActRow, ...]


class TileState(StrEnum):
    """One member on the map."""

    ANSWERED = "answered"
    OPENED = "opened"
    NOT_OPENED = "not_opened"
    UNKNOWN = "unknown"  # the device has been out of contact: may have signed already
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class TileRow:
    """One member's tile. ``opened_at``, ``delivered_at``, ``last_contact``: as the hub saw them.

    ``committed_at``: a code was read over the telephone. ``deemed``: silence counts as approval now.
    ``lost_contact``: out of contact too long to tell; may also be true of an OVERDUE tile.
    """

    person: PersonId
    name: str
    title: str
    organization: str
    is_pm: bool
    state: TileState
    choice: Choice | None
    standing: Standing | None
    late: bool
    deemed: bool
    lost_contact: bool
    answered_at: datetime | None
    leaf_index: int | None
    opened_at: datetime | None
    delivered_at: datetime | None
    last_contact: datetime | None
    committed_at: datetime | None
    reminders: int


@dataclass(frozen=True, slots=True)
class TallyPreview:
    """The tally as it would be now. ``missing`` approvals for the majority, 0 when reached.

    ``silent`` = not answered and in contact; ``unknown`` = not answered and out of contact; once the deadline has
    passed under a rule set of deemed approval both are also in ``deemed``.
    """

    n_members: int
    threshold: int
    approve: int
    disapprove: int
    other: int
    silent: int
    unknown: int
    deemed: int
    missing: int


class LogKind(StrEnum):
    """Lines of the ballot's log."""

    ISSUED = "issued"
    REMINDED = "reminded"
    OPENED = "opened"
    ANSWERED = "answered"
    NOT_COUNTED = "not_counted"
    COMMITTED = "committed"
    DEADLINE = "deadline"
    CLOSED = "closed"
    RESULT = "result"
    CANCELLED = "cancelled"
    LOST_CONTACT = "lost_contact"


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the log. ``who``: a name or empty; ``count``: people told, or devices out of contact; ``number``:
    ledger line or the result's number.
    """

    at: datetime
    kind: LogKind
    who: str
    choice: Choice | None
    count: int
    number: int | None


@dataclass(frozen=True, slots=True)
class LateAnswerRow:
    """An answer that waits for the chair (late, or indeterminate), or competes."""

    event: EventId
    person: PersonId
    name: str
    choice: Choice
    opinion: str
    standing: Standing
    reason: str
    not_before: datetime
    received_at: datetime
    committed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ResponseMapRow:
    """The Office's page of one ballot. ``counts`` by tile state. ``log``: newest first. ``results``: newest first,
    unpublished ones included. ``silence_approves`` by the ballot's rule set. ``to_remind``: members without answer.
    """

    ballot: OfficeBallotRow
    question: str
    papers: tuple[PaperRef, ...]
    silence_approves: bool
    is_past_deadline: bool
    preview: TallyPreview
    tiles: tuple[TileRow, ...]
    to_remind: int
    late: tuple[LateAnswerRow, ...]
    log: tuple[LogRow, ...]
    results: tuple[ResultRow, ...]
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class BallotDraftRow:
    """A ballot being prepared on this device. Empty texts and None where not filled yet."""

    id: str
    number: str
    title: str
    question: str
    submitted_by: str  # organisation id
    deadline: datetime | None
    rule_set: str
    papers: tuple[PaperRef, ...]
    saved_at: datetime
