"""One running hub: its folder, keys, database and blobs put together. Decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.commands.server.context import HubContext
from models.epochs import EpochReason, EpochStatement, root_key_id, verify_chain
from models.errors import InvalidInputError
from models.hub_store import HubDatabase
from models.ports import Clock
from models.queries.server.changes import newest_seq
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import shipped_rules
from models.signing import TrustAnchors
from models.tables.base import from_micros
from models.tables.server.hub import EpochRow
from models.types import ChangeSet, DeviceId, PersonId
from sync import protocol
from sync.server.answers import DICTIONARIES, load_anchors, make_verifier
from sync.server.auth import Challenges, RateLimit, Tokens
from sync.server.blobs import Blobs
from sync.server.epoch_keys import EpochKeys, envelope_keys, load_keys
from sync.server.folder import HubFolder, Settings
from sync.server.problems import ProblemError, unauthorized
from sync.server.wake import WakeBoard

ANCHOR_SECONDS = 5.0
ENROL_CHALLENGE_SECONDS = 10 * 60
T = TypeVar("T")


class SystemClock:
    """The machine's clock; ``ahead`` is for sample hubs only: deadlines pass while one watches."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        """Aware UTC instant."""
        return datetime.now(UTC) + self._ahead


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled device and its person."""

    device: DeviceId
    person: PersonId
    last_seen: datetime | None
    lease_until: datetime | None
    revoked: bool


_CALLER = text("SELECT person, last_seen, lease_until, revoked_at FROM device_key WHERE device = :device")


class Hub:
    """Everything an endpoint, a job or an administrator's command needs. Threads may share one."""

    def __init__(self, folder: HubFolder, clock: Clock | None = None) -> None:
        """Open the hub in ``folder``. Raises :class:`InvalidInputError`, :class:`HubIdentityError`, StoreNewerError."""
        self.folder = folder
        self.settings: Settings = folder.settings()
        if self.settings.needs_epoch:
            raise InvalidInputError("restored from a backup: sign a new epoch first (epoch new, epoch sign)")
        self.clock: Clock = clock or SystemClock()
        self.root_key = bytes.fromhex(self.settings.root_key)
        stored = folder.stored_epochs()
        self.chain: tuple[EpochStatement, ...] = verify_chain(self.root_key, stored)
        self.keys: EpochKeys = load_keys(folder, self.epoch.number)
        self.envelope_keys = envelope_keys(folder, self.chain)
        self.epochs_message = protocol.Epochs(self.root_key, tuple(stored))
        self.database = HubDatabase(folder.database_url(self.settings))
        self.database.upgrade()
        self._record_epochs(stored)
        self._anchors: tuple[float, TrustAnchors] = (0.0, TrustAnchors())
        token_key = folder.secret("token.key")
        self.tokens = Tokens(token_key)
        self.token_challenges = Challenges(token_key, protocol.CHALLENGE_SECONDS)
        self.enrol_challenges = Challenges(token_key, ENROL_CHALLENGE_SECONDS)
        self.limits = {
            "enrol": (RateLimit(burst=120, per_minute=60), RateLimit(burst=10, per_minute=6)),
            "token": (RateLimit(burst=600, per_minute=600), RateLimit(burst=30, per_minute=12)),
        }
        self.blobs = Blobs(folder.blobs, folder.secret("blob.key"))
        self.test_authority = folder.test_authority()
        # (device, document) -> (sequence number of the change log, size): see sync.server.documents
        self.visible: dict[tuple[str, str], tuple[int, int]] = {}
        self.wake = WakeBoard(lambda: self.read(newest_seq))

    def _record_epochs(self, stored: Sequence[tuple[bytes, bytes]]) -> None:
        """The files are the truth; the database repeats them, for archives and for other processes."""
        with self.database.writing() as session:
            known = set(session.scalars(select(EpochRow.number)))
            for epoch, (statement, signature) in zip(self.chain, stored, strict=True):
                if epoch.number not in known:
                    session.add(EpochRow(number=epoch.number, statement=statement, signature=signature))

    @property
    def epoch(self) -> EpochStatement:
        """The newest epoch."""
        return self.chain[-1]

    @property
    def root_key_id(self) -> str:
        """Id of the root key, as statements name it."""
        return root_key_id(self.root_key)

    @cached_property
    def context(self) -> HubContext:
        """What the commands need of this hub."""
        return HubContext(
            root_key=self.root_key_id,
            epoch=self.epoch.number,
            checkpoint_key=self.keys.checkpoint,
            rules=shipped_rules(),
            holidays=shipped_holidays(),
            verify=make_verifier(self.anchors),
            templates=frozenset(DICTIONARIES),
            allows_test_certificates=self.settings.is_sample or self.settings.test_authority,
            restored_at=self.epoch.valid_from if self.epoch.reason is EpochReason.RESTORE else None,
        )

    def anchors(self) -> TrustAnchors:
        """Trust anchors, read anew every few seconds: an administrator may change them while the hub serves."""
        until, known = self._anchors
        if time.monotonic() < until:
            return known
        fresh = self.read(load_anchors)
        self._anchors = (time.monotonic() + ANCHOR_SECONDS, fresh)
        return fresh

    def health(self) -> protocol.Health:
        """That the hub answers, and its time."""
        return protocol.Health(self.epoch.number, _micros(self.clock.now()), self.settings.is_sample)

    def caller(self, device: str) -> Caller:
        """The device's record. Raises ProblemError 401 for a device that is not enrolled, 403 for a revoked one."""
        caller = self.find_caller(device)
        if caller.revoked:
            raise ProblemError(403, "device_revoked")
        return caller

    def find_caller(self, device: str) -> Caller:
        """Like :meth:`caller`, for a revoked device too: it may still fetch results and orders."""

        def read(session: Session) -> Caller | None:
            key = session.execute(_CALLER, {"device": device}).one_or_none()
            if key is None:
                return None
            person, last_seen, lease_until, revoked_at = key
            seen, until = (None if micros is None else from_micros(micros) for micros in (last_seen, lease_until))
            return Caller(DeviceId(device), PersonId(person), seen, until, revoked_at is not None)

        caller = self.read(read)
        if caller is None:
            raise unauthorized()
        return caller

    def read(self, query: Callable[[Session], T]) -> T:
        """Run a query on one snapshot."""
        with self.database.reading() as session:
            return query(session)

    def write(self, command: Callable[[Session], tuple[T, ChangeSet]]) -> T:
        """Run a command in one transaction, then wake those who listen."""
        with self.database.writing() as session:
            result, changes = command(session)
            seq = newest_seq(session) if changes else 0
        if changes:
            self.wake.announce(seq)
        return result

    def close(self) -> None:
        """Let the database go."""
        self.database.close()


def open_hub(path: Path, clock: Clock | None = None) -> Hub:
    """The hub in a folder."""
    return Hub(HubFolder(path), clock)


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
