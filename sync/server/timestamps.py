"""A job: derive the long-term form (PAdES B-LT: timestamp and revocation data) of received ballots.

The ledger's leaf stays what was signed; the derived file lies beside it. Where the authority or a revocation service
does not answer, the file is tried again later; the others go on.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.commands.server.changes import publish
from models.errors import RefusedError
from models.papers.ballot import draw_ballot
from models.signing import TrustAnchors, verify_ballot
from models.signing.fetch import Fetch, ServiceError
from models.tables.server.hub import AnswerFile
from models.tables.shared.ballots import Answer
from models.types import NO_CHANGES, ChangeSet
from sync.server.answers import load_anchors
from sync.server.folder import HubFolder
from sync.server.hub import Hub

_log = logging.getLogger(__name__)
AT_ONCE: Final = 10
AGAIN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Waiting:
    event: str
    pdf: bytes
    received_at: datetime


def authority_anchors(folder: HubFolder) -> tuple[bytes, ...]:
    """Certificates (DER) that the timestamp authority is trusted by."""
    try:
        data = folder.timestamp_anchors_file.read_bytes()
    except FileNotFoundError:
        return ()
    return tuple(item.public_bytes(Encoding.DER) for item in x509.load_pem_x509_certificates(data))


def add_timestamps(hub: Hub, now: datetime, fetch: Fetch | None = None) -> int:
    """Extend the files that wait, some at a time; how many were. Does nothing without a configured authority."""
    if not hub.settings.timestamp_url:
        return 0
    waiting = hub.read(lambda session: _waiting(session, now))
    if not waiting:
        return 0
    anchors = hub.read(load_anchors)
    return sum(_extend_one(hub, item, anchors, now, fetch) for item in waiting)


def _waiting(session: Session, now: datetime) -> list[_Waiting]:
    query = (
        select(AnswerFile.event, AnswerFile.pdf, Answer.received_at)
        .join(Answer, Answer.id == AnswerFile.event)
        .where(
            AnswerFile.long_term.is_(None),
            or_(AnswerFile.tried_at.is_(None), AnswerFile.tried_at < now - AGAIN_AFTER),
        )
        .order_by(AnswerFile.tried_at, Answer.leaf_index)
        .limit(AT_ONCE)
    )
    return [_Waiting(*row) for row in session.execute(query)]


def _extend_one(hub: Hub, item: _Waiting, anchors: TrustAnchors, now: datetime, fetch: Fetch | None) -> bool:
    # Late: pyHanko costs 0.4 s, and only hubs with a timestamp authority need it here.
    from models.signing.long_term import TimestampAuthority, check_long_term, extend  # noqa: PLC0415

    authority = TimestampAuthority(hub.settings.timestamp_url, authority_anchors(hub.folder))
    try:
        chain = verify_ballot(item.pdf, draw_ballot, anchors, item.received_at).chain
        derived = extend(item.pdf, chain, anchors, authority, now, fetch)
        stamped = check_long_term(derived, item.pdf, anchors, authority).timestamped_at
    except (ServiceError, RefusedError) as error:
        _log.info("no timestamp for %s: %s", item.event, error)
        failure = str(error)
        hub.write(lambda session: _note_failure(session, item.event, failure, now))
        return False
    hub.write(lambda session: _store(session, item.event, derived, stamped, now))
    return True


def _note_failure(session: Session, event: str, error: str, now: datetime) -> tuple[None, ChangeSet]:
    row = session.get_one(AnswerFile, event)
    row.tried_at, row.error = now, error[:500]
    return None, NO_CHANGES


def _store(session: Session, event: str, derived: bytes, stamped: datetime, now: datetime) -> tuple[None, ChangeSet]:
    row = session.get_one(AnswerFile, event)
    row.long_term, row.tried_at, row.error = derived, now, ""
    session.get_one(Answer, event).timestamped_at = stamped
    session.flush()
    return None, publish(session, "answer", event, now=now)
