"""A hub's keys, epochs and heads, made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.epochs import EpochReason, EpochStatement, root_key_id, sign_epoch
from models.hub_trust import HubTrust
from models.ledger import EMPTY_ROOT, SignedHead, TreeHead, sign_head

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ROOT = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
CHECKPOINT = Ed25519PrivateKey.from_private_bytes(b"c" * 32)
ROOT_RAW = ROOT.public_key().public_bytes_raw()


def epoch(number: int, reason: EpochReason, previous: bytes, base: int = 0, root: bytes = EMPTY_ROOT) -> EpochStatement:
    return EpochStatement(
        number=number,
        reason=reason,
        root_key=root_key_id(ROOT_RAW),
        previous=previous,
        base_size=base,
        base_root=root,
        tls_certificate=b"cert",
        checkpoint_key=CHECKPOINT.public_key().public_bytes_raw(),
        order_key=b"o" * 32,
        envelope_key=b"e" * 1216,
        administrators=(),
        valid_from=NOW,
        valid_until=NOW + timedelta(days=365),
        explanation=f"Kỳ {number}.",
    )


def trust(*statements: EpochStatement) -> HubTrust:
    return HubTrust.verified(ROOT_RAW, [(item.encode(), sign_epoch(item, ROOT)) for item in statements], None)


FIRST = epoch(1, EpochReason.FIRST, b"")
TRUST = trust(FIRST)


def head(size: int, root: bytes, number: int = 1) -> SignedHead:
    return sign_head(TreeHead(size, root, NOW), TRUST.root_id, number, CHECKPOINT)
