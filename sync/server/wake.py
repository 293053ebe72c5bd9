"""``GET /v1/wake``: server-sent events that carry only the newest sequence number of the change log.

A listener is told at once when this process changed something, and within :data:`POLL_SECONDS` when another one
(the administrator's command line, a second server) did. On losing the stream a client simply exchanges.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

POLL_SECONDS = 2.0
KEEP_ALIVE_SECONDS = 25.0
MAX_LISTENERS = 2_000


class WakeBoard:
    """The newest sequence number and those who wait for a newer one. Made and closed on the server's event loop;
    :meth:`announce` may be called from any thread.
    """

    def __init__(self, newest: Callable[[], int]) -> None:
        """``newest`` reads the sequence number from the database (called on a worker thread)."""
        self._read = newest
        self._value = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed: asyncio.Event = asyncio.Event()
        self._closed = False
        self._poller: asyncio.Task[None] | None = None
        self.listeners = 0

    async def open(self) -> None:
        """Start watching the database."""
        self._loop = asyncio.get_running_loop()
        self._value = await asyncio.to_thread(self._read)
        self._poller = asyncio.create_task(self._poll())

    async def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        self._ring()
        if self._poller is not None:
            self._poller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poller

    def announce(self, value: int) -> None:
        """Something was committed up to ``value``; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set, value)

    async def events(self) -> AsyncIterator[bytes]:
        """The stream for one listener: the present number, then each newer one."""
        self.listeners += 1
        try:
            sent = -1
            while not self._closed:
                changed = self._changed
                if self._value != sent:
                    sent = self._value
                    yield b"data: %d\n\n" % sent
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield b":\n\n"
        finally:
            self.listeners -= 1

    def _set(self, value: int) -> None:
        if value > self._value:
            self._value = value
            self._ring()

    def _ring(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            with contextlib.suppress(OSError):  # a busy or vanished database shows in health, not here
                self._set(await asyncio.to_thread(self._read))
