"""What the hub exports of one ballot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ArchiveLeaf:
    """One ledger entry of the ballot: its exact input (:mod:`models.leaves`) and its path to the head's root."""

    number: int
    kind: str
    data: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ArchiveAnswer:
    """The signed PDF of answer leaf ``leaf``; ``long_term`` adds timestamp and revocation data (None: not made)."""

    leaf: int
    person: str
    pdf: bytes
    long_term: bytes | None


@dataclass(frozen=True, slots=True)
class ArchiveResult:
    """One numbered result: canonical statement and the checkpoint key's signature under ``epoch``."""

    number: int
    epoch: int
    statement: bytes
    signature: bytes
    leaf: int


@dataclass(frozen=True, slots=True)
class ArchivePerson:
    """A member as named on the summary."""

    person: str
    name: str
    title: str
    is_pm: bool


@dataclass(frozen=True, slots=True)
class ArchiveAnchor:
    """A trust anchor (``is_root``) or an intermediate certificate, DER."""

    der: bytes
    is_root: bool
    is_test: bool


@dataclass(frozen=True, slots=True)
class ArchiveData:
    """One ballot.

    ``root_key``: raw Ed25519 public key. ``epochs``: (statement, root signature), oldest first. ``head``: encoded
    :class:`models.ledger.SignedHead` that all proofs lead to. ``statement``: the ballot's canonical statement.
    ``certificates``: (person, DER) registered for the answers; ``members``: the electorate
    at issue, in protocol order. ``exported_at``: aware instant.
    """

    ballot: str
    root_key: bytes
    epochs: tuple[tuple[bytes, bytes], ...]
    head: bytes
    statement: bytes
    leaves: tuple[ArchiveLeaf, ...]
    answers: tuple[ArchiveAnswer, ...]
    results: tuple[ArchiveResult, ...]
    certificates: tuple[tuple[str, bytes], ...]
    anchors: tuple[ArchiveAnchor, ...]
    members: tuple[ArchivePerson, ...]
    exported_at: datetime
