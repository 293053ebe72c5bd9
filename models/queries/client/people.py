"""Who is at the screen, and whom the person may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.tables.shared.people import Certificate, Device, Membership, Organization, Person
from models.types import OFFICE_ROLES, OrganizationId, PersonId, Role


@dataclass(frozen=True, slots=True)
class MeRow:
    """The person of this profile, as the hub's records say. ``membership`` is None for one who does not vote."""

    person: PersonId
    name: str
    title: str
    organization: OrganizationId
    organization_name: str
    roles: frozenset[Role]
    membership: str | None
    is_pm: bool
    is_office: bool


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organisation to choose from."""

    id: OrganizationId
    name: str
    short_name: str
    code: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device of this person."""

    id: str
    name: str
    enrolled_at: datetime
    revoked_at: datetime | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A registered certificate of this person. ``id`` is the SHA-256 of its DER, hex."""

    id: str
    der: bytes
    is_test: bool
    software_key: bool
    revoked_at: datetime | None


def membership_at(session: Session, person: str, at: datetime) -> Membership | None:
    """The membership of ``person`` at an instant: ``since`` included, ``until`` not."""
    return session.scalars(
        select(Membership)
        .where(
            Membership.person == person,
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
        )
        .limit(1)
    ).first()


def me(session: Session, person: PersonId, now: datetime) -> MeRow | None:
    """The person of this profile; None until the first exchange brought the record."""
    record = session.get(Person, person)
    if record is None:
        return None
    organization = session.get(Organization, record.organization)
    membership = membership_at(session, person, now)
    roles = frozenset(Role(role) for role in record.roles)
    return MeRow(
        person=person,
        name=record.name,
        title=record.title,
        organization=OrganizationId(record.organization),
        organization_name=organization.name if organization else "",
        roles=roles,
        membership=membership.id if membership else None,
        is_pm=bool(membership and membership.is_pm),
        is_office=bool(roles & OFFICE_ROLES),
    )


def list_organizations(session: Session) -> tuple[OrganizationRow, ...]:
    """Every organisation, by rank and name."""
    return tuple(
        OrganizationRow(OrganizationId(row.id), row.name, row.short_name, row.code)
        for row in session.scalars(select(Organization).order_by(Organization.rank, Organization.name))
    )


def list_devices(session: Session, person: PersonId, this_device: str) -> tuple[DeviceRow, ...]:
    """The person's devices, newest first."""
    return tuple(
        DeviceRow(row.id, row.name, row.enrolled_at, row.revoked_at, row.id == this_device)
        for row in session.scalars(select(Device).where(Device.person == person).order_by(Device.enrolled_at.desc()))
    )


def list_certificates(session: Session, person: PersonId) -> tuple[CertificateRow, ...]:
    """The person's registered certificates, newest first."""
    return tuple(
        CertificateRow(row.id, row.der, row.is_test, row.software_key, row.revoked_at)
        for row in session.scalars(
            select(Certificate).where(Certificate.person == person).order_by(Certificate.registered_at.desc())
        )
    )
