"""The detached CMS signature (RFC 5652) of a PAdES B-B ballot: made with pyHanko, checked field by field.

The check walks the whole structure and insists on every field, so that nothing lies in it that the signature does
not cover or that does not follow from what it covers.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from models.errors import InvalidInputError
from models.signing.certificates import load_certificate, names_of, public_key_of
from models.signing.der import (
    CONTEXT_0,
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    DerError,
    DerReader,
    encode,
    inside,
    measure,
    object_identifier,
)

RawSign = Callable[[bytes], bytes]

_SIGNED_DATA = object_identifier("1.2.840.113549.1.7.2")
_DATA = object_identifier("1.2.840.113549.1.7.1")
_CONTENT_TYPE = object_identifier("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = object_identifier("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = object_identifier("1.2.840.113549.1.9.16.2.47")
_VERSION_1 = encode(INTEGER, b"\x01")
_NULL = b"\x05\x00"
_SHA256 = object_identifier("2.16.840.1.101.3.4.2.1")
# Algorithms stand outside the signed attributes, so each has one encoding, the one that pyHanko writes.
_DIGEST_ALGORITHM = encode(SEQUENCE, _SHA256, _NULL)
_SHA256_RSA = object_identifier("1.2.840.113549.1.1.11")
_MGF1 = object_identifier("1.2.840.113549.1.1.8")
_PSS = object_identifier("1.2.840.113549.1.1.10")
_SHA256_ECDSA = object_identifier("1.2.840.10045.4.3.2")
_PSS_SALT = 32
_PKCS1_ALGORITHM = encode(SEQUENCE, _SHA256_RSA, _NULL)
_ECDSA_ALGORITHM = encode(SEQUENCE, _SHA256_ECDSA)
_PSS_ALGORITHM = encode(
    SEQUENCE,
    _PSS,
    encode(
        SEQUENCE,
        encode(0xA0, _DIGEST_ALGORITHM),
        encode(0xA1, encode(SEQUENCE, _MGF1, _DIGEST_ALGORITHM)),
        encode(0xA2, encode(INTEGER, bytes((_PSS_SALT,)))),
    ),
)  # RFC 4055, section 3.1


class CmsError(Exception):
    """The CMS is not one that a ballot may carry; the message says why."""


@dataclass(frozen=True, slots=True)
class CheckedCms:
    """A verified signature. ``certificate``: the signer's; ``others``: the rest of its chain; DER."""

    certificate: bytes
    others: tuple[bytes, ...]


def make_signer(certificate: bytes, chain: tuple[bytes, ...], raw_sign: RawSign) -> Any:
    """A pyHanko signer around ``raw_sign`` (signs data with SHA-256, PKCS#1 v1.5 or ECDSA), kept for a batch."""
    from asn1crypto import x509  # noqa: PLC0415 - late, with the next two: they cost 0.4 s of start-up
    from pyhanko.sign.signers.pdf_cms import Signer  # noqa: PLC0415
    from pyhanko_certvalidator import registry  # noqa: PLC0415

    class KeySigner(Signer):  # type: ignore[misc]  # pyHanko ships no type marker
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if digest_algorithm != "sha256":
                raise InvalidInputError("only SHA-256")
            return bytes(512) if dry_run else raw_sign(data)

    make_store: Callable[[list[Any]], Any] = registry.SimpleCertificateStore.from_certs
    store = make_store([x509.Certificate.load(item) for item in chain])
    return KeySigner(signing_cert=x509.Certificate.load(certificate), cert_registry=store, embed_roots=False)


def make_cms(signer: Any, digest: bytes) -> bytes:
    """The PAdES B-B signature of a pyHanko ``signer`` over a SHA-256 digest, DER."""
    content = asyncio.run(signer.async_sign(data_digest=digest, digest_algorithm="sha256", use_pades=True))
    return bytes(content.dump())


def cut_der(room: bytes) -> bytes:
    """The one DER value at the head of ``room``, which holds nothing else but zeros. Raises :class:`CmsError`."""
    try:
        _, end = measure(room)
    except DerError as error:
        raise CmsError(str(error)) from error
    if any(room[end:]):
        raise CmsError("something follows the signature in its room")
    return room[:end]


def check_cms(cms_bytes: bytes, digest: bytes) -> CheckedCms:
    """Verify a signature over a file's SHA-256 ``digest``. Raises :class:`CmsError`."""
    try:
        return _check(cms_bytes, digest)
    except (DerError, InvalidInputError) as error:
        raise CmsError(f"malformed CMS: {error}") from error


def _check(cms_bytes: bytes, digest: bytes) -> CheckedCms:
    """ContentInfo and SignedData (RFC 5652, sections 3 and 5.1)."""
    whole = DerReader(cms_bytes)
    content = whole.enter(SEQUENCE)
    whole.finish()
    content.expect(_SIGNED_DATA)
    wrapper = content.enter(CONTEXT_0)
    content.finish()
    data = wrapper.enter(SEQUENCE)
    wrapper.finish()
    data.expect(_VERSION_1)
    data.expect(encode(SET, _DIGEST_ALGORITHM))
    data.expect(encode(SEQUENCE, _DATA))
    enclosed, certificates = data.enter(CONTEXT_0), []
    while not enclosed.is_done():
        certificates.append(enclosed.raw(SEQUENCE))
    if certificates != sorted(set(certificates)):
        _no("certificates out of order")
    signers = data.enter(SET)
    data.finish()
    info = signers.enter(SEQUENCE)
    signers.finish()
    own = _check_signer(info, certificates, digest)
    return CheckedCms(own, tuple(c for c in certificates if c != own))


def _check_signer(info: DerReader, certificates: list[bytes], digest: bytes) -> bytes:
    """SignerInfo (section 5.3) without unsigned attributes; returns the signer's certificate."""
    info.expect(_VERSION_1)
    signer_identifier = info.raw(SEQUENCE)
    info.expect(_DIGEST_ALGORITHM)
    attributes = info.raw(CONTEXT_0)
    algorithm = info.raw(SEQUENCE)
    signature = info.contents(OCTET_STRING)
    info.finish()
    values = _read_attributes(attributes)
    if values != values | {_CONTENT_TYPE: _DATA, _MESSAGE_DIGEST: encode(OCTET_STRING, digest)}:
        _no("the file's digest or type is another one")
    own = _named_certificate(values[_SIGNING_CERTIFICATE_V2], certificates)
    if signer_identifier != _issuer_and_serial(own):
        _no("another signer is named")
    _verify(public_key_of(load_certificate(own)), algorithm, signature, bytes((SET,)) + attributes[1:])
    return own


def _issuer_and_serial(certificate: bytes) -> bytes:
    """IssuerAndSerialNumber (RFC 5652, section 10.2.4) of a certificate, its bytes as they stand there."""
    names = names_of(certificate)
    return encode(SEQUENCE, names.issuer, names.serial)


def _read_attributes(attributes: bytes) -> dict[bytes, bytes]:
    """Type → its one value; exactly the three that a PAdES B-B signature of ours has (EN 319 142-1, clause 6.3)."""
    reader, values = DerReader(inside(attributes)), {}
    while not reader.is_done():
        attribute = reader.enter(SEQUENCE)
        kind = attribute.raw()
        several = attribute.enter(SET)
        attribute.finish()
        if kind in values:
            _no("a signed attribute twice")
        values[kind] = several.raw()
        several.finish()
    if values.keys() != {_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_CERTIFICATE_V2}:
        _no("unexpected signed attributes")
    return values


def _named_certificate(value: bytes, certificates: list[bytes]) -> bytes:
    """The certificate that SigningCertificateV2 names by SHA-256, its default (RFC 5035, section 4)."""
    names = DerReader(inside(value)).enter(SEQUENCE).enter(SEQUENCE)
    hashed = names.contents(OCTET_STRING)
    for certificate in certificates:
        if hashlib.sha256(certificate).digest() == hashed:
            return certificate
    return _no("the signing certificate is not enclosed")


def _verify(key: object, algorithm: bytes, signature: bytes, message: bytes) -> None:
    sha256 = hashes.SHA256()
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm == _PKCS1_ALGORITHM:
            key.verify(signature, message, padding.PKCS1v15(), sha256)
        elif isinstance(key, rsa.RSAPublicKey) and algorithm == _PSS_ALGORITHM:
            key.verify(signature, message, padding.PSS(padding.MGF1(sha256), _PSS_SALT), sha256)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm == _ECDSA_ALGORITHM:
            key.verify(signature, message, ec.ECDSA(sha256))
        else:
            _no("signature algorithm not allowed")
    except InvalidSignature as error:
        raise CmsError("the signature does not verify") from error


def _no(why: str) -> NoReturn:
    raise CmsError(why)
