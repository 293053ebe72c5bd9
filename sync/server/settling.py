"""Settling envelopes (being joined with the commands)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.envelopes import decode_wire
from sync.protocol import Code, Settled
from sync.server.hub import Hub


def settle_envelopes(hub: Hub, envelopes: Sequence[bytes], now: datetime) -> tuple[Settled, ...]:
    """Settle envelopes."""
    return tuple(Settled(decode_wire(data).event, Code.RETRY, "busy", b"") for data in envelopes)
