"""What the hub does by itself: close ballots at their deadline, remind, end delegations, add timestamps.

One thread in the serving process. Several processes may serve one database: a lease in the database lets only one of
them run jobs at a time, and a process that died gives it up by silence. Each job backs off on its own when it fails.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.commands.server.closing import close_due_ballots, send_reminders
from models.commands.server.people import expire_delegations
from models.errors import EcabinetError
from models.tables.base import from_micros, to_micros
from models.tables.server.hub import HubSetting
from models.types import NO_CHANGES, ChangeSet
from sync.server.hub import Hub
from sync.server.timestamps import add_timestamps

_log = logging.getLogger(__name__)
TICK_SECONDS: Final = 5.0
LEASE: Final = timedelta(seconds=60)
MAX_BACK_OFF: Final = timedelta(minutes=15)
_LEASE_KEY: Final = "jobs_lease"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """``run`` does what is due at an instant; ``every`` is the time between two runs."""

    name: str
    every: timedelta
    run: Callable[[Hub, datetime], None]


def _close(hub: Hub, now: datetime) -> None:
    closed = hub.write(lambda session: close_due_ballots(session, hub.context, now))
    if closed:
        _log.info("closed at the deadline: %d", len(closed))


def _remind(hub: Hub, now: datetime) -> None:
    hub.write(lambda session: send_reminders(session, hub.context, now))


def _end_delegations(hub: Hub, now: datetime) -> None:
    hub.write(lambda session: expire_delegations(session, now))


def _add_timestamps(hub: Hub, now: datetime) -> None:
    add_timestamps(hub, now)


STANDARD: Final = (
    Job("close", timedelta(seconds=5), _close),
    Job("remind", timedelta(minutes=1), _remind),
    Job("delegations", timedelta(minutes=1), _end_delegations),
    Job("timestamps", timedelta(seconds=30), _add_timestamps),
)


class JobRunner:
    """Runs jobs, at most once at a time over all processes of one database."""

    def __init__(self, hub: Hub, jobs: Sequence[Job] = STANDARD) -> None:
        self._hub = hub
        self._jobs = jobs
        self._owner = secrets.token_hex(8)
        self._next: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._lease_until = _NEVER
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job that runs now, and let another process take over at once."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
        if self._lease_until > _NEVER:
            self._hub.write(self._give_up)

    def run_due(self, now: datetime) -> tuple[str, ...]:
        """Run what is due at ``now``, if this process may; names of the jobs that ran."""
        if not self._may_run(now):
            return ()
        ran = []
        for job in self._jobs:
            if now >= self._next.get(job.name, _NEVER):
                self._run(job, now)
                ran.append(job.name)
        return tuple(ran)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.run_due(self._hub.clock.now())
            except (SQLAlchemyError, OSError):
                _log.exception("jobs could not run")
            self._stop.wait(TICK_SECONDS)

    def _run(self, job: Job, now: datetime) -> None:
        try:
            job.run(self._hub, now)
        except (EcabinetError, SQLAlchemyError, OSError):
            failures = self._failures.get(job.name, 0) + 1
            self._failures[job.name] = failures
            wait = min(MAX_BACK_OFF, job.every * 2 ** min(failures, 12))
            self._next[job.name] = now + wait
            _log.exception("job %s failed, again in %d s", job.name, wait.total_seconds())
            return
        self._failures.pop(job.name, None)
        self._next[job.name] = now + job.every

    def _may_run(self, now: datetime) -> bool:
        if now + LEASE / 2 < self._lease_until <= now + LEASE:
            return True
        return self._hub.write(lambda session: self._take_lease(session, now))

    def _take_lease(self, session: Session, now: datetime) -> tuple[bool, ChangeSet]:
        row = session.get(HubSetting, _LEASE_KEY, with_for_update=True)
        if row is None:
            row = HubSetting(key=_LEASE_KEY, value="")
            session.add(row)
        owner, _, until = row.value.partition(" ")
        # A lease far ahead was written by a clock that has been set back since.
        held = until.isdigit() and now < from_micros(int(until)) <= now + LEASE
        if owner != self._owner and held:
            return False, NO_CHANGES
        self._lease_until = now + LEASE
        row.value = f"{self._owner} {to_micros(self._lease_until)}"
        return True, NO_CHANGES

    def _give_up(self, session: Session) -> tuple[None, ChangeSet]:
        row = session.get(HubSetting, _LEASE_KEY, with_for_update=True)
        if row is not None and row.value.startswith(self._owner):
            row.value = ""
        return None, NO_CHANGES
