"""A hub killed at every commit of an exchange, before it and between it and the reply: nothing lost, nothing twice."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from models.errors import OfflineError
from models.hub_store import HubDatabase
from models.profile_session import UnlockedProfile
from models.tables.server.hub import Leaf, ReceivedEvent
from models.types import BallotId, Choice, LeafKind, SendState
from tests.fault.dying_hub import armed_file
from tests.fault.stepwise import KILLED
from tests.fault.test_killed_client import issue_many
from tests.helpers.client import CLERK, MINISTER, Client, add_person, enrol_client, make_hub
from tests.helpers.hub import READY_SECONDS, ROOT, RunningHub, running_hub

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(600)]

MOST_COMMITS = 12


@contextlib.contextmanager
def dying_hub(folder: Path, port: int, step: int, when: str) -> Iterator[subprocess.Popen[bytes]]:
    """A hub on its old port that dies at the ``step``-th commit from now on."""
    armed_file(folder).unlink(missing_ok=True)
    (folder / "port").unlink(missing_ok=True)
    with folder.with_name("dying.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.dying_hub", folder, str(port), str(step), when],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not (folder / "port").exists():
            assert process.poll() is None, folder.with_name("dying.log").read_text()
            assert time.monotonic() < deadline, "the hub did not start"
            time.sleep(0.02)
        armed_file(folder).touch()
        yield process
    finally:
        armed_file(folder).unlink(missing_ok=True)
        if process.poll() is None:
            process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> RunningHub:
    """A hub with ballots, stopped."""
    folder = make_hub(tmp_path_factory.mktemp("hub") / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with running_hub(folder) as running:
        return running


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_an_exchange(hub: RunningHub, tmp_path: Path, when: str) -> None:
    with dying_hub(hub.folder, hub.port, 10**9, when):
        office = enrol_client(hub, CLERK, tmp_path / "office")
        minister = enrol_client(hub, MINISTER, tmp_path / "minister")
        ballots = issue_many(office, tmp_path, {"before": "81", "after": "82"}[when], MOST_COMMITS)
        with minister.unlocked() as profile:
            minister.sync(profile)
    used: list[BallotId] = []
    killed = True
    while killed:
        assert len(used) < len(ballots), "the exchange does not end"
        ballot = ballots[len(used)]
        with minister.unlocked() as profile:
            minister.answer(profile, {ballot: (Choice.APPROVE, "")})
            with dying_hub(hub.folder, hub.port, len(used), when) as process:
                try:
                    minister.sync(profile)
                    killed = False
                except OfflineError:
                    killed = process.wait(30) == KILLED
        used.append(ballot)
    assert len(used) > 1, "the hub was never killed"
    with dying_hub(hub.folder, hub.port, 10**9, when), minister.unlocked() as profile:
        minister.sync(profile)
        assert profile.envelopes.to_send() == ()
        for ballot in used:
            assert state_of(minister, profile, ballot) is SendState.RECORDED
    check_ledger(hub.folder, used)


def state_of(client: Client, profile: UnlockedProfile, ballot: BallotId) -> SendState | None:
    current = client.detail(profile, ballot).current
    return None if current is None or current.receipt is None else current.state


def check_ledger(folder: Path, ballots: list[BallotId]) -> None:
    """One leaf for each answer, numbered without holes, one settled event for each leaf."""
    database = HubDatabase.at(folder / "hub.db")
    with database.reading() as session:
        numbers = list(session.scalars(select(Leaf.number).order_by(Leaf.number)))
        answers = Counter(session.scalars(select(Leaf.ballot).where(Leaf.kind == LeafKind.ANSWER.value)))
        settled = Counter(
            session.scalars(select(ReceivedEvent.leaf_number).where(ReceivedEvent.leaf_number.is_not(None)))
        )
    database.close()
    assert numbers == list(range(len(numbers)))
    assert {ballot: answers[ballot] for ballot in ballots} == dict.fromkeys(ballots, 1)
    assert set(settled.values()) == {1}
