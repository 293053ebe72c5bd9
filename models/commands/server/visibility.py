"""Who may see which record: the one place that says so (DOMAIN.md section 3).

Visibility is per record, never per field. A record's audience is a set of principals; a person reaches it through
any of their own (:func:`principals_of`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models.commands.server.sequence import batches
from models.errors import DefectError
from models.tables.server.hub import BallotPaper, Elector, Upload
from models.tables.shared.ballots import Answer, Ballot, Commitment, Notice, Result, Tracking
from models.tables.shared.people import Certificate, Delegation, Device, Person
from models.types import ALL, OFFICE_ROLES, Principal, Role, person_principal, role_principal

BALLOT_SCOPE = "ballot"
"""Scope of a delegation by which an aide sees the leader's ballots and prepares answers."""

OFFICE = frozenset(role_principal(role) for role in OFFICE_ROLES)
ADMINISTRATORS = frozenset({role_principal(Role.ADMIN)})
OVERSIGHT = OFFICE | {role_principal(Role.PRIME_MINISTER)}
"""Who sees single answers: the Office, and the Prime Minister, who sees all and decides on late ones."""

Audience = set[Principal]
Audiences = dict[str, Audience]
_Rule = Callable[[Session, Collection[str], datetime], Audiences]
_Owned = Certificate | Device | Answer | Commitment | Notice


def audience(session: Session, kind: str, record: str, now: datetime) -> Audience:
    """The principals that reach one record; empty where it does not exist."""
    return audiences(session, kind, [record], now)[record]


def audiences(session: Session, kind: str, records: Collection[str], now: datetime) -> Audiences:
    """The same for many records of one kind, in few queries."""
    rule = _RULES.get(kind)
    if rule is None:
        raise DefectError(f"nobody said who sees a {kind}")
    found = rule(session, records, now)
    return {record: found.get(record, set()) for record in records}


def principals_of(session: Session, person: str, now: datetime) -> Audience:
    """Everything a person reaches records by: ``person:``, ``role:`` of each role, ``org:``, ``all``.

    Empty for an unknown person. Delegations do not appear: an aide is named in the audience itself.
    """
    row = session.get(Person, person)
    if row is None:
        return set()
    roles = {Principal(f"role:{role}") for role in row.roles}
    return {ALL, person_principal(person), Principal(f"org:{row.organization}"), *roles}


def aides_of(session: Session, leaders: Collection[str], now: datetime) -> dict[str, set[str]]:
    """Leader → aides whose delegation covers ballots at ``now``."""
    query = select(Delegation).where(
        Delegation.leader.in_(sorted(leaders)),
        Delegation.revoked_at.is_(None),
        Delegation.since <= now,
        or_(Delegation.until.is_(None), Delegation.until > now),
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in session.scalars(query):
        if BALLOT_SCOPE in row.scope:
            found[row.leader].add(row.aide)
    return found


def _everyone(session: Session, records: Collection[str], now: datetime) -> Audiences:
    return {record: {ALL} for record in records}


def _owned(table: type[_Owned], *others: Principal) -> _Rule:
    """Records for one person each, and for ``others``."""
    columns = table.__table__.c
    query = select(columns.id, columns.person).where(columns.id.in_(bindparam("records", expanding=True)))

    def rule(session: Session, records: Collection[str], now: datetime) -> Audiences:
        found: Audiences = {}
        for batch in batches(sorted(records)):
            for record, person in session.connection().execute(query, {"records": list(batch)}):
                found[record] = {person_principal(person), *others}
        return found

    return rule


def _delegations(session: Session, records: Collection[str], now: datetime) -> Audiences:
    query = select(Delegation.id, Delegation.leader, Delegation.aide).where(Delegation.id.in_(records))
    return {i: {person_principal(leader), person_principal(aide)} for i, leader, aide in session.execute(query)}


def _ballots(session: Session, records: Collection[str], now: datetime) -> Audiences:
    """The electorate fixed at the issue, the aides to whom its members have delegated ballots, the Office."""
    found: Audiences = {}
    electors: dict[str, set[str]] = defaultdict(set)
    for batch in batches(sorted(records)):
        known = select(Ballot.id).where(Ballot.id.in_(batch))
        found.update({ballot: set(OVERSIGHT) for ballot in session.scalars(known)})
        for ballot, person in session.execute(
            select(Elector.ballot, Elector.person).where(Elector.ballot.in_(batch))
        ).all():
            electors[ballot].add(person)
    aides = aides_of(session, set().union(*electors.values()), now)
    for ballot, members in electors.items():
        reached = members.union(*(aides.get(member, set()) for member in members))
        found.setdefault(ballot, set()).update(person_principal(person) for person in reached)
    return found


def _documents(session: Session, records: Collection[str], now: datetime) -> Audiences:
    """Everybody who sees a ballot that names the document; until one does, the person who uploads it."""
    ballots: dict[str, set[str]] = defaultdict(set)
    uploaders: dict[str, str] = {}
    for batch in batches(sorted(records)):
        named = select(BallotPaper.document, BallotPaper.ballot).where(BallotPaper.document.in_(batch))
        for document, ballot in session.execute(named).all():
            ballots[document].add(ballot)
        uploads = select(Upload.document, Upload.person).where(Upload.document.in_(batch))
        uploaders.update(dict(session.execute(uploads).tuples().all()))
    reached = _ballots(session, set().union(*ballots.values()), now)
    found: Audiences = {document: {person_principal(person)} for document, person in uploaders.items()}
    for document, naming in ballots.items():
        found[document] = set().union(*(reached.get(ballot, set()) for ballot in naming))
    return found


def _tracking(session: Session, records: Collection[str], now: datetime) -> Audiences:
    found: Audiences = {}
    for batch in batches(sorted(records)):
        query = select(Tracking.id).where(Tracking.id.in_(batch))
        found.update({i: set(OVERSIGHT) for i in session.scalars(query)})
    return found


def _results(session: Session, records: Collection[str], now: datetime) -> Audiences:
    """A result leaves the Office when it is published (Decree 191/2026, Article 23.1)."""
    rows = session.execute(select(Result.id, Result.ballot, Result.published_at).where(Result.id.in_(records))).all()
    reached = _ballots(session, {ballot for _, ballot, published in rows if published is not None}, now)
    return {i: set(OVERSIGHT) | (reached[ballot] if published is not None else set()) for i, ballot, published in rows}


_RULES: Mapping[str, _Rule] = MappingProxyType(
    {
        "organization": _everyone,
        "person": _everyone,
        "membership": _everyone,
        "certificate": _owned(Certificate, *ADMINISTRATORS, *OFFICE),
        "device": _owned(Device, *ADMINISTRATORS),
        "delegation": _delegations,
        "ballot": _ballots,
        "document": _documents,
        "answer": _owned(Answer, *OVERSIGHT),
        "tracking": _tracking,
        "commitment": _owned(Commitment, *OVERSIGHT),
        "result": _results,
        "notice": _owned(Notice),
    }
)
