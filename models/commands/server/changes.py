"""The change log: which principal is to be shown which record, and since when.

Written in the transaction that changed the record. Only the newest line of a (principal, kind, record) is kept, so a
first pull is as long as what is visible. Who lost sight of a record gets a withdrawn line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.commands.server.sequence import CHANGES, batches, insert_rows
from models.commands.server.visibility import Audiences, audiences
from models.hub_store import allocate, hold_sequences
from models.tables.server.hub import Change
from models.tables.shared.registry import KINDS
from models.types import ChangeSet

_Line = tuple[str, str, bool, int]  # record, principal, withdrawn, number


def publish(session: Session, kind: str, *records: str, now: datetime) -> ChangeSet:
    """:func:`publish_all` for records of one kind."""
    return publish_all(session, ((kind, record) for record in records), now)


def publish_all(
    session: Session, pairs: Iterable[tuple[str, str]], now: datetime, *, fresh: Collection[tuple[str, str]] = ()
) -> ChangeSet:
    """Make the present state of (kind, record) pairs travel: raise their versions, write their lines.

    A command's last step: it takes the lock of the sequences, held to the end of the transaction. ``fresh``: records
    added by this transaction, of which there are no lines yet; they are published too, and keep their first version.
    """
    return _publish(session, pairs, now, frozenset(fresh), revised=True)


def reach_anew(session: Session, pairs: Iterable[tuple[str, str]], now: datetime) -> ChangeSet:
    """After a change of *who* sees the records, not of the records: show them to those gained, withdraw them from
    those lost. Versions stay, and who saw a record before is sent nothing.
    """
    return _publish(session, pairs, now, frozenset(), revised=False)


def _publish(
    session: Session,
    pairs: Iterable[tuple[str, str]],
    now: datetime,
    fresh: frozenset[tuple[str, str]],
    *,
    revised: bool,
) -> ChangeSet:
    session.flush()
    hold_sequences(session)
    touched = frozenset(pairs) | fresh
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, record in sorted(touched):
        by_kind[kind].append(record)
    for kind in sorted(by_kind, key=list(KINDS).index):
        seen = audiences(session, kind, by_kind[kind], now)
        for batch in batches(by_kind[kind]):
            known = [record for record in batch if (kind, record) not in fresh]
            if revised and known:
                _raise_versions(session, kind, known)
            _write_lines(session, kind, batch, seen, _lines_of(session, kind, known), revised=revised)
    return ChangeSet(touched)


def _raise_versions(session: Session, kind: str, records: Iterable[str]) -> None:
    table = KINDS[kind].table
    statement = update(table).where(table.id.in_(records)).values(version=table.version + 1)
    session.execute(statement.execution_options(synchronize_session=False))


def _lines_of(session: Session, kind: str, records: Sequence[str]) -> list[_Line]:
    if not records:
        return []
    line = Change.__table__.c
    query = select(line.record, line.principal, line.withdrawn, line.seq)
    return list(session.connection().execute(query.where(line.kind == kind, line.record.in_(records))).tuples().all())


def _write_lines(
    session: Session, kind: str, records: Sequence[str], seen: Audiences, old: Sequence[_Line], *, revised: bool
) -> None:
    shown = {(record, principal) for record, principal, withdrawn, _ in old if not withdrawn}
    lines: list[tuple[str, str, bool]] = [
        (record, principal, False)
        for record in records
        for principal in sorted(seen[record])
        if revised or (record, principal) not in shown
    ]
    lines += [(record, principal, True) for record, principal in sorted(shown) if principal not in seen[record]]
    if not lines:
        return
    replaced = {(record, principal) for record, principal, _ in lines}
    gone = [seq for record, principal, _, seq in old if (record, principal) in replaced]
    for start in range(0, len(gone), 500):
        part = delete(Change).where(Change.seq.in_(gone[start : start + 500]))
        session.execute(part.execution_options(synchronize_session=False))
    first = allocate(session, CHANGES, len(lines))
    rows = [
        {"seq": first + n, "principal": principal, "kind": kind, "record": record, "withdrawn": withdrawn}
        for n, (record, principal, withdrawn) in enumerate(lines)
    ]
    insert_rows(session, Change, rows)
