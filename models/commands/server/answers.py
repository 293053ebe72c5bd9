"""Signed answers: checked against ballot, member, certificate and time, entered into the ledger, settled.

Whatever a member validly signed for a ballot of this hub enters the ledger, as counted or as not counted, because…
(ARCHITECTURE, "A ballot's way" 5 and 7). Refused without an entry is only what is no such act: another person's
certificate, another hub's or ballot's statement, a person who is no member.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import and_, bindparam, select

from models.acts import AnswerBody
from models.commands.server import auditing
from models.commands.server.changes import publish_all
from models.commands.server.context import VerifiedAnswer
from models.commands.server.ledger_log import append_leaf, head_time
from models.commands.server.notices import NoticeKind, notify
from models.commands.server.results import recompute
from models.commands.server.sequence import insert_rows
from models.commands.server.settling import Verdict, Work, check_text, retry
from models.errors import RefusedError
from models.leaves import AnswerLeaf
from models.ledger import EMPTY_ROOT, leaf_hash
from models.rules import commitment
from models.rules.lateness import Bracket, CertificateTimes, Judgement, Lateness, judge
from models.rules.replacement import Version, settle
from models.rules.ruleset import RuleSet
from models.statements import AnswerStatement, BallotStatement
from models.tables.server.hub import AnswerFile, Elector
from models.tables.shared.ballots import Answer, Ballot, Commitment
from models.tables.shared.people import Certificate, Membership
from models.types import BallotState, LeafKind, Refusal, ResultCode, Standing

MAX_UNREADABLE = 64 * 1024
"""Bytes of an answer out of form that still enters the ledger."""

UNKNOWN_HEAD = "ledger.unknown_head"
"""Audit action: an answer was signed over a head that this ledger never had, of a lost history or a forked one."""

_DIGEST = re.compile(r"[0-9a-f]{64}")

ACCEPTED_STANDINGS = (Standing.COUNTED, Standing.SUPERSEDED, Standing.COMPETING)
"""What takes part in the succession of a member's answers."""


@dataclass(frozen=True, slots=True)
class _Ruling:
    """Standing of one answer before it is set beside the member's others."""

    standing: Standing
    reason: Refusal | None
    late: bool


@dataclass(frozen=True, slots=True)
class _Signer:
    """Who signed: a member of the ballot's electorate, by a certificate registered to that person."""

    membership: str
    member_until: datetime | None
    is_test: bool
    software_key: bool
    revoked_at: datetime | None


_SIGNER = (
    select(
        Certificate.id,
        Elector.membership,
        Membership.until,
        Certificate.is_test,
        Certificate.software_key,
        Certificate.revoked_at,
    )
    .select_from(Elector.__table__)
    .outerjoin(Membership.__table__, Membership.id == Elector.membership)
    .outerjoin(
        Certificate.__table__,
        and_(Certificate.id == bindparam("certificate"), Certificate.person == Elector.person),
    )
    .where(Elector.ballot == bindparam("ballot"), Elector.person == bindparam("person"))
)
"""One look-up for each answer, made once."""


def receive_answer(work: Work, body: AnswerBody, checked: VerifiedAnswer | RefusedError) -> Verdict:
    """Settle one signed ballot. Raises :class:`RefusedError` for what does not enter the ledger."""
    ballot = work.ballots.get(body.ballot)
    if isinstance(checked, RefusedError):
        return _receive_unreadable(work, ballot, checked)
    statement = checked.statement
    _check_bound(work, body, statement)
    if ballot is None:
        return retry("unknown_ballot", body.ballot)
    signer = _signer(work, ballot.id, checked)
    ended = signer.revoked_at is not None or checked.valid_to < work.now
    # A commitment is only asked for where it can matter: after the deadline, or where the certificate has ended since.
    committed_at = _committed_at(work, ballot.id, statement.person) if ended or work.now > _cutoff(ballot) else None
    bracket = Bracket(_not_before(work, ballot, statement), work.now, committed_at)
    ruling = _rule(work, ballot, signer, checked, bracket)
    return _enter(work, ballot, checked, bracket, ruling)


def accepted_answers(work: Work, ballot: str, person: str) -> list[Answer]:
    """A member's answers that take part in the succession, in order of arrival."""
    query = select(Answer).where(
        Answer.ballot == ballot, Answer.person == person, Answer.standing.in_([s.value for s in ACCEPTED_STANDINGS])
    )
    return list(work.session.scalars(query.order_by(Answer.leaf_index)))


def settle_member(
    work: Work, ballot: Ballot, answers: list[Answer], counted_before: bytes | None
) -> list[tuple[str, str]]:
    """Write what the succession makes of a member's accepted answers; (kind, id) pairs that changed.

    ``counted_before``: digest of the answer that was counted until now. Where another one is counted after closing,
    the result is computed anew.
    """
    succession = settle(Version(answer.digest, answer.replaces) for answer in answers)
    changed = []
    for answer in answers:
        standing = succession.standings[answer.digest]
        reason = Refusal.COMPETING.value if standing is Standing.COMPETING else ""
        if (answer.standing, answer.reason) != (standing.value, reason):
            answer.standing, answer.reason = standing.value, reason
            changed.append(("answer", answer.id))
    if counted_before != succession.current:
        work.session.flush()
        changed += recompute(work.session, work.hub, ballot, work.now)
    return changed


def counted_of(answers: list[Answer]) -> bytes | None:
    """Digest of the counted one of a member's answers."""
    return next((answer.digest for answer in answers if answer.standing == Standing.COUNTED), None)


def _check_bound(work: Work, body: AnswerBody, statement: AnswerStatement) -> None:
    """The statement is for this hub, this ballot, and says what the event around it says: nothing is replayed."""
    event = work.signed.event
    if statement.root_key != work.hub.root_key:
        raise RefusedError(Refusal.WRONG_BALLOT, "the statement names another hub")
    if statement.ballot != body.ballot:
        raise RefusedError(Refusal.WRONG_BALLOT, "the statement names another ballot")
    if (statement.event, statement.person, statement.device) != (event.id, event.person, event.device):
        raise RefusedError(Refusal.INVALID, "the statement was signed for another event")
    digests = [statement.head_root] if statement.replaces is None else [statement.head_root, statement.replaces]
    if not all(map(_DIGEST.fullmatch, digests)):
        raise RefusedError(Refusal.INVALID, "a digest is out of form")
    check_text(statement.opinion)


def _signer(work: Work, ballot: str, checked: VerifiedAnswer) -> _Signer:
    """Raises :class:`RefusedError`: NOT_A_MEMBER, or CERTIFICATE for one that is not registered to this person."""
    wanted = {
        "ballot": ballot,
        "person": work.person,
        "certificate": hashlib.sha256(checked.certificate).hexdigest(),
    }
    row = work.session.connection().execute(_SIGNER, wanted).first()
    if row is None:
        raise RefusedError(Refusal.NOT_A_MEMBER)
    certificate, *values = row
    if certificate is None:
        raise RefusedError(Refusal.CERTIFICATE, "not registered to this person")
    if checked.is_test and not work.hub.allows_test_certificates:
        raise RefusedError(Refusal.CERTIFICATE, "a test certificate")
    return _Signer(*values)


def _not_before(work: Work, ballot: Ballot, statement: AnswerStatement) -> datetime:
    """What is known of the time before which it was not signed.

    A head that this ledger never had (a lost history; the audit log notes it) proves nothing about time; then it is
    only known that the statement names a ballot, which was issued when it was.
    """
    root = bytes.fromhex(statement.head_root)
    head = head_time(work.session, statement.head_size, root)
    if head is None and (statement.head_size, root) != (0, EMPTY_ROOT):
        event = work.signed.event
        auditing.record(
            work.session,
            event.person,
            UNKNOWN_HEAD,
            ballot.id,
            work.now,
            device=event.device,
            event=event.id,
            size=statement.head_size,
            root=statement.head_root,
        )
    not_before = ballot.issued_at if head is None else max(ballot.issued_at, head)
    return min(not_before, work.now)


def _committed_at(work: Work, ballot: str, person: str) -> datetime | None:
    """When a clerk first entered this answer's code."""
    query = select(Commitment).where(Commitment.ballot == ballot, Commitment.person == person)
    return min(
        (row.recorded_at for row in work.session.scalars(query) if commitment.matches(row.code, work.signed.digest)),
        default=None,
    )


def _rule(
    work: Work,
    ballot: Ballot,
    signer: _Signer,
    checked: VerifiedAnswer,
    bracket: Bracket,
) -> _Ruling:
    rules = work.hub.rules.get(ballot.rule_set)
    times = CertificateTimes(checked.valid_from, checked.valid_to, signer.revoked_at)
    judgement = judge(bracket, _cutoff(ballot), times, rules)
    late = judgement.lateness is not Lateness.ON_TIME
    fault = _fault(ballot, signer, checked.statement, rules)
    if ballot.state == BallotState.CANCELLED:
        return _Ruling(Standing.NOT_COUNTED, Refusal.CANCELLED, late)
    if fault is not None:
        return _Ruling(Standing.NOT_COUNTED, fault, late)
    if judgement.standing is Standing.NOT_COUNTED:
        return _Ruling(judgement.standing, _late_word(ballot, judgement), late)
    if signer.member_until is not None and signer.member_until <= bracket.not_after:
        gone = signer.member_until <= bracket.not_before
        return _Ruling(Standing.NOT_COUNTED if gone else Standing.CHAIR_DECIDES, Refusal.NOT_A_MEMBER, late)
    if judgement.standing is Standing.COUNTED and work.is_device_revoked:
        return _Ruling(Standing.CHAIR_DECIDES, Refusal.DEVICE_REVOKED, late)
    return _Ruling(judgement.standing, judgement.reason, late)


def _cutoff(ballot: Ballot) -> datetime:
    """The deadline, or the closing where everybody had answered before."""
    return ballot.deadline if ballot.closed_at is None else min(ballot.deadline, ballot.closed_at)


def _late_word(ballot: Ballot, judgement: Judgement) -> Refusal | None:
    """Signed after a ballot was closed early is not late, it is closed."""
    closed_early = ballot.closed_at is not None and ballot.closed_at < ballot.deadline
    return Refusal.BALLOT_CLOSED if judgement.reason is Refusal.LATE and closed_early else judgement.reason


def _fault(ballot: Ballot, signer: _Signer, statement: AnswerStatement, rules: RuleSet) -> Refusal | None:
    """Whether the member was shown, and signed, what the Office asked."""
    asked = _decode(ballot.statement)
    if statement.ballot_digest != ballot.digest.hex():
        return Refusal.BALLOT_CHANGED
    if statement.papers_root != ballot.papers_root.hex() or statement.paper_count != len(asked.papers):
        return Refusal.WRONG_BALLOT
    page = (statement.number, statement.title, statement.question, statement.submitted_by_name, statement.deadline)
    if page != (asked.number, asked.title, asked.question, asked.submitted_by_name, asked.deadline):
        return Refusal.FORM
    if statement.membership != signer.membership or statement.is_test != signer.is_test:
        return Refusal.FORM
    if signer.software_key and not rules.software_keys_allowed:
        return Refusal.CERTIFICATE
    return None


@lru_cache(maxsize=64)
def _decode(statement: bytes) -> BallotStatement:
    """A ballot's statement; every member's answer asks for the same."""
    return BallotStatement.decode(statement)


def _enter(work: Work, ballot: Ballot, checked: VerifiedAnswer, bracket: Bracket, ruling: _Ruling) -> Verdict:
    """Into the ledger, beside the member's other answers."""
    session, statement, digest = work.session, checked.statement, work.signed.digest
    replaces = None if statement.replaces is None else bytes.fromhex(statement.replaces)
    others = accepted_answers(work, ballot.id, statement.person)
    standing, reason = ruling.standing, ruling.reason
    if standing is Standing.COUNTED:
        versions = [*(Version(a.digest, a.replaces) for a in others), Version(digest, replaces)]
        standing = settle(versions).standings[digest]
        reason = Refusal.COMPETING if standing is Standing.COMPETING else None
    number, hashed = _append(work, ballot.id, standing, reason)
    answer = Answer(
        id=work.signed.event.id,
        ballot=ballot.id,
        person=statement.person,
        device=statement.device,
        choice=statement.choice.value,
        opinion=statement.opinion,
        digest=digest,
        replaces=replaces,
        made_at=statement.made_at,
        not_before=bracket.not_before,
        received_at=work.now,
        leaf_index=number,
        leaf_hash=hashed,
        standing=standing.value,
        reason="" if reason is None else reason.value,
        late=ruling.late,
    )
    session.add(answer)
    insert_rows(session, AnswerFile, [{"event": answer.id, "pdf": checked.pdf, "error": ""}])
    pairs: list[tuple[str, str]] = []
    fresh = [("answer", answer.id)]
    if standing in ACCEPTED_STANDINGS:
        pairs += settle_member(work, ballot, [*others, answer], counted_of(others))
    if standing is Standing.COMPETING:
        fresh += notify(session, ballot.id, [statement.person], NoticeKind.COMPETING, work.now)
    code = ResultCode.ACCEPTED if standing is Standing.COUNTED else ResultCode.NOT_COUNTED
    changes = publish_all(session, pairs, work.now, fresh=fresh)
    return Verdict(code, changes, standing.value, "" if reason is None else reason.value, leaf_number=number)


def _receive_unreadable(work: Work, ballot: Ballot | None, refusal: RefusedError) -> Verdict:
    """Signed, but its page is not what its statement renders to: a member's act all the same, so it is entered."""
    if refusal.reason != Refusal.FORM or ballot is None or len(work.signed.event_bytes) > MAX_UNREADABLE:
        raise refusal
    if work.session.get(Elector, (ballot.id, work.person)) is None:
        raise refusal
    number, _ = _append(work, ballot.id, Standing.NOT_COUNTED, Refusal.FORM)
    return Verdict(
        ResultCode.NOT_COUNTED,
        standing=Standing.NOT_COUNTED.value,
        reason=Refusal.FORM.value,
        detail=refusal.detail,
        leaf_number=number,
    )


def _append(work: Work, ballot: str, standing: Standing, reason: Refusal | None) -> tuple[int, bytes]:
    event = work.signed.event
    leaf = AnswerLeaf(
        event=event.id,
        ballot=ballot,
        person=event.person,
        digest=work.signed.digest,
        standing=standing.value,
        reason="" if reason is None else reason.value,
        received_at=work.now,
    ).encode(work.signed.event_bytes)
    return append_leaf(work.session, LeafKind.ANSWER, ballot, event.id, leaf, work.now), leaf_hash(leaf)
