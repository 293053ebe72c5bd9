"""Record bodies in wire form, valid by default."""

from __future__ import annotations

from typing import Any

from models.types import BallotState, Choice, Standing

MICROS = 1_763_800_000_000_000


def ballot(name: str, **changes: Any) -> dict[str, Any]:
    """An open ballot with one paper."""
    body = {
        "id": name,
        "version": 1,
        "number": f"{name}/PLYK-VPCP",
        "title": "Quản lý bến thủy nội địa",
        "question": "Có đồng ý không?",
        "submitted_by": "bxd",
        "submitted_by_name": "Bộ Xây dựng",
        "issued_at": MICROS,
        "deadline": MICROS + 1,
        "rule_set": "nd191-2026",
        "state": BallotState.OPEN.value,
        "statement": b"{}",
        "digest": b"d",
        "papers": [["d" * 64, "Tờ trình", 3, 1]],
        "papers_root": b"r",
        "n_members": 27,
        "threshold": 14,
        "closed_at": None,
        "reason": "",
    }
    return body | changes


def answer(name: str, ballot_id: str, person: str, **changes: Any) -> dict[str, Any]:
    """A counted answer."""
    body = {
        "id": name,
        "version": 1,
        "ballot": ballot_id,
        "person": person,
        "device": "dev",
        "choice": Choice.APPROVE.value,
        "opinion": "",
        "digest": name.encode(),
        "replaces": None,
        "made_at": MICROS,
        "not_before": MICROS,
        "received_at": MICROS,
        "leaf_index": 3,
        "leaf_hash": b"h" * 32,
        "standing": Standing.COUNTED.value,
        "reason": "",
        "late": False,
        "timestamped_at": None,
    }
    return body | changes


def document(name: str, **changes: Any) -> dict[str, Any]:
    """A manifest of one piece."""
    body = {
        "id": name,
        "version": 1,
        "filename": "to-trinh.pdf",
        "media_type": "application/pdf",
        "size": 3,
        "pieces": b"p" * 32,
        "pages": 1,
        "created_at": MICROS,
    }
    return body | changes
