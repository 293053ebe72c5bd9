"""Names of the hub's sequences, and the order of locks around them.

A reader that has seen number *n* must never later meet a smaller one it has not seen. So numbers are allocated
under one lock that is held to the end of the transaction (:func:`models.hub_store.allocate`), and this lock is taken
last: what a transaction wants to change it locks first (:func:`lock_ballots`), or two could wait for one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from models.tables.shared.ballots import Ballot

CHANGES: Final = "change"
LEAVES: Final = "leaf"
AUDIT: Final = "audit"
_BATCH: Final = 500


def lock_ballots(session: Session, ballots: Iterable[str]) -> dict[str, Ballot]:
    """The ballots that exist, locked against other writers to the end of the transaction, in one fixed order."""
    wanted = sorted(set(ballots))
    query = select(Ballot).where(Ballot.id.in_(wanted)).order_by(Ballot.id)
    return {row.id: row for row in session.scalars(query.with_for_update().execution_options(populate_existing=True))}


def insert_rows(session: Session, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert plain rows; cheaper than objects where nobody asks for them again."""
    target = table.__table__
    assert isinstance(target, Table)
    session.connection().execute(target.insert(), rows)


def insert_new(session: Session, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose primary key is not there yet, leave the others as they are; how many were inserted."""
    target = table.__table__
    assert isinstance(target, Table)
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    result = session.connection().execute(make(target).on_conflict_do_nothing(), rows)
    return result.rowcount


def batches(items: Sequence[str]) -> Iterable[Sequence[str]]:
    """``items`` in portions that fit an ``IN`` list."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
