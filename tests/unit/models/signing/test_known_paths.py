"""A path that was walked once is remembered, and forgets nothing that it was checked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from models.signing.certificates import ChainError, TrustAnchors, find_chain
from tests.helpers.pki import NOW, Authority

DAY = timedelta(days=1)


def test_known_path_ends_with_the_intermediate() -> None:
    root = Authority.root()
    middle = root.intermediate(days=10)
    der = middle.issue(ec.generate_private_key(ec.SECP256R1()).public_key())
    anchors = TrustAnchors(real=(root.der,))
    for _ in range(2):
        assert find_chain(der, (middle.der,), anchors, NOW, NOW).path == (der, middle.der, root.der)
    with pytest.raises(ChainError):
        find_chain(der, (middle.der,), anchors, NOW + 11 * DAY, NOW + 12 * DAY)
    assert find_chain(der, (middle.der,), anchors, NOW + 9 * DAY, NOW + 9 * DAY).path[-1] == root.der


def test_known_path_is_no_path_to_other_anchors() -> None:
    root, other = Authority.root(), Authority.root("Gốc khác")
    der = root.issue(ec.generate_private_key(ec.SECP256R1()).public_key())
    assert not find_chain(der, (), TrustAnchors(real=(root.der,)), NOW, NOW).is_test
    assert find_chain(der, (), TrustAnchors(test=(root.der,)), NOW, NOW).is_test
    for anchors in (TrustAnchors(real=(other.der,)), TrustAnchors()):
        with pytest.raises(ChainError):
            find_chain(der, (), anchors, NOW, NOW)


def test_more_paths_than_are_remembered() -> None:
    root = Authority.root()
    anchors = TrustAnchors(real=(root.der,))
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    certificates = [root.issue(key) for _ in range(260)]
    for der in (*certificates, certificates[0]):
        assert find_chain(der, (), anchors, NOW, NOW).path == (der, root.der)
