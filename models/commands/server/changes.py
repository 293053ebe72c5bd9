"""The change log: which principal is to be shown which record, and since when.

Written in the transaction that changed the record. Only the newest line of a (principal, kind, record) is kept, so a
first pull is as long as what is visible. Who lost sight of a record gets a withdrawn line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.commands.server.sequence import CHANGES, batches
from models.commands.server.visibility import Audiences, audiences
from models.hub_store import allocate, hold_sequences
from models.tables.server.hub import Change
from models.tables.shared.registry import KINDS
from models.types import ChangeSet


def publish(session: Session, kind: str, *records: str, now: datetime) -> ChangeSet:
    """:func:`publish_all` for records of one kind."""
    return publish_all(session, ((kind, record) for record in records), now)


def publish_all(session: Session, pairs: Iterable[tuple[str, str]], now: datetime) -> ChangeSet:
    """Make the present state of (kind, record) pairs travel: raise their versions, write their lines.

    A command's last step: it takes the lock of the sequences, held to the end of the transaction.
    """
    return _publish(session, pairs, now, revised=True)


def reach_anew(session: Session, pairs: Iterable[tuple[str, str]], now: datetime) -> ChangeSet:
    """After a change of *who* sees the records, not of the records: show them to those gained, withdraw them from
    those lost. Versions stay, and who saw a record before is sent nothing.
    """
    return _publish(session, pairs, now, revised=False)


def _publish(session: Session, pairs: Iterable[tuple[str, str]], now: datetime, *, revised: bool) -> ChangeSet:
    session.flush()
    hold_sequences(session)
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, record in pairs:
        by_kind[kind].add(record)
    for kind in sorted(by_kind, key=list(KINDS).index):
        records = sorted(by_kind[kind])
        seen = audiences(session, kind, records, now)
        for batch in batches(records):
            if revised:
                _raise_versions(session, kind, batch)
            _write_lines(session, kind, batch, seen, revised=revised)
    return ChangeSet(frozenset((kind, record) for kind, records in by_kind.items() for record in records))


def _raise_versions(session: Session, kind: str, records: Iterable[str]) -> None:
    table = KINDS[kind].table
    statement = update(table).where(table.id.in_(records)).values(version=table.version + 1)
    session.execute(statement.execution_options(synchronize_session=False))


def _write_lines(session: Session, kind: str, records: Iterable[str], seen: Audiences, *, revised: bool) -> None:
    mine = (Change.kind == kind) & Change.record.in_(records)
    old = session.execute(select(Change.record, Change.principal, Change.withdrawn, Change.seq).where(mine)).all()
    shown = {(record, principal) for record, principal, withdrawn, _ in old if not withdrawn}
    lines = [
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
    session.execute(
        insert(Change),
        [
            {"seq": first + n, "principal": principal, "kind": kind, "record": record, "withdrawn": withdrawn}
            for n, (record, principal, withdrawn) in enumerate(lines)
        ],
    )
