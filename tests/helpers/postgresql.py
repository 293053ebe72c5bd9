"""A real PostgreSQL for tests: started by hand, on a private socket, as a user that is not root.

``pg_server`` lives for the session (one per test process); ``pg_url`` is a fresh database for one test.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. ``folder`` holds its socket."""

    folder: Path

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection as superuser that commits every statement."""
        return psycopg.connect(host=str(self.folder), user="ecabinet", dbname=database, autocommit=True)

    def url(self, database: str) -> str:
        """The address as SQLAlchemy wants it."""
        return f"postgresql+psycopg://ecabinet@/{database}?host={self.folder}"


def _programs() -> Path | None:
    """The folder of initdb and postgres: the newest that the distribution installed, else what PATH knows."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    known = shutil.which("initdb")
    return Path(known).resolve().parent if known else None


def _account() -> pwd.struct_passwd | None:
    """Whom to run as when we are root, whom PostgreSQL refuses; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root and there is neither a user postgres nor nobody")


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not start:\n" + log.read_text(errors="replace"))


@pytest.fixture(scope="session")
def pg_server() -> Iterator[PostgresServer]:
    """PostgreSQL on a private socket; skipped where it is not installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: install the package postgresql-15")
    account = _account()
    with tempfile.TemporaryDirectory(prefix="ecpg-") as name:  # short: a socket's path has 107 characters
        folder = Path(name)
        identity: dict[str, int | list[int]] = {}
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        log = folder / "log"
        data = folder / "data"
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "ecabinet", "-A", "trust", "-E", "UTF8", "--no-sync"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            **identity,  # type: ignore[call-overload]  # three optional arguments, all or none
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **identity,  # type: ignore[call-overload]  # see above
            )
        server = PostgresServer(folder)
        try:
            _wait_until_ready(server, process, log)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # "fast": sessions are ended, files are left whole
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_STOP_SECONDS)


@pytest.fixture
def pg_url(pg_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy address of an empty database, dropped after the test."""
    name = f"t{uuid.uuid4().hex}"
    with pg_server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield pg_server.url(name)
    with pg_server.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
