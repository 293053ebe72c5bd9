"""Software keys: their PIN, their certificate, PKCS#12, and counting wrong tries where a restart does not forget."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from models.errors import InvalidInputError, SignerLockedError, WrongSignerPinError
from models.papers.ballot import draw_ballot
from models.signing import TrustAnchors, prepare, sign_all, verify_ballot
from models.signing.software import (
    FilePinAttempts,
    KeyKind,
    MemoryPinAttempts,
    PendingKey,
    SoftwareKey,
    SoftwareSigner,
    create_key,
    import_pkcs12,
)
from tests.helpers.answers import ANSWER
from tests.helpers.pki import NOW, Authority, FixedClock
from tests.unit.models.signing.conftest import PIN, House, make_key


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority.root()


@pytest.fixture(scope="module")
def key(root: Authority) -> SoftwareKey:
    return make_key(root, KeyKind.P256)


@pytest.mark.parametrize("kind", list(KeyKind))
def test_a_request_proves_its_key(kind: KeyKind) -> None:
    _, request = create_key(PIN, kind, "tên máy")
    asked = x509.load_der_x509_csr(request)
    assert asked.is_signature_valid
    public = asked.public_key()
    if kind is KeyKind.P256:
        assert isinstance(public, ec.EllipticCurvePublicKey)
    else:
        assert isinstance(public, rsa.RSAPublicKey)
        assert public.key_size == 2048


def test_files_come_back(house: House, root: Authority) -> None:
    assert SoftwareKey.decode(house.key.encode()) == house.key
    pending, _ = create_key(PIN, KeyKind.P256, "x")
    assert PendingKey.decode(pending.encode()) == pending
    with pytest.raises(InvalidInputError):
        SoftwareKey.decode(pending.encode())  # it has no certificate
    for data in (b"", b"\x93\x01", house.key.encode()[:-1]):
        with pytest.raises(InvalidInputError):
            SoftwareKey.decode(data)


def test_the_file_shows_no_private_key(root: Authority) -> None:
    pending, request = create_key(PIN, KeyKind.P256, "x")
    certified = pending.certified(root.issue(x509.load_der_x509_csr(request).public_key()), is_test=True)
    opened = certified.open(PIN, MemoryPinAttempts())
    assert isinstance(opened, ec.EllipticCurvePrivateKey)
    secret = opened.private_numbers().private_value.to_bytes(32)
    assert secret not in certified.encode()
    assert PIN.encode() not in certified.encode()


def test_the_certificate_must_be_this_keys(root: Authority) -> None:
    pending, _ = create_key(PIN, KeyKind.P256, "x")
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(InvalidInputError):
        pending.certified(root.issue(other.public_key()), is_test=True)
    with pytest.raises(InvalidInputError):
        pending.certified(b"no certificate", is_test=True)


def test_a_short_pin_makes_no_key() -> None:
    with pytest.raises(InvalidInputError):
        create_key("12345", KeyKind.P256, "x")


def test_wrong_pins_are_counted_to_the_lock(key: SoftwareKey) -> None:
    attempts = MemoryPinAttempts(3)
    for left in (2, 1, 0):
        with pytest.raises(WrongSignerPinError) as caught:
            key.open("000000", attempts)
        assert caught.value.attempts_left == left
    with pytest.raises(SignerLockedError):
        key.open(PIN, attempts)


def test_the_right_pin_resets_the_count(key: SoftwareKey, tmp_path: Path) -> None:
    attempts = FilePinAttempts(tmp_path / "tries", 3)
    for _ in range(4):
        with pytest.raises(WrongSignerPinError) as caught:
            key.open("000000", attempts)
        assert caught.value.attempts_left == 2
        key.open(PIN, attempts)


def test_a_restart_does_not_forget_wrong_pins(key: SoftwareKey, tmp_path: Path) -> None:
    path = tmp_path / "tries"
    for left in (1, 0):
        with pytest.raises(WrongSignerPinError) as caught:
            key.open("000000", FilePinAttempts(path, 2))
        assert caught.value.attempts_left == left
    with pytest.raises(SignerLockedError):
        key.open(PIN, FilePinAttempts(path, 2))


@pytest.mark.parametrize("content", [b"", b"x", b"-99", b"\xff\xff"])
def test_a_damaged_count_counts_as_locked(key: SoftwareKey, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tries"
    path.write_bytes(content)
    with pytest.raises(SignerLockedError):
        key.open(PIN, FilePinAttempts(path))


def test_changing_the_pin_keeps_key_and_certificate(key: SoftwareKey) -> None:
    changed = key.change_pin(PIN, "975311")
    assert changed.identity == key.identity
    changed.open("975311", MemoryPinAttempts())
    with pytest.raises(WrongSignerPinError):
        changed.open(PIN, MemoryPinAttempts())
    with pytest.raises(WrongSignerPinError):
        key.change_pin("000000", "975311")


def pkcs12_file(root: Authority, key: object, password: bytes = b"mat khau") -> bytes:
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        certificate = None
    else:
        certificate = x509.load_der_x509_certificate(root.issue(key.public_key()))
    encryption = serialization.BestAvailableEncryption(password)
    return pkcs12.serialize_key_and_certificates(b"toi", key, certificate, [root.certificate], encryption)


@pytest.mark.parametrize("kind", list(KeyKind))
def test_a_pkcs12_file_signs(root: Authority, kind: KeyKind) -> None:
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if kind is KeyKind.P256:
        private = ec.generate_private_key(ec.SECP256R1())
    else:
        private = rsa.generate_private_key(65537, 2048)
    key = import_pkcs12(pkcs12_file(root, private), "mat khau", PIN, is_test=True)
    (signed,) = sign_all([prepare(draw_ballot(ANSWER), ANSWER)], SoftwareSigner(key), PIN, FixedClock())
    verify_ballot(signed.pdf, draw_ballot, TrustAnchors(test=(root.der,)), NOW)


def test_pkcs12_files_that_do_not(root: Authority) -> None:
    good = pkcs12_file(root, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(WrongSignerPinError):
        import_pkcs12(good, "sai", PIN)
    with pytest.raises(InvalidInputError):
        import_pkcs12(good[:100], "mat khau", PIN)
    with pytest.raises(InvalidInputError):
        import_pkcs12(pkcs12_file(root, ed25519.Ed25519PrivateKey.generate()), "mat khau", PIN)
    with pytest.raises(InvalidInputError):
        import_pkcs12(pkcs12_file(root, rsa.generate_private_key(65537, 1024)), "mat khau", PIN)
