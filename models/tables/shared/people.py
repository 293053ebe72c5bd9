"""Organisations, people, memberships, delegations, certificates and devices (records, synced)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import SharedBase


class Organization(SharedBase):
    """Cơ quan."""

    __tablename__ = "organization"

    name: Mapped[str]
    short_name: Mapped[str]
    code: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)


class Person(SharedBase):
    """Cá nhân. ``name`` is what stands on screen and page; ``roles`` are values of :class:`models.types.Role`."""

    __tablename__ = "person"

    name: Mapped[str]
    title: Mapped[str]
    organization: Mapped[str]
    roles: Mapped[list[str]]
    rank: Mapped[int] = mapped_column(default=0)


class Membership(SharedBase):
    """Thành viên Chính phủ from ``since`` up to, not including, ``until``. N is computed at an instant."""

    __tablename__ = "membership"

    person: Mapped[str] = mapped_column(index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    is_pm: Mapped[bool] = mapped_column(default=False)


class Delegation(SharedBase):
    """Ủy quyền: an aide acts for a leader, within ``scope``, for a time."""

    __tablename__ = "delegation"

    leader: Mapped[str] = mapped_column(index=True)
    aide: Mapped[str] = mapped_column(index=True)
    scope: Mapped[list[str]]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Certificate(SharedBase):
    """A signing certificate registered to a person by the Office. ``id`` is the SHA-256 of the DER, hex."""

    __tablename__ = "certificate"

    person: Mapped[str] = mapped_column(index=True)
    der: Mapped[bytes]
    is_test: Mapped[bool]
    software_key: Mapped[bool]
    registered_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Device(SharedBase):
    """An enrolled device, visible to its person and to administrators."""

    __tablename__ = "device"

    person: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
