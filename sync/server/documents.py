"""Documents over the wire: announced, uploaded by pieces with resume, read by ranges of whole or part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from models.commands.server.auditing import record
from models.commands.server.uploads import begin_upload, complete_document
from models.commands.server.visibility import audience, principals_of
from models.errors import InvalidInputError
from models.queries.server.changes import newest_seq
from models.tables.shared.ballots import Document
from models.types import NO_CHANGES, ChangeSet, DocumentId
from sync import protocol
from sync.protocol import PIECE_SIZE
from sync.server.blobs import check_announcement
from sync.server.filenames import clean_filename
from sync.server.hub import Caller, Hub
from sync.server.problems import ProblemError, bad_request, is_id

_RULE = "declaration"
_MAX_KNOWN = 10_000
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes ``start`` up to, not including, ``end`` of a document of ``size`` bytes."""

    start: int
    end: int
    size: int
    partial: bool


def announce(hub: Hub, caller: Caller, message: protocol.UploadBegin) -> protocol.UploadState:
    """Take note of an upload; what is missing. Raises ProblemError 422 ``secrecy`` without the declaration that the
    document holds no state secret (DOMAIN.md section 4).
    """
    now = hub.clock.now()
    if not message.no_secret:
        hub.write(lambda session: _note_refusal(session, caller, message.document, now))
        raise ProblemError(422, "secrecy", _RULE)
    check_announcement(message)
    if not _MEDIA_TYPE.fullmatch(message.media_type):
        raise bad_request("media_type")
    upload = msgspec.structs.replace(message, filename=clean_filename(message.filename))
    if hub.read(lambda session: session.get(Document, upload.document) is not None):
        return protocol.UploadState(())
    hub.write(lambda session: begin_upload(session, caller.person, caller.device, upload, now))
    hub.blobs.announce(upload)
    return protocol.UploadState(hub.blobs.missing(upload))


def put_piece(hub: Hub, caller: Caller, document: str, number: int, data: bytes) -> protocol.UploadState:
    """Store one piece; the last one completes the document. Raises ProblemError 409 ``not_announced``, 422
    ``mismatch`` (then every piece is gone and the upload starts anew).
    """
    upload = hub.blobs.announced(document) if is_id(document, 64) else None
    if upload is None:
        if is_id(document, 64) and hub.read(lambda session: session.get(Document, document) is not None):
            return protocol.UploadState(())
        raise ProblemError(409, "not_announced")
    hub.blobs.put_piece(upload, number, data)
    missing = hub.blobs.missing(upload)
    if not missing:
        _complete(hub, caller, upload)
    return protocol.UploadState(missing)


def store_document(hub: Hub, person: str, device: str, filename: str, data: bytes, now: datetime) -> DocumentId:
    """Put a whole document of the hub's own side (the command line, the sample) where uploads go."""
    starts = range(0, len(data), PIECE_SIZE)
    upload = protocol.UploadBegin(
        document=hashlib.sha256(data).hexdigest(),
        filename=clean_filename(filename),
        media_type="application/pdf",
        size=len(data),
        pieces=b"".join(hashlib.sha256(data[start : start + PIECE_SIZE]).digest() for start in starts),
        no_secret=True,
    )
    hub.write(lambda session: begin_upload(session, person, device, upload, now))
    hub.blobs.announce(upload)
    for number in hub.blobs.missing(upload):
        hub.blobs.put_piece(upload, number, data[number * PIECE_SIZE : (number + 1) * PIECE_SIZE])
    hub.write(lambda session: complete_document(session, upload, person, now))
    hub.blobs.finish(upload.document)
    return DocumentId(upload.document)


def open_part(hub: Hub, device: str, document: str, wanted: str | None, head_only: bool) -> tuple[Part, bytes | None]:
    """Which bytes to send, and the bytes themselves where they lie in one piece (the usual request of a client that
    fetches piece by piece), so that it costs one turn on a worker thread.

    Raises ProblemError 404, 416 for a range outside.
    """
    part = parse_range(wanted, _visible_size(hub, device, document))
    whole = head_only or part.start // PIECE_SIZE != (part.end - 1) // PIECE_SIZE
    return part, None if whole else b"".join(stream(hub, document, part))


def stream(hub: Hub, document: str, part: Part) -> Iterator[bytes]:
    """The part's bytes, decrypted piece by piece."""
    return hub.blobs.read(document, part.start, part.end)


def parse_range(wanted: str | None, size: int) -> Part:
    """One byte range (RFC 9110, 14.1.2); a list of ranges is answered with the whole, as the RFC allows."""
    match = _RANGE.fullmatch(wanted.strip()) if wanted else None
    if match is None:
        return Part(0, size, size, partial=False)
    first, last = match.groups()
    if not first and not last:
        raise bad_request("range")
    if not first:  # the last n bytes
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= size or end <= start:
        raise ProblemError(416, "range", "", {"Content-Range": f"bytes */{size}"})
    return Part(start, end, size, partial=True)


def _visible_size(hub: Hub, device: str, document: str) -> int:
    """Size of a document that this device may fetch. Raises ProblemError 404 for one that is not there or not for this
    person: the two are not told apart.

    The answer holds until the change log moves: whatever changes an audience or a device is written there.
    """
    if not is_id(document, 64):
        raise ProblemError(404, "not_found")
    seq = hub.read(newest_seq)
    known = hub.visible.get((device, document))
    if known is not None and known[0] == seq:
        return known[1]
    caller = hub.caller(device)
    now = hub.clock.now()

    def read(session: Session) -> int | None:
        row = session.get(Document, document)
        if row is None:
            return None
        reach = audience(session, "document", document, now) & principals_of(session, caller.person, now)
        return row.size if reach else None

    size = hub.read(read)
    if size is None:
        raise ProblemError(404, "not_found")
    if len(hub.visible) > _MAX_KNOWN:
        hub.visible.clear()
    hub.visible[device, document] = (seq, size)
    return size


def _complete(hub: Hub, caller: Caller, upload: protocol.UploadBegin) -> None:
    if not hub.blobs.whole_fits(upload):
        hub.blobs.discard(upload.document)
        raise ProblemError(422, "mismatch")
    try:
        hub.write(lambda session: complete_document(session, upload, caller.person, hub.clock.now()))
    except InvalidInputError:
        hub.blobs.discard(upload.document)
        raise
    hub.blobs.finish(upload.document)


def _note_refusal(session: Session, caller: Caller, document: str, now: datetime) -> tuple[None, ChangeSet]:
    record(session, caller.person, "upload.refuse", document[:64], now, device=caller.device, rule=_RULE)
    return None, NO_CHANGES
