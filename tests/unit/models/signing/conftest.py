"""An authority with an intermediate, software keys of both kinds, and a ballot signed with each."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from cryptography import x509

from models.papers.ballot import draw_ballot
from models.signing import SignedBallot, TrustAnchors, prepare, sign_all
from models.signing.software import KeyKind, SoftwareKey, SoftwareSigner, create_key
from tests.helpers.answers import ANSWER
from tests.helpers.pki import Authority, FixedClock

PIN = "246813"


@dataclass(frozen=True)
class House:
    """A root (a test anchor), its intermediate, a key and a ballot signed with it."""

    root: Authority
    intermediate: Authority
    anchors: TrustAnchors
    key: SoftwareKey
    signed: SignedBallot


def make_key(issuer: Authority, kind: KeyKind, *, is_test: bool = True) -> SoftwareKey:
    pending, request = create_key(PIN, kind, "tên do máy đặt")
    public_key = x509.load_der_x509_csr(request).public_key()
    certificate = issuer.issue(public_key)
    return pending.certified(certificate, (issuer.der,), is_test=is_test)


@pytest.fixture(scope="session", params=list(KeyKind), ids=str)
def house(request: pytest.FixtureRequest) -> House:
    root = Authority.root()
    intermediate = root.intermediate()
    key = make_key(intermediate, request.param)
    prepared = prepare(draw_ballot(ANSWER), ANSWER)
    (signed,) = sign_all([prepared], SoftwareSigner(key), PIN, FixedClock())
    return House(root, intermediate, TrustAnchors(test=(root.der,)), key, signed)
