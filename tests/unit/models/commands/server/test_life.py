"""A ballot's whole life on the hub's side, on both databases, and what each person holds at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import ledger
from models.acts import OpenedBody
from models.commands.server import people, tracking
from models.commands.server.archive import export_ballot
from models.commands.server.closing import close_due_ballots, send_reminders
from models.queries.server.audit import list_audit
from models.queries.server.office import delivery_report, list_ballots, response_matrix
from models.types import Choice, EventKind
from tests.unit.models.commands.server.test_visibility import Client, visible
from tests.unit.models.commands.server.world import Someone, World


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'hub.db'}" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    made = World(url)
    yield made
    made.close()


def everybody(world: World) -> list[Someone]:
    return [*world.members, world.clerk, world.aide, world.admin]


def test_a_ballots_whole_life(hub: World) -> None:
    world, (first, second, third) = hub, hub.ministers
    clients = {someone.id: Client(world, someone) for someone in everybody(world)}
    world.write(lambda s: people.add_delegation(s, "system", first.id, world.aide.id, world.now))
    asked = world.issue()
    for client in clients.values():
        client.sync(3_000)
    world.write(lambda s: tracking.mark_delivered(s, first.id, [asked.ballot], world.now))
    world.do(first, EventKind.OPENED, OpenedBody(asked.ballot, None))

    draft = world.answer(world.pm, asked, Choice.OTHER)
    world.settle(draft, world.answer(world.pm, asked, Choice.APPROVE, replaces=draft), world.answer(first, asked))
    world.settle(world.answer(first, asked, Choice.DISAPPROVE, device=world.enrol(first.id)))
    late = world.answer(second, asked, Choice.DISAPPROVE)
    world.commit(second, late, asked.ballot)
    world.now = asked.deadline - timedelta(hours=1)
    assert world.write(lambda s: send_reminders(s, world.hub, world.now)) == 3
    world.now = asked.deadline + timedelta(hours=1)
    assert world.write(lambda s: close_due_ballots(s, world.hub, world.now)) == (asked.ballot,)
    world.on_ballot(world.chief, EventKind.PUBLISH, asked.ballot)
    for client in list(clients.values())[::2]:
        client.sync(3_000)
    world.settle(late)
    world.decide(world.pm, asked.ballot, late, counts=True)

    old, new = world.results(asked.ballot)
    assert (old.approve, old.disapprove, old.deemed) == (2, 0, 3)
    assert (new.approve, new.disapprove, new.deemed, new.number) == (2, 1, 2, 2)
    assert world.standings(first) == ["counted", "competing"]
    for someone in everybody(world):
        client = clients[someone.id]
        client.sync(3_000)
        assert client.records.keys() == visible(world, someone)
        fresh = Client(world, someone)
        fresh.sync()
        assert (client.records, client.reach) == (fresh.records, fresh.reach)
    assert {r for k, r in clients[third.id].records if k == "result"} == {old.id, new.id}
    assert clients[world.aide.id].ids("answer") == set()

    matrix = world.read(lambda s: response_matrix(s, world.hub.rules, asked.ballot))
    assert {row.person for row in matrix.rows if row.late} == {second.id}
    assert world.read(lambda s: delivery_report(s, asked.ballot)).answered == 3
    assert [row.answered for row in world.read(list_ballots)] == [3]
    data = world.write(lambda s: export_ballot(s, world.hub, asked.ballot, world.now, root_key=b"r", epochs=()))
    head = ledger.SignedHead.decode(data.head).head
    for leaf in data.leaves:
        ledger.verify_inclusion(ledger.leaf_hash(leaf.data), leaf.number, head.size, leaf.proof, head.root)
    actions = {line.action for line in world.read(lambda s: list_audit(s, limit=1_000))}
    assert {"ballot.issue", "ballot.answer", "ballot.close", "ballot.publish", "ballot.decide_late"} <= actions
