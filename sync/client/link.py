"""What the window may ask of sync: :class:`models.ports.Link` over the loop."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from models.ports import Activity, Clock, EnrolmentPreview, EnrolmentResult, SecretStore
from models.profile_session import UnlockedProfile
from models.types import DocumentId
from models.vault import STANDARD, Argon2Params
from sync.client.enrol import EnrolmentWish, enrol_device, preview_code
from sync.client.loop import SyncLoop
from sync.client.round import renew_lease
from sync.client.transport import Connector, HttpTransport


class HubLink:
    """The link of one profile folder; the process holds the folder's lock."""

    def __init__(
        self,
        folder: Path,
        secrets: SecretStore | None,
        clock: Clock,
        connect: Connector = HttpTransport,
        params: Argon2Params = STANDARD,
    ) -> None:
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._connect = connect
        self._params = params
        self._loop = SyncLoop(folder, secrets, clock, connect)
        self._work = ThreadPoolExecutor(1, thread_name_prefix="enrol")

    @property
    def activity(self) -> Activity:
        """Progress and state of what runs."""
        return self._loop.board

    def start(self) -> None:
        """Begin to exchange, locked until :meth:`attach`."""
        self._loop.start()

    def close(self) -> None:
        """End every thread."""
        self._work.shutdown(wait=False, cancel_futures=True)
        self._loop.close()

    def attach(self, profile: UnlockedProfile) -> None:
        """The profile was unlocked."""
        self._loop.attach(profile)

    def detach(self) -> None:
        """The profile is about to be locked; returns once nothing uses it any more."""
        self._loop.detach()

    def preview(self, code: str) -> Future[EnrolmentPreview]:
        """Check a one-time code."""
        return self._work.submit(preview_code, code, self._connect)

    def enrol(self, code: str, device_name: str, pin: str, signing_pin: str) -> Future[EnrolmentResult]:
        """Make keys, prove them, create the profile; the loop begins with it."""
        return self._work.submit(self._enrol, EnrolmentWish(code, device_name, pin, signing_pin))

    def renew_lease(self, pin: str) -> Future[None]:
        """Get in touch with the hub although the lease has ended, with the PIN but without unlocking."""
        return self._work.submit(
            renew_lease, self._folder, pin, self._secrets, self._clock, self._connect, self._params
        )

    def wake(self) -> None:
        """A local write waits to be sent, or the person asked for a sync now."""
        self._loop.wake()

    def want(self, document: DocumentId) -> None:
        """Fetch this paper before others."""
        self._loop.want(document)

    def pause(self, paused: bool) -> None:
        """Stop or go on with papers."""
        self._loop.pause(paused)

    def cancel(self, document: DocumentId) -> None:
        """Stop fetching this paper now."""
        self._loop.cancel(document)

    def _enrol(self, wish: EnrolmentWish) -> EnrolmentResult:
        result = enrol_device(self._folder, wish, self._secrets, self._clock, self._connect, self._params)
        self._loop.wake()
        return result
