"""The sample hub (in progress)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sync.server.hub import Hub


def make_demo(path: Path, now: datetime) -> None:
    """Make it."""


def make_codes(hub: Hub, address: str) -> None:
    """Codes."""
