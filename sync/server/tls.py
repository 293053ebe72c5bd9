"""The hub's TLS certificate: given by the operator, or made here and trusted through the epoch statement alone."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from models.errors import InvalidInputError

_VALIDITY = timedelta(days=5 * 365)


def self_made(host: str, now: datetime) -> tuple[bytes, bytes]:
    """(certificate PEM, key PEM): P-256, for ``host``, localhost and the loopback addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "e-Cabinet hub")])
    names: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.IPAddress(ipaddress.ip_address("::1")),
    ]
    own = _general_name(host)
    if own not in names:
        names.append(own)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALIDITY)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


def leaf_der(certificate_pem: bytes) -> bytes:
    """DER of the first certificate of a PEM file. Raises :class:`InvalidInputError`."""
    try:
        return x509.load_pem_x509_certificates(certificate_pem)[0].public_bytes(Encoding.DER)
    except (ValueError, IndexError) as error:
        raise InvalidInputError("tls certificate is not PEM") from error


def check_pair(certificate_pem: bytes, key_pem: bytes) -> None:
    """That the key belongs to the certificate. Raises :class:`InvalidInputError`."""
    try:
        key = load_pem_private_key(key_pem, None)
        certificate = x509.load_pem_x509_certificates(certificate_pem)[0]
    except (ValueError, TypeError, IndexError) as error:
        raise InvalidInputError("tls certificate or key is unreadable (an encrypted key is not taken)") from error
    if key.public_key() != certificate.public_key():
        raise InvalidInputError("tls key and certificate do not belong together")


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)
