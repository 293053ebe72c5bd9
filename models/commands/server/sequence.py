"""Numbers without holes: the change sequence, the ledger's index, the audit's line.

A reader that has seen number *n* must never later meet a smaller one it has not seen. So numbers are allocated
under one lock that is held to the end of the transaction, and this lock is taken last: what a transaction wants to
change it locks first (:func:`lock_ballots`), or two transactions could wait for one another.

On SQLite the write transaction (``BEGIN IMMEDIATE``) is the lock; on PostgreSQL a transaction-level advisory one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from models.errors import DefectError
from models.tables.server.hub import Counter
from models.tables.shared.ballots import Ballot

CHANGES: Final = "change"
LEAVES: Final = "leaf"
AUDIT: Final = "audit"
_LOCK: Final = 0x65436162  # "eCab": the one advisory lock of all sequences
_BATCH: Final = 500


def allocate(session: Session, counter: str, count: int) -> int:
    """The first of ``count`` fresh consecutive numbers of ``counter`` (0 the very first time).

    From here to the end of the transaction no other transaction allocates.
    """
    if count < 1:
        raise DefectError("nothing to allocate")
    hold(session)
    statement = update(Counter).where(Counter.name == counter).values(value=Counter.value + count)
    row = session.execute(statement.returning(Counter.value).execution_options(synchronize_session=False)).first()
    if row is not None:
        return int(row[0]) - count
    session.execute(insert(Counter).values(name=counter, value=count))
    return 0


def hold(session: Session) -> None:
    """Take the lock of the sequences, if this transaction does not hold it yet."""
    if _is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def used(session: Session, counter: str) -> int:
    """How many numbers of ``counter`` were allocated by committed transactions and this one."""
    return session.execute(select(Counter.value).where(Counter.name == counter)).scalar() or 0


def lock_ballots(session: Session, ballots: Iterable[str]) -> dict[str, Ballot]:
    """The ballots that exist, locked against other writers to the end of the transaction, in one fixed order."""
    wanted = sorted(set(ballots))
    query = select(Ballot).where(Ballot.id.in_(wanted)).order_by(Ballot.id)
    return {row.id: row for row in session.scalars(query.with_for_update().execution_options(populate_existing=True))}


def insert_new(session: Session, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet; the others stay as they are."""
    target = table.__table__
    assert isinstance(target, Table)
    if _is_postgresql(session):
        session.execute(postgresql.insert(target).on_conflict_do_nothing(), rows)
    else:
        session.execute(sqlite.insert(target).on_conflict_do_nothing(), rows)


def batches(items: Sequence[str]) -> Iterable[Sequence[str]]:
    """``items`` in portions that fit an ``IN`` list."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
