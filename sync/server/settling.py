"""Settling envelopes: opened, examined, put to the commands, answered in sealed results.

The slow check of a signed PDF runs before any transaction. All events of one exchange are settled in one
transaction; where that fails for a reason of ours, each is tried in its own, so that one cannot spoil the others.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import sealing
from models.commands.server.ledger_log import newest_head, receipt, tree_size
from models.commands.server.receive import Examined, Outcome, examine, settle_events
from models.envelopes import decode_wire, open_wire
from models.errors import DefectError, EnvelopeKeyError, InvalidInputError
from models.events import SignedEvent
from models.ledger import SignedHead
from models.tables.base import to_micros
from models.tables.server.hub import DeviceKey
from models.types import NO_CHANGES, ChangeSet, ResultCode
from sync import protocol
from sync.protocol import Settled
from sync.server.hub import Hub

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """An outcome with what its device needs to believe it."""

    outcome: Outcome
    vault_key: bytes
    receipt: bytes


def settle_envelopes(hub: Hub, envelopes: Sequence[bytes], now: datetime) -> tuple[Settled, ...]:
    """Settle envelopes of any enrolled device, in the order given; also the courier's way in."""
    settled: list[Settled] = []
    examined: list[Examined] = []
    for data in envelopes:
        opened = _open(hub, data, now)
        if isinstance(opened, Settled):
            settled.append(opened)
        else:
            examined.append(opened)
    results = _settle(hub, examined, now)
    return (*settled, *(_seal(result) if isinstance(result, _Sealed) else result for result in results))


_HEAD = text("SELECT data FROM head WHERE epoch = :epoch AND size = :size")


def newest_signed_head(hub: Hub, now: datetime) -> SignedHead:
    """The head of the whole ledger; signed and stored at the first asking, read from then on."""

    def read(session: Session) -> bytes | None:
        data: bytes | None = session.scalar(_HEAD, {"epoch": hub.epoch.number, "size": tree_size(session)})
        return data

    known = hub.read(read)
    if known is not None:
        return SignedHead.decode(known)
    return hub.write(lambda session: (newest_head(session, hub.context, now), NO_CHANGES))


def _open(hub: Hub, data: bytes, now: datetime) -> Examined | Settled:
    event = ""
    try:
        event = decode_wire(data).event
        signed = open_wire(data, hub.envelope_keys)
    except EnvelopeKeyError:
        return Settled(event, ResultCode.RETRY, "envelope_key", b"")
    except InvalidInputError:
        return Settled(event, ResultCode.RETRY, "unreadable", b"")
    return examine_safely(hub, signed, now)


def examine_safely(hub: Hub, signed: SignedEvent, now: datetime) -> Examined | Settled:
    """Examine a hostile event; a defect of ours in it must not keep its device from delivering the others."""
    try:
        return examine(hub.context, signed, now)
    except Exception:  # noqa: BLE001 - whatever a parser does with hostile bytes, the other envelopes go on
        _log.exception("event %s could not be examined", signed.event.id)
        return Settled(signed.event.id, ResultCode.RETRY, "busy", b"")


def _settle(hub: Hub, examined: Sequence[Examined], now: datetime) -> list[_Sealed | Settled]:
    if not examined:
        return []
    try:
        return hub.write(lambda session: _settle_all(hub, session, examined, now))
    except (SQLAlchemyError, DefectError):
        if len(examined) == 1:
            _log.exception("event %s could not be settled", examined[0].signed.event.id)
            return [Settled(examined[0].signed.event.id, ResultCode.RETRY, "busy", b"")]
    return [result for item in examined for result in _settle(hub, [item], now)]


def _settle_all(
    hub: Hub, session: Session, examined: Sequence[Examined], now: datetime
) -> tuple[list[_Sealed | Settled], ChangeSet]:
    """Settle and prove in one transaction: all receipts stand under the one head that it leaves."""
    outcomes, changes = settle_events(session, hub.context, examined, now)
    results: list[_Sealed | Settled] = []
    for outcome in outcomes:
        if outcome.code == ResultCode.RETRY:
            results.append(Settled(outcome.event, outcome.code, outcome.reason, b""))
            continue
        proof = b""
        if outcome.leaf_number is not None:
            proof = receipt(session, hub.context, outcome.event, outcome.leaf_number, now).encode()
        key = session.get_one(DeviceKey, outcome.device)  # settling has loaded it
        results.append(_Sealed(outcome, key.vault_key, proof))
    return results, changes


def _seal(item: _Sealed) -> Settled:
    outcome = item.outcome
    body = protocol.ResultBody(
        event=outcome.event,
        digest=outcome.digest,
        code=outcome.code,
        standing=outcome.standing,
        reason=outcome.reason,
        detail=outcome.detail,
        receipt=item.receipt,
        received_at=to_micros(outcome.received_at),
    )
    info = protocol.RESULT_INFO + outcome.event.encode()
    return Settled(outcome.event, outcome.code, "", sealing.seal_to(item.vault_key, protocol.encode(body), info))
