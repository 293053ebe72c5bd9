"""What leaves this device: records no longer reached through any principal, with their words, keys and pieces.

Rows and full text go in the transaction; the names of piece files are returned, to be deleted after the commit and
before the write-ahead log is cut (ARCHITECTURE, "The exchange"). Sealed acts stay: they are the person's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.client.raw import execute_many, rows_in
from models.commands.client.records import unindex
from models.commands.client.settings import put_setting
from models.tables.client.local import OutEvent
from models.tables.shared.ballots import Ballot
from models.tables.shared.registry import KINDS
from models.types import EventKind, SendState

CITED: Final = (
    "cited:"  # + ballot id: number, title, papers' titles and hashes of a withdrawn ballot with unsent answers
)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What went: (kind, id) pairs and the names of piece files still to be deleted."""

    records: frozenset[tuple[str, str]] = frozenset()
    pieces: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.records)


def withdraw(session: Session, lines: Sequence[tuple[str, str, str]], lost: Iterable[str]) -> Withdrawn:
    """Take back ``lines`` (kind, record, principal) and everything reached through ``lost`` principals only."""
    candidates = {(kind, record) for kind, record, _ in lines}
    execute_many(session, "DELETE FROM reach WHERE kind = ? AND record = ? AND principal = ?", lines)
    for principal in lost:
        candidates.update(
            (str(kind), str(record))
            for kind, record in rows_in(session, "SELECT kind, record FROM reach WHERE principal = ?", (principal,))
        )
        execute_many(session, "DELETE FROM reach WHERE principal = ?", [(principal,)])
        execute_many(session, "DELETE FROM cursor WHERE principal = ?", [(principal,)])
    gone = {
        pair
        for pair in candidates
        if pair[0] in KINDS and not rows_in(session, "SELECT 1 FROM reach WHERE kind = ? AND record = ? LIMIT 1", pair)
    }
    by_kind: dict[str, list[str]] = {}
    for kind, record in sorted(gone):
        by_kind.setdefault(kind, []).append(record)
    for ballot in by_kind.get("ballot", ()):
        _keep_cited(session, ballot)
    for kind, records in by_kind.items():
        if KINDS[kind].searched:
            unindex(session, kind, records)
        table = KINDS[kind].table.__tablename__
        execute_many(session, f'DELETE FROM "{table}" WHERE id = ?', [(record,) for record in records])
    pieces = [name for document in by_kind.get("document", ()) for name in drop_document(session, document)]
    session.expire_all()
    return Withdrawn(frozenset(gone), tuple(pieces))


def drop_document(session: Session, document: str) -> tuple[str, ...]:
    """Forget a document's key, manifest, pieces and reading; a paper on its way up to the hub stays.

    Returns the names of the piece files to delete.
    """
    on_its_way = "SELECT 1 FROM held_document WHERE id = ? AND direction = 'up' AND state != 'complete'"
    if rows_in(session, on_its_way, (document,)):
        return ()
    names = rows_in(session, "SELECT name FROM held_piece WHERE document = ?", (document,))
    for sql in (
        "DELETE FROM held_piece WHERE document = ?",
        "DELETE FROM held_document WHERE id = ?",
        "DELETE FROM reading WHERE document = ?",
        "DELETE FROM wish WHERE document = ?",
    ):
        execute_many(session, sql, [(document,)])
    return tuple(str(name) for (name,) in names)


def _keep_cited(session: Session, ballot: str) -> None:
    """What an unreceipted ballot cites keeps title and hash."""
    waiting = select(OutEvent.id).where(
        OutEvent.subject == ballot,
        OutEvent.kind == EventKind.ANSWER.value,
        OutEvent.state.in_([SendState.SIGNED.value, SendState.SENT.value]),
    )
    record = session.get(Ballot, ballot)
    if record is not None and session.scalars(waiting.limit(1)).first() is not None:
        cited = {
            "number": record.number,
            "title": record.title,
            "papers": [[document, title, size] for document, title, size, _ in record.papers],
        }
        put_setting(session, CITED + ballot, json.dumps(cited, ensure_ascii=False))
