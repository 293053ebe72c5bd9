"""One answer of the hub, applied whole: results, records, cursors, heads and settings in one transaction.

A crash anywhere repeats harmlessly: acts are settled by id, records upserted, cursors only moved with what they
stand for. Everything was parsed and verified before (:mod:`models.hub_trust`, :mod:`models.commands.client.records`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy.orm import Session

from models.commands.client.heads import record_heads
from models.commands.client.office import discard_ballot_draft
from models.commands.client.own_leaf import check_own_leaves
from models.commands.client.raw import execute_many
from models.commands.client.records import NOTHING, Batch, write_batch
from models.commands.client.settings import put_instant, put_setting
from models.commands.client.withdrawal import Withdrawn, withdraw
from models.errors import DefectError
from models.hub_trust import HubTrust
from models.ledger import Receipt as LedgerReceipt
from models.ledger import SignedHead
from models.local_settings import HUB_NOW, KNOWN_KINDS, LAST_CONTACT, LEASE_UNTIL, instant_setting
from models.tables.client.local import OutEvent, Receipt
from models.types import NO_CHANGES, ChangeSet, EventKind, ResultCode, SendState

_RECEIVED: Final = frozenset({ResultCode.ACCEPTED, ResultCode.ALREADY, ResultCode.NOT_COUNTED})
_SETTLED: Final = frozenset({SendState.RECEIVED, SendState.REFUSED})


@dataclass(frozen=True, slots=True)
class SettledAct:
    """The hub's verified word on one act. ``receipt`` is None for unsigned acts and refusals.

    ``code`` is a models.types.ResultCode; ``reason`` a models.types.Refusal value,
    or for retry what it waits for.
    """

    event: str
    code: str
    standing: str
    reason: str
    receipt: LedgerReceipt | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A checked answer. ``heads``: signed heads, signatures verified; ``linked``: those of them that were proved to
    extend the newest head seen before; ``hub_now`` and ``lease_until`` None when only stored
    answers of an earlier exchange are applied. ``kinds``: those that the cursors now stand for; None leaves them.
    """

    settled: Sequence[SettledAct] = ()
    batch: Batch = NOTHING
    cursors: Mapping[str, int] | None = None
    lost: Sequence[str] = ()
    heads: Sequence[SignedHead] = ()
    linked: Sequence[SignedHead] = ()
    hub_now: datetime | None = None
    lease_until: datetime | None = None
    kinds: Mapping[str, int] | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Applied:
    """What is left to do after the commit. ``settled``: envelope files of acts that are settled now; ``known``:
    acts whose answers were taken in, to be forgotten on disk.
    """

    settled: tuple[str, ...]
    known: frozenset[str]
    withdrawn: Withdrawn


def apply_exchange(
    session: Session, exchanged: Exchanged, trust: HubTrust, person: str, now: datetime
) -> tuple[Applied, ChangeSet]:
    """Apply an answer. Raises :class:`models.errors.LedgerMismatchError` (nothing is applied) where a head
    contradicts one seen before.
    """
    record_heads(session, exchanged.heads, exchanged.linked)
    envelopes, known, changes = _settle(session, exchanged.settled, now)
    write_batch(session, exchanged.batch)
    withdrawn = withdraw(session, exchanged.batch.withdrawn, exchanged.lost)
    _move_cursors(session, exchanged.cursors or {})
    if exchanged.hub_now is not None:
        _note_contact(session, exchanged.hub_now, exchanged.lease_until, now)
    if exchanged.kinds is not None:
        put_setting(session, KNOWN_KINDS, msgspec.json.encode(exchanged.kinds).decode())
    changes |= exchanged.batch.changes | ChangeSet(withdrawn.records)
    if not exchanged.more and (exchanged.batch.rows or exchanged.settled):
        changes |= check_own_leaves(session, trust, person, now)
    return Applied(envelopes, known, withdrawn), changes


def _settle(
    session: Session, acts: Sequence[SettledAct], now: datetime
) -> tuple[tuple[str, ...], frozenset[str], ChangeSet]:
    envelopes = []
    known = set()
    changes = NO_CHANGES
    for act in acts:
        row = session.get(OutEvent, act.event)
        if row is None:  # an envelope not adopted yet: its answer stays on disk until it is
            continue
        known.add(act.event)
        pairs = {("out_event", row.id)} | ({("ballot", row.subject)} if row.subject else set())
        changes |= ChangeSet(frozenset(pairs))
        row.sent_at = row.sent_at or act.received_at or now
        if act.code == ResultCode.RETRY:
            if row.state not in _SETTLED:  # unsealed and unproved, it takes nothing back
                row.code, row.reason, row.state = act.code, act.reason, SendState.SENT.value
            continue
        envelopes.append(row.envelope)
        if act.receipt is not None:
            _keep_receipt(session, act, act.receipt, now)
        if row.state in _SETTLED:
            continue
        row.code, row.reason, row.settled_at = act.code, act.reason, act.received_at or now
        row.state = _state(act).value
        if row.kind == EventKind.ISSUE and row.state == SendState.RECEIVED:  # the draft has become a ballot
            changes |= discard_ballot_draft(session, row.subject)[1]
    session.flush()
    return tuple(envelopes), frozenset(known), changes


def _state(act: SettledAct) -> SendState:
    if act.code in _RECEIVED:
        return SendState.RECEIVED
    if act.code == ResultCode.REJECTED:
        return SendState.REFUSED
    raise DefectError(f"unknown code {act.code}")


def _keep_receipt(session: Session, act: SettledAct, receipt: LedgerReceipt, now: datetime) -> None:
    if act.received_at is None:
        raise DefectError("a receipt without its time")
    if session.get(Receipt, (act.event, receipt.head.epoch)) is None:
        session.add(
            Receipt(
                event=act.event,
                epoch=receipt.head.epoch,
                leaf_index=receipt.leaf_index,
                standing=act.standing,
                reason=act.reason,
                data=receipt.encode(),
                received_at=act.received_at,
                verified_at=now,
            )
        )


def _move_cursors(session: Session, cursors: Mapping[str, int]) -> None:
    sql = "INSERT INTO cursor (principal, seq) VALUES (?, ?) ON CONFLICT (principal) DO UPDATE SET seq = excluded.seq"
    execute_many(session, sql, list(cursors.items()))


def _note_contact(session: Session, hub_now: datetime, lease_until: datetime | None, now: datetime) -> None:
    put_instant(session, LAST_CONTACT, now)
    newest = instant_setting(session, HUB_NOW)
    put_instant(session, HUB_NOW, hub_now if newest is None else max(newest, hub_now))
    if lease_until is not None:
        put_instant(session, LEASE_UNTIL, lease_until)
