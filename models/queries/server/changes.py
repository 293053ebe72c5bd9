"""What a device has not seen yet, out of the change log (ARCHITECTURE, "The exchange").

Few queries whatever the number of records, and no ORM object for any of them: a first pull is 20,000 records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Select, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from models.hub_store import newest
from models.tables.base import Instant
from models.tables.server.hub import Change
from models.tables.shared.registry import KINDS
from models.types import Principal

_LINES = 2_000  # read at a time, for each principal
_BODIES = 500  # in one query
_MIN_BUDGET_LINE = 64  # bytes that a line costs besides its body

Body = msgspec.Raw
"""A record's wire values by column as an encoded MessagePack map: it goes into the answer as it is, and 20,000 of
them are nothing for the garbage collector to walk.
"""

EMPTY = Body(msgspec.msgpack.encode({}))


class PulledChange(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One record for one principal. ``body`` is None where it is withdrawn, and :data:`EMPTY` where the same record
    stands, with its body, earlier in the same answer for another principal.
    """

    principal: str
    kind: str
    id: str
    body: Body | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """``cursors`` holds every principal asked for; ``lost`` those that the device named and the person no longer
    has; ``more``: the budget ended before the log did.
    """

    changes: tuple[PulledChange, ...]
    cursors: dict[str, int]
    lost: tuple[str, ...]
    more: bool


class _Line(msgspec.Struct, frozen=True, order=True, gc=False):
    seq: int
    principal: str
    kind: str
    record: str
    withdrawn: bool


def newest_seq(session: Session) -> int:
    """Number of the newest line of the change log."""
    return newest(session, "change")


def pull(
    session: Session,
    principals: Collection[Principal],
    cursors: Mapping[str, int],
    kinds: Mapping[str, int],
    budget: int,
) -> Pulled:
    """The next changes, oldest first, until ``budget`` bytes of bodies are spent (0: none at all).

    A principal without a cursor starts at 0 and is sent no withdrawals. ``kinds`` are the record kinds that the
    device knows; others are left out, so a device that learns a kind starts all its cursors at 0.
    """
    lost = tuple(sorted(set(cursors) - set(principals)))
    # Read first: every line up to here is committed, whatever is committed meanwhile.
    horizon = newest_seq(session)
    start = {str(principal): _cursor(cursors.get(principal, 0), horizon) for principal in sorted(principals)}
    known = sorted(set(kinds) & set(KINDS))
    if budget <= 0:
        behind = any(_lines(session, p, seq, horizon, known, 1) for p, seq in start.items() if seq < horizon)
        return Pulled((), start, lost, behind)
    position = dict(start)
    sent: set[tuple[str, str]] = set()
    changes: list[PulledChange] = []
    while budget > 0:
        lines, reached = _next_lines(session, start, position, horizon, known)
        changes_now, budget, stopped = _take(session, lines, sent, budget)
        changes += changes_now
        until = reached if stopped is None else stopped
        position = {p: max(seq, until) for p, seq in position.items()}
        if stopped is None and reached >= horizon:
            return Pulled(tuple(changes), position, lost, False)
    return Pulled(tuple(changes), position, lost, True)


def _cursor(value: int, horizon: int) -> int:
    """A cursor ahead of the log is of another history (before a restore): start anew."""
    return value if 0 <= value <= horizon else 0


def _next_lines(
    session: Session, start: Mapping[str, int], position: Mapping[str, int], horizon: int, kinds: Sequence[str]
) -> tuple[list[_Line], int]:
    """The next lines of all principals in order, and up to which number they are complete."""
    lines: list[_Line] = []
    reached = horizon
    for principal, seq in position.items():
        if seq >= horizon:
            continue
        part = _lines(session, principal, seq, horizon, kinds, _LINES)
        if len(part) == _LINES:
            reached = min(reached, part[-1].seq)
        lines += [line for line in part if not (line.withdrawn and start[principal] == 0)]
    lines.sort()
    return [line for line in lines if line.seq <= reached], reached


def _lines(session: Session, principal: str, after: int, until: int, kinds: Sequence[str], limit: int) -> list[_Line]:
    line = Change.__table__.c
    query = (
        select(line.seq, line.principal, line.kind, line.record, line.withdrawn)
        .where(line.principal == principal, line.seq > after, line.seq <= until, line.kind.in_(kinds))
        .order_by(line.seq)
        .limit(limit)
    )
    return [_Line(*row) for row in session.connection().execute(query).all()]


def _take(
    session: Session, lines: Sequence[_Line], sent: set[tuple[str, str]], budget: int
) -> tuple[list[PulledChange], int, int | None]:
    """Fill bodies in until the budget is spent; then also the number of the last line taken."""
    changes: list[PulledChange] = []
    for start in range(0, len(lines), _BODIES):
        part = lines[start : start + _BODIES]
        wanted = {(line.kind, line.record) for line in part if not line.withdrawn} - sent
        bodies = load_bodies(session, wanted)
        for line in part:
            key = (line.kind, line.record)
            body = None if line.withdrawn else EMPTY if key in sent else bodies.get(key)
            if body is not None and body is not EMPTY:
                sent.add(key)
                budget -= len(memoryview(body))
            budget -= _MIN_BUDGET_LINE
            changes.append(PulledChange(line.principal, line.kind, line.record, body))
            if budget <= 0:
                return changes, 0, line.seq
    return changes, budget, None


def load_bodies(session: Session, records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Body]:
    """(kind, id) → encoded values by column: instants as Unix microseconds, JSON columns as lists and maps."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, record in records:
        by_kind[kind].add(record)
    found: dict[tuple[str, str], Body] = {}
    connection = session.connection()  # rows, not objects
    encode = msgspec.msgpack.Encoder().encode
    for kind, ids in by_kind.items():
        names, query = _wire_query(kind)
        for row in connection.execute(query, {"ids": list(ids)}).all():
            body = dict(zip(names, row, strict=True))
            found[kind, body["id"]] = Body(encode(body))
    return found


@cache
def _wire_query(kind: str) -> tuple[tuple[str, ...], Select[Any]]:
    columns = KINDS[kind].table.__table__.columns
    values = (type_coerce(c, BigInteger) if isinstance(c.type, Instant) else c for c in columns)
    return tuple(c.name for c in columns), select(*values).where(columns["id"].in_(bindparam("ids", expanding=True)))
