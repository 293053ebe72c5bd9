"""Alarms about the hub's history: raised by what was verified, taken down only by a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.alarms import AlarmKind
from models.commands.client.settings import put_setting
from models.errors import InvalidInputError
from models.local_settings import ALARM_EXPLANATION, setting
from models.tables.client.local import Alarm
from models.types import NO_CHANGES, ChangeSet


def raise_alarm(
    session: Session, kind: AlarmKind, detail: str, epoch: int, now: datetime, name: str = ""
) -> tuple[str, ChangeSet]:
    """Raise an alarm, or leave the one that stands for the same thing. Returns its id.

    ``name`` tells apart what may happen several times in an epoch (a ballot's result).
    """
    alarm = name or f"{kind.value}:{epoch}"
    if session.get(Alarm, alarm) is not None:
        return alarm, NO_CHANGES
    session.add(Alarm(id=alarm, kind=kind.value, detail=detail, epoch=epoch, raised_at=now, acknowledged_at=None))
    session.flush()
    return alarm, ChangeSet.of(("alarm", alarm))


def explain_alarms(session: Session, explanation: str, epoch: int) -> ChangeSet:
    """A new epoch's signed words explain every open alarm of earlier epochs, and its own."""
    changes = NO_CHANGES
    for alarm in session.scalars(select(Alarm.id).where(Alarm.acknowledged_at.is_(None), Alarm.epoch <= epoch)):
        put_setting(session, ALARM_EXPLANATION + alarm, explanation)
        changes |= ChangeSet.of(("alarm", alarm))
    return changes


def acknowledge_alarm(session: Session, alarm: str, now: datetime) -> tuple[int, ChangeSet]:
    """A person has read the hub's signed explanation. Returns the alarm's epoch.

    Raises :class:`InvalidInputError` where there is no such alarm or nothing explains it yet.
    """
    row = session.get(Alarm, alarm)
    if row is None:
        raise InvalidInputError("no such alarm")
    if not setting(session, ALARM_EXPLANATION + alarm):
        raise InvalidInputError("the hub has not explained this alarm")
    if row.acknowledged_at is None:
        row.acknowledged_at = now
    return row.epoch, ChangeSet.of(("alarm", alarm))
