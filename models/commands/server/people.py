"""Organisations, people, memberships, delegations and certificates, as the Office and administrators keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.canonical import nfc
from models.commands.server import auditing
from models.commands.server.changes import publish, reach_anew
from models.commands.server.visibility import BALLOT_SCOPE
from models.errors import InvalidInputError
from models.tables.base import SharedBase, from_micros, to_micros
from models.tables.server.hub import BallotPaper, Elector, HubSetting
from models.tables.shared.ballots import Result
from models.tables.shared.people import Certificate, Delegation, Membership, Organization, Person
from models.types import ChangeSet, OrganizationId, PersonId, Role, new_id

_T = TypeVar("_T", bound=SharedBase)

_DELEGATIONS_SEEN = "delegations_seen"


def save_organization(
    session: Session,
    actor: str,
    name: str,
    now: datetime,
    *,
    short_name: str = "",
    code: str = "",
    rank: int = 0,
    organization: str | None = None,
) -> tuple[OrganizationId, ChangeSet]:
    """Add an organisation, or change the one named by ``organization`` (added under that id where unknown)."""
    row = _row(session, Organization, organization)
    row.name, row.short_name = _text(name), nfc(short_name.strip()) or _text(name)
    row.code, row.rank = code.strip(), rank
    session.add(row)
    changes = publish(session, "organization", row.id, now=now)
    auditing.record(session, actor, "organization.save", row.id, now)
    return OrganizationId(row.id), changes


def save_person(
    session: Session,
    actor: str,
    name: str,
    organization: str,
    roles: Collection[Role],
    now: datetime,
    *,
    title: str = "",
    rank: int = 0,
    person: str | None = None,
) -> tuple[PersonId, ChangeSet]:
    """Add a person, or change the one named by ``person``. Roles decide what the person reaches from now on.

    Raises :class:`InvalidInputError` for an empty name or an unknown organisation.
    """
    if session.get(Organization, organization) is None:
        raise InvalidInputError(f"unknown organisation {organization}")
    row = _row(session, Person, person)
    row.name, row.title, row.organization = _text(name), nfc(title.strip()), organization
    row.roles, row.rank = sorted(role.value for role in set(roles)), rank
    session.add(row)
    changes = publish(session, "person", row.id, now=now)
    auditing.record(session, actor, "person.save", row.id, now, roles=" ".join(row.roles))
    return PersonId(row.id), changes


def add_membership(
    session: Session,
    actor: str,
    person: str,
    since: datetime,
    now: datetime,
    *,
    until: datetime | None = None,
    is_pm: bool = False,
) -> tuple[str, ChangeSet]:
    """A person becomes a member of the Government at ``since``. Ballots issued before keep their electorate.

    Raises :class:`InvalidInputError` for an unknown person, an end before the beginning, or two at a time.
    """
    _known_person(session, person)
    if until is not None and until <= since:
        raise InvalidInputError("the membership ends before it begins")
    for other in session.scalars(select(Membership).where(Membership.person == person)):
        if (other.until is None or other.until > since) and (until is None or other.since < until):
            raise InvalidInputError("this person is a member at that time already")
    row = Membership(id=new_id(), person=person, since=since, until=until, is_pm=is_pm)
    session.add(row)
    changes = publish(session, "membership", row.id, now=now)
    auditing.record(session, actor, "membership.add", row.id, now, person=person)
    return row.id, changes


def end_membership(
    session: Session, actor: str, membership: str, until: datetime, now: datetime
) -> tuple[None, ChangeSet]:
    """The membership holds up to, not including, ``until``."""
    row = session.get(Membership, membership)
    if row is None or until <= row.since:
        raise InvalidInputError("unknown membership, or it ends before it begins")
    row.until = until
    changes = publish(session, "membership", membership, now=now)
    auditing.record(session, actor, "membership.end", membership, now, person=row.person)
    return None, changes


def add_delegation(
    session: Session,
    actor: str,
    leader: str,
    aide: str,
    now: datetime,
    *,
    scope: Collection[str] = (BALLOT_SCOPE,),
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[str, ChangeSet]:
    """An aide may prepare for a leader (never sign). With the ballot scope the leader's ballots reach the aide."""
    _known_person(session, leader)
    _known_person(session, aide)
    start = since or now
    if leader == aide or not scope or (until is not None and until <= start):
        raise InvalidInputError("a delegation needs two persons, a scope, and an end after its beginning")
    row = Delegation(id=new_id(), leader=leader, aide=aide, scope=sorted(scope), since=start, until=until)
    session.add(row)
    changes = publish(session, "delegation", row.id, now=now) | _reach_ballots_anew(session, {leader}, now)
    auditing.record(session, actor, "delegation.add", row.id, now, leader=leader, aide=aide)
    return row.id, changes


def revoke_delegation(session: Session, actor: str, delegation: str, now: datetime) -> tuple[None, ChangeSet]:
    """The aide loses sight of what came by this delegation alone."""
    row = session.get(Delegation, delegation)
    if row is None:
        raise InvalidInputError("unknown delegation")
    row.revoked_at = row.revoked_at or now
    changes = publish(session, "delegation", row.id, now=now) | _reach_ballots_anew(session, {row.leader}, now)
    auditing.record(session, actor, "delegation.revoke", row.id, now, leader=row.leader, aide=row.aide)
    return None, changes


def expire_delegations(session: Session, now: datetime) -> tuple[int, ChangeSet]:
    """A job: delegations that began or ended since its last run change who sees the leaders' ballots."""
    setting = session.get(HubSetting, _DELEGATIONS_SEEN) or HubSetting(key=_DELEGATIONS_SEEN, value="0")
    before = from_micros(int(setting.value))
    query = select(Delegation.leader).where(
        or_(Delegation.since.between(before, now), Delegation.until.between(before, now))
    )
    leaders = set(session.scalars(query))
    setting.value = str(to_micros(now))
    session.add(setting)
    if not leaders:
        return 0, ChangeSet()
    return len(leaders), _reach_ballots_anew(session, leaders, now)


def register_certificate(
    session: Session, actor: str, person: str, der: bytes, is_test: bool, software_key: bool, now: datetime
) -> tuple[str, ChangeSet]:
    """Register a signing certificate to a person; returns its id (SHA-256 of the DER).

    Raises :class:`InvalidInputError` for what is no certificate, has expired, or is registered to another person.
    """
    _known_person(session, person)
    try:
        certificate = x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise InvalidInputError("not a DER certificate") from error
    if certificate.not_valid_after_utc.astimezone(UTC) <= now:
        raise InvalidInputError("the certificate has expired")
    identifier = hashlib.sha256(der).hexdigest()
    row = session.get(Certificate, identifier)
    if row is not None and row.person != person:
        raise InvalidInputError("the certificate is registered to another person")
    if row is None:
        row = Certificate(
            id=identifier, person=person, der=der, is_test=is_test, software_key=software_key, registered_at=now
        )
        session.add(row)
    changes = publish(session, "certificate", identifier, now=now)
    auditing.record(session, actor, "certificate.register", identifier, now, person=person)
    return identifier, changes


def revoke_certificate(session: Session, actor: str, certificate: str, now: datetime) -> tuple[None, ChangeSet]:
    """From ``now`` on signatures with it do not count; what it signed before does."""
    row = session.get(Certificate, certificate)
    if row is None:
        raise InvalidInputError("unknown certificate")
    row.revoked_at = row.revoked_at or now
    changes = publish(session, "certificate", certificate, now=now)
    auditing.record(session, actor, "certificate.revoke", certificate, now, person=row.person)
    return None, changes


def _reach_ballots_anew(session: Session, leaders: Collection[str], now: datetime) -> ChangeSet:
    """Whoever the leaders' delegations reach now sees their ballots, the papers and the published results."""
    ballots = set(session.scalars(select(Elector.ballot).where(Elector.person.in_(leaders))))
    papers = set(session.scalars(select(BallotPaper.document).where(BallotPaper.ballot.in_(ballots))))
    published = select(Result.id).where(Result.ballot.in_(ballots), Result.published_at.is_not(None))
    pairs = [("ballot", i) for i in ballots] + [("document", i) for i in papers]
    return reach_anew(session, pairs + [("result", i) for i in session.scalars(published)], now)


def _known_person(session: Session, person: str) -> None:
    if session.get(Person, person) is None:
        raise InvalidInputError(f"unknown person {person}")


def _text(value: str) -> str:
    text = nfc(value.strip())
    if not text or len(text) > 300:
        raise InvalidInputError("a name has 1 to 300 characters")
    return text


def _row(session: Session, table: type[_T], identifier: str | None) -> _T:
    found = session.get(table, identifier) if identifier is not None else None
    return found or table(id=identifier or new_id())
