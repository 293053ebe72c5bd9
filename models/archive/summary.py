"""The summary (bảng tổng hợp) of a ballot's newest result, out of what the hub exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from models.archive.data import ArchiveData
from models.canonical import Json, decode_canonical
from models.errors import InvalidInputError
from models.leaves import read_leaf
from models.papers.summary import SummaryInput, SummaryLate, SummaryMember, answer_note, standing_words
from models.rules.ruleset import Silence, shipped_rules
from models.signing import extract_statement
from models.statements import AnswerStatement, BallotStatement, parse_instant
from models.types import AnswerBasis, BallotOutcome, Choice, LeafKind, Standing


@dataclass(frozen=True, slots=True)
class _Received:
    """An answer as it lies in the ledger."""

    person: str
    statement: AnswerStatement
    received_at: datetime
    standing: Standing


def summary_of(data: ArchiveData, *, is_sample: bool) -> SummaryInput:
    """What the summary of the newest result shows. Raises :class:`InvalidInputError` while there is none."""
    if not data.results:
        raise InvalidInputError("the ballot has no result yet")
    newest = max(data.results, key=lambda result: result.number)
    result = cast(dict[str, Any], decode_canonical(newest.statement))
    asked = BallotStatement.decode(data.statement)
    received = _received(data)
    counted = {received[number].person: received[number] for number in _counted(result) if number in received}
    deems = result["silence"] == Silence.DEEMED_APPROVAL.value
    return SummaryInput(
        number=asked.number.replace("PLYK", "BTH"),
        ballot=data.ballot,
        ballot_number=asked.number,
        title=asked.title,
        question=asked.question,
        submitted_by_name=asked.submitted_by_name,
        issued_at=asked.issued_at,
        deadline=asked.deadline,
        made_at=data.exported_at,
        rule_set_name=shipped_rules().get(asked.rule_set).title,
        deems_silence=deems,
        n=int(result["n"]),
        threshold=int(result["threshold"]),
        approve=int(result["approve"]),
        deemed=int(result["deemed"]),
        disapprove=int(result["disapprove"]),
        other=int(result["other"]),
        silent=int(result["silent"]),
        pm_choice=Choice(result["pm_choice"]) if result["pm_choice"] else None,
        pm_basis=AnswerBasis(result["pm_basis"]) if result["pm_basis"] else None,
        outcome=BallotOutcome(result["outcome"]),
        result_number=newest.number,
        members=tuple(
            _member(person.name, person.is_pm, counted.get(person.person), asked.deadline, deems=deems)
            for person in data.members
        ),
        late=_late(data, received, counted, asked.deadline),
        statement=newest.statement,
        is_sample=is_sample,
    )


def _counted(result: Mapping[str, Json]) -> list[int]:
    """Leaf numbers of the answers that the result counts."""
    return [int(cast(int, item[0])) for item in cast(list[list[Json]], result["leaves"])]


def _received(data: ArchiveData) -> dict[int, _Received]:
    """Leaf number → answer; one out of form has no page and is left out."""
    files = {answer.leaf: answer.pdf for answer in data.answers}
    found: dict[int, _Received] = {}
    for leaf in data.leaves:
        if leaf.kind != LeafKind.ANSWER or leaf.number not in files:
            continue
        header, _ = read_leaf(leaf.data)
        found[leaf.number] = _Received(
            str(header["person"]),
            extract_statement(files[leaf.number]),
            parse_instant(str(header["received_at"])),
            Standing(str(header["standing"])),
        )
    return found


def _member(name: str, is_pm: bool, answer: _Received | None, deadline: datetime, *, deems: bool) -> SummaryMember:
    if answer is None:
        choice, basis = (Choice.APPROVE, AnswerBasis.DEEMED) if deems else (None, None)
        return SummaryMember(name, choice, basis, None, is_pm=is_pm)
    return SummaryMember(
        name=name,
        choice=answer.statement.choice,
        basis=AnswerBasis.EXPLICIT,
        received_at=answer.received_at,
        opinion=answer.statement.opinion,
        note=answer_note(late=answer.received_at > deadline, replaces=answer.statement.replaces is not None),
        is_pm=is_pm,
    )


def _late(
    data: ArchiveData, received: Mapping[int, _Received], counted: Mapping[str, _Received], deadline: datetime
) -> tuple[SummaryLate, ...]:
    names = {person.person: person.name for person in data.members}
    late = [answer for _, answer in sorted(received.items()) if answer.received_at > deadline]
    return tuple(
        SummaryLate(
            name=names.get(answer.person, answer.statement.person_name),
            choice=answer.statement.choice,
            received_at=answer.received_at,
            standing=standing_words(answer.standing, counts=counted.get(answer.person) is answer),
        )
        for answer in late
    )
