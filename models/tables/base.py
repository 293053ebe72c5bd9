"""Declarative bases and column types shared by every table.

Three bases, so that the client's database holds shared + client tables and the hub's shared + server tables.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}

EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(moment: datetime) -> int:
    """Unix time in microseconds of an aware instant."""
    delta = moment - EPOCH_START
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(value: int) -> datetime:
    """Aware UTC instant of Unix microseconds."""
    return EPOCH_START + timedelta(microseconds=value)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored and sent as Unix microseconds (64-bit)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuse naive times: every stored instant is UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Back to an aware UTC instant."""
        return None if value is None else from_micros(value)


_TYPES: dict[Any, Any] = {
    datetime: Instant(),
    str: String(),
    bytes: LargeBinary(),
    list[str]: JSON(),
    list[Any]: JSON(),
    dict[str, Any]: JSON(),
}


class SharedBase(DeclarativeBase):
    """Records that travel: the same tables on the hub and on the device."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = _TYPES

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=1)


class ClientBase(DeclarativeBase):
    """Tables of the device only."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = _TYPES


class ServerBase(DeclarativeBase):
    """Tables of the hub only."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = _TYPES
