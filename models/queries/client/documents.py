"""What lies on this device of a paper: its key, manifest and piece files, for the reader and for transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.queries.client.papers import PIECE_SIZE, paper_refs
from models.tables.client.local import HeldDocument, HeldPiece, Reading
from models.tables.shared.ballots import Ballot
from models.types import BallotId, DocumentId


@dataclass(frozen=True, slots=True)
class HeldDocumentRow:
    """A document on this device. ``pieces[i]`` is the file name of piece i, None where it is not here yet.

    ``hashes``: 32 bytes for each piece (empty until the manifest came). ``key`` never leaves the process.
    """

    id: DocumentId
    key: bytes
    size: int
    hashes: bytes
    pieces: tuple[str | None, ...]
    complete: bool
    filename: str
    media_type: str
    error: str


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """Where the person stopped. ``offset``: part of the page scrolled past, 0.0 to 1.0; ``seen``: pages from 0."""

    document: DocumentId
    page: int
    offset: float
    zoom: str
    seen: frozenset[int]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A paper in the context of its ballot. ``position`` from 1; ``next_unread`` None when all were opened."""

    ballot: BallotId
    ballot_number: str
    document: DocumentId
    title: str
    position: int
    count: int
    pages: int
    size: int
    next_unread: DocumentId | None
    next: DocumentId | None
    previous: DocumentId | None


def piece_count(size: int) -> int:
    """How many 1 MiB pieces a document of ``size`` bytes has."""
    return -(-size // PIECE_SIZE)


def held_document(session: Session, document: DocumentId) -> HeldDocumentRow | None:
    """What lies here of a document; None where nothing does."""
    held = session.get(HeldDocument, document)
    if held is None:
        return None
    names: list[str | None] = [None] * piece_count(held.size)
    for number, name in session.execute(select(HeldPiece.number, HeldPiece.name).where(HeldPiece.document == document)):
        if 0 <= number < len(names):
            names[number] = name
    return HeldDocumentRow(
        id=document,
        key=held.key,
        size=held.size,
        hashes=held.manifest,
        pieces=tuple(names),
        complete=None not in names,
        filename=held.filename,
        media_type=held.media_type,
        error=held.error,
    )


def reading(session: Session, document: DocumentId) -> ReadingRow | None:
    """Where the person stopped in a paper; None where it was never opened here."""
    row = session.get(Reading, document)
    if row is None:
        return None
    bits = int.from_bytes(row.seen, "little")
    seen = frozenset(page for page in range(bits.bit_length()) if bits >> page & 1)
    return ReadingRow(document, row.page, row.offset, row.zoom, seen, row.opened_at)


def reader_row(session: Session, ballot: BallotId, document: DocumentId) -> ReaderRow | None:
    """A paper among the papers of its ballot; None where the ballot does not cite it."""
    record = session.get(Ballot, ballot)
    papers = paper_refs(record.papers) if record else ()
    position = next((i for i, paper in enumerate(papers) if paper.document == document), None)
    if record is None or position is None:
        return None
    opened = frozenset(session.scalars(select(Reading.document)))
    others = papers[position + 1 :] + papers[:position]
    paper = papers[position]
    return ReaderRow(
        ballot=ballot,
        ballot_number=record.number,
        document=document,
        title=paper.title,
        position=position + 1,
        count=len(papers),
        pages=paper.pages,
        size=paper.size,
        next_unread=next((other.document for other in others if other.document not in opened), None),
        next=papers[position + 1].document if position + 1 < len(papers) else None,
        previous=papers[position - 1].document if position else None,
    )


def piece_names(session: Session) -> tuple[str, ...]:
    """Names of every piece file that some document owns."""
    return tuple(session.scalars(select(HeldPiece.name)))


def held_documents(session: Session) -> tuple[DocumentId, ...]:
    """Every document of which something lies here."""
    return tuple(DocumentId(document) for document in session.scalars(select(HeldDocument.id)))
