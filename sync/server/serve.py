"""Running the hub: granian in this process, TLS always, a clean stop on SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from sync.server.app import make_app
from sync.server.hub import Hub

_log = logging.getLogger(__name__)


class _Server(Server):
    """Granian's embedded server, which tells the port that it really got."""

    def __init__(self, on_listening: Callable[[int], None], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._on_listening = on_listening

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        super().startup(spawn_target, target_loader)
        with socket.socket(fileno=os.dup(self._sfd)) as listening:
            self._on_listening(listening.getsockname()[1])


def serve(hub: Hub, host: str, port: int, on_listening: Callable[[int], None]) -> None:
    """Serve until a signal. ``port`` 0 takes a free one; ``on_listening`` gets the port in use."""
    asyncio.run(_serve(hub, host, port, on_listening))


async def _serve(hub: Hub, host: str, port: int, on_listening: Callable[[int], None]) -> None:
    server = _Server(
        on_listening,
        make_app(hub),
        address=host,
        port=port,
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
    await server.serve()


async def _stop(hub: Hub, server: Server) -> None:
    await hub.wake.close()
    server.interrupt_signal = True
    server.main_loop_interrupt.set()
