"""A relay between a device and its hub that counts what passes: whole TLS records, and what is inside them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from sync.client.transport import HttpTransport

_HEADER = 5  # bytes before each TLS record (RFC 8446, section 5.1)
_SEAL = 17  # inner content type and tag of AES-GCM or ChaCha20-Poly1305 (section 5.2)
_APPLICATION = 23


@dataclass
class Way:
    """One direction: bytes of TLS records, the bytes of HTTP inside them, and how often it began to speak."""

    wire: int = 0
    plain: int = 0
    turns: int = 0
    _pending: bytearray = field(default_factory=bytearray)

    def pass_on(self, data: bytes) -> None:
        """Count what goes by."""
        self._pending += data
        while len(self._pending) >= _HEADER:
            length = _HEADER + int.from_bytes(self._pending[3:_HEADER], "big")
            if len(self._pending) < length:
                return
            self.wire += length
            if self._pending[0] == _APPLICATION:
                self.plain += length - _HEADER - _SEAL
            del self._pending[:length]


@dataclass
class Meter:
    """Both directions of every connection through the relay."""

    port: int
    sent: Way = field(default_factory=Way)
    received: Way = field(default_factory=Way)

    _speaker: bool | None = None

    def reset(self) -> None:
        """Count from here. Nothing may be under way."""
        self.sent, self.received, self._speaker = Way(), Way(), None

    def note(self, data: bytes, *, outward: bool) -> None:
        """Something goes by."""
        way = self.sent if outward else self.received
        way.turns += self._speaker is not outward
        self._speaker = outward
        way.pass_on(data)

    def connect(self, base_url: str, certificate: bytes | None) -> HttpTransport:
        """The client's connector, through the relay."""
        return HttpTransport(f"https://127.0.0.1:{self.port}", certificate)


@contextlib.contextmanager
def metered(port: int) -> Iterator[Meter]:
    """Relay to a hub on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        meter = Meter(listening.getsockname()[1])
        threading.Thread(target=_accept, args=(listening, port, meter), daemon=True).start()
        yield meter


def _accept(listening: socket.socket, port: int, meter: Meter) -> None:
    with contextlib.suppress(OSError):  # closed at the end
        while True:
            near, _ = listening.accept()
            far = socket.create_connection(("127.0.0.1", port))
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, target in ((near, far), (far, near)):
                pump = partial(_pump, source, target, meter, outward=source is near)
                threading.Thread(target=pump, daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, meter: Meter, *, outward: bool) -> None:
    with contextlib.suppress(OSError), target:
        while data := source.recv(65536):
            meter.note(data, outward=outward)
            target.sendall(data)
