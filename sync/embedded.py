"""The sample hub beside the window: a process of its own on loopback, started for ``--demo`` and the tour.

Neither side imports the other: the hub is started by its command line and spoken to over TLS like any hub.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import EnvironmentFaultError

_ROOT: Final = Path(__file__).resolve().parents[1]
_START_SECONDS: Final = 120.0
_STEP: Final = 0.05
_LAST_PORT: Final = "last-port"


class HubStartError(EnvironmentFaultError):
    """The sample hub did not come up; the message ends with its last lines."""


@dataclass(frozen=True, slots=True)
class EmbeddedHub:
    """A sample hub that answers on 127.0.0.1. ``process`` is None where one was running already."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None

    def codes(self) -> dict[str, str]:
        """One-time codes by who they are for: minister, clerk, chief. A used or expired one is of no use any more."""
        found = json.loads((self.folder / "codes.json").read_text(encoding="utf-8"))
        return {who: entry["code"] for who, entry in found.items() if isinstance(entry, dict)}

    def stop(self, *, at_once: bool = False) -> None:
        """SIGTERM and wait; SIGKILL with ``at_once``. A hub that somebody else started is left alone."""
        if self.process is None or self.process.poll() is not None:
            return
        os.kill(self.process.pid, signal.SIGKILL if at_once else signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_sample_hub(folder: Path, port: int = 0, *, ahead_hours: float = 0.0) -> EmbeddedHub:
    """Start ``ecabinet-hub demo``, or take the one that runs on this folder. Raises :class:`HubStartError`.

    With ``ahead_hours`` the hub's clock runs ahead, so that deadlines pass.
    """
    folder.mkdir(parents=True, exist_ok=True)
    running = _running(folder)
    if running is not None:
        return EmbeddedHub(folder, running, None)
    port = port or _last_port(folder)
    with contextlib.suppress(FileNotFoundError):
        (folder / "port").unlink()
    log = folder.with_name(folder.name + ".log")
    command = [sys.executable, "-m", "sync.server.admin", "demo", str(folder)]
    command += ["--port", str(port), "--ahead", str(ahead_hours)]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            got = int((folder / "port").read_text())
            (folder / _LAST_PORT).write_text(f"{got}\n", encoding="ascii")
            return EmbeddedHub(folder, got, process)
        time.sleep(_STEP)
    process.kill()
    process.wait()
    raise HubStartError("\n".join(log.read_text(errors="replace").splitlines()[-15:]))


def _last_port(folder: Path) -> int:
    """The port of the last time, where it is free: enrolled profiles know the hub by it. 0 for any other."""
    try:
        port = int((folder / _LAST_PORT).read_text(encoding="ascii"))
        with socket.create_server(("127.0.0.1", port)):
            return port
    except (OSError, ValueError, OverflowError):
        return 0


def _running(folder: Path) -> int | None:
    """The port of a hub that already serves this folder."""
    try:
        port = int((folder / "port").read_text())
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return port
    except (OSError, ValueError):
        return None
