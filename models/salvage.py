"""What only this device knows, brought from a damaged store into a new one.

Sealed acts come back from their envelopes and records from the hub; drafts, reading places, settings, seen heads,
alarms, receipts and the index of stored pieces exist nowhere else. Every page of the old database carries its own
seal, so a row that can be read is the row that was written; what lies on a broken page is lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from models.store import Store, connect
from models.tables.base import ClientBase
from models.tables.client.local import (
    Alarm,
    BallotDraft,
    Draft,
    HeldDocument,
    HeldPiece,
    Reading,
    Receipt,
    SeenHead,
    Setting,
    Wish,
)
from models.types import ChangeSet

LOCAL_TABLES: Final[tuple[type[ClientBase], ...]] = (
    SeenHead,
    Alarm,
    Receipt,
    Draft,
    BallotDraft,
    Setting,
    Reading,
    Wish,
    HeldDocument,
    HeldPiece,
)
"""In the order of their worth. Not: acts (envelopes), records, cursors (the hub starts from the beginning)."""

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Rows brought over, by table; ``damaged``: tables of which a part could not be read."""

    rows: Mapping[str, int]
    damaged: tuple[str, ...]


def salvage(aside: Path, key: bytes, store: Store) -> Salvaged:
    """Copy what can be read of ``aside`` (see :func:`models.store.set_aside`) into the fresh ``store``. Blocks.

    Rows that ``store`` has already stay as they are.
    """
    found: dict[str, list[_Row]] = {}
    damaged: list[str] = []
    for table in LOCAL_TABLES:
        rows, is_whole = _readable_rows(aside, key, table)
        found[table.__tablename__] = rows
        if not is_whole:
            damaged.append(table.__tablename__)

    def put_in(session: Session) -> tuple[None, ChangeSet]:
        connection = session.connection()
        for table in LOCAL_TABLES:
            names, marks = _columns(table), ", ".join("?" for _ in table.__table__.columns)
            if rows := found[table.__tablename__]:
                connection.exec_driver_sql(
                    f"INSERT OR IGNORE INTO {table.__tablename__} ({names}) VALUES ({marks})", rows
                )
        return None, ChangeSet.of(*((name, "") for name, rows in found.items() if rows))

    store.write(put_in).result()
    return Salvaged({name: len(rows) for name, rows in found.items()}, tuple(damaged))


def _readable_rows(path: Path, key: bytes, table: type[ClientBase]) -> tuple[list[_Row], bool]:
    """Rows from both ends up to the first broken page; whether that is all of them."""
    rows: dict[_Row, None] = {}
    for order in ("ASC", "DESC"):
        try:
            with contextlib.closing(connect(path, key, writing=False)) as connection:
                for row in connection.execute(
                    f"SELECT {_columns(table)} FROM {table.__tablename__} ORDER BY rowid {order}"
                ):
                    rows[tuple(row)] = None
        except dbapi2.Error:
            continue
        return list(rows), True
    return list(rows), False


def _columns(table: type[ClientBase]) -> str:
    return ", ".join(f'"{column.name}"' for column in table.__table__.columns)
