"""Who is asking: challenges, short-lived tokens and rate limits. No password crosses the wire.

Challenges and tokens are stateless (HMAC under the hub's token key), so that several processes need share nothing
but that key; only the set of spent challenges is kept, in memory, for their short life.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from sync import protocol

_MAC = 16
_NONCE = 16


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and checks bearer tokens: base64url(device 16 bytes ‖ expiry 5 bytes ‖ MAC 16 bytes)."""

    key: bytes = field(repr=False)

    def issue(self, device: str, now: datetime) -> str:
        """A token of ``device`` (32 hex digits) for :data:`sync.protocol.TOKEN_SECONDS`."""
        expiry = int(now.timestamp()) + protocol.TOKEN_SECONDS
        body = bytes.fromhex(device) + expiry.to_bytes(5, "big")
        return base64.urlsafe_b64encode(body + _mac(self.key, b"token", body)).decode().rstrip("=")

    def device(self, token: str, now: datetime) -> str | None:
        """The device a token was made for, or None where it is forged or over."""
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        body, mac = data[:-_MAC], data[-_MAC:]
        if len(body) != 21 or not hmac.compare_digest(mac, _mac(self.key, b"token", body)):
            return None
        return body[:16].hex() if int.from_bytes(body[16:], "big") > now.timestamp() else None


class Challenges:
    """Nonces bound to a subject (a device, a code), good once and for a while."""

    def __init__(self, key: bytes, seconds: int) -> None:
        self._key = key
        self._seconds = seconds
        self._spent: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def make(self, subject: str, now: datetime) -> bytes:
        """Nonce ‖ expiry (5 bytes) ‖ MAC."""
        body = secrets.token_bytes(_NONCE) + (int(now.timestamp()) + self._seconds).to_bytes(5, "big")
        return body + _mac(self._key, b"challenge", body + subject.encode())

    def spend(self, challenge: bytes, subject: str, now: datetime) -> bool:
        """Whether the challenge was made here for ``subject``, is not over, and is used for the first time."""
        body, mac = challenge[:-_MAC], challenge[-_MAC:]
        if len(body) != _NONCE + 5 or not hmac.compare_digest(
            mac, _mac(self._key, b"challenge", body + subject.encode())
        ):
            return False
        expiry = int.from_bytes(body[_NONCE:], "big")
        if expiry <= now.timestamp():
            return False
        with self._lock:
            while self._spent and next(iter(self._spent.values())) <= now.timestamp():
                self._spent.popitem(last=False)
            if body in self._spent:
                return False
            self._spent[body] = expiry
        return True


class RateLimit:
    """A token bucket for each key (an address, a code): ``burst`` at once, then ``per_minute``."""

    def __init__(self, burst: int, per_minute: float, capacity: int = 10_000) -> None:
        self._burst = float(burst)
        self._rate = per_minute / 60
        self._capacity = capacity
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, key: str, moment: float | None = None) -> bool:
        """Take one; False when the bucket is empty. ``moment`` is a monotonic time in seconds."""
        now = time.monotonic() if moment is None else moment
        with self._lock:
            level, last = self._buckets.pop(key, (self._burst, now))
            level = min(self._burst, level + (now - last) * self._rate)
            allowed = level >= 1
            self._buckets[key] = (level - 1 if allowed else level, now)
            if len(self._buckets) > self._capacity:
                self._buckets.popitem(last=False)
            return allowed


def _mac(key: bytes, purpose: bytes, data: bytes) -> bytes:
    return hmac.digest(key, b"ecabinet/" + purpose + b"/v1\x00" + data, hashlib.sha256)[:_MAC]
