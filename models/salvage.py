"""What only this device knows, brought from a damaged store into a new one.

Sealed acts come back from their envelopes and records from the hub; drafts, reading places, settings, seen heads,
alarms, receipts and the index of stored pieces exist nowhere else. Every page of the old database carries its own
seal, so a row that can be read is the row that was written; what lies on a broken page is lost.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from models import durable
from models.store import Store, connect, set_aside
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


def rebuild_store(path: Path, key: bytes, now: datetime) -> Salvaged:
    """Put a fresh store, with what can be salvaged, in the place of a damaged one, which is kept aside. Blocks.

    Both must be closed. A crash leaves the old store, or the new one once :func:`finish_rebuild` ran. Raises
    :class:`StorageFullError`: the old one is where it was.
    """
    fresh = _fresh(path)
    _remove(fresh)
    try:
        with contextlib.closing(Store.open(fresh, key)) as store:
            salvaged = salvage(path, key, store)
    except BaseException:
        _remove(fresh)
        raise
    set_aside(path, now)
    finish_rebuild(path)
    return salvaged


def finish_rebuild(path: Path) -> None:
    """Call it before a store is opened: ends a rebuild that a crash interrupted."""
    fresh = _fresh(path)
    if fresh.exists() and not path.exists():  # set aside already, hence complete
        os.replace(fresh, path)
        durable.sync_folder(path.parent)


def salvage(damaged: Path, key: bytes, store: Store) -> Salvaged:
    """Copy what can be read of a damaged database into ``store``, whose rows stay as they are."""
    found: dict[str, list[_Row]] = {}
    broken: list[str] = []
    for table in LOCAL_TABLES:
        rows, is_whole = _readable_rows(damaged, key, table)
        found[table.__tablename__] = rows
        if not is_whole:
            broken.append(table.__tablename__)

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
    return Salvaged({name: len(rows) for name, rows in found.items()}, tuple(broken))


def _fresh(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _readable_rows(path: Path, key: bytes, table: type[ClientBase]) -> tuple[list[_Row], bool]:
    """Rows from both ends up to the first broken page; whether that is all of them."""
    if not path.exists():  # the driver would make an empty one
        return [], False
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
