"""A bad line: a TCP forwarder on loopback that can be cut, and that can drop the reply after the hub has worked.

Real sockets between a real client and a real hub; neither end is patched.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

_CHUNK = 64 * 1024


class Line:
    """Forwards to ``target`` (port on 127.0.0.1). ``port`` is where clients connect."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._up = threading.Event()
        self._up.set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._drop_replies = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="line", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def cut(self) -> None:
        """Break every connection; new ones are refused at once."""
        self._up.clear()
        self._break_all()

    def mend(self) -> None:
        """Connections work again."""
        self._drop_replies = False
        self._up.set()

    def drop_replies(self) -> None:
        """From now on requests reach the hub and their replies are lost (the connection breaks instead)."""
        self._drop_replies = True

    def retarget(self, port: int) -> None:
        """Lead new connections to another port (a hub that was started again)."""
        self._target = port
        self._break_all()

    def close(self) -> None:
        """End it."""
        self._up.clear()
        # A thread that still waits in accept() would take connections of whoever gets the same descriptor next.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listening.close()
        self._break_all()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._up.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_reply: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                # The TLS handshake must pass: only what follows a request's data is dropped.
                if is_reply and self._drop_replies and data[:1] == b"\x17":
                    break
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        with self._lock:
            self._open -= {source, sink}

    def _break_all(self) -> None:
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
