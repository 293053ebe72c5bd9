"""Small values this device keeps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.tables.base import from_micros
from models.tables.client.local import Setting

DISMISSED = "dismissed:"  # + event id: a refusal that the person has taken note of
LAST_CONTACT = "sync.last_contact"
LEASE_UNTIL = "sync.lease_until"
EPOCH = "sync.epoch"
ALARM_EXPLANATION = "alarm.explanation:"  # + alarm id: the hub's signed explanation, in words
KNOWN_KINDS = "sync.kinds"  # JSON: record kinds and schemas of the last exchange
OPENED = "opened:"  # + ballot id / document or nothing: the delivery report's event
CHECKED_RESULT = "result.checked:"  # + result id: its own leaf was looked for
HUB_NOW = "sync.hub_now"  # newest hub time seen


_VALUE = text("SELECT value FROM setting WHERE key = :key")


def setting(session: Session, key: str, default: str = "") -> str:
    """The stored value, or ``default``."""
    value: str | None = session.scalar(_VALUE, {"key": key})
    return default if value is None else value


def instant_setting(session: Session, key: str) -> datetime | None:
    """A stored instant, or None."""
    value = setting(session, key)
    return from_micros(int(value)) if value else None


def dismissed_events(session: Session) -> frozenset[str]:
    """Events whose refusal the person has dismissed."""
    keys = session.scalars(select(Setting.key).where(Setting.key.startswith(DISMISSED, autoescape=True)))
    return frozenset(key.removeprefix(DISMISSED) for key in keys)
