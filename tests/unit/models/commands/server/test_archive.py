"""The exported data of a ballot holds all that a stranger needs; the Office's queries agree with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import ledger
from models.acts import OpenedBody
from models.commands.server.archive import export_ballot
from models.errors import InvalidInputError
from models.leaves import read_leaf, verify_result
from models.queries.server.office import delivery_report, list_ballots, response_matrix
from models.types import AnswerBasis, BallotOutcome, BallotState, Choice, EventKind, Refusal
from tests.unit.models.commands.server.world import World

HOUR = timedelta(hours=1)


def test_an_export_proves_every_entry_and_names_every_file(world: World) -> None:
    asked = world.issue()
    other = world.issue(number="9013/PLYK-VPCP")
    first = world.answer(world.pm, asked)
    world.settle(
        first,
        world.answer(world.pm, asked, Choice.OTHER, replaces=first),
        world.answer(world.chief, other),
        world.answer(world.ministers[0], asked, refusal=Refusal.FORM),
    )
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    world.on_ballot(world.chief, EventKind.PUBLISH, asked.ballot)
    epochs = ((b"statement", b"signature"),)
    data = world.write(
        lambda s: export_ballot(s, world.hub, asked.ballot, world.now, root_key=b"r" * 32, epochs=epochs)
    )
    public = world.hub.checkpoint_key.public_key().public_bytes_raw()
    trust = ledger.CheckpointTrust(bytes.fromhex(world.hub.root_key), 1, public)
    head = ledger.verify_head(ledger.SignedHead.decode(data.head), trust)
    for leaf in data.leaves:
        ledger.verify_inclusion(ledger.leaf_hash(leaf.data), leaf.number, head.size, leaf.proof, head.root)
        assert read_leaf(leaf.data)[0]["ballot"] == asked.ballot
    assert [leaf.kind for leaf in data.leaves] == ["ballot", "answer", "answer", "answer", "closing", "result"]
    assert [(a.leaf, a.person) for a in data.answers] == [(data.leaves[n].number, world.pm.id) for n in (1, 2)]
    (result,) = data.results
    fields = verify_result(result.statement, result.signature, public)
    assert fields["leaves"] == [
        [
            data.leaves[2].number,
            ledger.leaf_hash(data.leaves[2].data).hex(),
            read_leaf(data.leaves[2].data)[0]["digest"],
        ]
    ]
    assert result.leaf == data.leaves[-1].number
    assert {person for person, _ in data.certificates} == {m.id for m in world.members}
    assert [m.person for m in data.members if m.is_pm] == [world.pm.id]
    assert (data.statement, data.epochs, data.root_key) == (asked.encode(), epochs, b"r" * 32)


def test_an_unknown_ballot_is_not_exported(world: World) -> None:
    with pytest.raises(InvalidInputError), world.database.writing() as session:
        export_ballot(session, world.hub, "0" * 32, world.now, root_key=b"", epochs=())


def test_the_matrix_shows_explicit_and_deemed_answers_apart(world: World) -> None:
    asked, (member, late, silent) = world.issue(), world.ministers
    signed = world.answer(late, asked, Choice.DISAPPROVE)
    world.settle(world.answer(member, asked, Choice.OTHER))
    world.do(late, EventKind.OPENED, OpenedBody(asked.ballot, None))
    world.commit(late, signed, asked.ballot)
    committed = world.now
    report = world.read(lambda s: delivery_report(s, asked.ballot))
    assert (report.answered, report.opened, report.delivered, report.not_delivered) == (1, 1, 0, 3)
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    world.settle(signed)
    matrix = world.read(lambda s: response_matrix(s, world.hub.rules, asked.ballot))
    rows = {row.person: row for row in matrix.rows}
    assert (matrix.figures.other, matrix.figures.deemed, matrix.state) == (1, 4, BallotState.CLOSED)
    assert (rows[member.id].choice, rows[member.id].basis) == (Choice.OTHER, AnswerBasis.EXPLICIT)
    assert (rows[silent.id].choice, rows[silent.id].basis) == (Choice.APPROVE, AnswerBasis.DEEMED)
    assert (rows[late.id].waiting, rows[late.id].committed_at) == ((signed.event.id,), committed)
    assert rows[world.pm.id].is_pm
    (listed,) = world.read(lambda s: list_ballots(s, [BallotState.CLOSED]))
    assert (listed.answered, listed.waiting, listed.outcome) == (1, 1, BallotOutcome.ADOPTED)
    assert world.read(lambda s: list_ballots(s, [BallotState.OPEN])) == ()


def test_an_open_ballot_deems_nothing(world: World) -> None:
    asked = world.issue()
    matrix = world.read(lambda s: response_matrix(s, world.hub.rules, asked.ballot))
    assert {row.choice for row in matrix.rows} == {None}
    assert matrix.figures.outcome is None
