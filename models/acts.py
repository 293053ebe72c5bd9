"""Bodies of events: what each kind of act carries (MessagePack arrays, unknown fields refused)."""

from __future__ import annotations

import msgspec

from models.errors import InvalidInputError
from models.types import EventKind


class AnswerBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A signed ballot in wire form: the signed PDF compressed against the template named by hash."""

    ballot: str
    dictionary: bytes  # SHA-256 of the compression dictionary, 32 bytes
    compressed: bytes


class OpenedBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The person opened a ballot, or a paper of it when ``document`` is given (delivery report)."""

    ballot: str
    document: str | None


class IssueBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The Office issues a ballot: ``statement`` is a canonical :class:`models.statements.BallotStatement`."""

    statement: bytes


class BallotBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Close, publish, remind or cancel; ``reason`` is needed to cancel."""

    ballot: str
    reason: str


class CommitmentBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A clerk enters the code that a member reads over the telephone."""

    ballot: str
    member: str
    code: str


class DecideLateBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The chair decides whether a late or indeterminate answer counts; grounds are kept."""

    ballot: str
    answer: str
    counts: bool
    grounds: str


class AcknowledgeAlarmBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A person has read the signed explanation of a new epoch."""

    epoch: int
    explanation: bytes  # SHA-256 of the epoch statement


Act = AnswerBody | OpenedBody | IssueBody | BallotBody | CommitmentBody | DecideLateBody | AcknowledgeAlarmBody

BODIES: dict[EventKind, type[Act]] = {
    EventKind.ANSWER: AnswerBody,
    EventKind.OPENED: OpenedBody,
    EventKind.ISSUE: IssueBody,
    EventKind.CLOSE: BallotBody,
    EventKind.PUBLISH: BallotBody,
    EventKind.CANCEL: BallotBody,
    EventKind.REMIND: BallotBody,
    EventKind.COMMITMENT: CommitmentBody,
    EventKind.DECIDE_LATE: DecideLateBody,
    EventKind.ACKNOWLEDGE_ALARM: AcknowledgeAlarmBody,
}


def encode_act(act: Act) -> bytes:
    """MessagePack bytes of a body."""
    return msgspec.msgpack.encode(act)


def decode_act(kind: EventKind, data: bytes) -> Act:
    """The body of an event of ``kind``. Raises :class:`InvalidInputError`."""
    try:
        act: Act = msgspec.msgpack.decode(data, type=BODIES[kind])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError(f"body is not a {kind.value}") from error
    return act
