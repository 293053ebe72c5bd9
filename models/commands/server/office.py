"""The Office's acts on ballots: issue, close, publish, cancel, remind, commitment, decision on a late answer."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from models.acts import BallotBody, CommitmentBody, DecideLateBody, IssueBody
from models.commands.server import closing
from models.commands.server.answers import accepted_answers, counted_of, settle_member
from models.commands.server.changes import publish_all, reach_anew
from models.commands.server.ledger_log import append_leaf
from models.commands.server.notices import NoticeKind, notify
from models.commands.server.results import newest_result
from models.commands.server.settling import Verdict, Work, accepted, check_text, retry
from models.commands.server.tracking import start_tracking
from models.errors import InvalidInputError, NotAllowedError, RefusedError
from models.leaves import make_leaf
from models.rules import commitment, electorate
from models.rules.ruleset import RuleSet
from models.statements import BALLOT_NUMBER, BallotStatement, instant_text, papers_root
from models.tables.server.hub import BallotPaper, Elector
from models.tables.server.reading import electorate_of
from models.tables.shared.ballots import Answer, Ballot, Commitment, Document
from models.tables.shared.people import Membership, Organization
from models.types import NO_CHANGES, OFFICE_ROLES, BallotState, LeafKind, PersonId, Refusal, Role, Standing

PUBLISHING_ROLES = frozenset({Role.OFFICE_CHIEF, Role.PRIME_MINISTER})
"""Office staff may not publish without approval (DOMAIN.md section 3)."""

CHAIR_ROLES = frozenset({Role.PRIME_MINISTER, Role.DEPUTY_PM})
_ID = re.compile(r"[0-9a-f]{32}")
CLOCK_TOLERANCE = timedelta(hours=24)
"""How far the time of issue, by the Office's device, may lie from the hub's."""
RETURN_WINDOW = timedelta(days=14)
"""How long after a restore a ballot of the lost part may come in again with its own time of issue: twice the longest
window of a ballot (five working days), for the Office's device to meet the hub again. The time of issue is the device's
word, and the next job closes a ballot past its deadline with all silence deemed approval: so the door does not stay open.
"""


def issue(work: Work, body: IssueBody) -> Verdict:
    """Issue a ballot to the members at its time of issue. Its papers must be complete on the hub."""
    work.require_role(OFFICE_ROLES)
    statement = BallotStatement.decode(body.statement)
    rules = _check_statement(work, statement)
    if missing := _missing_papers(work, statement):
        return retry("documents", " ".join(missing))
    members = _electorate(work, statement)
    ballot = Ballot(
        id=statement.ballot,
        number=statement.number,
        title=statement.title,
        question=statement.question,
        submitted_by=statement.submitted_by,
        submitted_by_name=statement.submitted_by_name,
        issued_at=statement.issued_at,
        deadline=statement.deadline,
        rule_set=statement.rule_set,
        state=BallotState.OPEN.value,
        statement=body.statement,
        digest=statement.digest,
        papers=[[p.document, p.title, p.size, p.pages] for p in statement.papers],
        papers_root=papers_root(statement.papers),
        n_members=len(members),
        threshold=rules.threshold(len(members)),
    )
    work.session.add(ballot)
    work.session.add_all(members)
    documents = {paper.document for paper in statement.papers}
    work.session.add_all(BallotPaper(ballot=ballot.id, document=document) for document in documents)
    tracked = start_tracking(work.session, ballot.id, [member.person for member in members])
    leaf = make_leaf(
        LeafKind.BALLOT,
        ballot.id,
        {
            "actor": work.person,
            "electorate": [[m.person, m.membership, m.is_pm] for m in members],
            "n": ballot.n_members,
            "threshold": ballot.threshold,
            "recorded_at": instant_text(work.now),
        },
        body.statement,
    )
    work.session.flush()
    append_leaf(work.session, LeafKind.BALLOT, ballot.id, ballot.id, leaf, work.now)
    fresh = [("ballot", ballot.id), *(("tracking", row) for row in tracked)]
    changes = publish_all(work.session, (), work.now, fresh=fresh)
    return accepted(changes | reach_anew(work.session, (("document", d) for d in documents), work.now))


def close(work: Work, body: BallotBody) -> Verdict:
    """Close a ballot, before its deadline only when every member has answered. Closed already is well, too."""
    work.require_role(OFFICE_ROLES)
    ballot = work.require_ballot(body.ballot, BallotState.OPEN, BallotState.CLOSED, BallotState.TALLIED)
    if ballot.state != BallotState.OPEN:
        return accepted(NO_CHANGES)
    if work.now <= ballot.deadline and closing.unanswered(work.session, ballot.id):
        raise NotAllowedError("before the deadline a ballot is closed only when every member has answered")
    return accepted(
        closing.close_ballot(work.session, work.hub, ballot, work.person, work.signed.event_bytes, work.now)
    )


def publish_result(work: Work, body: BallotBody) -> Verdict:
    """Publish the newest result: from now on members and their aides see it."""
    work.require_role(PUBLISHING_ROLES)
    ballot = work.require_ballot(body.ballot, BallotState.CLOSED, BallotState.TALLIED)
    result = newest_result(work.session, ballot.id)
    if result is None:
        raise RefusedError(Refusal.INVALID, "no result")
    if result.published_at is not None:
        return accepted(NO_CHANGES)
    result.published_at, ballot.state = work.now, BallotState.TALLIED.value
    pairs = [("ballot", ballot.id), ("result", result.id)]
    members = electorate_of(work.session, ballot.id).members
    pairs += notify(work.session, ballot.id, members, NoticeKind.RESULT, work.now)
    return accepted(publish_all(work.session, pairs, work.now))


def cancel(work: Work, body: BallotBody) -> Verdict:
    """Cancel a ballot, with the reason; its answers stay in the ledger."""
    work.require_role(OFFICE_ROLES)
    ballot = work.require_ballot(body.ballot, BallotState.OPEN, BallotState.CLOSED)
    ballot.reason = _grounds(body.reason)
    ballot.state, ballot.closed_at = BallotState.CANCELLED.value, ballot.closed_at or work.now
    closing.append_closing(work.session, ballot, work.person, ballot.reason, work.signed.event_bytes, work.now)
    return accepted(publish_all(work.session, [("ballot", ballot.id)], work.now))


def remind(work: Work, body: BallotBody) -> Verdict:
    """Remind everybody who has not answered, and their aides."""
    work.require_role(OFFICE_ROLES)
    ballot = work.require_ballot(body.ballot, BallotState.OPEN)
    members = closing.unanswered(work.session, ballot.id)
    return accepted(closing.remind(work.session, ballot, members, work.now))


def record_commitment(work: Work, body: CommitmentBody) -> Verdict:
    """A clerk enters the code that a member reads over the telephone; the time on record is the hub's."""
    work.require_role(OFFICE_ROLES)
    ballot = work.require_ballot(body.ballot, BallotState.OPEN)
    if work.now > ballot.deadline:
        raise RefusedError(Refusal.LATE, "the deadline has passed")
    if work.session.get(Elector, (ballot.id, body.member)) is None:
        raise RefusedError(Refusal.NOT_A_MEMBER)
    code = commitment.parse_code(body.code)
    leaf = make_leaf(
        LeafKind.COMMITMENT,
        ballot.id,
        {"person": body.member, "code": code, "recorded_by": work.person, "recorded_at": instant_text(work.now)},
        work.signed.event_bytes,
    )
    event = work.signed.event.id
    number = append_leaf(work.session, LeafKind.COMMITMENT, ballot.id, event, leaf, work.now)
    work.session.add(
        Commitment(
            id=event,
            ballot=ballot.id,
            person=body.member,
            code=code,
            recorded_by=work.person,
            recorded_at=work.now,
            leaf_index=number,
        )
    )
    return accepted(publish_all(work.session, [("commitment", event)], work.now))


def decide_late(work: Work, body: DecideLateBody) -> Verdict:
    """The chair decides whether a late or indeterminate answer counts; the grounds are kept in the ledger."""
    work.require_role(CHAIR_ROLES)
    ballot = work.require_ballot(body.ballot, BallotState.OPEN, BallotState.CLOSED, BallotState.TALLIED)
    grounds = _grounds(body.grounds)
    answer = work.session.get(Answer, body.answer)
    if answer is None or answer.ballot != ballot.id or answer.standing != Standing.CHAIR_DECIDES:
        raise RefusedError(Refusal.INVALID, "no answer that waits for a decision")
    leaf = make_leaf(
        LeafKind.DECISION,
        ballot.id,
        {
            "answer": answer.id,
            "counts": body.counts,
            "decided_by": work.person,
            "grounds": grounds,
            "recorded_at": instant_text(work.now),
        },
        work.signed.event_bytes,
    )
    append_leaf(work.session, LeafKind.DECISION, ballot.id, answer.id, leaf, work.now)
    pairs = [("answer", answer.id)]
    if body.counts:
        # It joins the succession at its place of arrival; what replaced it meanwhile still does.
        before = counted_of(accepted_answers(work, ballot.id, answer.person))
        answer.standing, answer.reason = Standing.COMPETING.value, ""
        work.session.flush()
        pairs += settle_member(work, ballot, accepted_answers(work, ballot.id, answer.person), before)
    else:
        answer.standing = Standing.NOT_COUNTED.value
    pairs += notify(work.session, ballot.id, [answer.person], NoticeKind.DECISION, work.now)
    return accepted(publish_all(work.session, pairs, work.now))


def _check_statement(work: Work, statement: BallotStatement) -> RuleSet:
    """Raises :class:`RefusedError` or :class:`InvalidInputError` for a ballot that may not be issued like that."""
    titles = (paper.title for paper in statement.papers)
    check_text(statement.title, statement.question, statement.submitted_by_name, *titles)
    if not (_ID.fullmatch(statement.ballot) and _ID.fullmatch(statement.submitted_by)):
        raise InvalidInputError("an id is out of form")
    if not BALLOT_NUMBER.fullmatch(statement.number):
        raise InvalidInputError("number: like 05/PLYK-VPCP")
    if work.session.get(Ballot, statement.ballot) is not None:
        raise RefusedError(Refusal.INVALID, "a ballot with this id exists")
    taken = select(Ballot.id).where(Ballot.number == statement.number, Ballot.state != BallotState.CANCELLED.value)
    if work.session.scalars(taken).first() is not None:
        raise InvalidInputError("number: another ballot has it")
    organization = work.session.get(Organization, statement.submitted_by)
    if organization is None or organization.name != statement.submitted_by_name:
        raise InvalidInputError("submitted_by: unknown organisation, or another name")
    if not _was_lost(work, statement):
        if abs(work.now - statement.issued_at) > CLOCK_TOLERANCE:
            raise InvalidInputError("issued_at: the device's clock is off")
        if statement.deadline <= work.now:
            raise InvalidInputError("deadline: it has passed")
    rules = work.hub.rules.at(statement.issued_at)
    if rules.id != statement.rule_set:
        raise InvalidInputError(f"rule_set: {rules.id} was in force")
    rules.check_deadline(statement.issued_at, statement.deadline, work.hub.holidays)
    return rules


def _was_lost(work: Work, statement: BallotStatement) -> bool:
    """Whether the ballot may have been issued in the part of the ledger that a restore lost, and returns in time."""
    restored_at = work.hub.restored_at
    if restored_at is None or work.now > restored_at + RETURN_WINDOW:
        return False
    return statement.issued_at <= restored_at


def _missing_papers(work: Work, statement: BallotStatement) -> list[str]:
    """Raises :class:`InvalidInputError` where a size differs from the document's, or a paper is named twice."""
    named = [paper.document for paper in statement.papers]
    if len(set(named)) != len(named):
        raise InvalidInputError("papers: one is named twice")
    sizes: dict[str, int] = {}
    for start in range(0, len(named), 500):
        query = select(Document.id, Document.size).where(Document.id.in_(named[start : start + 500]))
        sizes.update(dict(work.session.execute(query).tuples().all()))
    if any(sizes.get(paper.document, paper.size) != paper.size for paper in statement.papers):
        raise InvalidInputError("papers: a size differs from the document's")
    return [document for document in named if document not in sizes]


def _electorate(work: Work, statement: BallotStatement) -> list[Elector]:
    """Every member at the time of issue, once (Decree 191/2026, Article 3.3)."""
    rows = list(work.session.scalars(select(Membership).order_by(Membership.person, Membership.since)))
    held = {row.person: row.id for row in rows if row.since <= statement.issued_at}
    members = electorate.electorate_at(
        (electorate.Membership(PersonId(row.person), row.since, row.until, row.is_pm) for row in rows),
        statement.issued_at,
    )
    if members.n == 0:
        raise InvalidInputError("nobody is a member of the Government")
    return [
        Elector(ballot=statement.ballot, person=person, membership=held[person], is_pm=person == members.pm)
        for person in members.members
    ]


def _grounds(text: str) -> str:
    if not text.strip() or len(text) > 2_000:
        raise InvalidInputError("grounds: 1 to 2000 characters")
    return text.strip()
