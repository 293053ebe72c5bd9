"""The hub's authority for test certificates takes nothing but the proven key from a request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from models.errors import InvalidInputError
from models.papers.ballot import draw_ballot
from models.signing import TrustAnchors, is_test_certificate, prepare, sign_all, subject_name, verify_ballot
from models.signing.authority import TestAuthority
from models.signing.certificates import fingerprint
from models.signing.software import KeyKind, SoftwareSigner, create_key
from tests.helpers.answers import ANSWER
from tests.helpers.pdftext import page_texts
from tests.helpers.pki import NOW, FixedClock
from tests.unit.models.signing.conftest import PIN


@pytest.fixture(scope="module")
def authority() -> TestAuthority:
    return TestAuthority.create(NOW)


@pytest.mark.parametrize("kind", list(KeyKind))
def test_an_enrolled_key_signs(authority: TestAuthority, kind: KeyKind) -> None:
    pending, request = create_key(PIN, kind, "tôi là Thủ tướng")
    certificate = authority.issue(request, "Bộ trưởng Bộ Xây dựng", NOW)
    assert subject_name(certificate) == "Bộ trưởng Bộ Xây dựng"
    assert "Thủ tướng".encode() not in certificate
    anchors = TrustAnchors(test=(authority.certificate,))
    assert is_test_certificate(certificate, (), anchors)
    assert not is_test_certificate(certificate, (), TrustAnchors(real=(authority.certificate,)))
    assert not is_test_certificate(certificate, (), TrustAnchors(test=(TestAuthority.create(NOW).certificate,)))
    signer = SoftwareSigner(pending.certified(certificate, is_test=True))
    (signed,) = sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, PIN, FixedClock())
    verified = verify_ballot(signed.pdf, draw_ballot, anchors, NOW + timedelta(minutes=1))
    assert verified.is_test
    assert fingerprint(verified.certificate) == fingerprint(certificate)


def test_it_comes_back_from_its_file(authority: TestAuthority) -> None:
    again = TestAuthority.decode(authority.encode())
    assert again.certificate == authority.certificate
    _, request = create_key(PIN, KeyKind.P256, "x")
    certificate = again.issue(request, "Bộ trưởng", NOW)
    assert is_test_certificate(certificate, (), TrustAnchors(test=(authority.certificate,)))
    for data in (b"", authority.encode()[:200], authority.encode().replace(b"BEGIN CERT", b"BEGIN CART")):
        with pytest.raises(InvalidInputError):
            TestAuthority.decode(data)


def test_a_long_vietnamese_name_is_kept_whole(authority: TestAuthority) -> None:
    """64 characters are more than 64 bytes."""
    name = "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ nước CHXHCN Việt Nam"
    pending, request = create_key(PIN, KeyKind.P256, name)
    certificate = authority.issue(request, name, NOW)
    assert subject_name(certificate) == name
    signer = SoftwareSigner(pending.certified(certificate, is_test=True))
    (signed,) = sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, PIN, FixedClock())
    verify_ballot(signed.pdf, draw_ballot, TrustAnchors(test=(authority.certificate,)), NOW)
    assert name in " ".join(page_texts(signed.pdf)[-1].split())


def test_requests_that_are_refused(authority: TestAuthority) -> None:
    _, request = create_key(PIN, KeyKind.P256, "x")
    broken = bytearray(request)
    broken[-1] ^= 1
    weak = rsa.generate_private_key(65537, 1024)
    weak_request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(weak, hashes.SHA256())
    for data in (b"", bytes(broken), request[:50], bytes(10**6), weak_request.public_bytes(serialization.Encoding.DER)):
        with pytest.raises(InvalidInputError):
            authority.issue(data, "Bộ trưởng", NOW)
    with pytest.raises(InvalidInputError):
        authority.issue(request, "部長", NOW)
