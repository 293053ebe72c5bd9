"""The sync panel: what waits, what was refused, alarms, storage, lease, last contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, cast, func, select, text
from sqlalchemy.orm import Session

from models.alarms import AlarmKind
from models.local_settings import (
    ALARM_EXPLANATION,
    EPOCH,
    LAST_CONTACT,
    LEASE_UNTIL,
    dismissed_events,
    instant_setting,
    setting,
)
from models.queries.client.answers import sending_order
from models.queries.client.papers import PIECE_SIZE
from models.tables.client.local import Alarm, HeldDocument, HeldPiece, OutEvent, SeenHead
from models.tables.shared.ballots import Ballot
from models.types import DocumentId, EventId, EventKind, SendState


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act of this device on its way. ``position`` in the sending order, from 1 (0: not waiting).

    ``title`` is the ballot's, empty where the act is about none. ``reason``: a models.types.Refusal value.
    """

    event: EventId
    kind: EventKind
    subject: str
    number: str
    title: str
    state: SendState
    position: int
    size: int
    made_at: datetime
    settled_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm. ``explanation`` is the hub's signed explanation in words, empty until one came: only then can the
    person acknowledge it.
    """

    id: str
    kind: AlarmKind
    detail: str
    epoch: int
    raised_at: datetime
    acknowledged_at: datetime | None
    explanation: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A document under way, waiting or failed. ``held`` and ``size`` in bytes."""

    document: DocumentId
    title: str
    ballot: str  # number of the first ballot that cites it, or empty
    state: str  # waiting | partial | failed
    upload: bool
    held: int
    size: int
    error: str


@dataclass(frozen=True, slots=True)
class StorageRow:
    """Bytes on this device: papers held, and the rest of the profile's sealed acts."""

    papers: int
    acts: int


@dataclass(frozen=True, slots=True)
class SyncStateRow:
    """All of the sync panel that is data (progress is ``Activity``'s).

    ``waiting``: acts not settled, in sending order. ``unsent_ballots`` counts signed ballots without a receipt.
    ``refused``: finally refused acts not yet dismissed. ``alarms``: not acknowledged.
    """

    waiting: tuple[ActRow, ...]
    unsent_ballots: int
    refused: tuple[ActRow, ...]
    alarms: tuple[AlarmRow, ...]
    documents: tuple[HeldRow, ...]
    storage: StorageRow
    last_contact: datetime | None
    lease_until: datetime | None
    epoch: int
    head_size: int


def sync_state(session: Session) -> SyncStateRow:
    """Everything the panel shows, in one reading."""
    order = {event: position for position, event in enumerate(sending_order(session), start=1)}
    waiting = sorted(_acts(session, order, OutEvent.id.in_(order)), key=lambda row: row.position)
    dismissed = dismissed_events(session)
    refused = [
        row for row in _acts(session, order, OutEvent.state == SendState.REFUSED.value) if row.event not in dismissed
    ]
    epoch = int(setting(session, EPOCH, "0"))
    return SyncStateRow(
        waiting=tuple(waiting),
        unsent_ballots=sum(row.kind is EventKind.ANSWER for row in waiting),
        refused=tuple(refused),
        alarms=list_alarms(session),
        documents=_documents(session),
        storage=_storage(session),
        last_contact=instant_setting(session, LAST_CONTACT),
        lease_until=instant_setting(session, LEASE_UNTIL),
        epoch=epoch,
        head_size=session.scalar(select(func.max(SeenHead.size)).where(SeenHead.epoch == epoch)) or 0,
    )


def list_alarms(session: Session, *, acknowledged: bool = False) -> tuple[AlarmRow, ...]:
    """Alarms that stand (or, asked so, those a person has acknowledged), newest first."""
    query = select(Alarm).order_by(Alarm.raised_at.desc())
    query = query.where(Alarm.acknowledged_at.is_not(None) if acknowledged else Alarm.acknowledged_at.is_(None))
    return tuple(
        AlarmRow(
            alarm.id,
            AlarmKind(alarm.kind),
            alarm.detail,
            alarm.epoch,
            alarm.raised_at,
            alarm.acknowledged_at,
            setting(session, ALARM_EXPLANATION + alarm.id),
        )
        for alarm in session.scalars(query)
    )


def list_acts(session: Session, kind: EventKind | None = None) -> tuple[ActRow, ...]:
    """Every act of this device, newest first; of one kind when asked."""
    order = {event: position for position, event in enumerate(sending_order(session), start=1)}
    condition = OutEvent.kind == kind.value if kind else OutEvent.kind != ""
    return tuple(_acts(session, order, condition))


def _acts(session: Session, order: Mapping[str, int], condition: ColumnElement[bool]) -> list[ActRow]:
    query = (
        select(OutEvent, Ballot.number, Ballot.title)
        .outerjoin(Ballot, Ballot.id == OutEvent.subject)
        .where(condition)
        .order_by(OutEvent.device_seq.desc())
    )
    return [
        ActRow(
            event=EventId(act.id),
            kind=EventKind(act.kind),
            subject=act.subject,
            number=number or "",
            title=title or "",
            state=SendState(act.state),
            position=order.get(act.id, 0),
            size=act.size,
            made_at=act.made_at,
            settled_at=act.settled_at,
            reason=act.reason,
        )
        for act, number, title in session.execute(query)
    ]


def _documents(session: Session) -> tuple[HeldRow, ...]:
    held = session.scalars(
        select(HeldDocument).where(HeldDocument.state != "complete").order_by(HeldDocument.wanted, HeldDocument.id)
    ).all()
    if not held:
        return ()
    pieces = held_pieces(session)
    cited = cited_titles(session)
    rows = []
    for document in held:
        title, ballot = cited.get(document.id, (document.filename, ""))
        done = pieces.get(document.id, (0, 0))[1 if document.direction == "up" else 0]
        rows.append(
            HeldRow(
                document=DocumentId(document.id),
                title=title,
                ballot=ballot,
                state=document.state,
                upload=document.direction == "up",
                held=min(document.size, done * PIECE_SIZE),
                size=document.size,
                error=document.error,
            )
        )
    return tuple(rows)


def held_pieces(session: Session) -> dict[str, tuple[int, int]]:
    """(pieces held, pieces sent) of every document on this device."""
    query = select(HeldPiece.document, func.count(), func.sum(cast(HeldPiece.sent, Integer)))
    return {document: (held, sent) for document, held, sent in session.execute(query.group_by(HeldPiece.document))}


def cited_titles(session: Session) -> dict[str, tuple[str, str]]:
    """(title, ballot number) of every paper that a ballot on this device cites."""
    rows = session.execute(
        text(
            "SELECT json_extract(p.value, '$[0]'), json_extract(p.value, '$[1]'), b.number"
            " FROM ballot b, json_each(b.papers) p ORDER BY b.deadline"
        )
    )
    return {document: (title, number) for document, title, number in rows}


def _storage(session: Session) -> StorageRow:
    sizes = {row.id: row.size for row in session.execute(select(HeldDocument.id, HeldDocument.size))}
    papers = sum(min(sizes.get(document, 0), held * PIECE_SIZE) for document, (held, _) in held_pieces(session).items())
    return StorageRow(papers=papers, acts=session.scalar(select(func.sum(OutEvent.size))) or 0)
