"""The Office's desk: ballots issued, the live map of responses, the log, drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer

from models.local_settings import LAST_CONTACT, dismissed_events, instant_setting
from models.queries.client.ballot_detail import ResultRow, result_rows
from models.queries.client.deadlines import days_left, silence_approves
from models.queries.client.papers import paper_refs
from models.tables.client.local import OutEvent
from models.tables.shared.ballots import Answer, Ballot, Commitment, Result, Tracking
from models.tables.shared.people import Membership, Organization, Person
from models.types import (
    BallotId,
    BallotState,
    Choice,
    EventId,
    EventKind,
    PaperRef,
    PersonId,
    SendState,
    Standing,
)


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


LOST_AFTER = timedelta(hours=2)
"""Out of contact for so long, a member's device may hold a signed ballot that cannot be sent."""

_PAST = frozenset({BallotState.CLOSED, BallotState.TALLIED})


def list_office_ballots(
    session: Session, states: frozenset[BallotState] | None, now: datetime
) -> tuple[OfficeBallotRow, ...]:
    """Ballots in ``states`` (None: all), open ones first by deadline, then the newest."""
    query = select(Ballot)
    if states is not None:
        query = query.where(Ballot.state.in_([state.value for state in states]))
    counts = _choice_counts(session)
    pending = _pending_acts(session)
    rows = [
        _office_row(ballot, counts.get(ballot.id, {}), pending.get(ballot.id, ()), now)
        for ballot in session.scalars(query.options(defer(Ballot.statement), defer(Ballot.papers)))
    ]
    is_open = [row for row in rows if row.state is BallotState.OPEN]
    others = [row for row in rows if row.state is not BallotState.OPEN]
    return (
        *sorted(is_open, key=lambda row: (row.deadline, row.number)),
        *sorted(others, key=lambda row: (row.deadline, row.number), reverse=True),
    )


def response_map(session: Session, ballot: BallotId, now: datetime) -> ResponseMapRow | None:
    """The Office's page of one ballot; None where it is not on this device.

    Contact is judged at this device's own last contact with the hub: what it cannot have heard is not "lost".
    """
    record = session.get(Ballot, ballot)
    if record is None:
        return None
    by_silence = silence_approves(record.rule_set)
    answers = list(session.scalars(select(Answer).where(Answer.ballot == ballot).order_by(Answer.leaf_index)))
    commitments = list(session.scalars(select(Commitment).where(Commitment.ballot == ballot)))
    heard_at = min(now, instant_setting(session, LAST_CONTACT) or now)
    is_past = now > record.deadline or BallotState(record.state) in _PAST
    scene = _Scene(record, answers, commitments, _tracking(session, ballot), heard_at, is_past, by_silence)
    members = electorate(session, record.issued_at)  # who was asked: the hub fixes N at the issue
    tiles = tuple(_tile(scene, member) for member in members)
    counts = _choice_counts(session, ballot).get(ballot, {})
    return ResponseMapRow(
        ballot=_office_row(record, counts, _pending_acts(session, ballot).get(ballot, ()), now),
        question=record.question,
        papers=paper_refs(record.papers),
        silence_approves=by_silence,
        is_past_deadline=is_past,
        preview=_preview(record, tiles),
        tiles=tiles,
        to_remind=sum(tile.choice is None for tile in tiles),
        late=_late(scene, {member.person: member.name for member in members}),
        log=_log(session, scene, {member.person: member.name for member in members}, tiles),
        results=result_rows(session, ballot, has_answer=False, published_only=False),
        cancel_reason=record.reason,
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the Government at an instant."""

    person: PersonId
    name: str
    title: str
    organization: str
    is_pm: bool


def electorate(session: Session, at: datetime) -> tuple[Member, ...]:
    """The members at an instant, in official order."""
    query = (
        select(Person.id, Person.name, Person.title, Organization.name, Membership.is_pm)
        .join(Membership, Membership.person == Person.id)
        .outerjoin(Organization, Organization.id == Person.organization)
        .where(Membership.since <= at, or_(Membership.until.is_(None), Membership.until > at))
        .order_by(Membership.is_pm.desc(), Person.rank, Person.name)
    )
    return tuple(
        Member(PersonId(person), name, title, organization or "", is_pm)
        for person, name, title, organization, is_pm in session.execute(query)
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    ballot: Ballot
    answers: list[Answer]
    commitments: list[Commitment]
    tracking: dict[str, Tracking]
    heard_at: datetime
    is_past: bool
    silence_approves: bool

    def speaking(self, person: str) -> Answer | None:
        """The member's answer that counts, or that the chair has yet to decide on."""
        found = None
        for answer in self.answers:
            if answer.person == person and answer.standing in {Standing.COUNTED, Standing.CHAIR_DECIDES}:
                found = answer
        return found

    def committed_at(self, person: str) -> datetime | None:
        """When a code of this member was entered."""
        return min((c.recorded_at for c in self.commitments if c.person == person), default=None)


def _tracking(session: Session, ballot: str) -> dict[str, Tracking]:
    return {row.person: row for row in session.scalars(select(Tracking).where(Tracking.ballot == ballot))}


def _tile(scene: _Scene, member: Member) -> TileRow:
    answer = scene.speaking(member.person)
    track = scene.tracking.get(member.person)
    last = track.last_contact if track else None
    is_lost = answer is None and last is not None and scene.heard_at - last > LOST_AFTER
    opened_at = track.opened_at if track else None
    if answer is not None:
        state = TileState.ANSWERED
    elif is_lost:
        state = TileState.UNKNOWN
    elif scene.is_past:
        state = TileState.OVERDUE
    else:
        state = TileState.OPENED if opened_at else TileState.NOT_OPENED
    return TileRow(
        person=member.person,
        name=member.name,
        title=member.title,
        organization=member.organization,
        is_pm=member.is_pm,
        state=state,
        choice=Choice(answer.choice) if answer else None,
        standing=Standing(answer.standing) if answer else None,
        late=answer.late if answer else False,
        deemed=answer is None and scene.is_past and scene.silence_approves,
        lost_contact=is_lost,
        answered_at=answer.received_at if answer else None,
        leaf_index=answer.leaf_index if answer else None,
        opened_at=opened_at,
        delivered_at=track.delivered_at if track else None,
        last_contact=last,
        committed_at=scene.committed_at(member.person),
        reminders=track.reminders if track else 0,
    )


def _preview(ballot: Ballot, tiles: tuple[TileRow, ...]) -> TallyPreview:
    counted = Counter(tile.choice for tile in tiles if tile.standing is Standing.COUNTED)
    unanswered = [tile for tile in tiles if tile.choice is None]
    deemed = sum(tile.deemed for tile in unanswered)
    approve = counted[Choice.APPROVE]
    return TallyPreview(
        n_members=ballot.n_members,
        threshold=ballot.threshold,
        approve=approve,
        disapprove=counted[Choice.DISAPPROVE],
        other=counted[Choice.OTHER],
        silent=sum(not tile.lost_contact for tile in unanswered),
        unknown=sum(tile.lost_contact for tile in unanswered),
        deemed=deemed,
        missing=max(0, ballot.threshold - approve - deemed),
    )


def _late(scene: _Scene, names: Mapping[PersonId, str]) -> tuple[LateAnswerRow, ...]:
    return tuple(
        LateAnswerRow(
            event=EventId(answer.id),
            person=PersonId(answer.person),
            name=names.get(PersonId(answer.person), answer.person),
            choice=Choice(answer.choice),
            opinion=answer.opinion,
            standing=Standing(answer.standing),
            reason=answer.reason,
            not_before=answer.not_before,
            received_at=answer.received_at,
            committed_at=scene.committed_at(answer.person),
        )
        for answer in scene.answers
        if answer.standing in {Standing.CHAIR_DECIDES, Standing.COMPETING}
    )


def _log(
    session: Session, scene: _Scene, names: Mapping[PersonId, str], tiles: tuple[TileRow, ...]
) -> tuple[LogRow, ...]:
    ballot = scene.ballot
    lines = [LogRow(ballot.issued_at, LogKind.ISSUED, "", None, len(tiles), None)]
    for answer in scene.answers:
        kind = LogKind.NOT_COUNTED if answer.standing == Standing.NOT_COUNTED else LogKind.ANSWERED
        name = names.get(PersonId(answer.person), answer.person)
        lines.append(LogRow(answer.received_at, kind, name, Choice(answer.choice), 1, answer.leaf_index))
    for commitment in scene.commitments:
        name = names.get(PersonId(commitment.person), commitment.person)
        lines.append(LogRow(commitment.recorded_at, LogKind.COMMITTED, name, None, 1, commitment.leaf_index))
    reminded = Counter(track.reminded_at for track in scene.tracking.values() if track.reminded_at)
    lines += [LogRow(at, LogKind.REMINDED, "", None, count, None) for at, count in reminded.items()]
    lost = [tile.last_contact for tile in tiles if tile.lost_contact and tile.last_contact]
    if lost:
        lines.append(LogRow(max(lost), LogKind.LOST_CONTACT, "", None, len(lost), None))
    if scene.is_past and ballot.state != BallotState.CANCELLED:
        lines.append(LogRow(ballot.deadline, LogKind.DEADLINE, "", None, 0, None))
    if ballot.closed_at is not None:
        kind = LogKind.CANCELLED if ballot.state == BallotState.CANCELLED else LogKind.CLOSED
        lines.append(LogRow(ballot.closed_at, kind, "", None, 0, None))
    for result in session.scalars(select(Result).where(Result.ballot == ballot.id)):
        lines.append(LogRow(result.computed_at, LogKind.RESULT, "", None, 0, result.number))
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _choice_counts(session: Session, ballot: str | None = None) -> dict[str, dict[Choice, int]]:
    query = select(Answer.ballot, Answer.choice, func.count()).where(Answer.standing == Standing.COUNTED.value)
    if ballot is not None:
        query = query.where(Answer.ballot == ballot)
    found: dict[str, dict[Choice, int]] = {}
    for key, choice, count in session.execute(query.group_by(Answer.ballot, Answer.choice)):
        found.setdefault(key, {})[Choice(choice)] = count
    return found


def _pending_acts(session: Session, ballot: str | None = None) -> dict[str, tuple[PendingActRow, ...]]:
    """Acts other than answers and delivery reports that wait or were refused, by ballot."""
    query = select(OutEvent).where(
        OutEvent.state.in_([SendState.SIGNED.value, SendState.SENT.value, SendState.REFUSED.value]),
        OutEvent.kind.not_in([EventKind.ANSWER.value, EventKind.OPENED.value]),
    )
    if ballot is not None:
        query = query.where(OutEvent.subject == ballot)
    dismissed = dismissed_events(session)
    found: dict[str, tuple[PendingActRow, ...]] = {}
    for act in session.scalars(query.order_by(OutEvent.device_seq)):
        if act.id not in dismissed:
            is_refused = act.state == SendState.REFUSED
            row = PendingActRow(EventId(act.id), EventKind(act.kind), act.made_at, act.reason, is_refused)
            found[act.subject] = (*found.get(act.subject, ()), row)
    return found


def _office_row(
    ballot: Ballot, counts: Mapping[Choice, int], pending: tuple[PendingActRow, ...], now: datetime
) -> OfficeBallotRow:
    state = BallotState(ballot.state)
    return OfficeBallotRow(
        id=BallotId(ballot.id),
        number=ballot.number,
        title=ballot.title,
        submitted_by=ballot.submitted_by_name,
        issued_at=ballot.issued_at,
        deadline=ballot.deadline,
        working_days_left=days_left(now, ballot.deadline) if state is BallotState.OPEN else 0,
        state=state,
        n_members=ballot.n_members,
        threshold=ballot.threshold,
        answered=sum(counts.values()),
        approve=counts.get(Choice.APPROVE, 0),
        disapprove=counts.get(Choice.DISAPPROVE, 0),
        other=counts.get(Choice.OTHER, 0),
        pending=pending,
    )
