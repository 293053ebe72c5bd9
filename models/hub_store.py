"""The hub's database: synchronous sessions on SQLite (one machine) or PostgreSQL, by the same commands.

Writers on SQLite take their lock at the beginning (``BEGIN IMMEDIATE``), so that no transaction fails half-way; on
PostgreSQL they run at READ COMMITTED and take one advisory lock, last, for sequences (:func:`allocate`).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from models.errors import DefectError
from models.migrate import Tree, needs_upgrade, upgrade

# Any constant, the same in every process: "eCab" in ASCII.
_SEQUENCE_LOCK: Final = 0x65436162
_UPGRADE_LOCK: Final = 0x65436163
_BUSY_MS: Final = 30_000

# Made once: both run several times for each event.
_NEWEST: Final = text("SELECT value FROM counter WHERE name = :name")
_ALLOCATE: Final = text(
    "INSERT INTO counter (name, value) VALUES (:name, :count) "
    "ON CONFLICT (name) DO UPDATE SET value = counter.value + :count RETURNING value"
)


class HubDatabase:
    """Engine and sessions. Thread-safe; one per process.

    ``url``: ``sqlite:///path`` (or ``sqlite://`` for memory, one connection) or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str, pool_size: int = 8) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            self._engine = _sqlite(url, pool_size)
        elif parsed.drivername == "postgresql+psycopg":
            self._engine = create_engine(
                url, pool_size=pool_size, hide_parameters=True, json_deserializer=msgspec.json.decode
            )
        else:
            raise DefectError(f"the hub runs on sqlite or postgresql+psycopg, not {parsed.drivername}")
        self._writing = sessionmaker(self._engine.execution_options(ecabinet_writes=True), expire_on_commit=False)
        self._reading = sessionmaker(self._engine, expire_on_commit=False)
        # SQLite makes waiting writers sleep and look again; within a process they better queue up.
        self._turn = contextlib.nullcontext() if self.is_postgresql else threading.RLock()

    @classmethod
    def at(cls, path: Path) -> HubDatabase:
        """The embedded default: an SQLite file."""
        return cls(f"sqlite:///{path}")

    @property
    def is_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def upgrade(self) -> None:
        """Bring the tables to this version; safe when several processes start at once. Raises StoreNewerError."""
        with self._writing() as session:
            missing = needs_upgrade(session.connection(), Tree.SERVER)
        if not missing:
            return
        with self._writing() as session, session.begin():
            if self.is_postgresql:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            upgrade(session.connection(), Tree.SERVER)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back when something is raised."""
        with self._turn, self._writing() as session, session.begin():
            yield session

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """One snapshot (REPEATABLE READ on PostgreSQL), rolled back at the end; do not write in it."""
        with self._reading() as session:
            if self.is_postgresql:
                session.connection(
                    execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                )
            yield session

    def backup_sqlite(self, target: Path) -> None:
        """A consistent copy of an SQLite database while the hub runs (``VACUUM INTO``); ``target`` must not exist."""
        if self.is_postgresql:
            raise DefectError("PostgreSQL is backed up by its own tools")
        pooled = self._engine.raw_connection()  # outside a transaction, as VACUUM demands
        try:
            pooled.cursor().execute("VACUUM INTO ?", (str(target),))
        finally:
            pooled.close()

    def close(self) -> None:
        """Close idle connections."""
        self._engine.dispose()


def allocate(session: Session, name: str, count: int = 1) -> int:
    """Take ``count`` numbers of the sequence ``name``; returns the first (sequences start at 1).

    The lock that this takes is held until the transaction ends, and numbers become visible in their order: a
    reader that saw n has seen all below. Take it **last**, after all other work of the transaction: then writers
    are serial for a moment only and cannot deadlock. Change log and ledger share it.
    """
    if count < 1:
        raise DefectError("a sequence is taken one or more at a time")
    hold_sequences(session)
    last = session.connection().execute(_ALLOCATE, {"name": name, "count": count}).scalar_one()
    return int(last) - count + 1


def hold_sequences(session: Session) -> None:
    """Take the lock of all sequences to the end of the transaction, before reading what will be numbered."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEQUENCE_LOCK})
    # On SQLite the transaction is the only writer since it began.


def newest(session: Session, name: str) -> int:
    """The last number taken of a sequence; 0 before the first."""
    value = session.connection().execute(_NEWEST, {"name": name}).scalar()
    return 0 if value is None else int(value)


def _sqlite(url: str, pool_size: int) -> Engine:
    in_memory = make_url(url).database in {None, "", ":memory:"}
    options: dict[str, Any] = {} if in_memory else {"pool_size": pool_size, "max_overflow": 8}
    engine = create_engine(url, hide_parameters=True, json_deserializer=msgspec.json.decode, **options)

    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {_BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("ecabinet_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
    return engine
