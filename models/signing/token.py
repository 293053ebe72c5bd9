"""A signing key on a PKCS#11 token, through the maker's module (PKCS #11 v2.40).

The module is the maker's native code and runs in this process: only a module that a person chose in the settings is
loaded. A PIN is handed over exactly once; the token itself counts wrong ones.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import exceptions as said

from models.errors import (
    InvalidInputError,
    SignerCancelledError,
    SignerError,
    SignerLockedError,
    SignerMissingError,
    WrongSignerPinError,
)
from models.ports import SignerIdentity, SigningSession
from models.signing.certificates import describe, load_certificate, names_of, public_key_of, unfitness
from models.signing.cms import RawSign, make_cms, make_signer

_MAX_OBJECTS = 64


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token that is plugged in."""

    label: str
    serial: str
    maker: str
    is_locked: bool
    has_pin_pad: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """The certificate to sign with, its object's identifier on the token, and the certificates above it."""

    der: bytes
    identifier: bytes
    chain: tuple[bytes, ...]


def list_tokens(library: Path) -> tuple[TokenInfo, ...]:
    """The tokens that a module sees now. Raises :class:`SignerMissingError` when the module cannot be loaded."""
    with _translated():
        return tuple(
            TokenInfo(
                label=token.label.strip(),
                serial=_text(token.serial),
                maker=token.manufacturer_id.strip(),
                is_locked=bool(token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED),
                has_pin_pad=bool(token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH),
            )
            for token in _load(library).get_tokens()
            if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED
        )


class TokenSigner:
    """Signs with a token's key (:class:`models.ports.Signer`).

    ``label`` or ``serial`` choose among several tokens; ``certificate_label`` among several certificates on it.
    ``chain``: certificates (DER) between the signer's and the anchor that the token does not hold itself.
    """

    def __init__(
        self,
        library: Path,
        *,
        label: str | None = None,
        serial: str | None = None,
        certificate_label: str | None = None,
        chain: tuple[bytes, ...] = (),
        is_test: bool = False,
    ) -> None:
        self._library = library
        self._label = label
        self._serial = serial
        self._certificate_label = certificate_label
        self._chain = chain
        self._is_test = is_test

    def identity(self) -> SignerIdentity:
        """The certificate, read without a PIN. Raises :class:`SignerMissingError`."""
        with _translated():
            session = self._token().open()
            with _closing(session):
                found = self._find(session)
        return describe(found.der, found.chain, is_test=self._is_test, on_token=True)

    @contextmanager
    def unlock(self, pin: str) -> Iterator[SigningSession]:
        """One log-in, one try of the PIN; an empty PIN leaves it to the token's own pad where it has one."""
        with _translated():
            token = self._token()
            if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
                raise SignerLockedError("the token is locked")
            has_pad = bool(token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH)
            try:
                session = token.open(user_pin=pkcs11.PROTECTED_AUTH if has_pad and not pin else pin)
            except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
                raise self._wrong_pin() from error
        with _closing(session):
            with _translated():
                found = self._find(session)
                raw_sign = _raw_sign(session, found.identifier, found.der)
            yield _Session(make_signer(found.der, found.chain, raw_sign))

    def _token(self) -> pkcs11.Token:
        token: pkcs11.Token
        for token in _load(self._library).get_tokens():
            if self._label is not None and token.label.strip() != self._label:
                continue
            if self._serial is not None and _text(token.serial) != self._serial:
                continue
            if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
                return token
        raise SignerMissingError("the token is not plugged in")

    def _wrong_pin(self) -> SignerError:
        """What the token says after a wrong PIN: no number of tries, but the last one and the end of them."""
        flags = self._token().flags
        if flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
            return SignerLockedError("the token has locked itself")
        return WrongSignerPinError(1 if flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY else None)

    def _find(self, session: pkcs11.Session) -> _Found:
        signers: list[tuple[x509.Certificate, bytes, bytes]] = []
        authorities: list[bytes] = list(self._chain)
        query: dict[Any, Any] = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
        for item in list(session.get_objects(query))[:_MAX_OBJECTS]:
            der = bytes(item[pkcs11.Attribute.VALUE])
            try:
                certificate = load_certificate(der)
            except InvalidInputError:
                continue
            if _issues(certificate):
                authorities.append(der)
            elif self._certificate_label in (None, item[pkcs11.Attribute.LABEL]):
                signers.append((certificate, der, bytes(item[pkcs11.Attribute.ID])))
        if not signers:
            raise SignerMissingError("no certificate on the token")
        # The fit ones first, of those the one that lasts longest; an unfit one so that the check can say why.
        signers.sort(key=lambda entry: (not unfitness(entry[0]), entry[0].not_valid_after_utc), reverse=True)
        _, der, identifier = signers[0]
        return _Found(der, identifier, _above(der, authorities))


@dataclass(frozen=True, slots=True)
class _Session:
    _signer: Any

    def sign(self, digest: bytes) -> bytes:
        with _translated():
            return make_cms(self._signer, digest)


def _raw_sign(session: pkcs11.Session, identifier: bytes, certificate: bytes) -> RawSign:
    """Signing by the private key with the certificate's identifier (PKCS #11, section 4.6.2: they share it)."""
    query: dict[Any, Any] = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: identifier}
    keys = list(session.get_objects(query))
    if len(keys) != 1:
        raise SignerMissingError("the certificate's key is not on the token")
    key: Any = keys[0]
    # Many tokens sign digests only, so those are made here; what is signed is the same.
    if isinstance(public_key_of(load_certificate(certificate)), rsa.RSAPublicKey):
        return lambda data: bytes(key.sign(_digest_info(data), mechanism=pkcs11.Mechanism.RSA_PKCS))
    return lambda data: _ecdsa_value(bytes(key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)))


def _digest_info(data: bytes) -> bytes:
    """DigestInfo of SHA-256 (RFC 8017, section 9.2, note 1)."""
    return bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()


def _ecdsa_value(raw: bytes) -> bytes:
    """r and s, one after the other as tokens give them, as Ecdsa-Sig-Value (RFC 3279, section 2.2.3)."""
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))


def _issues(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _above(certificate: bytes, authorities: list[bytes]) -> tuple[bytes, ...]:
    """The certificates from the signer's issuer upwards, without the self-signed root."""
    chain: list[bytes] = []
    current = names_of(certificate)
    for _ in range(8):
        for der in authorities:
            candidate = names_of(der)
            if candidate.subject == current.issuer and candidate.issuer != candidate.subject and der not in chain:
                chain.append(der)
                current = candidate
                break
        else:
            break
    return tuple(chain)


def _load(library: Path) -> Any:
    if not library.is_file():
        raise SignerMissingError("the token's module is not installed")
    try:
        return pkcs11.lib(str(library))
    except (RuntimeError, OSError) as error:
        raise SignerMissingError("the token's module cannot be loaded") from error


def _text(serial: bytes) -> str:
    return serial.decode("ascii", "replace").strip().strip("\0")


@contextmanager
def _closing(session: pkcs11.Session) -> Iterator[None]:
    """Log out and close; a token that was pulled out cannot say good-bye."""
    try:
        yield
    finally:
        with contextlib.suppress(pkcs11.PKCS11Error):
            session.close()


@contextmanager
def _translated() -> Iterator[None]:
    """The module's errors in our words."""
    missing = (
        said.TokenNotPresent, said.TokenNotRecognised, said.DeviceRemoved, said.NoSuchToken, said.NoSuchKey,
        said.SlotIDInvalid, said.SessionHandleInvalid,
    )  # fmt: skip
    try:
        yield
    except (said.PinLocked, said.PinExpired, said.UserPinNotInitialized) as error:
        raise SignerLockedError(type(error).__name__) from error
    except said.FunctionCancelled as error:
        raise SignerCancelledError from error
    except missing as error:
        raise SignerMissingError(type(error).__name__) from error
    except pkcs11.PKCS11Error as error:
        raise SignerError(f"the token says {type(error).__name__}") from error
