"""What lies here of a paper, as it comes or goes piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.blobs import Manifest
from models.commands.client.raw import execute_many
from models.tables.client.local import HeldDocument, HeldPiece
from models.types import NO_CHANGES, ChangeSet, DocumentId


def begin_download(
    session: Session, manifest: Manifest, key: bytes, filename: str, media_type: str
) -> tuple[bytes, ChangeSet]:
    """Make room for a paper; returns the key that its pieces are encrypted with (an older one where it has begun)."""
    held = session.get(HeldDocument, manifest.document)
    if held is not None:
        return held.key, NO_CHANGES
    session.add(
        HeldDocument(
            id=manifest.document,
            key=key,
            size=manifest.size,
            manifest=manifest.pieces,
            direction="down",
            state="partial",
            wanted=0,
            filename=filename,
            media_type=media_type,
            error="",
            completed_at=None,
        )
    )
    return key, ChangeSet.of(("held_document", manifest.document))


def record_pieces(session: Session, document: DocumentId, pieces: Sequence[tuple[int, str]]) -> tuple[bool, ChangeSet]:
    """Verified pieces lie on disk under these names. False where the paper was withdrawn meanwhile: delete them."""
    if session.get(HeldDocument, document) is None:
        return False, NO_CHANGES
    sql = "INSERT OR REPLACE INTO held_piece (document, number, name, sent) VALUES (?, ?, ?, 0)"
    execute_many(session, sql, [(document, number, name) for number, name in pieces])
    return True, ChangeSet.of(("held_document", document))


def complete_document(session: Session, document: DocumentId, now: datetime) -> tuple[None, ChangeSet]:
    """Every piece is here (or was sent), durably."""
    held = session.get(HeldDocument, document)
    if held is None:
        return None, NO_CHANGES
    held.state, held.error, held.completed_at = "complete", "", now
    return None, ChangeSet.of(("held_document", document), ("document", document))


def fail_document(session: Session, document: DocumentId, reason: str) -> tuple[None, ChangeSet]:
    """The transfer cannot go on by itself; ``reason`` is shown: damaged, not_found, not_allowed, mismatch, …"""
    held = session.get(HeldDocument, document)
    if held is None:
        return None, NO_CHANGES
    held.state, held.error = "failed", reason
    return None, ChangeSet.of(("held_document", document), ("document", document))


def retry_document(session: Session, document: DocumentId) -> tuple[None, ChangeSet]:
    """Try a failed transfer again."""
    held = session.get(HeldDocument, document)
    if held is None or held.state != "failed":
        return None, NO_CHANGES
    held.state, held.error = "partial", ""
    return None, ChangeSet.of(("held_document", document))


def record_sent(session: Session, document: DocumentId, numbers: Iterable[int]) -> tuple[None, ChangeSet]:
    """The hub has these pieces."""
    session.execute(
        update(HeldPiece).where(HeldPiece.document == document, HeldPiece.number.in_(list(numbers))).values(sent=True)
    )
    return None, ChangeSet.of(("held_document", document))


def drop_pieces(session: Session, document: DocumentId, numbers: Sequence[int]) -> tuple[tuple[str, ...], ChangeSet]:
    """Damaged pieces are fetched again. Returns the names of their files, to be deleted."""
    held = session.get(HeldDocument, document)
    if held is None:
        return (), NO_CHANGES
    found = session.scalars(
        select(HeldPiece).where(HeldPiece.document == document, HeldPiece.number.in_(list(numbers)))
    ).all()
    names = tuple(piece.name for piece in found)
    for piece in found:
        session.delete(piece)
    held.state, held.error, held.direction, held.completed_at = "partial", "", "down", None
    return names, ChangeSet.of(("held_document", document), ("document", document))
