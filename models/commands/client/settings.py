"""Keeping small values on this device."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.commands.client.raw import execute_many
from models.local_settings import DISMISSED
from models.tables.base import to_micros
from models.types import ChangeSet, EventId


def put_setting(session: Session, key: str, value: str) -> None:
    """Store a value inside another command's transaction."""
    sql = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    execute_many(session, sql, [(key, value)])


def put_instant(session: Session, key: str, moment: datetime) -> None:
    """Store an instant inside another command's transaction."""
    put_setting(session, key, str(to_micros(moment)))


def drop_setting(session: Session, key: str) -> None:
    """Forget a value inside another command's transaction."""
    execute_many(session, "DELETE FROM setting WHERE key = ?", [(key,)])


def set_setting(session: Session, key: str, value: str) -> tuple[None, ChangeSet]:
    """Store a value of the person's choosing (language, theme, text scale, idle minutes)."""
    put_setting(session, key, value)
    return None, ChangeSet.of(("setting", key))


def dismiss_refusal(session: Session, event: EventId, subject: str) -> tuple[None, ChangeSet]:
    """The person has taken note that an act was refused; ``subject`` is the ballot it was about."""
    put_setting(session, DISMISSED + event, "1")
    return None, ChangeSet.of(("out_event", event), ("ballot", subject))
