"""The ledger in tables: proofs of every size, and several writers at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from models import ledger
from models.commands.server import ledger_log
from models.errors import DefectError
from models.queries.server.changes import newest_seq
from models.tables.server.hub import Audit, Change, Leaf
from models.types import ChangeSet, LeafKind
from tests.factory import MONDAY
from tests.unit.models.commands.server.test_visibility import Client
from tests.unit.models.commands.server.world import Someone, World


def append(world: World, data: bytes) -> int:
    return world.write(lambda s: (ledger_log.append_leaf(s, LeafKind.ANSWER, "b", "s", data, MONDAY), ChangeSet()))


def test_every_proof_of_every_size_verifies(world: World) -> None:
    data = [bytes([n]) for n in range(20)]
    assert [append(world, item) for item in data] == list(range(20))
    hashes = [ledger.leaf_hash(item) for item in data]
    roots = ledger.roots_at(hashes, range(21))
    with world.database.reading() as session:
        for size in range(21):
            assert ledger_log.tree_root(session, size) == roots[size]
            for old in range(size + 1):
                proof = ledger_log.consistency(session, old, size)
                ledger.verify_consistency(old, roots[old], size, roots[size], proof)
            for number in range(size):
                proof = ledger_log.inclusion(session, number, size)
                ledger.verify_inclusion(hashes[number], number, size, proof, roots[size])


def test_a_head_is_signed_once_for_a_size(world: World) -> None:
    append(world, b"x")
    first = world.write(lambda s: (ledger_log.newest_head(s, world.hub, MONDAY), ChangeSet()))
    world.now = MONDAY.replace(hour=5)
    again = world.write(lambda s: (ledger_log.newest_head(s, world.hub, world.now), ChangeSet()))
    assert first == again
    public = world.hub.checkpoint_key.public_key().public_bytes_raw()
    trust = ledger.CheckpointTrust(bytes.fromhex(world.hub.root_key), 1, public)
    assert ledger.verify_head(first, trust).size == 1


def test_the_time_of_a_head_is_the_hubs(world: World) -> None:
    append(world, b"x")
    with world.database.reading() as session:
        root = ledger_log.tree_root(session, 1)
        assert ledger_log.head_time(session, 1, root) == MONDAY, "never handed out: when the leaf was added"
        assert ledger_log.head_time(session, 1, b"\x01" * 32) is None
        assert ledger_log.head_time(session, 2, root) is None
        assert ledger_log.head_time(session, 0, ledger.EMPTY_ROOT) is None
        with pytest.raises(DefectError):
            ledger_log.tree_root(session, 2)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A hub that several threads can write to."""
    url = f"sqlite:///{tmp_path / 'hub.db'}" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    made = World(url, ministers=8)
    yield made
    made.close()


def test_writers_at_once_double_no_index_and_no_reader_skips(shared: World) -> None:
    """Members answer two ballots from many threads, while a reader pulls: it ends with all there is, in one history."""
    world = shared
    asked = [world.issue(number=f"902{n}/PLYK-VPCP") for n in range(2)]
    events = {
        member.id: [world.answer(member, ballot) for ballot in asked] + [world.answer(member, asked[0])]
        for member in world.members
    }
    done = threading.Event()

    def deliver(member: Someone) -> None:
        first, second, again = events[member.id]
        world.settle(first)
        world.settle(second, first)
        world.settle(again)

    def read() -> Client:
        client = Client(world, world.clerk)
        for _ in range(10_000):
            client.sync(5_000)
            if done.is_set():
                break
        client.sync(5_000)
        return client

    def heads() -> list[ledger.TreeHead]:
        seen: list[ledger.TreeHead] = []
        for _ in range(10_000):
            signed = world.write(lambda s: (ledger_log.newest_head(s, world.hub, world.now), ChangeSet()))
            seen.append(signed.head)
            if done.is_set():
                break
        return seen

    with ThreadPoolExecutor(6) as pool:
        reader, watcher = pool.submit(read), pool.submit(heads)
        for future in [pool.submit(deliver, member) for member in world.members]:
            future.result()
        done.set()
        client, seen = reader.result(), watcher.result()

    with world.database.reading() as session:
        leaves = list(session.scalars(select(Leaf).order_by(Leaf.number)))
        assert [leaf.number for leaf in leaves] == list(range(2 + 3 * len(world.members)))
        roots = ledger.roots_at((leaf.hash for leaf in leaves), {head.size for head in seen})
        assert all(roots[head.size] == head.root for head in seen)
        lines = list(session.scalars(select(Audit.seq).order_by(Audit.seq)))
        assert lines == list(range(1, len(lines) + 1))
        numbers = list(session.scalars(select(Change.seq)))
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) <= newest_seq(session)
    fresh = Client(world, world.clerk)
    fresh.sync()
    assert client.records == fresh.records
    assert len(client.ids("answer")) == 3 * len(world.members)
