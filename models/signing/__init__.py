"""Electronic signatures of ballots: prepare, sign, pack, verify. Importing this loads no pyHanko.

Files of their own: ``software`` and ``token`` (keys), ``authority`` (test certificates), ``long_term`` (B-LT),
``inspect`` (signatures of any PDF), ``certificates``.
"""

from __future__ import annotations

from models.signing.ballots import PreparedBallot, SignedBallot, prepare, sign_all
from models.signing.certificates import (
    Chain,
    TrustAnchors,
    check_fit,
    fingerprint,
    is_test_certificate,
    subject_name,
)
from models.signing.verify import MAX_BALLOT, VerifiedBallot, extract_statement, verify_ballot
from models.signing.wire import PackedBallot, pack, unpack

__all__ = [
    "MAX_BALLOT",
    "Chain",
    "PackedBallot",
    "PreparedBallot",
    "SignedBallot",
    "TrustAnchors",
    "VerifiedBallot",
    "check_fit",
    "extract_statement",
    "fingerprint",
    "is_test_certificate",
    "pack",
    "prepare",
    "sign_all",
    "subject_name",
    "unpack",
    "verify_ballot",
]
