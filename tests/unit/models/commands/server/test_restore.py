"""A hub restored from an old backup, in a new epoch: what it lost comes in again, once, and nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from models import ledger
from models.acts import IssueBody
from models.commands.server import ledger_log
from models.hub_store import HubDatabase
from models.leaves import read_leaf
from models.tables.server.hub import Leaf
from models.types import Choice, EventKind
from tests.factory import ballot_statement
from tests.unit.models.commands.server.world import World


def test_what_a_restored_hub_lost_comes_in_again(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'hub.db'}")
    try:
        asked = world.issue()
        kept = world.answer(world.pm, asked)
        world.settle(kept)
        world.database.backup_sqlite(tmp_path / "backup.db")
        base = world.head()

        world.now += timedelta(hours=1)
        lost = [world.answer(world.ministers[0], asked), world.answer(world.pm, asked, Choice.OTHER, replaces=kept)]
        later = ballot_statement(number="9013/PLYK-VPCP")
        lost.append(world.event(world.clerk, EventKind.ISSUE, IssueBody(later.encode())))
        world.settle(*lost)
        lost.append(world.answer(world.chief, later))  # over a head that the restored hub never had
        world.settle(lost[-1])

        world.database.close()
        world.database = HubDatabase(f"sqlite:///{tmp_path / 'backup.db'}")
        world.hub = replace(world.hub, epoch=2, restored_at=world.now)
        world.now += timedelta(days=2)
        codes = [outcome.code for outcome in world.settle(lost[-1], *lost[:-1], kept)]
        assert codes == ["retry", "accepted", "accepted", "accepted", "already"]
        assert world.settle(lost[-1])[0].code == "accepted"
        assert world.stored(lost[-1]).not_before == later.issued_at
        assert world.standings(world.pm) == ["superseded", "counted"]

        with world.database.reading() as session:
            leaves = list(session.scalars(select(Leaf).order_by(Leaf.number)))
            subjects = [str(read_leaf(leaf.data)[0].get("event", leaf.ballot)) for leaf in leaves]
            assert len(set(subjects)) == len(subjects) == 6
            proof = ledger_log.consistency(session, base.size, len(leaves))
            root = ledger_log.tree_root(session, len(leaves))
        ledger.verify_consistency(base.size, base.root, len(leaves), root, proof)
    finally:
        world.close()
