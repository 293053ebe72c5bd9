"""The record kinds: one table each. Exchange, visibility, audit and apply are generic over this registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.tables.base import SharedBase
from models.tables.shared.ballots import Answer, Ballot, Commitment, Document, Notice, Result, Tracking
from models.tables.shared.people import Certificate, Delegation, Device, Membership, Organization, Person


@dataclass(frozen=True, slots=True)
class RecordKind:
    """``schema`` rises when columns are added: a client that learns a newer schema starts the kind at 0.

    ``searched`` names the columns that go into the device's full-text index, title first.
    """

    name: str
    schema: int
    table: type[SharedBase]
    searched: tuple[str, ...] = ()


KINDS: Mapping[str, RecordKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            RecordKind("organization", 1, Organization),
            RecordKind("person", 1, Person),
            RecordKind("membership", 1, Membership),
            RecordKind("delegation", 1, Delegation),
            RecordKind("certificate", 1, Certificate),
            RecordKind("device", 1, Device),
            RecordKind("ballot", 1, Ballot, ("title", "question", "number", "submitted_by_name")),
            RecordKind("document", 1, Document),
            RecordKind("answer", 1, Answer),
            RecordKind("tracking", 1, Tracking),
            RecordKind("commitment", 1, Commitment),
            RecordKind("result", 1, Result),
            RecordKind("notice", 1, Notice),
        )
    }
)
