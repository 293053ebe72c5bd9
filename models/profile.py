"""A profile's folder: what is public about it, and the lock that keeps it to one process.

``profile.json`` holds what is needed before the PIN (who, which hub, which keys): nothing secret, replaced
atomically. Its strings are shown before unlocking. Who can write to the disk could change it: what must not change
after enrolment (hub's root key, device, person) is therefore wrapped by the vault as well and compared at unlock.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, Protocol, Self

import msgspec

from models import durable
from models.errors import DocumentDamagedError, HubIdentityError, ProfileBusyError, StoreDamagedError

FILE: Final = "profile.json"
LOCK: Final = "lock"
STORE: Final = "store.db"
PIECES: Final = "pieces"
_PINS: Final = "profile-pins"


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """Public facts of an enrolled device. Unknown fields of a newer version are ignored.

    ``root_key``: the hub's pinned root key (Ed25519, 32 bytes); ``epoch``/``epoch_signature``: newest root-signed
    epoch statement, exact bytes; ``vault_public_key``: for sealing to oneself; ``head_size``: newest ledger size
    verified in that epoch. ``certificate`` and ``chain`` (DER) are the software signer's, empty with a token;
    ``signing_key`` is its private key, wrapped twice.
    """

    version: int = 1
    hub_address: str
    root_key: bytes
    epoch: bytes
    epoch_signature: bytes
    device: str
    device_name: str
    person: str
    person_name: str
    organization_name: str
    vault_public_key: bytes
    has_keyring: bool
    is_sample: bool
    head_size: int = 0
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()
    signing_key: bytes = b""
    lease_until: int = 0  # Unix microseconds, 0 without a lease
    newest_time: int = 0  # newest hub time seen, Unix microseconds
    pins: bytes = b""  # see pin_facts


def profile_exists(folder: Path) -> bool:
    """Whether a device was enrolled into ``folder``."""
    return (folder / FILE).exists()


def read_profile(folder: Path) -> Profile:
    """The public facts. Raises :class:`StoreDamagedError` when the file is missing or not ours."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Profile)
    except (FileNotFoundError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise StoreDamagedError(f"{FILE} is missing or broken") from error


def write_profile(folder: Path, profile: Profile) -> None:
    """Replace the public facts; durable when this returns. Raises :class:`StorageFullError`."""
    durable.make_folder(folder)
    durable.write_file(folder / FILE, msgspec.json.format(msgspec.json.encode(profile), indent=2))


class Wrapper(Protocol):
    """The open vault, as far as a profile needs it."""

    def wrap(self, name: str, data: bytes) -> bytes:
        """Encrypt under a key for ``name``."""

    def unwrap(self, name: str, data: bytes) -> bytes:
        """Inverse. Raises DocumentDamagedError."""


def pin_facts(profile: Profile, vault: Wrapper) -> Profile:
    """At enrolment: bind what must not change to the vault."""
    return msgspec.structs.replace(profile, pins=vault.wrap(_PINS, _facts(profile)))


def check_facts(profile: Profile, vault: Wrapper) -> None:
    """At unlock. Raises :class:`HubIdentityError` when somebody changed the hub's root key, the device or the person."""
    try:
        pinned = vault.unwrap(_PINS, profile.pins)
    except DocumentDamagedError as error:
        raise HubIdentityError(f"{FILE} is not the one of this vault") from error
    if pinned != _facts(profile):
        raise HubIdentityError(f"{FILE} names another hub, device or person than was enrolled")


def _facts(profile: Profile) -> bytes:
    return msgspec.msgpack.encode((profile.root_key, profile.device, profile.person, profile.vault_public_key))


class ProfileLock:
    """One process per profile: an operating system's lock that dies with the process. Use it as a context."""

    def __init__(self, folder: Path) -> None:
        durable.make_folder(folder)
        self._path = folder / LOCK
        self._handle: int | None = None

    def __enter__(self) -> Self:
        """Take the lock at once or raise :class:`ProfileBusyError`."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock_now(handle)
        except OSError as error:
            os.close(handle)
            raise ProfileBusyError("another process holds this profile") from error
        self._handle = handle
        return self

    def __exit__(self, *error: object) -> None:
        if self._handle is not None:
            os.close(self._handle)  # closing releases
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock_now(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock_now(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
