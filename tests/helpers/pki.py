"""A small certificate authority for tests: root, intermediate, signers good and unfit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 11, 23, 1, 20, 30, tzinfo=UTC)
DER = serialization.Encoding.DER
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class FixedClock:
    """Stands still at ``moment``."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def usage(*, signs: bool = True, issues: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not issues,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Authority:
    """A certificate that issues."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(DER)

    @classmethod
    def root(cls, name: str = "Gốc thử nghiệm") -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(
            _certificate(name, key.public_key(), name, key, NOW, timedelta(days=3650), usage(signs=False, issues=True)),
            key,
        )

    def intermediate(self, name: str = "CA trung gian", days: int = 1800) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        lifetime = timedelta(days=days)
        made = _certificate(name, key.public_key(), self.name, self.key, NOW, lifetime, usage(signs=False, issues=True))
        return Authority(made, key)

    @property
    def name(self) -> str:
        value = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        assert isinstance(value, str)
        return value

    def issue(
        self,
        key: object,
        name: str = "Bộ trưởng Bộ Công Thương",
        *,
        start: datetime = NOW - timedelta(days=30),
        lifetime: timedelta = timedelta(days=365),
        key_usage: x509.KeyUsage | None = None,
    ) -> bytes:
        """A certificate (DER) for a signer's public key."""
        assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        made = _certificate(name, key, self.name, self.key, start, lifetime, key_usage or usage(), backdate=False)
        return made.public_bytes(DER)


def _certificate(
    name: str,
    key: PublicKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    start: datetime,
    lifetime: timedelta,
    key_usage: x509.KeyUsage,
    *,
    backdate: bool = True,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(days=1000) if backdate else start)
        .not_valid_after(start + lifetime)
        .add_extension(x509.BasicConstraints(ca=key_usage.key_cert_sign, path_length=None), critical=True)
        .add_extension(key_usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
