"""The vault's header on disk, twice, and the counter of wrong tries inside it.

``vault.a`` and ``vault.b`` hold the same kind of record: magic ‖ SHA-256 ‖ length ‖ MessagePack, padded to a fixed
size. The one with the larger generation counts. A write goes in place over the damaged or older copy, so that the
other one stays whole whatever happens, and so that a full disk does not keep anybody from unlocking; a change of
PIN is written to both, one after another.
"""

from __future__ import annotations

import hashlib
import os
import struct
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from models import durable
from models.errors import PinLockedError, VaultDamagedError, WrongPinError

NAMES: Final = ("vault.a", "vault.b")
SIZE: Final = 2048
TRIES_PER_ROUND: Final = 5
"""Wrong PINs in a row before a lock-out."""
FIRST_LOCK: Final = timedelta(minutes=15)
"""Length of the first lock-out; each further one is twice as long."""
LAST_TRY: Final = 15
"""Wrong PINs in a row after which only the recovery code opens."""

_MAGIC: Final = b"ECVLT\x00\x01\n"
_FRAME: Final = struct.Struct(">8s32sH")


class Header(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Salts, wrapped keys and counters. Everything here may be read by a thief.

    ``secret_name``: the keyring's entry, empty where none is used; ``secret_check`` tells that the entry is the
    right one, ``key_check`` that an unwrapped master key is. ``lock_from`` (Unix seconds): when the running
    lock-out began, 0 without one.
    """

    generation: int
    vault: bytes
    memory_kib: int
    iterations: int
    lanes: int
    pin_salt: bytes
    pin_wrapped: bytes
    secret_name: str
    secret_check: bytes
    recovery_salt: bytes
    recovery_wrapped: bytes
    key_check: bytes
    wrong_tries: int
    lock_from: float


def lock_length(wrong_tries: int) -> timedelta:
    """The lock-out that follows this many wrong tries in a row: none, 15 minutes after 5, 30 after 10."""
    rounds, rest = divmod(wrong_tries, TRIES_PER_ROUND)
    if rest or not rounds:
        return timedelta()
    return FIRST_LOCK * (1 << (rounds - 1))


def wrong_pin(header: Header, now: datetime) -> WrongPinError | PinLockedError:
    """What to tell after a wrong PIN was counted, or while a lock-out lasts."""
    if header.wrong_tries >= LAST_TRY:
        return PinLockedError("too many wrong PINs")
    wait = seconds_to_wait(header, now)
    left = 0 if wait else TRIES_PER_ROUND - header.wrong_tries % TRIES_PER_ROUND
    return WrongPinError(left, wait)


def seconds_to_wait(header: Header, now: datetime) -> float:
    """Seconds of the lock-out that remain. A clock behind the lock's beginning waits the whole length."""
    if not header.lock_from:
        return 0.0
    length = lock_length(header.wrong_tries).total_seconds()
    passed = now.timestamp() - header.lock_from
    return length if passed < 0 else max(0.0, length - passed)


class HeaderFile:
    """Both copies in one folder."""

    def __init__(self, folder: Path) -> None:
        self._paths = tuple(folder / name for name in NAMES)

    def exists(self) -> bool:
        """Whether a vault was made here, whole or not."""
        return any(path.exists() for path in self._paths)

    def create(self, header: Header) -> None:
        """Write both copies for the first time. Raises :class:`StorageFullError`."""
        for path in self._paths:
            durable.write_file(path, _encode(header))

    def read(self) -> Header:
        """The newest whole copy. Raises :class:`VaultDamagedError` when there is none."""
        whole = [header for _, header in self._copies() if header is not None]
        if not whole:
            raise VaultDamagedError("both copies of the vault's header are damaged or missing")
        return max(whole, key=lambda header: header.generation)

    def write(self, header: Header, *, both: bool) -> Header:
        """Store as a new generation and return it. ``both`` when an older copy must not open any more.

        A crash leaves the old or the new header, never none. Two writes in a row renew both copies: an unlock, which
        counts the try and then forgets it, mends what a crash or damage left of one.
        """
        header = msgspec.structs.replace(header, generation=self.read().generation + 1)
        copies = sorted(self._copies(), key=lambda copy: -1 if copy[1] is None else copy[1].generation)
        for path, _ in copies if both else copies[:1]:
            _overwrite(path, _encode(header))
        return header

    def destroy(self) -> None:
        """Overwrite and remove both copies: nothing opens this vault again (best effort on flash memory)."""
        for path in self._paths:
            if path.exists():
                _overwrite(path, os.urandom(SIZE))
                path.unlink()
                durable.sync_folder(path.parent)

    def _copies(self) -> list[tuple[Path, Header | None]]:
        return [(path, _decode(path)) for path in self._paths]


def _encode(header: Header) -> bytes:
    body = msgspec.msgpack.encode(header)
    framed = _FRAME.pack(_MAGIC, hashlib.sha256(body).digest(), len(body)) + body
    return framed.ljust(SIZE, b"\x00")


def _decode(path: Path) -> Header | None:
    try:
        data = path.read_bytes()
        magic, digest, length = _FRAME.unpack_from(data)
        body = data[_FRAME.size : _FRAME.size + length]
        if magic != _MAGIC or hashlib.sha256(body).digest() != digest or len(data) != SIZE:
            return None
        return msgspec.msgpack.decode(body, type=Header)
    except (OSError, struct.error, msgspec.DecodeError, msgspec.ValidationError):
        return None


def _overwrite(path: Path, data: bytes) -> None:
    """In place, so that no new space is needed; a torn write is seen by its digest."""
    if not path.exists():
        durable.write_file(path, data)
        return
    with durable.naming_full_disks():
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            durable.write_all(handle, data)
            os.ftruncate(handle, len(data))
            os.fsync(handle)
        finally:
            os.close(handle)
