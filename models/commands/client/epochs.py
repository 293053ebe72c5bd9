"""A new epoch of the hub: start over with records, send again what a restored ledger lacks, tell the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.alarms import AlarmKind
from models.commands.client.alarms import explain_alarms, raise_alarm
from models.commands.client.outbox import reopen_acts
from models.commands.client.raw import execute_many
from models.commands.client.settings import put_setting
from models.epochs import EpochReason, EpochStatement
from models.hub_trust import HubTrust
from models.local_settings import EPOCH, setting
from models.tables.client.local import OutEvent, Receipt, SeenHead
from models.types import NO_CHANGES, ChangeSet, EventId, EventKind, SendState


def enter_epoch(session: Session, trust: HubTrust, now: datetime) -> tuple[tuple[str, ...], ChangeSet]:
    """Make the newest epoch of a verified chain this device's own. Returns envelope files that wait again.

    Cursors start at 0: what the hub no longer knows is not shown as known. The first epoch ever is no news; a later
    one is told by an alarm that carries the hub's signed explanation until a person has acknowledged it.
    """
    before = int(setting(session, EPOCH, "0"))
    newest = trust.newest
    if newest.number == before:
        return (), NO_CHANGES
    put_setting(session, EPOCH, str(newest.number))
    execute_many(session, "DELETE FROM cursor WHERE seq >= ?", [(0,)])
    if before == 0:
        return (), NO_CHANGES
    envelopes: tuple[str, ...] = ()
    changes = _check_base(session, newest, now)
    restores = [epoch for epoch in trust.epochs if epoch.number > before and epoch.reason is EpochReason.RESTORE]
    if restores:
        lacking = _lacking(session, min(epoch.base_size for epoch in restores), restores[-1].number)
        envelopes, reopened = reopen_acts(session, lacking)
        changes |= reopened
    kind = AlarmKind.ROLLBACK if restores else AlarmKind.EPOCH
    _, raised = raise_alarm(session, kind, newest.reason.value, newest.number, now, f"epoch:{newest.number}")
    return envelopes, changes | raised | explain_alarms(session, newest.explanation, newest.number)


def _lacking(session: Session, base_size: int, epoch: int) -> frozenset[EventId]:
    """Acts that a ledger restored at ``base_size`` leaves lacks, or may lack.

    A receipted answer is lacking when its leaf lies beyond the base; of other settled acts only the hub knows, and
    it answers "already" to those that it still has.
    """
    newer = select(Receipt.event).where(Receipt.epoch >= epoch)
    receipted = session.scalars(
        select(Receipt.event).where(Receipt.leaf_index >= base_size, Receipt.event.not_in(newer))
    )
    unsigned = session.scalars(
        select(OutEvent.id).where(OutEvent.kind != EventKind.ANSWER.value, OutEvent.state == SendState.RECEIVED.value)
    )
    return frozenset(EventId(event) for event in [*receipted, *unsigned])


def _check_base(session: Session, newest: EpochStatement, now: datetime) -> ChangeSet:
    """The tree that the epoch starts from must be one that this device saw, where it saw one of that size."""
    roots = frozenset(session.scalars(select(SeenHead.root).where(SeenHead.size == newest.base_size)))
    if not roots or newest.base_root in roots:
        return NO_CHANGES
    detail = f"base of epoch {newest.number}"
    return raise_alarm(session, AlarmKind.FORK, detail, newest.number, now)[1]
