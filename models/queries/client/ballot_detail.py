"""Everything one ballot's page shows to its member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.types import BallotId, BallotOutcome, BallotState, Choice, DocumentId, EventId, SendState, Standing


class Availability(StrEnum):
    """How much of a paper lies on this device."""

    ABSENT = "absent"
    PARTIAL = "partial"
    COMPLETE = "complete"
    FAILED = "failed"  # ``error`` of the row says why


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of a ballot. ``size`` and ``held`` in bytes; ``pages`` 0 where unknown; ``seen`` pages read.

    ``last_page`` counts from 0. ``opened_at`` None: never opened on this device.
    """

    id: DocumentId
    title: str
    pages: int
    size: int
    availability: Availability
    held: int
    seen: int
    last_page: int
    opened_at: datetime | None
    error: str


class DayKind(StrEnum):
    """What a segment of the day strip stands for."""

    ISSUE = "issue"  # the day of issue: not counted
    PAST = "past"
    TODAY = "today"
    COMING = "coming"
    REST = "rest"  # one or more days off in a row
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One segment of the strip, dates in Asia/Ho_Chi_Minh. ``number`` counts working days from 1 (0: not counted).

    ``filled``: elapsed part of the segment, 0.0 to 1.0.
    """

    first: date
    last: date
    kind: DayKind
    number: int
    filled: float
    is_today: bool


class StageName(StrEnum):
    """Stages of one answer's way: đã ký → đã gửi → Văn phòng nhận (biên nhận) → đã vào sổ."""

    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"
    RECORDED = "recorded"


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "done"
    WAITING = "waiting"  # this is where the answer stands now
    PENDING = "pending"  # comes later
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage. ``number``: the ledger's line (from 0), at RECEIVED and RECORDED; ``size``: bytes sent, at SENT.

    ``verified``: signature and inclusion proof were checked on this device (RECEIVED). ``standing``: at RECORDED.
    """

    name: StageName
    state: StageState
    at: datetime | None
    size: int | None
    number: int | None
    verified: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A verified receipt of an answer of this device. ``root`` is the head's root in hex, ``size`` its tree size."""

    leaf_index: int
    standing: Standing | None
    reason: str
    verified_at: datetime
    received_at: datetime
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class BatchMateRow:
    """Another ballot signed with the same PIN entry. ``position`` in the sending order, from 1; 0 when sent."""

    ballot: BallotId
    number: str
    title: str
    choice: Choice
    state: SendState
    position: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One version of the member's answer, from this device or (by the hub's record) from another.

    ``digest`` (hex) names the sealed bytes; ``replaces`` the digest it replaces. ``code``: commitment code to be
    read over the telephone, in groups of four, empty once received or where it was signed elsewhere.
    ``late``: received after the deadline; ``not_before``: time of the newest hub head inside the signature.
    ``is_current``: this version is the one that speaks for the member now.
    """

    event: EventId
    choice: Choice
    opinion: str
    signed_at: datetime
    on_this_device: bool
    state: SendState
    standing: Standing | None
    reason: str  # a models.types.Refusal value, or empty
    digest: str
    replaces: str | None
    stages: tuple[StageRow, ...]
    receipt: ReceiptRow | None
    code: str
    late: bool
    not_before: datetime | None
    received_at: datetime | None
    batch: tuple[BatchMateRow, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class AnswerDraftRow:
    """An answer not signed yet."""

    choice: Choice | None
    opinion: str
    saved_at: datetime


class OwnLeaf(StrEnum):
    """Whether the published result lists this member's own answer."""

    LISTED = "listed"
    MISSING = "missing"  # an alarm stands
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A published, numbered result."""

    number: int
    outcome: BallotOutcome
    n_members: int
    threshold: int
    approve: int
    deemed: int
    disapprove: int
    other: int
    silent: int
    pm_choice: Choice | None
    computed_at: datetime
    published_at: datetime | None
    own_leaf: OwnLeaf


class AnswerBar(StrEnum):
    """Why the person cannot answer now; NONE when they can."""

    NONE = "none"
    NOT_A_MEMBER = "not_a_member"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BallotDetailRow:
    """One ballot in full. ``papers_root`` in hex. ``silence_approves``: silence past the deadline counts as
    approval under this rule set. ``answers``: newest first. ``results``: newest first, published only.
    ``statement``: exact canonical bytes of what is asked, for the signing dialog.
    """

    id: BallotId
    number: str
    title: str
    question: str
    submitted_by: str
    issued_at: datetime
    deadline: datetime
    rule_set: str
    state: BallotState
    closed_at: datetime | None
    cancel_reason: str
    n_members: int
    threshold: int
    working_days_left: int
    silence_approves: bool
    days: tuple[DayRow, ...]
    papers: tuple[PaperRow, ...]
    papers_read: int
    papers_root: str
    draft: AnswerDraftRow | None
    answers: tuple[AnswerRow, ...]
    current: AnswerRow | None
    bar: AnswerBar
    results: tuple[ResultRow, ...]
    statement: bytes
