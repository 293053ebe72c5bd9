"""Which papers to move next: open now → ballots by deadline → the rest (ARCHITECTURE, "The exchange")."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.blobs import Manifest, piece_count
from models.tables.client.local import HeldDocument, HeldPiece
from models.types import BallotState, DocumentId


@dataclass(frozen=True, slots=True)
class DownloadRow:
    """A paper to fetch. ``key`` is None until its first piece; ``held``: numbers of pieces that are here.

    ``rank``: 0 open on screen, 1 kept on purpose, 2 of an open ballot, 3 the rest.
    """

    document: DocumentId
    title: str
    manifest: Manifest
    filename: str
    media_type: str
    key: bytes | None
    held: frozenset[int]
    rank: int


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A staged paper to send. ``names[i]``: file of piece i; ``sent``: numbers the hub confirmed."""

    document: DocumentId
    filename: str
    media_type: str
    manifest: Manifest
    key: bytes
    names: tuple[str, ...]


_NEXT = text(
    "WITH cited AS ("
    " SELECT json_extract(p.value, '$[0]') AS document, json_extract(p.value, '$[1]') AS title, p.key AS place,"
    "  CASE WHEN b.state = :open THEN b.deadline END AS deadline, b.deadline AS any_deadline"
    " FROM ballot b, json_each(b.papers) p)"
    " SELECT d.id, coalesce(c.title, d.filename), d.filename, d.media_type, d.size, d.pieces, h.key,"
    "  CASE WHEN w.kind = 'open' THEN 0 WHEN w.kind = 'keep' THEN 1 WHEN min(c.deadline) IS NOT NULL THEN 2 ELSE 3 END"
    " FROM document d"
    " LEFT JOIN held_document h ON h.id = d.id"
    " LEFT JOIN cited c ON c.document = d.id"
    " LEFT JOIN wish w ON w.document = d.id"
    " WHERE coalesce(h.state, 'waiting') IN ('waiting', 'partial') AND coalesce(h.direction, 'down') = 'down'"
    " GROUP BY d.id"
    " ORDER BY 8, w.made_at DESC, min(c.deadline), max(c.any_deadline) DESC, min(c.place), d.id LIMIT :count"
)


def next_downloads(session: Session, count: int) -> tuple[DownloadRow, ...]:
    """The first ``count`` papers to fetch, in order. Failed ones wait until somebody asks for them again."""
    rows = []
    for document, title, filename, media_type, size, pieces, key, rank in session.execute(
        _NEXT, {"open": BallotState.OPEN.value, "count": count}
    ):
        held = session.scalars(select(HeldPiece.number).where(HeldPiece.document == document))
        manifest = Manifest(DocumentId(document), size, pieces)
        rows.append(
            DownloadRow(DocumentId(document), title, manifest, filename, media_type, key, frozenset(held), rank)
        )
    return tuple(rows)


def count_waiting(session: Session) -> tuple[int, int]:
    """(papers, bytes) that are still to come."""
    row = session.execute(
        text(
            "SELECT count(*), coalesce(sum(d.size), 0) FROM document d LEFT JOIN held_document h ON h.id = d.id"
            " WHERE coalesce(h.state, 'waiting') IN ('waiting', 'partial') AND coalesce(h.direction, 'down') = 'down'"
        )
    ).one()
    return int(row[0]), int(row[1])


def next_uploads(session: Session) -> tuple[UploadRow, ...]:
    """Every staged paper that the hub does not have, in order of staging."""
    rows = []
    query = select(HeldDocument).where(HeldDocument.direction == "up", HeldDocument.state.in_(["waiting", "partial"]))
    for held in session.scalars(query.order_by(HeldDocument.wanted, HeldDocument.id)):
        names = session.scalars(
            select(HeldPiece.name).where(HeldPiece.document == held.id).order_by(HeldPiece.number)
        ).all()
        if len(names) == piece_count(held.size):
            manifest = Manifest(DocumentId(held.id), held.size, held.manifest)
            rows.append(
                UploadRow(DocumentId(held.id), held.filename, held.media_type, manifest, held.key, tuple(names))
            )
    return tuple(rows)
