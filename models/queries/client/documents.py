"""What lies on this device of a paper: its key, manifest and piece files, for the reader and for transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
