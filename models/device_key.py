"""The device's signing key (Ed25519): outside the PIN, so that envelopes leave while the app is locked.

It lives in the keyring. A copy wrapped by the vault lies in ``device.key``: without a keyring it is the only one,
and nothing is sent while the app is locked; with one it brings the key back after the keyring was lost.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import durable
from models.errors import DocumentDamagedError, KeyringUnavailableError
from models.ports import SecretStore

FILE: Final = "device.key"
_WRAP_NAME: Final = "device-key"


class Wrapper(Protocol):
    """The open vault, as far as this key needs it."""

    def wrap(self, name: str, data: bytes) -> bytes:
        """Encrypt under a key for ``name``."""

    def unwrap(self, name: str, data: bytes) -> bytes:
        """Inverse. Raises DocumentDamagedError."""


class _Stored(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    version: int
    secret_name: str
    wrapped: bytes


def make_device_key(folder: Path, vault: Wrapper, secrets: SecretStore | None) -> Ed25519PrivateKey:
    """A fresh key, stored durably. Raises :class:`KeyringUnavailableError`, :class:`StorageFullError`."""
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes_raw()
    name = f"device/{os.urandom(8).hex()}" if secrets is not None else ""
    if secrets is not None:
        secrets.put(name, raw)
    durable.write_file(folder / FILE, msgspec.msgpack.encode(_Stored(1, name, vault.wrap(_WRAP_NAME, raw))))
    return key


def load_device_key(
    folder: Path, secrets: SecretStore | None, vault: Wrapper | None = None
) -> Ed25519PrivateKey | None:
    """The key, or None when it is not reachable now: no keyring (or a lost one) and no open vault.

    With an open vault a keyring that lost the key gets it back. Raises :class:`DocumentDamagedError` when the file
    is missing or broken and the keyring cannot help.
    """
    stored = _read(folder)
    if stored.secret_name and secrets is not None:
        try:
            raw = secrets.get(stored.secret_name)
        except KeyringUnavailableError:
            raw = None
        if raw is not None:
            return Ed25519PrivateKey.from_private_bytes(raw)
    if vault is None:
        return None
    raw = vault.unwrap(_WRAP_NAME, stored.wrapped)
    if secrets is not None:
        _give_back(folder, stored, raw, secrets)
    return Ed25519PrivateKey.from_private_bytes(raw)


def destroy_device_key(folder: Path, secrets: SecretStore | None) -> None:
    """The last step of a wipe: keyring entry, then file."""
    path = folder / FILE
    if not path.exists():
        return
    stored = _read(folder)
    if stored.secret_name and secrets is not None:
        secrets.remove(stored.secret_name)
    path.unlink()
    durable.sync_folder(folder)


def _give_back(folder: Path, stored: _Stored, raw: bytes, secrets: SecretStore) -> None:
    name = stored.secret_name or f"device/{os.urandom(8).hex()}"
    try:
        secrets.put(name, raw)
    except KeyringUnavailableError:
        return
    if name != stored.secret_name:
        fresh = msgspec.structs.replace(stored, secret_name=name)
        durable.write_file(folder / FILE, msgspec.msgpack.encode(fresh))


def _read(folder: Path) -> _Stored:
    try:
        return msgspec.msgpack.decode((folder / FILE).read_bytes(), type=_Stored)
    except (FileNotFoundError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise DocumentDamagedError("the device key's file is missing or broken") from error
