"""The bytes of ledger entries, as the hub appends them and as anybody can check them.

A leaf's input (RFC 6962, 2.1) is a header, one line feed, and a payload::

    {"ballot":"…","kind":"answer",…}  canonical JSON (models.canonical), one line
    0A
    exact bytes of the act            what the header is about, never re-encoded

=========== ============================================================================ =========================
kind        header, besides ``kind`` and ``ballot``                                      payload
=========== ============================================================================ =========================
ballot      actor, electorate [[person, membership, is_pm]…], n, threshold, recorded_at  ballot statement
answer      event, person, digest, standing, reason, received_at                         event
commitment  person, code, recorded_by, recorded_at                                       event of the clerk
decision    answer, counts, decided_by, recorded_at                                      event of the chair
closing     actor, state, reason, recorded_at                                            event, empty at the deadline
result      number, epoch, signature                                                     result statement
=========== ============================================================================ =========================

Times are RFC 3339 with microseconds in UTC; digests, signatures and hashes are lower-case hex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.canonical import Json, decode_canonical, encode_canonical
from models.errors import InvalidInputError, LedgerMismatchError
from models.statements import instant_text
from models.types import LeafKind

_RESULT_CONTEXT = b"ecabinet/result/v1\x00"


def make_leaf(kind: LeafKind, ballot: str, fields: Mapping[str, Json], payload: bytes) -> bytes:
    """Leaf input of ``kind``: see the module's table."""
    return encode_canonical({"kind": kind.value, "ballot": ballot, **fields}) + b"\n" + payload


def read_leaf(data: bytes) -> tuple[dict[str, Json], bytes]:
    """Header and payload. Raises :class:`InvalidInputError`."""
    line, separator, payload = data.partition(b"\n")
    header = decode_canonical(line)
    if not separator or not isinstance(header, dict):
        raise InvalidInputError("not a ledger entry")
    return cast(dict[str, Json], header), payload


@dataclass(frozen=True, slots=True)
class AnswerLeaf:
    """Header of a received answer. ``digest`` is the SHA-256 of the event's bytes; ``standing`` and ``reason`` are
    those at ``received_at``: what became of the answer later stands in later leaves.
    """

    event: str
    ballot: str
    person: str
    digest: bytes
    standing: str
    reason: str
    received_at: datetime

    def encode(self, event_bytes: bytes) -> bytes:
        """Leaf input. A member rebuilds it from the hub's result and the own event to verify a receipt."""
        fields: dict[str, Json] = {
            "event": self.event,
            "person": self.person,
            "digest": self.digest.hex(),
            "standing": self.standing,
            "reason": self.reason,
            "received_at": instant_text(self.received_at),
        }
        return make_leaf(LeafKind.ANSWER, self.ballot, fields, event_bytes)


def sign_result(statement: bytes, checkpoint_key: Ed25519PrivateKey) -> bytes:
    """The checkpoint key's signature over a result statement."""
    return checkpoint_key.sign(signed_result_bytes(statement))


def signed_result_bytes(statement: bytes) -> bytes:
    """Exactly what is signed of a result statement."""
    return _RESULT_CONTEXT + statement


def verify_result(statement: bytes, signature: bytes, checkpoint_key: bytes) -> dict[str, Json]:
    """The result statement's fields, once signed by ``checkpoint_key`` (raw). Raises :class:`LedgerMismatchError`."""
    try:
        Ed25519PublicKey.from_public_bytes(checkpoint_key).verify(signature, signed_result_bytes(statement))
        value = decode_canonical(statement)
    except (InvalidSignature, InvalidInputError, ValueError) as error:
        raise LedgerMismatchError("the result's signature does not verify") from error
    if not isinstance(value, dict):
        raise LedgerMismatchError("not a result statement")
    return cast(dict[str, Json], value)


def result_lists(statement: Mapping[str, Json], number: int, leaf_hash: bytes) -> bool:
    """Whether a result statement counts the answer that is leaf ``number`` with ``leaf_hash``."""
    leaves = statement.get("leaves")
    return isinstance(leaves, list) and any(
        isinstance(item, list) and item[:2] == [number, leaf_hash.hex()] for item in leaves
    )
