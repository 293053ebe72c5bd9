"""The audit log, for auditors and administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.server.hub import Audit


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who (a person's id, or ``system``) did what, when, by which device, to which record. No content."""

    seq: int
    at: datetime
    actor: str
    device: str
    action: str
    subject: str
    detail: Mapping[str, Any]


def list_audit(
    session: Session,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    actor: str = "",
    subject: str = "",
    action: str = "",
    before: int | None = None,
    limit: int = 200,
) -> tuple[AuditRow, ...]:
    """Lines newest first; ``before`` pages on from a line's ``seq``. ``action`` is a prefix such as ``ballot.``."""
    query = select(Audit).order_by(Audit.seq.desc()).limit(limit)
    if since is not None:
        query = query.where(Audit.at >= since)
    if until is not None:
        query = query.where(Audit.at < until)
    if before is not None:
        query = query.where(Audit.seq < before)
    for column, value in ((Audit.actor, actor), (Audit.subject, subject)):
        if value:
            query = query.where(column == value)
    if action:
        query = query.where(Audit.action.startswith(action, autoescape=True))
    return tuple(
        AuditRow(row.seq, row.at, row.actor, row.device, row.action, row.subject, MappingProxyType(dict(row.detail)))
        for row in session.scalars(query)
    )
