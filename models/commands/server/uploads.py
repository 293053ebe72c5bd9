"""Documents on their way in: announced by a person who declares them free of state secrets, then complete."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from models.blobs import piece_count, piece_length
from models.commands.server import auditing
from models.commands.server.changes import publish
from models.commands.server.sequence import insert_new
from models.errors import InvalidInputError
from models.tables.server.hub import StoredPiece, Upload
from models.tables.shared.ballots import Document
from models.types import NO_CHANGES, ChangeSet

_ID = re.compile(r"[0-9a-f]{64}")


class UploadLike(Protocol):
    """What a device announces: the whole's SHA-256 in hex, and 32 bytes of SHA-256 for each piece of 1 MiB."""

    @property
    def document(self) -> str: ...
    @property
    def filename(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def pieces(self) -> bytes: ...


def begin_upload(
    session: Session, person: str, device: str, upload: UploadLike, now: datetime
) -> tuple[None, ChangeSet]:
    """Note who brings the document and has declared "không chứa bí mật nhà nước" (DOMAIN.md section 4).

    The first person who announces it is the one it is visible to until a ballot names it. Raises
    :class:`InvalidInputError` for a manifest out of form.
    """
    if upload.size < 1 or len(upload.pieces) != 32 * piece_count(upload.size) or not _ID.fullmatch(upload.document):
        raise InvalidInputError("the document's manifest is out of form")
    if session.get(Upload, upload.document) is None:
        row = {"document": upload.document, "person": person, "device": device, "declared_at": now}
        insert_new(session, Upload, [row])
        auditing.record(session, person, "document.announce", upload.document, now, device=device, size=upload.size)
    return None, NO_CHANGES


def complete_document(session: Session, upload: UploadLike, person: str, now: datetime) -> tuple[None, ChangeSet]:
    """All pieces are there and hash to the document's id: it becomes a record, and ballots may name it."""
    row = session.get(Upload, upload.document)
    if row is None:
        raise InvalidInputError("the document was not announced")
    if session.get(Document, upload.document) is not None:
        return None, NO_CHANGES
    row.completed_at = now
    session.add(
        Document(
            id=upload.document,
            filename=upload.filename,
            media_type=upload.media_type,
            size=upload.size,
            pieces=upload.pieces,
            pages=0,
            created_at=now,
        )
    )
    session.add_all(
        StoredPiece(
            document=upload.document,
            number=number,
            hash=upload.pieces[32 * number : 32 * number + 32],
            size=piece_length(upload.size, number),
        )
        for number in range(len(upload.pieces) // 32)
    )
    session.flush()
    changes = publish(session, "document", upload.document, now=now)
    auditing.record(session, person, "document.complete", upload.document, now)
    return None, changes
