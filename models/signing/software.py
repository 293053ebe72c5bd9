"""A signing key in software, under its own PIN: it counts only where the rule set allows software keys.

The private key (PKCS#8) is encrypted by AES-256-GCM under Argon2id(PIN), bound to its public key. The file is kept
wrapped by the vault, whose own derivation (64 MiB, three passes) guards the disk; this one guards an open vault, with
the minimum that OWASP's password storage guide names (19 MiB, two passes), as it is paid at every signing. The guide
rates 46 MiB and one pass the same; here that takes nearly three times as long, most of it fetching fresh memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.serialization import pkcs12

from models.durable import write_file
from models.errors import InvalidInputError, SignerLockedError, WrongSignerPinError
from models.ports import SignerIdentity, SigningSession
from models.signing.certificates import describe, load_certificate, make_name, names_of, public_key_of
from models.signing.cms import make_cms, make_signer

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
MIN_PIN = 6
MAX_ATTEMPTS = 5
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_MAX_MEMORY_KIB = 1024 * 1024  # a damaged file must not ask for more
_MAX_PASSES = 10
_MAGIC = "ecabinet/signing-key/1"


class KeyKind(StrEnum):
    """Kinds of software keys."""

    P256 = "P-256"
    RSA2048 = "RSA-2048"


class PinAttempts(Protocol):
    """Counts tries of a signing PIN where a restart of the program does not forget them."""

    def take(self) -> int:
        """Note a try before it is made; tries left after it. Raises SignerLockedError when none was left."""

    def reset(self) -> None:
        """The PIN was right."""


class MemoryPinAttempts:
    """Counts for the life of the process."""

    def __init__(self, limit: int = MAX_ATTEMPTS) -> None:
        self._limit = limit
        self._used = 0

    def take(self) -> int:
        if self._used >= self._limit:
            raise SignerLockedError("too many wrong signing PINs")
        self._used += 1
        return self._limit - self._used

    def reset(self) -> None:
        self._used = 0


class FilePinAttempts:
    """Counts in a small file, written and synced before each try. An unreadable file counts as locked."""

    def __init__(self, path: Path, limit: int = MAX_ATTEMPTS) -> None:
        self._path = path
        self._limit = limit

    def _used(self) -> int:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return 0
        return int(content) if content.isdigit() else self._limit

    def take(self) -> int:
        used = self._used()
        if used >= self._limit:
            raise SignerLockedError("too many wrong signing PINs")
        write_file(self._path, b"%d" % (used + 1))
        return self._limit - used - 1

    def reset(self) -> None:
        self._path.unlink(missing_ok=True)


class _Sealed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The file of a key; ``certificate`` is empty while it is awaited."""

    magic: str
    public_key: bytes
    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    nonce: bytes
    private_key: bytes
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()
    is_test: bool = False


def _derive(pin: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(pin.encode())


def _seal(key: PrivateKey, pin: str) -> _Sealed:
    if len(pin) < MIN_PIN:
        raise InvalidInputError(f"a signing PIN has at least {MIN_PIN} characters")
    public, salt, nonce = _spki(key.public_key()), secrets.token_bytes(16), secrets.token_bytes(12)
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    secret = _derive(pin, salt, _MEMORY_KIB, _PASSES, _LANES)
    encrypted = AESGCM(secret).encrypt(nonce, plain, _bound(public))
    return _Sealed(_MAGIC, public, salt, _MEMORY_KIB, _PASSES, _LANES, nonce, encrypted)


def _open(sealed: _Sealed, pin: str) -> PrivateKey | None:
    """The key, or None when the PIN is wrong."""
    secret = _derive(pin, sealed.salt, sealed.memory_kib, sealed.passes, sealed.lanes)
    try:
        plain = AESGCM(secret).decrypt(sealed.nonce, sealed.private_key, _bound(sealed.public_key))
    except InvalidTag:
        return None
    return _accepted(serialization.load_der_private_key(plain, None))


def _bound(public_key: bytes) -> bytes:
    return _MAGIC.encode() + b"\0" + public_key


def _spki(key: Any) -> bytes:
    return bytes(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def _accepted(key: object) -> PrivateKey:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1):
        return key
    raise InvalidInputError("only RSA keys of 2048 bits or more, P-256 and P-384 keys sign ballots")


def _decode(data: bytes) -> _Sealed:
    try:
        sealed = msgspec.msgpack.decode(data, type=_Sealed)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not a signing key's file") from error
    if sealed.magic != _MAGIC:
        raise InvalidInputError("a signing key's file of an unknown version")
    if not (8 * sealed.lanes <= sealed.memory_kib <= _MAX_MEMORY_KIB and 1 <= sealed.passes <= _MAX_PASSES):
        raise InvalidInputError("a signing key's file with odd parameters")
    return sealed


@dataclass(frozen=True, slots=True)
class PendingKey:
    """A key that waits for its certificate."""

    _sealed: _Sealed

    def encode(self) -> bytes:
        return msgspec.msgpack.encode(self._sealed)

    @classmethod
    def decode(cls, data: bytes) -> PendingKey:
        """Inverse of :meth:`encode`. Raises :class:`InvalidInputError`."""
        return cls(_decode(data))

    def certified(self, certificate: bytes, chain: tuple[bytes, ...] = (), *, is_test: bool) -> SoftwareKey:
        """The key with its certificate (DER). Raises :class:`InvalidInputError` when it is another key's."""
        return SoftwareKey(_with_certificate(self._sealed, certificate, chain, is_test=is_test))


def _with_certificate(sealed: _Sealed, certificate: bytes, chain: tuple[bytes, ...], *, is_test: bool) -> _Sealed:
    """The same key under a (new) certificate."""
    return msgspec.structs.replace(sealed, certificate=certificate, chain=chain, is_test=is_test)


@dataclass(frozen=True, slots=True)
class SoftwareKey:
    """A key with its certificate; its private part is encrypted under the signing PIN."""

    _sealed: _Sealed

    def __post_init__(self) -> None:
        if _spki(public_key_of(load_certificate(self._sealed.certificate))) != self._sealed.public_key:
            raise InvalidInputError("the certificate belongs to another key")
        for item in self._sealed.chain:
            load_certificate(item)

    @property
    def identity(self) -> SignerIdentity:
        """The certificate, without any PIN."""
        sealed = self._sealed
        return describe(sealed.certificate, sealed.chain, is_test=sealed.is_test, on_token=False)

    def encode(self) -> bytes:
        return msgspec.msgpack.encode(self._sealed)

    @classmethod
    def decode(cls, data: bytes) -> SoftwareKey:
        """Inverse of :meth:`encode`. Raises :class:`InvalidInputError`."""
        return cls(_decode(data))

    def certified(self, certificate: bytes, chain: tuple[bytes, ...] = (), *, is_test: bool) -> SoftwareKey:
        """The same key with a renewed certificate."""
        return SoftwareKey(_with_certificate(self._sealed, certificate, chain, is_test=is_test))

    def change_pin(self, old: str, new: str, attempts: PinAttempts | None = None) -> SoftwareKey:
        """The same key under another PIN. Raises :class:`WrongSignerPinError`, :class:`SignerLockedError`."""
        key = self.open(old, attempts or MemoryPinAttempts())
        sealed = self._sealed
        return SoftwareKey(_with_certificate(_seal(key, new), sealed.certificate, sealed.chain, is_test=sealed.is_test))

    def open(self, pin: str, attempts: PinAttempts) -> PrivateKey:
        """The private key. One try, counted before it is made."""
        left = attempts.take()
        key = _open(self._sealed, pin)
        if key is None:
            raise WrongSignerPinError(left)
        attempts.reset()
        return key


def create_key(pin: str, kind: KeyKind, subject: str) -> tuple[PendingKey, bytes]:
    """A fresh key and its certificate request (PKCS#10, DER).

    ``subject`` is what the request asks for; the authority decides the name.

    Raises :class:`InvalidInputError` for too short a PIN.
    """
    key: PrivateKey
    if kind is KeyKind.P256:
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(65537, 2048)
    sealed = _seal(key, pin)
    request = x509.CertificateSigningRequestBuilder().subject_name(make_name(subject)).sign(key, hashes.SHA256())
    return PendingKey(sealed), request.public_bytes(serialization.Encoding.DER)


def import_pkcs12(data: bytes, password: str, pin: str, *, is_test: bool = False) -> SoftwareKey:
    """A key and certificate from a PKCS#12 file (RFC 7292), put under a signing PIN.

    Raises :class:`WrongSignerPinError` for a wrong password, :class:`InvalidInputError` for anything unfit.
    """
    try:
        store = pkcs12.load_pkcs12(data, password.encode() or None)
    except ValueError as error:
        if "password" in str(error).lower():
            raise WrongSignerPinError from error
        raise InvalidInputError("not a PKCS#12 file") from error
    except UnsupportedAlgorithm as error:
        raise InvalidInputError("the PKCS#12 file is encrypted in a way that is no longer supported") from error
    if store.key is None or store.cert is None:
        raise InvalidInputError("the PKCS#12 file holds no key with its certificate")
    encoding = serialization.Encoding.DER
    others = [item.certificate.public_bytes(encoding) for item in store.additional_certs]
    chain = tuple(der for der in others if names_of(der).issuer != names_of(der).subject)
    sealed = _seal(_accepted(store.key), pin)
    return SoftwareKey(_with_certificate(sealed, store.cert.certificate.public_bytes(encoding), chain, is_test=is_test))


@dataclass(frozen=True, slots=True)
class _Session:
    _signer: Any

    def sign(self, digest: bytes) -> bytes:
        return make_cms(self._signer, digest)


class SoftwareSigner:
    """Signs with a software key (:class:`models.ports.Signer`)."""

    def __init__(self, key: SoftwareKey, attempts: PinAttempts | None = None) -> None:
        self._key = key
        self._attempts = attempts or MemoryPinAttempts()

    def identity(self) -> SignerIdentity:
        return self._key.identity

    @contextmanager
    def unlock(self, pin: str) -> Iterator[SigningSession]:
        """One try of the PIN; the key lives as long as the context."""
        key = self._key.open(pin, self._attempts)
        identity = self.identity()

        def raw_sign(data: bytes) -> bytes:
            if isinstance(key, rsa.RSAPrivateKey):
                return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
            return key.sign(data, ec.ECDSA(hashes.SHA256()))

        yield _Session(make_signer(identity.der, identity.chain, raw_sign))
