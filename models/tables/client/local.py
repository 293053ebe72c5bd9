"""What only the device knows: intent, receipts, sync state, pieces, drafts and reading."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ClientBase


class OutEvent(ClientBase):
    """Index of one envelope file of this device: the only table a person's act is written to.

    ``state`` is a :class:`models.types.SendState`. ``subject`` is the record the act is about (a ballot's id).
    ``code``/``reason`` come from the hub's result.
    """

    __tablename__ = "out_event"

    id: Mapped[str] = mapped_column(primary_key=True)
    device_seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    digest: Mapped[bytes]
    envelope: Mapped[str]  # file name
    size: Mapped[int]
    rank: Mapped[int]  # 0 goes first: signed ballots
    state: Mapped[str] = mapped_column(index=True)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class OwnAnswer(ClientBase):
    """A ballot answer sealed on this device. Triggers forbid update and delete."""

    __tablename__ = "own_answer"

    event: Mapped[str] = mapped_column(primary_key=True)
    ballot: Mapped[str] = mapped_column(index=True)
    choice: Mapped[str]
    opinion: Mapped[str]
    digest: Mapped[bytes]  # SHA-256 of the event bytes
    replaces: Mapped[bytes | None]
    signed_at: Mapped[datetime]
    batch: Mapped[str]  # answers signed with one PIN share it
    code: Mapped[str]  # commitment code for the telephone
    dictionary: Mapped[bytes]
    compressed: Mapped[bytes]  # the signed PDF in wire form


class Receipt(ClientBase):
    """A verified receipt: signed head and inclusion proof, exact bytes kept. Triggers forbid update and delete.

    After an honest restore the same answer gets a receipt of the new epoch; the old one stays as evidence. With
    ``standing``, ``reason`` and ``received_at`` the ledger's exact leaf can be rebuilt (:mod:`models.leaves`).
    """

    __tablename__ = "receipt"

    event: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    leaf_index: Mapped[int] = mapped_column(BigInteger)
    standing: Mapped[str]
    reason: Mapped[str]
    data: Mapped[bytes]  # models.ledger.Receipt encoding
    received_at: Mapped[datetime]
    verified_at: Mapped[datetime]


class SeenHead(ClientBase):
    """Every hub head with a verified signature; the newest is the one with the largest size in the epoch.

    ``linked``: proved to extend the newest linked head before it. A receipt's head may have to wait for its proof.
    """

    __tablename__ = "seen_head"

    epoch: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root: Mapped[bytes]
    time: Mapped[datetime]
    data: Mapped[bytes]  # signed head, exact bytes
    linked: Mapped[bool] = mapped_column(default=False)


class Alarm(ClientBase):
    """A history that does not extend what was seen. Stays until a person acknowledged the explanation."""

    __tablename__ = "alarm"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # rollback | fork | proof | epoch | missing_leaf
    detail: Mapped[str]
    epoch: Mapped[int]
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]


class Cursor(ClientBase):
    """Newest change applied of one principal."""

    __tablename__ = "cursor"

    principal: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class Reach(ClientBase):
    """Through which principals a record reaches this device; the last one lost withdraws it."""

    __tablename__ = "reach"

    kind: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True)
    principal: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_reach_principal", "principal"),)


class Setting(ClientBase):
    """Small values: language, theme, text scale, idle minutes, sync state, epoch, lease."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Draft(ClientBase):
    """An answer not signed yet."""

    __tablename__ = "draft"

    ballot: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]


class BallotDraft(ClientBase):
    """A ballot the Office is preparing on this device. ``papers``: JSON of [document, title, size, pages]."""

    __tablename__ = "ballot_draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[str]
    saved_at: Mapped[datetime]


class HeldDocument(ClientBase):
    """A document on this device. ``direction`` is ``down`` or ``up``; ``state``: waiting | partial | complete |
    failed. ``key`` encrypts its pieces; ``wanted`` orders transfers (smaller first).
    """

    __tablename__ = "held_document"

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes]
    size: Mapped[int] = mapped_column(BigInteger)
    manifest: Mapped[bytes]
    direction: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    wanted: Mapped[int]
    filename: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="application/pdf")
    error: Mapped[str] = mapped_column(default="")
    completed_at: Mapped[datetime | None]


class HeldPiece(ClientBase):
    """One encrypted 1 MiB piece on disk under a random name; ``sent`` marks an uploaded one."""

    __tablename__ = "held_piece"

    document: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sent: Mapped[bool] = mapped_column(default=False)


class Wish(ClientBase):
    """A wish that must survive: keep this offline, fetch this first."""

    __tablename__ = "wish"

    document: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # open | keep
    made_at: Mapped[datetime]


class Reading(ClientBase):
    """Where the person stopped in a paper; ``seen`` is a bit set of pages, little-endian bytes."""

    __tablename__ = "reading"

    document: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[int]
    offset: Mapped[float]
    zoom: Mapped[str]
    seen: Mapped[bytes]
    opened_at: Mapped[datetime]


class IndexedRecord(ClientBase):
    """Which row of the full-text table ``search`` (its rowid is ``id``) stands for which record.

    Rows are written in rising order, so that FTS5 does not flush its pending index at each of them; without this
    index a record could be found in ``search`` by a full scan only.
    """

    __tablename__ = "indexed_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    record: Mapped[str]

    __table_args__ = (UniqueConstraint("kind", "record"),)
