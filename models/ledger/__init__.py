"""The hub's Merkle log (RFC 6962): tree, proofs, signed heads and receipts. Pure; knows no tables.

:mod:`models.ledger.merkle` hashes and proves, :mod:`models.ledger.heads` signs, :mod:`models.ledger.receipts`
joins both into what a member keeps.
"""

from models.ledger.heads import CheckpointTrust, SignedHead, TreeHead, sign_head, verify_extension, verify_head
from models.ledger.merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    Frontier,
    HashAt,
    NewNode,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    roots_at,
    verify_consistency,
    verify_inclusion,
)
from models.ledger.receipts import Receipt, verify_receipt

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "CheckpointTrust",
    "Frontier",
    "HashAt",
    "NewNode",
    "Receipt",
    "SignedHead",
    "TreeHead",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_at",
    "roots_at",
    "sign_head",
    "verify_consistency",
    "verify_extension",
    "verify_head",
    "verify_inclusion",
    "verify_receipt",
]
