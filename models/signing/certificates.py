"""Certificates: names, fitness before the PIN, chains to anchors that are data, validity between head and receipt."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import warnings
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from models.errors import CertificateUnfitError, InvalidInputError
from models.pdf.faces import unsupported_characters
from models.ports import SignerIdentity
from models.signing.der import (
    CONTEXT_0,
    INTEGER,
    SEQUENCE,
    SET,
    DerError,
    DerReader,
    inside,
    object_identifier,
)

MIN_RSA_BITS = 2048
MAX_RSA_BITS = 8192
MAX_CERTIFICATE = 16 * 1024  # bytes
MAX_NAME = 120  # characters that fit into the appearance
_COMMON_NAME = object_identifier("2.5.4.3")
_ORGANIZATION = object_identifier("2.5.4.10")
_TEXT_FORMS = {0x0C: "utf-8", 0x14: "latin-1", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}  # the others are subsets of ASCII


class ChainError(Exception):
    """No valid path from the certificate to an anchor; the message says why, for the log and the refusal."""


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """Certificates (DER) at which chains may end. ``test``: what they issue is stamped CHỮ KÝ THỬ NGHIỆM."""

    real: tuple[bytes, ...] = ()
    test: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = field(default=())

    def all(self) -> tuple[bytes, ...]:
        return self.real + self.test


@dataclass(frozen=True, slots=True)
class Chain:
    """A valid path. ``path`` from the signer's certificate up to and including the anchor, DER.

    ``valid_from`` and ``valid_to`` bound the time at which every certificate below the anchor is in its validity.
    """

    path: tuple[bytes, ...]
    valid_from: datetime
    valid_to: datetime
    is_test: bool


def load_certificate(der: bytes) -> x509.Certificate:
    """Parse one DER certificate. Raises :class:`InvalidInputError`."""
    if len(der) > MAX_CERTIFICATE:
        raise InvalidInputError("certificate too large")
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise InvalidInputError("not a certificate") from error


def public_key_of(certificate: x509.Certificate) -> object:
    """The subject's public key. Raises :class:`InvalidInputError` for a broken or unknown kind of key."""
    try:
        return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidInputError("the certificate's key cannot be read") from error


@dataclass(frozen=True, slots=True)
class CertificateNames:
    """Names and serial number of a certificate, as the bytes that stand there: compared, never re-encoded."""

    serial: bytes
    issuer: bytes
    subject: bytes


def names_of(der: bytes) -> CertificateNames:
    """Read the names (RFC 5280, section 4.1). Raises :class:`InvalidInputError`."""
    try:
        body = DerReader(der).enter(SEQUENCE).enter(SEQUENCE)
        first = body.raw()
        serial = body.raw(INTEGER) if first[0] == CONTEXT_0 else first  # the version is left out in version 1
        body.raw(SEQUENCE)
        issuer = body.raw(SEQUENCE)
        body.raw(SEQUENCE)
        return CertificateNames(serial, issuer, body.raw(SEQUENCE))
    except DerError as error:
        raise InvalidInputError("not a certificate") from error


def make_name(common_name: str, organization: str = "") -> x509.Name:
    """A distinguished name with ``common_name`` cut to the 64 characters of X.520 (RFC 5280, appendix A.1)."""
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.COMMON_NAME, common_name),
    ]
    with warnings.catch_warnings():
        # The library counts bytes, of which Vietnamese letters have two or three.
        warnings.filterwarnings("ignore", "Attribute's length", UserWarning)
        return x509.Name([x509.NameAttribute(kind, text[:64], _validate=False) for kind, text in parts if text])


def subject_name(der: bytes) -> str:
    """The name to show for a certificate's subject: its first common name, else organisation, else empty.

    Read here because the library measures names in bytes, where X.520 counts characters, and warns of Vietnamese ones.
    Raises :class:`InvalidInputError`.
    """
    found: dict[bytes, str] = {}
    try:
        subject = DerReader(inside(names_of(der).subject))
        while not subject.is_done():
            parts = subject.enter(SET)
            while not parts.is_done():
                attribute = parts.enter(SEQUENCE)
                kind, value = attribute.raw(), attribute.raw()
                found.setdefault(kind, inside(value).decode(_TEXT_FORMS.get(value[0], "ascii")).strip())
    except (DerError, UnicodeDecodeError) as error:
        raise InvalidInputError("a certificate with an unreadable name") from error
    return found.get(_COMMON_NAME) or found.get(_ORGANIZATION, "")


def fingerprint(der: bytes) -> str:
    """SHA-256 of the certificate, lower-case hexadecimal: what the Office registers to a person."""
    return hashlib.sha256(der).hexdigest()


def describe(der: bytes, chain: tuple[bytes, ...] = (), *, is_test: bool, on_token: bool) -> SignerIdentity:
    """What the screens show of a certificate. Raises :class:`InvalidInputError`."""
    certificate = load_certificate(der)
    return SignerIdentity(
        der=der,
        chain=chain,
        subject=subject_name(der),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        is_test=is_test,
        on_token=on_token,
    )


def check_fit(identity: SignerIdentity, now: datetime) -> None:
    """Insist, before any PIN is asked for, that this certificate can sign a ballot at ``now``.

    Raises :class:`CertificateUnfitError` with reason ``not_yet_valid``, ``expired``, ``key_usage``, ``algorithm``
    or ``name`` (the subject's name cannot be shown in the signature's appearance).
    """
    certificate = load_certificate(identity.der)
    if now < certificate.not_valid_before_utc:
        raise CertificateUnfitError("not_yet_valid")
    if now > certificate.not_valid_after_utc:
        raise CertificateUnfitError("expired")
    if reason := unfitness(certificate):
        raise CertificateUnfitError(reason)


def unfitness(certificate: x509.Certificate) -> str:
    """Why a certificate may not sign ballots at any time; empty when it may."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return "key_usage"
    except x509.ExtensionNotFound:
        pass  # without the extension every use is allowed (RFC 5280, section 4.2.1.3)
    except ValueError:
        return "key_usage"
    try:
        key = public_key_of(certificate)
    except InvalidInputError:
        return "algorithm"
    if isinstance(key, rsa.RSAPublicKey):
        if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            return "algorithm"
    elif not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1)):
        return "algorithm"
    name = subject_name(certificate.public_bytes(Encoding.DER))
    if not name or len(name) > MAX_NAME or "\n" in name or unsupported_characters(name):
        return "name"
    return ""


def find_chain(
    der: bytes, others: tuple[bytes, ...], anchors: TrustAnchors, not_before: datetime, not_after: datetime
) -> Chain:
    """Validate a path (RFC 5280, section 6) from ``der`` to an anchor, nothing fetched, revocation left aside.

    The signature was made between ``not_before`` and ``not_after``; the path must have been valid at some time
    between them. Raises :class:`ChainError`.
    """
    try:
        certificate = load_certificate(der)
    except InvalidInputError as error:
        raise ChainError(str(error)) from error
    moment = max(not_before, certificate.not_valid_before_utc)
    if moment > certificate.not_valid_after_utc:
        raise ChainError("expired before the signature")
    if moment > not_after:
        raise ChainError("not yet valid at the signature")
    if der in anchors.all():
        # An anchor is trusted to issue; what signs must be issued by one.
        raise ChainError("an anchor itself cannot sign")
    path = _known_path(der, others + anchors.intermediates, anchors.all(), moment)
    below = [load_certificate(item) for item in path[:-1]]
    return Chain(
        path=path,
        valid_from=max(item.not_valid_before_utc for item in below),
        valid_to=min(item.not_valid_after_utc for item in below),
        is_test=path[-1] in anchors.test,
    )


def is_test_certificate(der: bytes, others: tuple[bytes, ...], anchors: TrustAnchors) -> bool:
    """Whether the certificate's chain ends at a test anchor; a chain to no anchor is no test chain."""
    certificate = load_certificate(der)
    try:
        chain = find_chain(der, others, anchors, certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    except ChainError:
        return False
    return chain.is_test


_MAX_KNOWN = 256
_known: OrderedDict[tuple[bytes, tuple[bytes, ...], tuple[bytes, ...]], tuple[bytes, ...]] = OrderedDict()
_known_lock = threading.Lock()


def _known_path(
    der: bytes, others: tuple[bytes, ...], anchors: tuple[bytes, ...], moment: datetime
) -> tuple[bytes, ...]:
    """:func:`_path`, which a member's hundredth ballot need not walk again: of all that it checks, only the validity
    of the certificates on the path depends on the time, as revocation is left aside.
    """
    key = (der, others, anchors)
    with _known_lock:
        path = _known.get(key)
    if path is not None and all(_is_valid_at(load_certificate(item), moment) for item in path):
        return path
    path = _path(der, others, anchors, moment)
    with _known_lock:
        _known[key] = path
        if len(_known) > _MAX_KNOWN:
            _known.popitem(last=False)
    return path


def _is_valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def _path(der: bytes, others: tuple[bytes, ...], anchors: tuple[bytes, ...], moment: datetime) -> tuple[bytes, ...]:
    from asn1crypto import x509 as asn1  # noqa: PLC0415 - late, with the next two: they cost 0.15 s of start-up
    from pyhanko_certvalidator import CertificateValidator, ValidationContext  # noqa: PLC0415
    from pyhanko_certvalidator.errors import PathBuildingError, PathError, ValidationError  # noqa: PLC0415

    def load(item: bytes) -> Any:
        return asn1.Certificate.load(item, strict=True)

    try:
        context = ValidationContext(
            trust_roots=[load(item) for item in anchors],
            other_certs=[load(item) for item in others],
            moment=moment.astimezone(UTC),
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        validator = CertificateValidator(load(der), validation_context=context)
        path = asyncio.run(validator.async_validate_path())
        return tuple(reversed([bytes(item.dump()) for item in path]))
    except (PathBuildingError, PathError, ValidationError, ValueError, TypeError) as error:
        raise ChainError(str(error)) from error
