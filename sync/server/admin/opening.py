"""Opening the hub for a command, beside a server that may be running: the wake stream notices within seconds."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sync.server.folder import HubFolder
from sync.server.hub import Hub


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Hub]:
    """The hub in ``path``, closed at the end."""
    hub = Hub(HubFolder(path))
    try:
        yield hub
    finally:
        hub.close()
