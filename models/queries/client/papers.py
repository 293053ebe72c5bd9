"""The papers of a ballot as this device holds and reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables.client.local import HeldDocument, HeldPiece, Reading
from models.types import DocumentId, PaperRef

PIECE_SIZE = 1024 * 1024
"""Bytes of one piece of a document, the last one may be shorter (ARCHITECTURE, "The exchange")."""


class Availability(StrEnum):
    """How much of a paper lies on this device."""

    ABSENT = "absent"
    PARTIAL = "partial"
    COMPLETE = "complete"
    FAILED = "failed"  # ``error`` of the row says why


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of a ballot. ``size`` and ``held`` in bytes; ``pages`` 0 where unknown; ``seen`` pages read.

    ``last_page`` counts from 0. ``opened_at`` None: never opened on this device.
    """

    id: DocumentId
    title: str
    pages: int
    size: int
    availability: Availability
    held: int
    seen: int
    last_page: int
    opened_at: datetime | None
    error: str


def paper_refs(papers: Sequence[Sequence[object]]) -> tuple[PaperRef, ...]:
    """The stored list of [document, title, size, pages] as values."""
    return tuple(
        PaperRef(DocumentId(str(document)), str(title), int(str(size)), int(str(pages)))
        for document, title, size, pages in papers
    )


def count_pages(seen: bytes) -> int:
    """How many pages a stored bit set of seen pages holds."""
    return int.from_bytes(seen, "little").bit_count()


def paper_rows(session: Session, papers: Sequence[PaperRef]) -> tuple[PaperRow, ...]:
    """One row for each paper, in the ballot's order."""
    ids = [paper.document for paper in papers]
    held = {row.id: row for row in session.scalars(select(HeldDocument).where(HeldDocument.id.in_(ids)))}
    readings = {row.document: row for row in session.scalars(select(Reading).where(Reading.document.in_(ids)))}
    pieces: dict[str, int] = dict(
        session.execute(
            select(HeldPiece.document, func.count()).where(HeldPiece.document.in_(ids)).group_by(HeldPiece.document)
        )
        .tuples()
        .all()
    )
    rows = []
    for paper in papers:
        document = held.get(paper.document)
        reading = readings.get(paper.document)
        count = pieces.get(paper.document, 0)
        rows.append(
            PaperRow(
                id=paper.document,
                title=paper.title,
                pages=paper.pages,
                size=paper.size,
                availability=_availability(document, count),
                held=min(paper.size, count * PIECE_SIZE),
                seen=count_pages(reading.seen) if reading else 0,
                last_page=reading.page if reading else 0,
                opened_at=reading.opened_at if reading else None,
                error=document.error if document else "",
            )
        )
    return tuple(rows)


def _availability(document: HeldDocument | None, pieces: int) -> Availability:
    if document is None:
        return Availability.ABSENT
    if document.state == "failed":
        return Availability.FAILED
    if document.state == "complete" or document.direction == "up":
        return Availability.COMPLETE
    return Availability.PARTIAL if pieces else Availability.ABSENT
