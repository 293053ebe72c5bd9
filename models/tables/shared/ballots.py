"""Ballots, their papers, answers, tracking, results and notices (records, synced)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import SharedBase


class Ballot(SharedBase):
    """Phiếu lấy ý kiến. ``statement`` is the canonical :class:`models.statements.BallotStatement`; the other
    columns are its fields, repeated for queries. ``papers``: list of [document, title, size, pages].
    """

    __tablename__ = "ballot"

    number: Mapped[str]
    title: Mapped[str]
    question: Mapped[str]
    submitted_by: Mapped[str]
    submitted_by_name: Mapped[str]
    issued_at: Mapped[datetime]
    deadline: Mapped[datetime] = mapped_column(index=True)
    rule_set: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    statement: Mapped[bytes]
    digest: Mapped[bytes]
    papers: Mapped[list[Any]]
    papers_root: Mapped[bytes]
    n_members: Mapped[int]
    threshold: Mapped[int]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(default="")  # why cancelled


class Document(SharedBase):
    """A paper's manifest. ``id`` is the SHA-256 of the whole; ``pieces`` holds 32 bytes for each 1 MiB piece."""

    __tablename__ = "document"

    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    pieces: Mapped[bytes]
    pages: Mapped[int]
    created_at: Mapped[datetime]


class Answer(SharedBase):
    """One validly signed answer as the ledger holds it. ``id`` is the event's id.

    Visible to its member and to the Office. ``digest`` is the SHA-256 of the event bytes; ``not_before`` the time
    of the newest hub head inside the signature; ``standing`` a :class:`models.types.Standing`; ``reason`` a
    :class:`models.types.Refusal` value or empty.
    """

    __tablename__ = "answer"

    ballot: Mapped[str] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(index=True)
    device: Mapped[str]
    choice: Mapped[str]
    opinion: Mapped[str]
    digest: Mapped[bytes]
    replaces: Mapped[bytes | None]
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    received_at: Mapped[datetime]
    leaf_index: Mapped[int] = mapped_column(BigInteger)
    leaf_hash: Mapped[bytes]
    standing: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    late: Mapped[bool] = mapped_column(default=False)
    timestamped_at: Mapped[datetime | None]


class Tracking(SharedBase):
    """Delivery of one ballot to one member, for the Office. ``id`` is ``ballot:person``."""

    __tablename__ = "tracking"

    ballot: Mapped[str] = mapped_column(index=True)
    person: Mapped[str]
    delivered_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    last_contact: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)


class Commitment(SharedBase):
    """A code read over the telephone and entered by a clerk, for the Office and the member."""

    __tablename__ = "commitment"

    ballot: Mapped[str] = mapped_column(index=True)
    person: Mapped[str]
    code: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    leaf_index: Mapped[int] = mapped_column(BigInteger)


class Result(SharedBase):
    """A numbered result. ``id`` is ``ballot:number``; only a published one leaves the Office.

    ``statement`` is canonical JSON signed by the hub's checkpoint key; ``leaves`` inside it name every counted
    answer, so that each client can find its own.
    """

    __tablename__ = "result"

    ballot: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    outcome: Mapped[str]
    n_members: Mapped[int]
    threshold: Mapped[int]
    approve: Mapped[int]
    deemed: Mapped[int]
    disapprove: Mapped[int]
    other: Mapped[int]
    silent: Mapped[int]
    pm_choice: Mapped[str]
    statement: Mapped[bytes]
    signature: Mapped[bytes]
    epoch: Mapped[int]
    computed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Notice(SharedBase):
    """A reminder or alert to one person (member or aide). ``kind``: reminder | overdue | competing | result |
    decision.
    """

    __tablename__ = "notice"

    person: Mapped[str] = mapped_column(index=True)
    ballot: Mapped[str]
    kind: Mapped[str]
    created_at: Mapped[datetime]
