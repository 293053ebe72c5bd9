"""Running the hub: granian in this process, TLS always, a clean stop on SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from typing import Any

from granian import _granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from sync.server.app import make_app
from sync.server.hub import Hub
from sync.server.jobs import JobRunner

_BACKLOG = 512


class _Server(Server):
    """Granian's embedded server on a socket of ours: the port is known, and one in use is an error at once (granian
    itself would share it by SO_REUSEPORT).
    """

    def __init__(self, listening: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listening = listening

    def _init_shared_socket(self) -> None:
        # Granian's stubs know neither the arguments nor that the attributes hold None only at first.
        holder: Any = _granian.SocketHolder
        self.__dict__["_shd"] = holder(self._listening.fileno(), False, _BACKLOG)
        self.__dict__["_sfd"] = self._listening.fileno()


def serve(hub: Hub, host: str, port: int, on_listening: Callable[[int], None]) -> None:
    """Serve until a signal. ``port`` 0 takes a free one; ``on_listening`` gets the port in use."""
    asyncio.run(_serve(hub, host, port, on_listening))


async def _serve(hub: Hub, host: str, port: int, on_listening: Callable[[int], None]) -> None:
    listening = socket.create_server((host, port), backlog=_BACKLOG)
    server = _Server(
        listening,
        make_app(hub),
        address=host,
        port=listening.getsockname()[1],
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        http1_settings=HTTP1Settings(max_buffer_size=4 * 1024 * 1024),
        ssl_cert=hub.keys.certificate_file,
        ssl_key=hub.keys.key_file,
    )
    loop = asyncio.get_running_loop()
    stopping: set[asyncio.Task[None]] = set()

    def on_signal() -> None:
        # The wake streams end first: an open stream would keep the server from stopping.
        stopping.add(loop.create_task(_stop(hub, server)))

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, on_signal)
    on_listening(listening.getsockname()[1])
    jobs = JobRunner(hub)
    jobs.start()
    try:
        await server.serve()
    finally:
        await asyncio.to_thread(jobs.stop)


async def _stop(hub: Hub, server: Server) -> None:
    await hub.wake.close()
    server.interrupt_signal = True
    server.main_loop_interrupt.set()
