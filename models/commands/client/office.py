"""Ballots that the Office prepares on this device: drafts and the papers staged for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from models.blobs import Manifest
from models.canonical import nfc
from models.commands.client.withdrawal import drop_document
from models.errors import InvalidInputError
from models.statements import MAX_QUESTION, MAX_TITLE
from models.tables.client.draft_data import DraftData
from models.tables.client.local import BallotDraft, HeldDocument, HeldPiece
from models.tables.shared.ballots import Ballot
from models.types import NO_CHANGES, BallotId, ChangeSet, DocumentId, PaperRef, new_id


@dataclass(frozen=True, slots=True)
class DraftFields:
    """What the Office has filled in so far; empty texts and None are fine until the issue."""

    number: str = ""
    title: str = ""
    question: str = ""
    submitted_by: str = ""  # organisation id
    deadline: datetime | None = None
    rule_set: str = ""
    papers: tuple[PaperRef, ...] = ()


def save_ballot_draft(
    session: Session, draft: str | None, fields: DraftFields, now: datetime
) -> tuple[BallotId, ChangeSet]:
    """Keep a draft; ``draft`` None begins a new one. Returns its id, which becomes the ballot's.

    Raises :class:`InvalidInputError` for over-long texts.
    """
    if len(fields.title) > MAX_TITLE or len(fields.question) > MAX_QUESTION:
        raise InvalidInputError("title has at most 500, question at most 2000 characters")
    data = DraftData(
        number=nfc(fields.number.strip()),
        title=nfc(fields.title.strip()),
        question=nfc(fields.question.strip()),
        submitted_by=fields.submitted_by,
        deadline=fields.deadline,
        rule_set=fields.rule_set,
        papers=tuple((paper.document, nfc(paper.title), paper.size, paper.pages) for paper in fields.papers),
    )
    ballot = BallotId(draft or new_id())
    session.merge(BallotDraft(id=ballot, data=msgspec.json.encode(data).decode(), saved_at=now))
    return ballot, ChangeSet.of(("ballot_draft", ballot))


def discard_ballot_draft(session: Session, draft: str) -> tuple[None, ChangeSet]:
    """Throw a draft away; papers staged for it stay until they are forgotten."""
    row = session.get(BallotDraft, draft)
    if row is None:
        return None, NO_CHANGES
    session.delete(row)
    return None, ChangeSet.of(("ballot_draft", draft))


def record_staged(
    session: Session, manifest: Manifest, key: bytes, names: Sequence[str], filename: str, media_type: str
) -> tuple[bool, ChangeSet]:
    """A local paper lies here encrypted and waits for its upload. False where it lay here already (the new piece
    files are then to be removed).
    """
    if session.get(HeldDocument, manifest.document) is not None:
        return False, NO_CHANGES
    session.add(
        HeldDocument(
            id=manifest.document,
            key=key,
            size=manifest.size,
            manifest=manifest.pieces,
            direction="up",
            state="waiting",
            wanted=0,
            filename=nfc(filename),
            media_type=media_type,
            error="",
            completed_at=None,
        )
    )
    session.flush()
    session.add_all(
        HeldPiece(document=manifest.document, number=number, name=name, sent=False) for number, name in enumerate(names)
    )
    return True, ChangeSet.of(("held_document", manifest.document))


def forget_staged(session: Session, document: DocumentId) -> tuple[tuple[str, ...], ChangeSet]:
    """Forget a staged paper that no ballot took. Returns piece files to delete."""
    row = session.get(HeldDocument, document)
    if row is None or row.direction != "up":
        return (), NO_CHANGES
    row.state = "complete"  # no longer on its way: may be dropped
    session.flush()
    return drop_document(session, document), ChangeSet.of(("held_document", document))


def forget_unused(session: Session, documents: Iterable[DocumentId]) -> tuple[tuple[str, ...], ChangeSet]:
    """Forget staged papers that were taken out, except those that another draft or an issued ballot still names.

    Returns piece files to delete.
    """
    names: tuple[str, ...] = ()
    changes = NO_CHANGES
    for document in documents:
        drafted = select(BallotDraft.id).where(BallotDraft.data.contains(document)).limit(1)
        issued = select(Ballot.id).where(cast(Ballot.papers, String).contains(document)).limit(1)
        if session.scalars(drafted).first() is None and session.scalars(issued).first() is None:
            dropped, touched = forget_staged(session, document)
            names, changes = names + dropped, changes | touched
    return names, changes
