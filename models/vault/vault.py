"""The vault: one master key, wrapped by the PIN (with the keyring's secret) and by the recovery code.

::

    PIN ──Argon2id(salt)──┐
    keyring secret ───────┴─HKDF── key ──AES-256-GCM── master key ──HKDF── store key, sealing key, private-data
    recovery code ─────────HKDF── key ──AES-256-GCM──┘                    key, wrapping keys

A change of PIN wraps the master key anew and re-encrypts nothing. Wrong PINs are counted on disk before they are
judged (:mod:`models.vault.header`). Dropping keys from memory is best effort: Python cannot erase them.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models import sealing
from models.errors import (
    DefectError,
    DocumentDamagedError,
    KeyringUnavailableError,
    VaultDamagedError,
    VaultLockedError,
    WrongRecoveryCodeError,
)
from models.ports import Clock, SecretStore
from models.vault.header import LAST_TRY, Header, HeaderFile, lock_length, seconds_to_wait, wrong_pin
from models.vault.pins import RecoveryCode, check_pin, pin_bytes

_KEY: Final = 32
_SALT: Final = 16
_NONCE: Final = 12
_CHECK: Final = 16


@dataclass(frozen=True, slots=True)
class Argon2Params:
    """Cost of one PIN try (RFC 9106). ``memory_kib`` in KiB."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4

    def reaches(self, floor: Argon2Params) -> bool:
        """Whether no parameter is below ``floor``'s."""
        return self.memory_kib >= floor.memory_kib and self.iterations >= floor.iterations and self.lanes >= floor.lanes


STANDARD: Final = Argon2Params()
"""What vaults are made with, and the least with which one is opened."""


class Vault:
    """An open vault. Thread-safe. After :meth:`lock` every use raises :class:`VaultLockedError`."""

    def __init__(self, folder: Path, header: Header, master: bytes, secrets: SecretStore | None, floor: Argon2Params):
        self._folder = folder
        self._file = HeaderFile(folder)
        self._id = header.vault
        self._secrets = secrets
        self._floor = floor
        self._guard = threading.RLock()
        self._master: bytes | None = master
        self._sealing: bytes | None = _derive(master, header.vault, b"sealing", sealing.PRIVATE_SIZE)
        self.public_key: Final = sealing.public_of(self._sealing)
        """HPKE public key (1216 bytes): the hub seals answers to it, envelopes keep their content key under it."""

    @property
    def is_locked(self) -> bool:
        return self._master is None

    @property
    def store_key(self) -> bytes:
        """48 bytes for SQLCipher: raw key and salt."""
        return self._derive(b"store", 48)

    def open_sealed(self, data: bytes, info: bytes) -> bytes:
        """Open what was sealed to :attr:`public_key`. Raises :class:`DocumentDamagedError`."""
        private = self._sealing
        if private is None:
            raise VaultLockedError("locked")
        return sealing.open_with(private, data, info)

    def seal_private(self, data: bytes) -> bytes:
        """Encrypt to the person's own key (notes, drafts): nonce ‖ ciphertext, 28 bytes longer."""
        return _wrap(self._derive(b"private-data", _KEY), data, b"private-data")

    def open_private(self, data: bytes) -> bytes:
        """Inverse of :meth:`seal_private`. Raises :class:`DocumentDamagedError`."""
        return _unwrap_or_damaged(self._derive(b"private-data", _KEY), data, b"private-data")

    def wrap(self, name: str, data: bytes) -> bytes:
        """Encrypt a secret under a key of its own, bound to ``name`` (the signing key's outer layer)."""
        return _wrap(self._derive(b"wrap/" + name.encode(), _KEY), data, name.encode())

    def unwrap(self, name: str, data: bytes) -> bytes:
        """Inverse of :meth:`wrap`. Raises :class:`DocumentDamagedError`."""
        return _unwrap_or_damaged(self._derive(b"wrap/" + name.encode(), _KEY), data, name.encode())

    def change_pin(self, old: str, new: str, now: datetime) -> None:
        """Wrap the master key by another PIN; ``old`` is judged and counted like any try.

        Raises :class:`WrongPinError`, :class:`PinLockedError`, :class:`WeakPinError`.
        """
        with self._guard:
            master = self._open_master()
            header = self._file.read()
            check_pin(new, has_keyring=bool(header.secret_name))
            _judge(self._file, old, self._secrets, now, self._floor)
            secret = _keyring_secret(header, self._secrets)
            self._file.write(_wrapped_by_pin(self._file.read(), master, new, secret), both=True)

    def set_pin(self, new: str) -> None:
        """After the recovery code: a new PIN, a new keyring secret where there is a keyring, counters at zero.

        Raises :class:`WeakPinError`, :class:`KeyringUnavailableError`.
        """
        with self._guard:
            master = self._open_master()
            check_pin(new, has_keyring=self._secrets is not None)
            before = self._file.read()
            # The new secret has a name of its own: a crash before the header is written leaves the old one usable.
            name, secret = _new_secret(before.vault, self._secrets)
            header = msgspec.structs.replace(before, secret_name=name, secret_check=_secret_check(secret))
            header = msgspec.structs.replace(header, wrong_tries=0, lock_from=0.0)
            self._file.write(_wrapped_by_pin(header, master, new, secret), both=True)
            if self._secrets is not None and before.secret_name:
                self._secrets.remove(before.secret_name)

    def lock(self) -> None:
        """Forget the keys (best effort: copies inside libraries and swap are beyond us)."""
        with self._guard:
            self._master = None
            self._sealing = None

    def _derive(self, purpose: bytes, length: int) -> bytes:
        return _derive(self._open_master(), self._id, purpose, length)

    def _open_master(self) -> bytes:
        master = self._master
        if master is None:
            raise VaultLockedError("locked")
        return master


def vault_exists(folder: Path) -> bool:
    """Whether a vault was made in ``folder``, whole or damaged."""
    return HeaderFile(folder).exists()


def create_vault(
    folder: Path, pin: str, secrets: SecretStore | None, params: Argon2Params = STANDARD
) -> tuple[Vault, RecoveryCode]:
    """Make keys and both header copies; ``secrets`` None where there is no keyring (a passphrase is needed then).

    Raises :class:`WeakPinError`, :class:`KeyringUnavailableError`, :class:`StorageFullError`; DefectError when
    there is a vault already.
    """
    file = HeaderFile(folder)
    if file.exists():
        raise DefectError("there is a vault already")
    check_pin(pin, has_keyring=secrets is not None)
    master, vault, code = os.urandom(_KEY), os.urandom(16), RecoveryCode.generate()
    name, secret = _new_secret(vault, secrets)
    recovery_salt = os.urandom(_SALT)
    header = Header(
        generation=1,
        vault=vault,
        memory_kib=params.memory_kib,
        iterations=params.iterations,
        lanes=params.lanes,
        pin_salt=b"",
        pin_wrapped=b"",
        secret_name=name,
        secret_check=_secret_check(secret),
        recovery_salt=recovery_salt,
        recovery_wrapped=_wrap(_recovery_key(code, recovery_salt), master, b"recovery" + vault),
        key_check=_derive(master, vault, b"check", _CHECK),
        wrong_tries=0,
        lock_from=0.0,
    )
    header = _wrapped_by_pin(header, master, pin, secret)
    file.create(header)
    return Vault(folder, header, master, secrets, params), code


def open_vault(
    folder: Path, pin: str, secrets: SecretStore | None, clock: Clock, floor: Argon2Params = STANDARD
) -> Vault:
    """Unlock by PIN; takes about 0.15 s: not on the main thread.

    ``floor``: least Argon2 cost accepted (tests pass a cheaper one). Raises :class:`WrongPinError` (with the wait),
    :class:`PinLockedError`, :class:`KeyringUnavailableError` (also when its secret is lost: the recovery code
    opens; this is not counted as a try), :class:`VaultDamagedError`.
    """
    header, master = _judge(HeaderFile(folder), pin, secrets, clock.now(), floor)
    return Vault(folder, header, master, secrets, floor)


def open_with_recovery(folder: Path, code: str, secrets: SecretStore | None, floor: Argon2Params = STANDARD) -> Vault:
    """Open by the recovery code as typed; call :meth:`Vault.set_pin` next. Not limited: 140 bits.

    Raises :class:`WrongRecoveryCodeError`, :class:`VaultDamagedError`.
    """
    header = HeaderFile(folder).read()
    key = _recovery_key(RecoveryCode.parse(code), header.recovery_salt)
    try:
        master = _unwrap(key, header.recovery_wrapped, b"recovery" + header.vault)
    except InvalidTag as error:
        raise WrongRecoveryCodeError from error
    _check_master(header, master)
    return Vault(folder, header, master, secrets, floor)


def destroy_vault(folder: Path, secrets: SecretStore | None) -> None:
    """For a wipe order: nothing opens this vault again, neither PIN nor recovery code. Locked or damaged, it makes no
    difference; a crash in the middle is repeated harmlessly.

    Lock an open :class:`Vault` first. Raises :class:`KeyringUnavailableError`: repeat it.
    """
    file = HeaderFile(folder)
    with contextlib.suppress(VaultDamagedError):
        name = file.read().secret_name
        # The keyring's part first: its name is in the header, and without it the PIN is worth nothing.
        if name and secrets is not None:
            secrets.remove(name)
    file.destroy()


def _judge(
    file: HeaderFile, pin: str, secrets: SecretStore | None, now: datetime, floor: Argon2Params
) -> tuple[Header, bytes]:
    """Count the try, then judge it; a right PIN sets the counter back."""
    header = file.read()
    params = Argon2Params(header.memory_kib, header.iterations, header.lanes)
    if not params.reaches(floor):
        raise VaultDamagedError("the header asks for a weaker key derivation than this program accepts")
    secret = _keyring_secret(header, secrets)
    if header.wrong_tries >= LAST_TRY:
        raise wrong_pin(header, now)
    if seconds_to_wait(header, now):
        if now.timestamp() < header.lock_from:  # the clock went back: the wait starts again, and does not last for ever
            header = file.write(msgspec.structs.replace(header, lock_from=now.timestamp()), both=False)
        raise wrong_pin(header, now)
    tries = header.wrong_tries + 1
    lock_from = now.timestamp() if lock_length(tries) else 0.0
    header = file.write(msgspec.structs.replace(header, wrong_tries=tries, lock_from=lock_from), both=False)
    try:
        master = _unwrap(_pin_key(header, pin, secret), header.pin_wrapped, b"pin" + header.vault)
    except InvalidTag as error:
        raise wrong_pin(header, now) from error
    _check_master(header, master)
    return file.write(msgspec.structs.replace(header, wrong_tries=0, lock_from=0.0), both=False), master


def _check_master(header: Header, master: bytes) -> None:
    if not hmac.compare_digest(_derive(master, header.vault, b"check", _CHECK), header.key_check):
        raise VaultDamagedError("the master key does not match its check value")


def _keyring_secret(header: Header, secrets: SecretStore | None) -> bytes:
    """The keyring's part; empty where the vault was made without one. Raises :class:`KeyringUnavailableError`."""
    if not header.secret_name:
        return b""
    if secrets is None:
        raise KeyringUnavailableError("this vault was made with a keyring")
    secret = secrets.get(header.secret_name)
    if secret is None or not hmac.compare_digest(_secret_check(secret), header.secret_check):
        raise KeyringUnavailableError("the keyring lost the vault's secret: the recovery code opens")
    return secret


def _new_secret(vault: bytes, secrets: SecretStore | None) -> tuple[str, bytes]:
    if secrets is None:
        return "", b""
    name, secret = f"vault/{vault.hex()}/{os.urandom(4).hex()}", os.urandom(_KEY)
    secrets.put(name, secret)
    if secrets.get(name) != secret:
        raise KeyringUnavailableError("the keyring does not give back what was put in")
    return name, secret


def _secret_check(secret: bytes) -> bytes:
    return _derive(secret, b"", b"secret-check", _CHECK) if secret else b""


def _wrapped_by_pin(header: Header, master: bytes, pin: str, secret: bytes) -> Header:
    header = msgspec.structs.replace(header, pin_salt=os.urandom(_SALT))
    wrapped = _wrap(_pin_key(header, pin, secret), master, b"pin" + header.vault)
    return msgspec.structs.replace(header, pin_wrapped=wrapped)


def _pin_key(header: Header, pin: str, secret: bytes) -> bytes:
    stretched = Argon2id(
        salt=header.pin_salt,
        length=_KEY,
        iterations=header.iterations,
        lanes=header.lanes,
        memory_cost=header.memory_kib,
    ).derive(pin_bytes(pin))
    return _derive(stretched + secret, header.vault, b"pin", _KEY)


def _recovery_key(code: RecoveryCode, salt: bytes) -> bytes:
    return _derive(code.secret, salt, b"recovery", _KEY)


def _derive(key: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, b"ecabinet/vault/v1/" + purpose).derive(key)


def _wrap(key: bytes, data: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, purpose)


def _unwrap(key: bytes, data: bytes, purpose: bytes) -> bytes:
    return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], purpose)


def _unwrap_or_damaged(key: bytes, data: bytes, purpose: bytes) -> bytes:
    try:
        return _unwrap(key, data, purpose)
    except (InvalidTag, ValueError) as error:
        raise DocumentDamagedError("wrapped bytes do not open") from error
