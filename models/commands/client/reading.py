"""Where the person reads, and which papers they want first or always."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.errors import InvalidInputError
from models.tables.client.local import Reading, Wish
from models.types import NO_CHANGES, ChangeSet, DocumentId

MAX_PAGES: Final = 20_000
OPEN: Final = "open"
KEEP: Final = "keep"


def record_reading(
    session: Session,
    document: DocumentId,
    page: int,
    offset: float,
    zoom: str,
    seen: Iterable[int],
    now: datetime,
) -> tuple[None, ChangeSet]:
    """Keep where the person stopped: ``page`` from 0, ``offset`` 0.0 to 1.0 of it scrolled past.

    ``seen`` pages are added to those seen before. The first reading marks the paper as opened.
    """
    pages = set(seen)
    if not 0 <= page < MAX_PAGES or any(not 0 <= number < MAX_PAGES for number in pages):
        raise InvalidInputError("page out of range")
    bits = sum(1 << number for number in pages)
    row = session.get(Reading, document)
    if row is None:
        row = Reading(document=document, page=page, offset=offset, zoom=zoom, seen=b"", opened_at=now)
        session.add(row)
    bits |= int.from_bytes(row.seen, "little")
    row.page, row.offset, row.zoom = page, min(1.0, max(0.0, offset)), zoom
    row.seen = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return None, ChangeSet.of(("reading", document))


def want_document(session: Session, document: DocumentId, now: datetime) -> tuple[None, ChangeSet]:
    """Fetch this paper before all others: it is open on screen."""
    return _wish(session, document, OPEN, now)


def keep_document(session: Session, document: DocumentId, now: datetime) -> tuple[None, ChangeSet]:
    """Keep this paper on the device."""
    return _wish(session, document, KEEP, now)


def forget_wish(session: Session, document: DocumentId) -> tuple[None, ChangeSet]:
    """No longer first, no longer kept on purpose."""
    wish = session.get(Wish, document)
    if wish is None:
        return None, NO_CHANGES
    session.delete(wish)
    return None, ChangeSet.of(("wish", document))


def _wish(session: Session, document: DocumentId, kind: str, now: datetime) -> tuple[None, ChangeSet]:
    session.merge(Wish(document=document, kind=kind, made_at=now))
    return None, ChangeSet.of(("wish", document))
