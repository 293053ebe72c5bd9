"""The audit log: who did what, when, to which record; never content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.commands.server.sequence import AUDIT, insert_rows
from models.hub_store import allocate
from models.tables.server.hub import Audit

SYSTEM = "system"
"""Actor of what a job of the hub does by itself."""


def record(
    session: Session,
    actor: str,
    action: str,
    subject: str,
    now: datetime,
    *,
    device: str = "",
    **detail: str | int | bool,
) -> None:
    """Write one line. ``action`` is a dotted verb such as ``ballot.issue``; ``detail`` holds codes, ids and counts.

    Takes the lock of the sequences: a command's last step.
    """
    row = {"at": now, "actor": actor, "device": device, "action": action, "subject": subject, "detail": detail}
    insert_rows(session, Audit, [{"seq": allocate(session, AUDIT), **row}])
