"""The device's encrypted database and its two threads.

One thread owns the only writing connection, another a read-only one (WAL: readers see the last commit and never
wait for the writer). No ORM object leaves them: commands return plain values and a :class:`ChangeSet`, queries
return frozen rows. Never wait for one of this store's Futures inside a command, a query or a listener.

The database is SQLCipher, opened with a raw key and salt (48 bytes). The vault has already proved the key, so a
file that does not open is damaged.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from models import durable
from models.errors import DefectError, EnvironmentFaultError, StorageFullError, StoreDamagedError
from models.migrate import Tree, needs_upgrade, upgrade
from models.types import ChangeSet

KEY_SIZE: Final = 48
"""Raw key (32) and salt (16)."""

T = TypeVar("T")
Command = Callable[[Session], tuple[T, ChangeSet]]
Query = Callable[[Session], T]
Listener = Callable[[ChangeSet], None]

_log = logging.getLogger(__name__)
_FULL: Final = frozenset({dbapi2.SQLITE_FULL})
_DAMAGED: Final = frozenset({dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB})
_BUSY_MS: Final = 10_000
_CACHE_KIB: Final = 16_384
_LONG_LOG: Final = 16 * 1024 * 1024
"""Bytes of write-ahead log from which it is folded into the database in the next pause."""

_TOO_LONG_LOG: Final = 256 * 1024 * 1024
_PAUSE_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Findings of :func:`check_store`; ``problems`` is empty for a whole database."""

    problems: tuple[str, ...]
    revision: str | None

    @property
    def is_whole(self) -> bool:
        return not self.problems


class Store:
    """An open database. Made by :meth:`open`; close it to drain what was submitted."""

    def __init__(self, writer: Engine, reader: Engine, log: Path) -> None:
        self._writer = writer
        self._reader = reader
        self._write_log = log
        self._write_lane = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._read_lane = ThreadPoolExecutor(1, thread_name_prefix="store-read")
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._closed = False
        self._knock = threading.Event()  # somebody has come to write

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        """Open, creating or upgrading as needed. Blocks; the caller must hold the profile's lock.

        Raises :class:`StoreDamagedError`, :class:`StoreNewerError` (file untouched), :class:`StorageFullError`.
        """
        writer = _engine(path, key, writing=True)
        try:
            with _naming_faults():
                _migrate(writer)
                _finish_setup(writer)
                reader = _engine(path, key, writing=False)
                reader.connect().close()
        except BaseException:
            writer.dispose()
            raise
        return cls(writer, reader, path.with_name(f"{path.name}-wal"))

    def write(self, command: Command[T]) -> Future[T]:
        """Run ``command`` in one transaction on the writing thread.

        What it raises rolls back and reaches the Future; environment faults come as :class:`StorageFullError` and
        :class:`StoreDamagedError`. Listeners hear the changes after the commit and before the Future resolves.
        """
        self._knock.set()
        return self._submit(self._write_lane, lambda: self._run_command(command))

    def read(self, query: Query[T]) -> Future[T]:
        """Run ``query`` on one snapshot on the reading thread; it cannot write."""
        return self._submit(self._read_lane, lambda: _run_query(self._reader, query))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on the writing thread after each commit that changed something.

        It must return at once. Returns the un-subscriber.
        """
        with self._lock:
            self._listeners.append(listener)

        def forget() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return forget

    def checkpoint_truncate(self) -> Future[bool]:
        """Fold the write-ahead log into the database and cut it to nothing, so that what a withdrawal deleted is in
        no file. False when a reader still needed it: try again.
        """
        return self._submit(self._write_lane, lambda: _checkpoint(self._writer))

    def close(self) -> None:
        """Finish what was submitted, fold the log, close both connections. Later calls get a cancelled Future."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._knock.set()
        self._read_lane.shutdown(wait=True)
        self._write_lane.shutdown(wait=True)
        self._reader.dispose()
        self._writer.dispose()

    def _submit(self, lane: ThreadPoolExecutor, task: Callable[[], T]) -> Future[T]:
        with self._lock:
            if not self._closed:
                return lane.submit(task)
        refused: Future[T] = Future()
        refused.cancel()
        refused.set_running_or_notify_cancel()
        return refused

    def _run_command(self, command: Command[T]) -> T:
        self._knock.clear()
        with _naming_faults(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            result, changes = command(session)
        if self._log_length() >= _LONG_LOG:
            self._submit(self._write_lane, self._fold_long_log)
        if changes:
            self._announce(changes)
        return result

    def _log_length(self) -> int:
        try:
            return self._write_log.stat().st_size
        except FileNotFoundError:
            return 0

    def _fold_long_log(self) -> None:
        """What SQLite would do inside a commit while somebody waits for it: a commit is durable without it. So it
        happens once nobody has come to write for a moment, or when the log becomes far too long.
        """
        if self._knock.wait(_PAUSE_SECONDS) and self._log_length() < _TOO_LONG_LOG:
            return
        with contextlib.suppress(dbapi2.Error), _raw(self._writer) as connection:  # a full disk tells the next commit
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _announce(self, changes: ChangeSet) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(changes)
            except Exception:  # noqa: BLE001 - the commit stands: a listener's defect must not look like a failed write
                _log.exception("a listener of the store failed")


def check_store(path: Path, key: bytes) -> CheckReport:
    """Read the whole database: every page's seal, structure, indexes, foreign keys, full-text index. Blocks long.

    The store must not be open elsewhere. Raises nothing for damage: it is in the report.
    """
    problems: list[str] = []
    revision: str | None = None
    if not path.exists():
        return CheckReport(("missing",), None)
    try:
        with contextlib.closing(connect(path, key, writing=False)) as connection:
            for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                rows = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}") if row[0] != "ok"]
                problems += [f"{pragma}: {row}" for row in rows]
            revision = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except dbapi2.Error as error:
        problems.append(f"{getattr(error, 'sqlite_errorname', 'SQLITE_ERROR')}: {error}")
    return CheckReport(tuple(problems), revision)


def set_aside(path: Path, now: datetime) -> Path | None:
    """Move a damaged database away, with its log, still encrypted; nothing is deleted. None if there was none.

    Opening ``path`` afterwards makes an empty database: envelopes and the hub fill it again.
    """
    if not path.exists():
        return None
    target = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%SZ}")
    if target.exists():
        raise DefectError(f"{target.name} exists already")
    # The log first: a crash in between leaves a database without its newest commits, set aside at the next try.
    for suffix in ("-wal", "-shm", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            os.replace(source, target.with_name(target.name + suffix))
    durable.sync_folder(path.parent)
    return target


def _run_query(engine: Engine, query: Query[T]) -> T:
    with _naming_faults(), Session(engine, expire_on_commit=False, autoflush=False) as session:
        return query(session)


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        missing = needs_upgrade(connection, Tree.CLIENT)
    if missing:
        with engine.begin() as connection:
            upgrade(connection, Tree.CLIENT)


def _finish_setup(engine: Engine) -> None:
    """WAL only now, so that a database that is refused as newer was not touched."""
    with _raw(engine) as connection:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise EnvironmentFaultError(f"the file system offers no write-ahead log ({mode})")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # Store._fold_long_log does it


def _checkpoint(engine: Engine) -> bool:
    with _naming_faults(), _raw(engine) as connection:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy


@contextlib.contextmanager
def _raw(engine: Engine) -> Iterator[Any]:
    """The driver's connection, outside a transaction."""
    pooled = engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()


def connect(path: Path, key: bytes, *, writing: bool) -> Any:
    """The driver's own connection, for what works below sessions: check and salvage. Nothing is read yet, so that a
    wrong key or a damaged file shows only at the first statement.
    """
    if len(key) != KEY_SIZE:
        raise DefectError("a store key has 48 bytes")
    # isolation_level None: the driver begins nothing by itself, _begin below does.
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "foreign_keys = ON",
        "temp_store = MEMORY",  # no plaintext in temporary files
        "secure_delete = ON",
        "synchronous = FULL",
        f"cache_size = -{_CACHE_KIB}",
        f"journal_size_limit = {_LONG_LOG // 2}",  # what a folded log is cut to
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if not writing:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _engine(path: Path, key: bytes, *, writing: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key, writing=writing),
        module=dbapi2,
        poolclass=StaticPool,
        hide_parameters=True,  # no content in messages and logs
    )
    statement = "BEGIN IMMEDIATE" if writing else "BEGIN"

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", begin)
    return engine


@contextlib.contextmanager
def _naming_faults() -> Iterator[None]:
    """Give the driver's errors their place in our tree; others pass."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, dbapi2.Error):
            _raise_named(error.orig)
        raise
    except dbapi2.Error as error:
        _raise_named(error)
        raise
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFullError("no space for the store") from error
        raise


def _raise_named(error: Exception) -> None:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _FULL:
        raise StorageFullError("no space for the store") from error
    if primary in _DAMAGED:
        raise StoreDamagedError(str(error)) from error
