"""The sync panel: what waits, what was refused, alarms, storage, lease, last contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


class AlarmKind(StrEnum):
    """What is wrong with the hub's history."""

    ROLLBACK = "rollback"
    FORK = "fork"
    PROOF = "proof"
    EPOCH = "epoch"
    MISSING_LEAF = "missing_leaf"


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
