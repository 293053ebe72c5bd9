"""Identifiers, states and small values that cross threads and both ends of the wire.

Official Vietnamese state names are the stored and transmitted values (DOMAIN.md section 6); identifiers
in code are English. Everything here is immutable.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
OrganizationId = NewType("OrganizationId", str)
DeviceId = NewType("DeviceId", str)
BallotId = NewType("BallotId", str)
DocumentId = NewType("DocumentId", str)  # SHA-256 of the whole document, 64 lower-case hex digits
EventId = NewType("EventId", str)
Principal = NewType("Principal", str)  # "person:ID" | "role:NAME" | "org:ID" | "all"

ALL = Principal("all")


def new_id() -> str:
    """A fresh identifier: 128 random bits as 32 lower-case hex digits."""
    return secrets.token_hex(16)


def person_principal(person: str) -> Principal:
    """The principal that reaches one person's own records."""
    return Principal(f"person:{person}")


def role_principal(role: Role) -> Principal:
    """The principal that reaches everyone who holds ``role``."""
    return Principal(f"role:{role.value}")


class Role(StrEnum):
    """Roles of DOMAIN.md section 3."""

    PRIME_MINISTER = "THU_TUONG"
    DEPUTY_PM = "PHO_THU_TUONG"
    MEMBER = "THANH_VIEN"
    SUBSTITUTE = "DU_THAY"
    AIDE = "TRO_LY"
    OFFICE_CHIEF = "BO_TRUONG_CHU_NHIEM"
    OFFICE_STAFF = "CHUYEN_VIEN"
    AGENCY = "CO_QUAN_TRINH"
    LOCALITY = "DIA_PHUONG"
    ADMIN = "QUAN_TRI"
    AUDITOR = "KIEM_TOAN"


VOTING_ROLES = frozenset({Role.PRIME_MINISTER, Role.DEPUTY_PM, Role.MEMBER, Role.OFFICE_CHIEF})
"""Only members of the Government vote (Decree 191/2026, Article 7.1)."""

OFFICE_ROLES = frozenset({Role.OFFICE_CHIEF, Role.OFFICE_STAFF})


class BallotState(StrEnum):
    """States of an opinion ballot."""

    DRAFT = "NHAP"
    OPEN = "DANG_LAY"
    CLOSED = "DA_DONG"
    TALLIED = "DA_TONG_HOP"  # the result is published
    CANCELLED = "HUY"


class Choice(StrEnum):
    """The three options of a ballot; the last two need a text, and OTHER never counts as approval."""

    APPROVE = "DONG_Y"
    DISAPPROVE = "KHONG_DONG_Y"
    OTHER = "Y_KIEN_KHAC"


class AnswerBasis(StrEnum):
    """How an answer came about."""

    EXPLICIT = "TRUC_TIEP"
    DEEMED = "MAC_NHIEN_QUA_HAN"


class BallotOutcome(StrEnum):
    """Result of a ballot."""

    ADOPTED = "THONG_QUA"
    NOT_ADOPTED = "KHONG_THONG_QUA"
    PM_SIDE = "THEO_Y_KIEN_THU_TUONG"
    UNDECIDED = "CHUA_DU_QUA_NUA"


class Standing(StrEnum):
    """What the hub's ledger says of one received answer."""

    COUNTED = "counted"
    COMPETING = "competing"  # waits for the member's confirmation
    SUPERSEDED = "superseded"  # a later answer of the same member replaced it
    CHAIR_DECIDES = "chair_decides"  # late or indeterminate: waits for the chair
    NOT_COUNTED = "not_counted"


class Refusal(StrEnum):
    """Final reasons, each shown to the person in Vietnamese by the screens."""

    FORM = "form"  # the signed file is not what the statement renders to
    SIGNATURE = "signature"  # broken, missing or second signature
    CERTIFICATE = "certificate"  # not registered to this person, expired or revoked before signing
    NOT_A_MEMBER = "not_a_member"  # a substitute, an aide, or no member at that instant
    WRONG_BALLOT = "wrong_ballot"  # statement of another hub, another ballot, other papers
    BALLOT_CLOSED = "ballot_closed"
    BALLOT_CHANGED = "ballot_changed"
    CANCELLED = "cancelled"
    LATE = "late"
    COMPETING = "competing"
    REUSED_ID = "reused_id"  # same event id, other bytes
    NOT_ALLOWED = "not_allowed"
    INVALID = "invalid"
    DEVICE_REVOKED = "device_revoked"
    SECRECY = "secrecy"
    DAMAGED = "damaged"  # local only: the envelope broke on this device's disk before the hub had it


class EventKind(StrEnum):
    """Acts of persons that travel as events. An unknown kind is ``retry(upgrade)``, never final."""

    ANSWER = "ballot.answer"
    OPENED = "ballot.opened"
    ISSUE = "ballot.issue"
    CLOSE = "ballot.close"
    PUBLISH = "ballot.publish"
    CANCEL = "ballot.cancel"
    COMMITMENT = "ballot.commitment"
    REMIND = "ballot.remind"
    DECIDE_LATE = "ballot.decide_late"
    ACKNOWLEDGE_ALARM = "alarm.acknowledge"


class ResultCode(StrEnum):
    """What the hub did with one event. All but RETRY are final."""

    ACCEPTED = "accepted"
    ALREADY = "already"  # accepted before: the same id, the same bytes
    NOT_COUNTED = "not_counted"
    REJECTED = "rejected"
    RETRY = "retry"


class SendState(StrEnum):
    """Where an act of this device is on its way (shown as stages)."""

    SIGNED = "signed"  # sealed on this device, not sent
    SENT = "sent"  # handed to the hub, no verified answer yet
    RECEIVED = "received"  # a receipt came and verified: biên nhận
    RECORDED = "recorded"  # the ledger's own answer record shows its standing: đã vào sổ
    REFUSED = "refused"


class LeafKind(StrEnum):
    """Kinds of ledger entries."""

    BALLOT = "ballot"
    ANSWER = "answer"
    COMMITMENT = "commitment"
    DECISION = "decision"
    CLOSING = "closing"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class PaperRef:
    """One paper of a ballot, bound by hash. ``size`` in bytes; ``pages`` 0 where unknown."""

    document: DocumentId
    title: str
    size: int
    pages: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Kinds and ids that a committed write touched; screens decide what to re-read."""

    touched: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @classmethod
    def of(cls, *pairs: tuple[str, str]) -> ChangeSet:
        """A change set of ``(kind, id)`` pairs."""
        return cls(frozenset(pairs))

    def __or__(self, other: ChangeSet) -> ChangeSet:
        return ChangeSet(self.touched | other.touched)

    def __bool__(self) -> bool:
        return bool(self.touched)

    def ids(self, kind: str) -> frozenset[str]:
        """Ids of one kind."""
        return frozenset(i for k, i in self.touched if k == kind)


NO_CHANGES = ChangeSet()
