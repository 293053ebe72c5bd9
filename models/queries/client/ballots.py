"""The member's ballots as list rows: what the hub said, with this device's pending acts laid over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Select, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from models.queries.client.deadlines import days_left
from models.queries.client.my_answer import NOTHING, MyAnswer, my_answers
from models.tables.client.local import Draft
from models.tables.shared.ballots import Ballot, Result
from models.types import BallotId, BallotOutcome, BallotState, Choice, PersonId, SendState, Standing


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

    ``working_days_left``: 0 = due today, negative = working days overdue, 0 where not open. ``when``: the instant the badge speaks of
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ballot stands for its member: tab, badge and the badge's own facts."""

    tab: BallotTab
    badge: BallotBadge
    choice: Choice | None
    reason: str
    when: datetime | None


_BADGES = {
    SendState.SIGNED: BallotBadge.WAITING,
    SendState.SENT: BallotBadge.SENT,
    SendState.RECEIVED: BallotBadge.RECEIVED,
}


def place(state: BallotState, deadline: datetime, closed_at: datetime | None, mine: MyAnswer, now: datetime) -> Place:
    """Where a ballot stands. What waits to be sent or was refused goes before what the hub last said."""
    own = mine.own
    if own is not None and mine.is_waiting:
        when = own.sent_at if own.state is SendState.SENT else own.signed_at
        return Place(BallotTab.SIGNED, _BADGES[own.state], own.choice, "", when)
    if state is BallotState.CANCELLED:
        return Place(BallotTab.CLOSED, BallotBadge.CANCELLED, None, "", closed_at)
    if own is not None and mine.is_refused:
        return Place(BallotTab.RETURNED, BallotBadge.REFUSED, own.choice, own.reason, own.settled_at)
    if (record := mine.unresolved) is not None:
        badge = BallotBadge.COMPETING if record.standing is Standing.COMPETING else BallotBadge.NOT_COUNTED
        return Place(BallotTab.RETURNED, badge, record.choice, record.reason, record.received_at)
    speaking = mine.speaking
    if state is not BallotState.OPEN:
        badge = BallotBadge.PUBLISHED if state is BallotState.TALLIED else BallotBadge.CLOSED
        return Place(BallotTab.CLOSED, badge, speaking.choice if speaking else None, "", closed_at)
    if own is not None and mine.is_received:
        return Place(BallotTab.SIGNED, BallotBadge.RECEIVED, own.choice, "", own.settled_at)
    if speaking is not None:
        is_late = speaking.standing is Standing.CHAIR_DECIDES
        badge = BallotBadge.CHAIR_DECIDES if is_late else BallotBadge.RECORDED
        return Place(BallotTab.SIGNED, badge, speaking.choice, speaking.reason, speaking.received_at)
    badge = BallotBadge.OVERDUE if now > deadline else BallotBadge.TO_ANSWER
    return Place(BallotTab.TO_ANSWER, badge, None, "", None)


def list_ballots(session: Session, person: PersonId, tab: BallotTab, now: datetime) -> tuple[BallotListRow, ...]:
    """The ballots of one tab: to answer by deadline, the others newest first."""
    found = placed_ballots if tab is BallotTab.CLOSED else urgent_ballots
    placed = [(ballot, where) for ballot, where in found(session, person, now) if where.tab is tab]
    rows = list_rows(session, [(ballot.id, where) for ballot, where in placed], now)
    if tab is BallotTab.TO_ANSWER:
        return tuple(sorted(rows, key=lambda row: (row.deadline, row.number)))
    return tuple(sorted(rows, key=lambda row: (row.when or row.issued_at, row.number), reverse=True))


def count_tabs(session: Session, person: PersonId, now: datetime) -> TabCounts:
    """How many ballots stand in each tab."""
    counts = Counter(where.tab for _, where in urgent_ballots(session, person, now))
    issued = select(func.count()).select_from(Ballot).where(Ballot.state != BallotState.DRAFT.value)
    to_answer, signed, returned = (counts[tab] for tab in (BallotTab.TO_ANSWER, BallotTab.SIGNED, BallotTab.RETURNED))
    return TabCounts(to_answer, signed, returned, (session.scalar(issued) or 0) - to_answer - signed - returned)


def place_of(session: Session, person: PersonId, ballot: Ballot, now: datetime) -> Place:
    """Where one ballot stands."""
    mine = my_answers(session, person, [ballot.id]).get(ballot.id, NOTHING)
    return place(BallotState(ballot.state), ballot.deadline, ballot.closed_at, mine, now)


def tab_of(session: Session, person: PersonId, ballot: BallotId, now: datetime) -> BallotTab | None:
    """The tab in which a ballot stands; None where it is not on this device."""
    record = session.get(Ballot, ballot)
    return None if record is None else place_of(session, person, record, now).tab


_PlaceRow = Row[tuple[str, str, datetime, datetime | None]]


_ISSUED = select(Ballot.id, Ballot.state, Ballot.deadline, Ballot.closed_at).where(
    Ballot.state != BallotState.DRAFT.value
)


def placed_ballots(session: Session, person: PersonId, now: datetime) -> Iterable[tuple[_PlaceRow, Place]]:
    """Every issued ballot on this device with its place."""
    return _place_all(session, _ISSUED, my_answers(session, person), now)


def urgent_ballots(session: Session, person: PersonId, now: datetime) -> Iterable[tuple[_PlaceRow, Place]]:
    """Ballots that ask for something or are under way: open, waiting to be sent, or returned."""
    answers = my_answers(session, person)
    unsettled = [ballot for ballot, mine in answers.items() if mine.is_waiting or mine.is_refused or mine.unresolved]
    query = _ISSUED.where(or_(Ballot.state == BallotState.OPEN.value, Ballot.id.in_(unsettled)))
    return _place_all(session, query, answers, now)


def recently_closed(session: Session, person: PersonId, now: datetime, count: int) -> Iterable[tuple[str, Place]]:
    """The last ballots closed, newest first."""
    query = _ISSUED.where(Ballot.closed_at.is_not(None)).order_by(Ballot.closed_at.desc()).limit(count)
    for row, where in _place_all(session, query, my_answers(session, person), now):
        if where.tab is BallotTab.CLOSED:
            yield row.id, where


def _place_all(
    session: Session,
    query: Select[tuple[str, str, datetime, datetime | None]],
    answers: Mapping[str, MyAnswer],
    now: datetime,
) -> Iterable[tuple[_PlaceRow, Place]]:
    for row in session.execute(query):
        mine = answers.get(row.id, NOTHING)
        yield row, place(BallotState(row.state), row.deadline, row.closed_at, mine, now)


_PAPERS = (
    "SELECT b.id, count(*), coalesce(sum(json_extract(p.value, '$[3]')), 0),"
    " sum(EXISTS (SELECT 1 FROM reading r WHERE r.document = json_extract(p.value, '$[0]')))"
    " FROM ballot b, json_each(b.papers) p"
)
_FEW = 200  # up to so many ballots are asked for by id


def _paper_counts(session: Session, ballots: Collection[str]) -> dict[str, tuple[int, int, int]]:
    """(papers, pages, papers opened here) of each ballot."""
    if len(ballots) <= _FEW:
        query = text(f"{_PAPERS} WHERE b.id IN :ballots GROUP BY b.id").bindparams(bindparam("ballots", expanding=True))
        rows = session.execute(query, {"ballots": list(ballots)})
    else:
        rows = session.execute(text(f"{_PAPERS} GROUP BY b.id"))
    return {ballot: (papers, pages, read or 0) for ballot, papers, pages, read in rows}


def list_rows(session: Session, ballots: Collection[tuple[str, Place]], now: datetime) -> tuple[BallotListRow, ...]:
    """List rows of ballots whose place is known, in the order of the ballots' ids given."""
    if not ballots:
        return ()
    wanted = dict(ballots)
    drafts = frozenset(session.scalars(select(Draft.ballot)))
    results = newest_results(session)
    counts = _paper_counts(session, wanted)
    query = select(
        Ballot.id,
        Ballot.number,
        Ballot.title,
        Ballot.submitted_by_name,
        Ballot.issued_at,
        Ballot.deadline,
        Ballot.state,
        Ballot.n_members,
    )
    if len(wanted) <= _FEW:
        query = query.where(Ballot.id.in_(wanted))
    rows = {}
    for row in session.execute(query):
        if row.id not in wanted:
            continue
        where = wanted[row.id]
        papers, pages, read = counts.get(row.id, (0, 0, 0))
        result = results.get(row.id)
        rows[row.id] = BallotListRow(
            id=BallotId(row.id),
            number=row.number,
            title=row.title,
            submitted_by=row.submitted_by_name,
            issued_at=row.issued_at,
            deadline=row.deadline,
            working_days_left=days_left(now, row.deadline) if row.state == BallotState.OPEN.value else 0,
            state=BallotState(row.state),
            badge=where.badge,
            choice=where.choice,
            reason=where.reason,
            has_draft=row.id in drafts,
            papers_total=papers,
            papers_read=read,
            pages_total=pages,
            when=result.published_at if result and where.badge is BallotBadge.PUBLISHED else where.when,
            outcome=result.outcome if result else None,
            agreed=result.agreed if result else 0,
            n_members=row.n_members,
        )
    return tuple(rows[ballot] for ballot in wanted if ballot in rows)


@dataclass(frozen=True, slots=True)
class Published:
    """The newest published result of a ballot, in short."""

    outcome: BallotOutcome
    agreed: int
    published_at: datetime


def newest_results(session: Session) -> dict[str, Published]:
    """Newest published result by ballot."""
    query = (
        select(Result.ballot, Result.outcome, Result.approve, Result.deemed, Result.published_at)
        .where(Result.published_at.is_not(None))
        .order_by(Result.number)
    )
    return {
        ballot: Published(BallotOutcome(outcome), approve + deemed, at)
        for ballot, outcome, approve, deemed, at in session.execute(query)
        if at is not None
    }
