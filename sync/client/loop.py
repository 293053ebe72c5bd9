"""The net thread: rounds with the hub whenever something asks for one, and by itself from time to time.

Woken by a local write, by the person, by the hub's event stream, and by the network's return, which is probed for
while offline. Refusals and alarms are recorded where they happen and do not stop the loop; no network is a normal
state. It works while the app is locked, as far as the device key and the envelope folder go.
"""

from __future__ import annotations

import contextlib
import logging
import random
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from models.commands.client.outbox import OUTBOX
from models.errors import (
    EcabinetError,
    HubAnswerError,
    OfflineError,
    RefusedError,
)
from models.ports import Clock, Phase, SecretStore
from models.profile import profile_exists, read_profile
from models.profile_session import UnlockedProfile
from models.types import ChangeSet, DocumentId, Refusal
from sync.client.activity import ActivityBoard
from sync.client.backoff import Backoff
from sync.client.hub import HubConnection
from sync.client.locked_exchange import Orders
from sync.client.orders import obey_orders
from sync.client.round import Round, Signals, connect_as, run_locked
from sync.client.transport import Connector, HttpTransport

IDLE_SECONDS: Final = 120.0  # between rounds that nobody asked for, while the event stream is up
ALONE_SECONDS: Final = 20.0  # while it is not
LOCKED_SECONDS: Final = 300.0
PROBE_SECONDS: Final = 2.0
_log = logging.getLogger(__name__)


class SyncLoop:
    """One profile folder's loop. :meth:`start` it once; :meth:`close` ends its threads."""

    def __init__(
        self, folder: Path, secrets: SecretStore | None, clock: Clock, connect: Connector = HttpTransport
    ) -> None:
        self.board: Final = ActivityBoard()
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._connect = connect
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._idle = threading.Condition()
        self._busy_with: UnlockedProfile | None = None
        self._profile: UnlockedProfile | None = None
        self._forget: Callable[[], None] | None = None
        self._hub: HubConnection | None = None
        self._hub_of: UnlockedProfile | None = None
        self._paused = False
        self._cancelled: set[DocumentId] = set()
        self._listening = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; the first round runs at once where a profile is there."""
        for target, name in ((self._run, "net"), (self._listen, "net-wake")):
            thread = threading.Thread(target=target, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """End both threads; what runs stops at the next piece."""
        self._stop.set()
        self._wake.set()
        for thread, seconds in zip(self._threads, (15.0, 0.1), strict=False):
            thread.join(seconds)  # the listening one hangs on the hub's stream, holds nothing, and is a daemon

    def attach(self, profile: UnlockedProfile) -> None:
        """The profile was unlocked: from now on whole rounds run."""
        self.detach()
        with self._idle:
            self._profile = profile
        self._forget = profile.store.subscribe(self._on_changes)
        self._wake.set()

    def detach(self) -> None:
        """Give the profile back before it is locked; returns when the running round has let go of it."""
        if self._forget is not None:
            self._forget()
            self._forget = None
        with self._idle:
            self._profile = None
            self._idle.wait_for(lambda: self._busy_with is None, timeout=30)
        self._wake.set()

    def wake(self) -> None:
        """Run a round now."""
        self._wake.set()

    def want(self, document: DocumentId) -> None:
        """A paper is wanted before others (the wish is a row): what runs gives way."""
        self._cancelled.discard(document)
        self._wake.set()

    def cancel(self, document: DocumentId) -> None:
        """Stop moving this paper now."""
        self._cancelled.add(document)

    def pause(self, paused: bool) -> None:
        """Stop or go on with papers; acts and records go on all the same."""
        self._paused = paused
        self._wake.set()

    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.ids(OUTBOX):
            self._wake.set()

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stop.is_set():
            self._wake.clear()
            if not profile_exists(self._folder):
                self._wake.wait()
                continue
            delay = self._guarded_round(backoff)
            self._wait(delay)
        self._drop_connection()

    def _wait(self, seconds: float) -> None:
        """Until something wakes the loop; while offline also until the hub's port answers."""
        offline = self.board.state().phase is Phase.OFFLINE
        if not offline:
            self._wake.wait(seconds)
            return
        waited = 0.0
        while waited < seconds and not self._wake.is_set():
            step = min(PROBE_SECONDS * random.uniform(0.75, 1.25), seconds - waited)
            if self._wake.wait(step) or self._hub_answers():
                return
            waited += step

    def _hub_answers(self) -> bool:
        """Whether a connection to the hub's port can be opened: the network is back."""
        with contextlib.suppress(OSError, EcabinetError, ValueError):
            host, _, port = read_profile(self._folder).hub_address.rpartition(":")
            address = (host.strip("[]"), int(port)) if host else (port, 443)
            socket.create_connection(address, timeout=PROBE_SECONDS).close()
            return True
        return False

    def _guarded_round(self, backoff: Backoff) -> float:
        """One round; seconds until the next that nobody asked for."""
        with self._idle:
            profile = self._busy_with = self._profile
        try:
            self.board.set_phase(Phase.SYNCING)
            self._round(profile)
        except OfflineError as error:
            self.board.set_phase(Phase.OFFLINE, error)
            return backoff.failed()
        except HubAnswerError as error:  # a portal, a proxy, a cut answer: as good as no network
            self.board.set_phase(Phase.OFFLINE, error)
            return backoff.failed()
        except EcabinetError as error:  # an alarm, an identity, a full disk, a refusal: a person must look
            self.board.set_phase(Phase.ATTENTION, error)
            return backoff.failed()
        except Exception as error:  # noqa: BLE001 - the loop outlives our own defects: sealed acts must get away
            if profile is not None and profile.vault.is_locked:
                return 0.0  # the profile was locked under a running round
            _log.exception("the exchange failed")
            self.board.set_phase(Phase.ATTENTION, error)
            return backoff.failed()
        finally:
            with self._idle:
                self._busy_with = None
                self._idle.notify_all()
        backoff.succeeded()
        self.board.set_phase(Phase.PAUSED if self._paused else Phase.IDLE)
        if profile is None:
            return LOCKED_SECONDS
        return IDLE_SECONDS if self._listening.is_set() else ALONE_SECONDS

    def _round(self, profile: UnlockedProfile | None) -> None:
        hub = self._connection(profile)
        if hub is None:  # locked, and no keyring: nothing is sent until the unlock
            return
        try:
            orders = self._work(profile, hub)
            wiped = orders.data and obey_orders(self._folder, self._secrets, profile, orders, hub)
        except BaseException:
            self._drop_connection()
            raise
        if wiped:
            self._drop_connection()
            raise RefusedError(Refusal.DEVICE_REVOKED.value, "wiped")

    def _connection(self, profile: UnlockedProfile | None) -> HubConnection | None:
        """One connection, with its token, from round to round; another one after a fault or an unlock."""
        if self._hub is None or self._hub_of is not profile:
            self._drop_connection()
            self._hub = connect_as(self._folder, self._secrets, self._connect, profile)
            self._hub_of = profile
        return self._hub

    def _drop_connection(self) -> None:
        if self._hub is not None:
            self._hub.close()
        self._hub = self._hub_of = None

    def _work(self, profile: UnlockedProfile | None, hub: HubConnection) -> Orders:
        if profile is None:
            orders = run_locked(self._folder, hub)
            self.board.note_contact(self._clock.now())
            return orders
        signals = Signals(
            paused=lambda: self._paused,
            stopping=lambda: self._stop.is_set() or self._profile is not profile,
            urgent=self._wake.is_set,
            cancelled=self._cancelled.__contains__,
        )
        return Round(profile, hub, self.board, signals).run()

    def _listen(self) -> None:
        """The second thread: the hub's event stream wakes the first one."""
        backoff = Backoff(first=2.0)
        while not self._stop.is_set():
            if self._profile is None or not profile_exists(self._folder):
                self._stop.wait(1.0)
                continue
            try:
                self._follow_events()
                backoff.succeeded()
            except EcabinetError as error:
                _log.debug("event stream: %s", error)
            except Exception:  # noqa: BLE001 - a defect here costs speed, not the exchange
                _log.exception("the event stream failed")
            finally:
                self._listening.clear()
            self._stop.wait(backoff.failed())

    def _follow_events(self) -> None:
        hub = connect_as(self._folder, self._secrets, self._connect, self._profile)
        if hub is None:
            return
        with hub, hub.listen() as chunks:
            self._listening.set()
            for chunk in chunks:
                if self._stop.is_set():
                    return
                if b"data:" in chunk:
                    self._wake.set()
