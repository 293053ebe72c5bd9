"""Ballots that the Office is preparing on this device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.client.draft_data import DraftData
from models.tables.client.local import BallotDraft, OutEvent
from models.types import DocumentId, EventKind, PaperRef, SendState


@dataclass(frozen=True, slots=True)
class BallotDraftRow:
    """A ballot being prepared on this device. Empty texts and None where not filled yet.

    ``sealed_at``: its issue was sealed and waits for the hub, or was refused for ``refused`` (a Refusal value).
    """

    id: str
    number: str
    title: str
    question: str
    submitted_by: str  # organisation id
    deadline: datetime | None
    rule_set: str
    papers: tuple[PaperRef, ...]
    saved_at: datetime
    sealed_at: datetime | None
    refused: str


def list_ballot_drafts(session: Session) -> tuple[BallotDraftRow, ...]:
    """Every draft, newest first."""
    return tuple(
        _row(session, draft) for draft in session.scalars(select(BallotDraft).order_by(BallotDraft.saved_at.desc()))
    )


def ballot_draft(session: Session, draft: str) -> BallotDraftRow | None:
    """One draft, or None."""
    record = session.get(BallotDraft, draft)
    return _row(session, record) if record else None


def _row(session: Session, draft: BallotDraft) -> BallotDraftRow:
    data = msgspec.json.decode(draft.data, type=DraftData)
    issue = session.scalars(
        select(OutEvent)
        .where(OutEvent.subject == draft.id, OutEvent.kind == EventKind.ISSUE.value)
        .order_by(OutEvent.device_seq.desc())
        .limit(1)
    ).first()
    return BallotDraftRow(
        id=draft.id,
        number=data.number,
        title=data.title,
        question=data.question,
        submitted_by=data.submitted_by,
        deadline=data.deadline,
        rule_set=data.rule_set,
        papers=tuple(
            PaperRef(DocumentId(document), title, size, pages) for document, title, size, pages in data.papers
        ),
        saved_at=draft.saved_at,
        sealed_at=issue.made_at if issue else None,
        refused=(issue.reason or "refused") if issue and issue.state == SendState.REFUSED else "",
    )
