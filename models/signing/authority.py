"""A hub's own authority for *test* certificates (demo, training): everything it signs is stamped as a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from models.errors import InvalidInputError
from models.signing.certificates import MAX_CERTIFICATE, make_name, unfitness

_YEAR = timedelta(days=365)
_BACKDATED = timedelta(hours=1)  # clocks differ
_DER = serialization.Encoding.DER
ORGANIZATION = "CHỨNG THƯ THỬ NGHIỆM"


@dataclass(frozen=True, slots=True)
class TestAuthority:
    """A P-256 root for test certificates. ``certificate`` (DER) is the anchor to publish as test anchor."""

    __test__ = False  # not a test case

    certificate: bytes
    _key: ec.EllipticCurvePrivateKey

    @classmethod
    def create(cls, now: datetime, name: str = "CA thử nghiệm e-Cabinet") -> TestAuthority:
        """A fresh authority, valid for ten years."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(make_name(name, ORGANIZATION))
            .issuer_name(make_name(name, ORGANIZATION))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + 10 * _YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        return cls(certificate.public_bytes(_DER), key)

    def encode(self) -> bytes:
        """Private key (PKCS#8 PEM, unencrypted: keep it as the hub keeps its keys) and certificate (PEM)."""
        return self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ) + x509.load_der_x509_certificate(self.certificate).public_bytes(serialization.Encoding.PEM)

    @classmethod
    def decode(cls, data: bytes) -> TestAuthority:
        """Inverse of :meth:`encode`. Raises :class:`InvalidInputError`."""
        try:
            key = serialization.load_pem_private_key(data, None)
            certificate = x509.load_pem_x509_certificate(data)
        except ValueError as error:
            raise InvalidInputError("not a test authority's file") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
            raise InvalidInputError("not a test authority's file")
        return cls(certificate.public_bytes(_DER), key)

    def issue(self, request: bytes, name: str, now: datetime, days: int = 730) -> bytes:
        """A certificate (DER) for the key of ``request`` (PKCS#10, DER).

        ``name`` is the person's or office's name as the hub knows it: nothing of the request but the proven key is
        taken over. Raises :class:`InvalidInputError` for a broken request, an unfit key or an unprintable name.
        """
        if len(request) > MAX_CERTIFICATE:
            raise InvalidInputError("certificate request too large")
        try:
            asked = x509.load_der_x509_csr(request)
            proven = asked.is_signature_valid
        except ValueError as error:
            raise InvalidInputError("not a certificate request") from error
        if not proven:
            raise InvalidInputError("the certificate request is not signed by its key")
        issuer = x509.load_der_x509_certificate(self.certificate)
        key = asked.public_key()
        try:
            certificate = (
                x509.CertificateBuilder()
                .subject_name(make_name(name, ORGANIZATION))
                .issuer_name(issuer.subject)
                .public_key(key)
                .serial_number(x509.random_serial_number())
                .not_valid_before(max(now - _BACKDATED, issuer.not_valid_before_utc))
                .not_valid_after(min(now + timedelta(days=days), issuer.not_valid_after_utc))
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(_usage(signs_certificates=False), critical=True)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
                .add_extension(
                    x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
                )
                .sign(self._key, hashes.SHA256())
            )
        except (ValueError, TypeError) as error:
            raise InvalidInputError(f"cannot certify this request: {error}") from error
        if reason := unfitness(certificate):
            raise InvalidInputError(f"cannot certify this request: {reason}")
        return certificate.public_bytes(_DER)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
