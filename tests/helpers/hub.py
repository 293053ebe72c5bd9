"""A real hub for tests: a process of its own on loopback with a free port, or in this process by ASGI."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI

from sync.server.app import make_app
from sync.server.folder import HubFolder
from sync.server.hub import Hub

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RunningHub:
    """A hub that answers. ``port`` on 127.0.0.1."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """What enrolment codes carry."""
        return f"127.0.0.1:{self.port}"


def hub_command(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run ``ecabinet-hub`` to its end."""
    command = [sys.executable, "-m", "sync.server.admin", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=check)


@contextlib.contextmanager
def running_hub(folder: Path, *, command: str = "serve", port: int = 0) -> Iterator[RunningHub]:
    """Start ``ecabinet-hub serve`` (or ``demo``), wait until it listens, stop it by its process id at the end."""
    hub = start_hub(folder, command=command, port=port)
    try:
        yield hub
    finally:
        stop_hub(hub)


def start_hub(folder: Path, *, command: str = "serve", port: int = 0) -> RunningHub:
    """Start a hub; whoever calls this stops it."""
    log = folder.with_name(folder.name + ".log")
    arguments = [sys.executable, "-m", "sync.server.admin", command, str(folder), "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(arguments, cwd=ROOT, stdout=output, stderr=output)
    port_file = folder / "port"
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(FileNotFoundError, ValueError):
            return RunningHub(folder, int(port_file.read_text()), process, log)
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise RuntimeError(f"hub did not start:\n{log.read_text()}")


def stop_hub(hub: RunningHub, *, hard: bool = False) -> None:
    """SIGTERM and wait (``hard``: SIGKILL, as a crash)."""
    if hub.process.poll() is None:
        os.kill(hub.process.pid, signal.SIGKILL if hard else signal.SIGTERM)
    hub.process.wait(timeout=30)


class LocalClient:
    """Requests to an application in this process, without sockets. Errors of ours come as 500."""

    def __init__(self, runner: asyncio.Runner, app: FastAPI) -> None:
        self._runner = runner
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="https://hub")

    def request(self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str]) -> httpx.Response:
        """One request."""
        return self._runner.run(self._http.request(method, path, content=content, headers=headers))

    def post(self, path: str, *, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """One POST."""
        return self.request("POST", path, content=content, headers=headers)


@contextlib.contextmanager
def local_hub(folder: Path) -> Iterator[tuple[Hub, LocalClient]]:
    """The hub in ``folder`` within this process, without TLS and jobs: for quick tests of answers."""
    hub = Hub(HubFolder(folder))
    try:
        with asyncio.Runner() as runner:
            yield hub, LocalClient(runner, make_app(hub))
    finally:
        hub.close()
