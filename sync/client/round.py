"""One round of work with the hub, unlocked or locked: acts, records, then papers by need."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.commands.client.reading import forget_wish
from models.device_key import Wrapper, load_device_key
from models.epochs import EpochStatement
from models.errors import DefectError, HubIdentityError
from models.ports import Clock, SecretStore, Transfer
from models.profile import read_profile
from models.profile_session import UnlockedProfile
from models.queries.client.transfers import DownloadRow, count_waiting, next_downloads, next_uploads
from models.types import DocumentId
from models.vault import STANDARD, Argon2Params, open_vault
from sync.client.activity import ActivityBoard
from sync.client.exchange import Exchanger
from sync.client.hub import HubConnection, Identity
from sync.client.locked_exchange import LockedExchanger, Orders
from sync.client.transfer import Mover
from sync.client.transport import Connector

_MAX_PAPERS: Final = 1_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signals:
    """What may interrupt a round: ``urgent`` says that an exchange should go before the next piece of a paper."""

    paused: Callable[[], bool]
    stopping: Callable[[], bool]
    urgent: Callable[[], bool]
    cancelled: Callable[[DocumentId], bool]


def connect_as(
    folder: Path,
    secrets: SecretStore | None,
    connect: Connector,
    profile: UnlockedProfile | None,
    vault: Wrapper | None = None,
) -> HubConnection | None:
    """A connection as the profile's device; None while locked without a keyring, unless the ``vault`` is open."""
    public = read_profile(folder)
    key = profile.device_key if profile is not None else load_device_key(folder, secrets, vault)
    if key is None:
        return None
    return HubConnection(Identity.of(public), EpochStatement.decode(public.epoch), key, connect)


def run_locked(folder: Path, hub: HubConnection) -> Orders:
    """Send sealed envelopes, keep sealed answers. A hub that shows another certificate must prove a new epoch."""
    known = read_profile(folder).epoch
    try:
        return LockedExchanger(folder, hub).run(EpochStatement.decode(known))
    except HubIdentityError:
        newest = hub.adopt_epochs(known).newest
        if newest.encode() == known:
            raise
        return LockedExchanger(folder, hub).run(newest)


def renew_lease(
    folder: Path,
    pin: str,
    secrets: SecretStore | None,
    clock: Clock,
    connect: Connector,
    floor: Argon2Params = STANDARD,
) -> None:
    """One locked round with the device key out of the vault: the way back in where a lease has ended and there is no
    keyring to send while locked. The profile stays locked.

    Raises WrongPinError, PinLockedError, VaultDamagedError, KeyringUnavailableError, OfflineError, HubAnswerError,
    HubIdentityError.
    """
    vault = open_vault(folder, pin, secrets, clock, floor)
    try:
        hub = connect_as(folder, secrets, connect, None, vault)
        if hub is None:
            raise DefectError("an open vault always yields the device key")
        with hub:
            run_locked(folder, hub)
    finally:
        vault.lock()


class Round:
    """Rounds of one unlocked profile over one connection."""

    def __init__(self, profile: UnlockedProfile, hub: HubConnection, board: ActivityBoard, signals: Signals) -> None:
        self._profile = profile
        self._hub = hub
        self._board = board
        self._signals = signals
        self._mover = Mover(profile, hub, self._report, self._is_stopped)

    def run(self) -> Orders:
        """Exchange; send staged papers, and exchange again for what waited on them; then fetch papers by need."""
        orders = self._exchange()
        if self._upload():
            orders = self._exchange()
        self._download()
        return orders

    def _exchange(self) -> Orders:
        exchanger = Exchanger(self._profile, self._hub, lambda count: self._board.set_items(count, count))
        try:
            orders = exchanger.run()
        except HubIdentityError:
            before = self._profile.public.epoch
            exchanger.enter_new_epoch()
            if self._profile.public.epoch == before:
                raise
            orders = exchanger.run()
        self._board.note_contact(self._profile.clock.now())
        return orders

    def _upload(self) -> bool:
        """Send staged papers; whether some became complete."""
        was_completed = False
        for row in self._profile.store.read(next_uploads).result():
            if self._signals.paused() or self._signals.stopping():
                break
            try:
                was_completed |= self._mover.upload(row)
            finally:
                self._board.end_transfer(row.document)
        return was_completed

    def _download(self) -> None:
        skipped: set[DocumentId] = set()
        for _ in range(_MAX_PAPERS):
            if self._signals.paused() or self._signals.stopping() or self._signals.urgent():
                return
            row = self._next(skipped)
            if row is None:
                return
            try:
                if not self._mover.download(row):
                    skipped.add(row.document)
                elif row.rank == 0:
                    self._fulfilled(row.document)
            finally:
                self._board.end_transfer(row.document)
            if skipped and self._signals.urgent():
                return

    def _fulfilled(self, document: DocumentId) -> None:
        self._profile.store.write(lambda session: forget_wish(session, document)).result()

    def _next(self, skipped: set[DocumentId]) -> DownloadRow | None:
        rows = self._profile.store.read(lambda session: next_downloads(session, len(skipped) + 1)).result()
        papers, size = self._profile.store.read(count_waiting).result()
        self._board.set_items(0, papers)
        self._board.set_bytes(0, size)
        return next((row for row in rows if row.document not in skipped), None)

    def _report(self, transfer: Transfer) -> None:
        self._board.set_transfer(transfer)

    def _is_stopped(self, document: DocumentId) -> bool:
        signals = self._signals
        return signals.paused() or signals.stopping() or signals.urgent() or signals.cancelled(document)
