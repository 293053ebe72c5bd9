"""Records from the hub into this device's tables: checked column by column, written kind by kind.

Generic over the registry. A first pull brings tens of thousands of records, so nothing here works record by record
where the driver or a C-level built-in can take the whole column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import JSON, BigInteger, Boolean, Integer, LargeBinary, String
from sqlalchemy.orm import Session

from models.commands.client.raw import execute_many, rows_in
from models.errors import HubAnswerError
from models.search import fold
from models.tables.base import Instant, SharedBase
from models.tables.shared.registry import KINDS
from models.types import (
    AnswerBasis,
    BallotOutcome,
    BallotState,
    ChangeSet,
    Choice,
    Standing,
)

_MAX_INTEGER: Final = 2**63 - 1
_MAX_INSTANT: Final = 253_402_300_799_000_000  # the last second of the year 9999, in microseconds
_MAX_ID: Final = 200

# Columns whose values the screens read as enumerations: a value unknown here is an answer not understood.
_WORDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("ballot", "state"): frozenset(BallotState),
    ("answer", "choice"): frozenset(Choice),
    ("answer", "standing"): frozenset(Standing),
    ("result", "outcome"): frozenset(BallotOutcome),
    ("result", "pm_choice"): frozenset({*Choice, *AnswerBasis, ""}),
    ("notice", "kind"): frozenset({"reminder", "overdue", "competing", "result", "decision"}),
}


class IncomingChange(Protocol):
    """One line of the hub's answer, as :class:`sync.protocol.RecordChange` has it."""

    @property
    def principal(self) -> str:
        """Through whom the record reaches the person."""

    @property
    def kind(self) -> str:
        """A name of the registry."""

    @property
    def id(self) -> str:
        """The record's id."""

    @property
    def body(self) -> Mapping[str, Any] | None:
        """Columns; empty: the same as an earlier line of this record; None: withdrawn from the principal."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Checked changes. ``rows``: by kind, values in the order of the table's columns, sorted by id; ``texts``: by kind
    that is searched, for each of those rows its id, its words and the same folded.
    """

    rows: Mapping[str, Sequence[tuple[Any, ...]]]
    texts: Mapping[str, Sequence[tuple[str, str, str]]]
    reached: Sequence[tuple[str, str, str]]  # kind, record, principal
    withdrawn: Sequence[tuple[str, str, str]]

    @property
    def changes(self) -> ChangeSet:
        """What the batch touches."""
        pairs = {(kind, record) for kind, record, _ in self.reached}
        pairs.update((kind, record) for kind, record, _ in self.withdrawn)
        return ChangeSet(frozenset(pairs))


NOTHING: Final = Batch({}, {}, (), ())


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    check: Callable[[Sequence[Any]], bool]
    to_json: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    names: tuple[str, ...]
    columns: tuple[_Column, ...]
    id_index: int
    searched: tuple[int, ...]
    upsert: str


def parse_changes(changes: Iterable[IncomingChange]) -> Batch:
    """Check every change against the registry. Pure; raises :class:`HubAnswerError` for the first misfit."""
    bodies: dict[str, list[Mapping[str, Any]]] = {}
    ids: dict[str, list[str]] = {}
    reached: list[tuple[str, str, str]] = []
    withdrawn: list[tuple[str, str, str]] = []
    for change in changes:
        body = change.body
        if body is None:
            withdrawn.append((change.kind, change.id, change.principal))
            continue
        reached.append((change.kind, change.id, change.principal))
        if body:
            bodies.setdefault(change.kind, []).append(body)
            ids.setdefault(change.kind, []).append(change.id)
    seen = {(kind, record) for kind, records in ids.items() for record in records}
    if any((kind, record) not in seen for kind, record, _ in reached):
        raise HubAnswerError("a record without its body")
    if any(kind not in KINDS for kind, _, _ in withdrawn) or any(kind not in KINDS for kind in ids):
        raise HubAnswerError("a record of a kind that was not asked for")
    rows = {kind: _parse_rows(kind, ids[kind], items) for kind, items in bodies.items()}
    texts = {kind: _texts(_plan(kind), items) for kind, items in rows.items() if _plan(kind).searched}
    reached.sort()
    return Batch(rows, texts, reached, withdrawn)


def _parse_rows(kind: str, ids: list[str], bodies: list[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    plan = _plan(kind)
    width = len(plan.names)
    try:
        rows = list(map(itemgetter(*plan.names), bodies))
    except KeyError as error:
        raise HubAnswerError(f"{kind}: column {error} is missing") from error
    if any(len(body) != width for body in bodies):
        raise HubAnswerError(f"{kind}: unknown columns")
    values: list[Sequence[Any]] = list(zip(*rows, strict=True))
    if list(values[plan.id_index]) != ids or max(map(len, ids)) > _MAX_ID:
        raise HubAnswerError(f"{kind}: a body under another record's name")
    for index, column in enumerate(plan.columns):
        if not column.check(values[index]):
            raise HubAnswerError(f"{kind}.{column.name}: a value out of form")
        if column.to_json:
            values[index] = [msgspec.json.encode(value).decode() for value in values[index]]
    rows = list(zip(*values, strict=True))
    rows.sort(key=itemgetter(plan.id_index))
    return rows


def _texts(plan: _Plan, rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
    words = ["\n".join([row[index] for index in plan.searched]) for row in rows]
    return list(zip((row[plan.id_index] for row in rows), words, map(fold, words), strict=True))


@cache
def _plan(kind: str) -> _Plan:
    name = KINDS[kind].table.__tablename__
    table = SharedBase.metadata.tables[name]
    columns = []
    for column in table.columns:
        check = _checker(column.type, nullable=bool(column.nullable), words=_WORDS.get((kind, column.name)))
        columns.append(_Column(column.name, check, isinstance(column.type, JSON)))
    names = tuple(column.name for column in columns)
    marks = ", ".join("?" * len(names))
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "id")
    quoted = ", ".join(f'"{name}"' for name in names)
    return _Plan(
        names=names,
        columns=tuple(columns),
        id_index=names.index("id"),
        searched=tuple(names.index(name) for name in KINDS[kind].searched),
        upsert=f'INSERT INTO "{name}" ({quoted}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}',
    )


def _checker(column: object, *, nullable: bool, words: frozenset[str] | None) -> Callable[[Sequence[Any]], bool]:
    """A test of a whole column: the set of its types first, then its range."""
    if isinstance(column, Instant | BigInteger | Integer):
        limit = _MAX_INSTANT if isinstance(column, Instant) else _MAX_INTEGER
        return lambda values: _typed(values, int, nullable) and _within(values, limit)
    if isinstance(column, Boolean):
        return lambda values: _typed(values, bool, nullable)
    if isinstance(column, LargeBinary):
        return lambda values: _typed(values, bytes, nullable)
    if isinstance(column, JSON):
        return lambda values: set(map(type, values)) <= {list, dict}
    if isinstance(column, String):
        if words is not None:
            return lambda values: _typed(values, str, nullable) and set(values) <= words
        return lambda values: _typed(values, str, nullable)
    raise TypeError(f"no check for {column!r}")


def _typed(values: Sequence[Any], kind: type, nullable: bool) -> bool:
    return set(map(type, values)) <= ({kind, type(None)} if nullable else {kind})


def _within(values: Sequence[Any], limit: int) -> bool:
    numbers = [value for value in values if value is not None]
    return not numbers or (min(numbers) >= 0 and max(numbers) <= limit)


def write_batch(session: Session, batch: Batch) -> None:
    """Upsert rows, their reach and their full text; withdrawals are :mod:`models.commands.client.withdrawal`'s."""
    for kind, rows in batch.rows.items():
        execute_many(session, _plan(kind).upsert, rows)
    for kind, texts in batch.texts.items():
        _index(session, kind, texts)
    execute_many(session, "INSERT OR IGNORE INTO reach (kind, record, principal) VALUES (?, ?, ?)", batch.reached)


def _index(session: Session, kind: str, texts: Sequence[tuple[str, str, str]]) -> None:
    """Put words into the full-text index. Most changes of a record leave its words alone, and taking words out costs
    a hundred times what looking at them does: records whose words are there already are passed over.
    """
    known = _indexed(session, kind, [record for record, _, _ in texts])
    fresh = [text for text in texts if text[0] not in known or known[text[0]][1] != text[1]]
    (newest,) = rows_in(session, "SELECT coalesce(max(id), 0) FROM indexed_record", ())[0]
    entries = []
    rows = []
    for number, (record, original, folded) in enumerate(fresh, start=newest + 1):
        entries.append((number, kind, record))
        rows.append((number, kind, record, original, folded))
    _forget(session, [known[record][0] for record, _, _ in fresh if record in known])
    execute_many(session, "INSERT INTO indexed_record (id, kind, record) VALUES (?, ?, ?)", entries)
    execute_many(session, "INSERT INTO search (rowid, kind, id, orig, folded) VALUES (?, ?, ?, ?, ?)", rows)


_CHUNK: Final = 500


def unindex(session: Session, kind: str, records: Sequence[str]) -> None:
    """Take records out of the full-text index; their words go at once (FTS5 ``secure-delete``)."""
    _forget(session, [number for number, _ in _indexed(session, kind, records).values()])


def _indexed(session: Session, kind: str, records: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Record → its row in the index and the words there, of those that are indexed."""
    found: dict[str, tuple[int, str]] = {}
    if not rows_in(session, "SELECT 1 FROM indexed_record WHERE kind = ? LIMIT 1", (kind,)):
        return found
    for start in range(0, len(records), _CHUNK):
        chunk = records[start : start + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        sql = (
            "SELECT indexed_record.record, search.rowid, search.orig FROM indexed_record"
            f" JOIN search ON search.rowid = indexed_record.id WHERE indexed_record.kind = ? AND record IN ({marks})"
        )
        found.update((record, (number, words)) for record, number, words in rows_in(session, sql, (kind, *chunk)))
    return found


def _forget(session: Session, numbers: Sequence[int]) -> None:
    """In rising order: FTS5 writes its pending index out whenever a row number falls."""
    rows = [(number,) for number in sorted(numbers)]
    execute_many(session, "DELETE FROM search WHERE rowid = ?", rows)
    execute_many(session, "DELETE FROM indexed_record WHERE id = ?", rows)
