"""Opening one sealed answer of the hub: decrypted by the vault, verified against the own envelope."""

from __future__ import annotations

from models.commands.client.apply import SettledAct
from models.errors import DocumentDamagedError, InvalidInputError, LedgerMismatchError
from models.hub_trust import HubTrust, ReceivedAnswer, check_receipt
from models.ledger import Receipt
from models.profile_session import UnlockedProfile
from models.queries.client.outbox import act_envelope
from models.tables.base import from_micros
from models.types import EventKind, ResultCode
from sync import protocol

_FINAL = frozenset(code.value for code in ResultCode if code is not ResultCode.RETRY)
_RECEIPTED = _FINAL - {ResultCode.REJECTED.value}
_MAX_INSTANT = 253_402_300_799_000_000


def receipt_epoch(profile: UnlockedProfile, event: str, sealed: bytes) -> int:
    """The epoch of the head under a sealed answer's receipt, as it claims; 0 where there is none to read."""
    try:
        opened = profile.vault.open_sealed(sealed, protocol.RESULT_INFO + event.encode())
        receipt = protocol.decode(opened, protocol.ResultBody).receipt
        return Receipt.decode(receipt).head.epoch if receipt else 0
    except (DocumentDamagedError, InvalidInputError, LedgerMismatchError):
        return 0


def open_result(profile: UnlockedProfile, event: str, sealed: bytes, trust: HubTrust) -> SettledAct | None:
    """The hub's verified word on one act; None where the act has no row yet (its answer waits).

    Raises DocumentDamagedError (does not open), InvalidInputError (not a result), LedgerMismatchError (a receipt
    that is missing or proves nothing).
    """
    found = profile.store.read(lambda session: act_envelope(session, event)).result()
    if found is None:
        return None
    envelope, kind, ballot = found
    body = protocol.decode(
        profile.vault.open_sealed(sealed, protocol.RESULT_INFO + event.encode()), protocol.ResultBody
    )
    if body.event != event or body.code not in _FINAL or not 0 <= body.received_at <= _MAX_INSTANT:
        raise InvalidInputError("not a result of this act")
    signed = profile.envelopes.open(envelope, profile.vault)
    if body.digest != signed.digest:
        raise LedgerMismatchError("the hub answered to other bytes than were sent")
    received_at = from_micros(body.received_at)
    receipt = None
    if kind == EventKind.ANSWER and body.code in _RECEIPTED:
        received = ReceivedAnswer(body.standing, body.reason, received_at, body.receipt)
        receipt = check_receipt(signed, ballot, received, trust)
    return SettledAct(event, body.code, body.standing, body.reason, receipt, received_at)
