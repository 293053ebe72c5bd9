"""Who is at the screen, and whom the person may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.types import OrganizationId, PersonId, Role


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
