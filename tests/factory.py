"""Valid values of records and statements; a test names only what it is about."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from models.rules.holidays import shipped_holidays
from models.rules.ruleset import shipped_rules
from models.statements import AnswerStatement, BallotStatement, papers_root
from models.types import BallotId, Choice, DeviceId, DocumentId, EventId, OrganizationId, PaperRef, PersonId, new_id

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""08:00 in Hà Nội of an ordinary Monday under nd191-2026."""

ORGANIZATION = OrganizationId("b" * 32)
ORGANIZATION_NAME = "Bộ Xây dựng"


def paper(content: bytes = b"to trinh", title: str = "Tờ trình", pages: int = 1) -> PaperRef:
    """A reference to a paper of this content."""
    return PaperRef(DocumentId(hashlib.sha256(content).hexdigest()), title, len(content), pages)


def ballot_statement(**values: Any) -> BallotStatement:
    """A ballot with one paper and three working days, issued on :data:`MONDAY` unless ``issued_at`` says otherwise."""
    issued_at = values.pop("issued_at", MONDAY)
    rules = shipped_rules().at(issued_at)
    fields: dict[str, Any] = {
        "ballot": BallotId(new_id()),
        "number": "9012/PLYK-VPCP",
        "title": "Đề án thư viện số cấp xã",
        "question": "Đề nghị Thành viên Chính phủ cho ý kiến về dự thảo Nghị quyết.",
        "submitted_by": ORGANIZATION,
        "submitted_by_name": ORGANIZATION_NAME,
        "issued_at": issued_at,
        "deadline": rules.deadline(issued_at, 3, shipped_holidays()),
        "rule_set": rules.id,
        "papers": (paper(),),
    }
    return BallotStatement(**{**fields, **values})


def answer_statement(asked: BallotStatement, **values: Any) -> AnswerStatement:
    """An approval of ``asked``; person, membership, device, root key and head are the caller's."""
    fields: dict[str, Any] = {
        "root_key": "a" * 64,
        "ballot": asked.ballot,
        "ballot_digest": asked.digest.hex(),
        "papers_root": papers_root(asked.papers).hex(),
        "paper_count": len(asked.papers),
        "event": EventId(new_id()),
        "person": PersonId(""),
        "person_name": "Bộ trưởng Bộ Xây dựng",
        "person_title": "Bộ trưởng",
        "membership": "",
        "device": DeviceId(""),
        "choice": Choice.APPROVE,
        "opinion": "",
        "replaces": None,
        "head_size": 0,
        "head_root": "",
        "head_time": asked.issued_at,
        "made_at": asked.issued_at + timedelta(hours=2),
        "number": asked.number,
        "title": asked.title,
        "question": asked.question,
        "submitted_by_name": asked.submitted_by_name,
        "deadline": asked.deadline,
        "is_test": True,
    }
    return AnswerStatement(**{**fields, **values})


def certificate(name: str, *, since: datetime = MONDAY, until: datetime = MONDAY + timedelta(days=365)) -> bytes:
    """The DER of a self-signed certificate with a fresh key."""
    key = Ed25519PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
    return builder.sign(key, None).public_bytes(Encoding.DER)
