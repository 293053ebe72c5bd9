"""What only the hub knows: change log, ledger, events, keys, codes, orders, audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import ServerBase


class Change(ServerBase):
    """One line of the change log: ``record`` of ``kind`` is to be shown to (or withdrawn from) ``principal``.

    Only the newest line of a (principal, kind, record) is kept, so a first pull is as long as what is visible.
    """

    __tablename__ = "change"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    principal: Mapped[str]
    kind: Mapped[str]
    record: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("principal", "kind", "record"),
        Index("ix_change_principal_seq", "principal", "seq"),
        Index("ix_change_kind_record", "kind", "record"),
    )


class Counter(ServerBase):
    """Sequences that must have no holes a reader can skip: allocated last in the transaction, under a lock."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Leaf(ServerBase):
    """One ledger entry (RFC 6962 leaf input). ``subject`` is the event or record it is about."""

    __tablename__ = "leaf"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    ballot: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    data: Mapped[bytes]
    hash: Mapped[bytes]
    added_at: Mapped[datetime]


class Node(ServerBase):
    """Hash of a full subtree: ``level`` 0 is the leaf hash, node ``number`` counts within the level."""

    __tablename__ = "node"

    level: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class Head(ServerBase):
    """A signed tree head that was handed out."""

    __tablename__ = "head"

    epoch: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root: Mapped[bytes]
    time: Mapped[datetime]
    data: Mapped[bytes]


class EpochRow(ServerBase):
    """A root-signed epoch statement, exact bytes."""

    __tablename__ = "epoch"

    number: Mapped[int] = mapped_column(primary_key=True)
    statement: Mapped[bytes]
    signature: Mapped[bytes]


class ReceivedEvent(ServerBase):
    """Every settled event with its exact bytes and its result: the same id and bytes get the same answer."""

    __tablename__ = "received_event"

    id: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(index=True)
    person: Mapped[str]
    device_seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    digest: Mapped[bytes]
    data: Mapped[bytes]  # SignedEvent wire bytes
    code: Mapped[str]
    reason: Mapped[str]
    leaf_number: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime]


class DeviceKey(ServerBase):
    """Public keys of a device: Ed25519 for events and tokens, HPKE for sealed answers; newest contact, lease."""

    __tablename__ = "device_key"

    device: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    sign_key: Mapped[bytes]
    vault_key: Mapped[bytes]
    last_seen: Mapped[datetime | None]
    seen_size: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class EnrolCode(ServerBase):
    """A one-time code, by its public id; the secret half is needed to check the proof and goes when used."""

    __tablename__ = "enrol_code"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    secret: Mapped[bytes]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by: Mapped[str]


class Order(ServerBase):
    """A signed order to a device (wipe), kept until acknowledged."""

    __tablename__ = "device_order"

    id: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    data: Mapped[bytes]
    made_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]


class AnswerFile(ServerBase):
    """The signed PDF of a validly signed answer, and the derived file with timestamp and revocation data."""

    __tablename__ = "answer_file"

    event: Mapped[str] = mapped_column(primary_key=True)
    pdf: Mapped[bytes]
    long_term: Mapped[bytes | None]  # B-LT, names the leaf; made by a job
    tried_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class Anchor(ServerBase):
    """A trust anchor or intermediate, data of the hub. ``id`` is the SHA-256 of the DER."""

    __tablename__ = "anchor"

    id: Mapped[str] = mapped_column(primary_key=True)
    der: Mapped[bytes]
    is_root: Mapped[bool]
    is_test: Mapped[bool]


class StoredPiece(ServerBase):
    """A piece of a document that lies in the hub's blob store, encrypted."""

    __tablename__ = "stored_piece"

    document: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[bytes]
    size: Mapped[int]


class Elector(ServerBase):
    """One member of a ballot's electorate, fixed at the issue (N is computed at an instant, Decree 191/2026,
    Article 3.3): later changes of memberships do not touch it.
    """

    __tablename__ = "elector"

    ballot: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True, index=True)
    membership: Mapped[str]
    is_pm: Mapped[bool]


class BallotPaper(ServerBase):
    """Which ballots name a document: the document is visible to whom one of them is visible."""

    __tablename__ = "ballot_paper"

    ballot: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True, index=True)


class Upload(ServerBase):
    """A person's upload of a document, with the declaration "không chứa bí mật nhà nước" (DOMAIN.md section 4).

    ``completed_at`` is set once all pieces are there and hash to the document's id.
    """

    __tablename__ = "upload"

    document: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    device: Mapped[str]
    declared_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]


class Audit(ServerBase):
    """Who did what, when, to which record: no content."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    device: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]


class HubSetting(ServerBase):
    """Small values of the hub: root key id, sample-data flag, TSA address, state of jobs."""

    __tablename__ = "hub_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
