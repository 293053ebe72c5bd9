"""A client killed at every step of sealing, sending and applying: each answer comes home exactly once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from models.commands.client.office import DraftFields
from models.desk.office import OfficeDesk
from models.profile_session import UnlockedProfile
from models.queries.client.people import list_organizations
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import ruleset_at
from models.tables.client.local import Receipt
from models.tables.shared.ballots import Answer
from models.types import BallotId, Choice, SendState, Standing
from sync.client.exchange import Exchanger
from tests.fault.client_steps import OPINION, ClientSteps
from tests.helpers.client import CLERK, MINISTER, Client, add_person, enrol_client, make_hub, save
from tests.helpers.hub import RunningHub, running_hub

pytestmark = [
    pytest.mark.fault,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]

MOST_STEPS = 60


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    folder = make_hub(tmp_path_factory.mktemp("hub") / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with running_hub(folder) as running:
        yield running


@pytest.fixture(scope="module")
def office(hub: RunningHub, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return enrol_client(hub, CLERK, tmp_path_factory.mktemp("office"))


@pytest.fixture
def minister(hub: RunningHub, tmp_path: Path) -> Client:
    return enrol_client(hub, MINISTER, tmp_path / "minister")


def issue_many(office: Client, folder: Path, series: str, count: int = MOST_STEPS) -> list[BallotId]:
    """Ballots enough for every step, all with the same small paper."""
    paper = folder / "to-trinh.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"Kho hang tai cang " * 100)
    now = office.clock.now()
    ballots = []
    with office.unlocked() as profile:
        office.sync(profile)
        desk = OfficeDesk(profile)
        organization = profile.store.read(list_organizations).result(20)[0]
        ref = desk.stage_paper(paper, "Tờ trình", declared_free_of_secrets=True, pages=1)
        for n in range(count):
            fields = DraftFields(
                number=f"{series}{n:02d}/PLYK-VPCP",
                title=f"Dự thảo Nghị định số {n}",
                question=f"Đồng ý ban hành Nghị định số {n}?",
                submitted_by=organization.id,
                deadline=ruleset_at(now).deadline(now, 3, shipped_holidays()),
                papers=(ref,),
            )
            ballots.append(desk.save_draft(None, fields))
            desk.issue(ballots[-1])
        office.sync(profile)
    return ballots


def check_all_home_once(client: Client, profile: UnlockedProfile, ballots: list[BallotId]) -> None:
    """Every ballot has one counted answer in the ledger, one verified receipt, and waits for nothing."""
    answers = profile.store.read(
        lambda session: [
            (row.ballot, row.standing, row.opinion)
            for row in session.scalars(select(Answer).where(Answer.person == client.person()))
            if row.ballot in ballots
        ]
    ).result(20)
    assert Counter(answers) == Counter((ballot, Standing.COUNTED.value, OPINION) for ballot in ballots)
    for ballot in ballots:
        current = client.detail(profile, ballot).current
        assert current is not None
        assert current.state is SendState.RECORDED
        assert current.receipt is not None
    assert profile.envelopes.to_send() == ()
    assert profile.envelopes.answers() == ()
    assert profile.envelopes.damaged() == ()


def test_killed_while_casting(office: Client, minister: Client, tmp_path: Path) -> None:
    ballots = issue_many(office, tmp_path, "71")
    used: list[BallotId] = []
    with minister.unlocked() as profile:
        minister.sync(profile)
        for ballot in ballots:
            save(profile, ballot, Choice.OTHER, OPINION)
    with ClientSteps(minister) as steps:
        killed = True
        while killed:
            assert len(used) < len(ballots), "casting does not end"
            ballot = ballots[len(used)]
            killed = steps.is_killed("cast", ballot, len(used))
            used.append(ballot)
            with minister.unlocked() as profile:
                detail = minister.detail(profile, ballot)
                if detail.current is None:  # not sealed: then the draft is where it was
                    assert detail.draft is not None
                    assert detail.draft.opinion == OPINION
                    minister.answer(profile, {ballot: (Choice.OTHER, OPINION)})
    assert len(used) > 10
    with minister.unlocked() as profile:
        minister.sync(profile)
        check_all_home_once(minister, profile, used)


@pytest.mark.parametrize(("act", "series"), [("sync", "72"), ("sync_locked", "73")])
def test_killed_while_sending_and_applying(
    office: Client, minister: Client, tmp_path: Path, act: str, series: str
) -> None:
    ballots = issue_many(office, tmp_path, series)
    used: list[BallotId] = []
    with minister.unlocked() as profile:
        minister.sync(profile)
    # One connection for what happens between the kills: the hub limits how often a device may log in.
    with ClientSteps(minister) as steps, minister.connection() as line:
        killed = True
        while killed:
            assert len(used) < len(ballots), "the round does not end"
            ballot = ballots[len(used)]
            with minister.unlocked() as profile:
                minister.answer(profile, {ballot: (Choice.OTHER, OPINION)})
            killed = steps.is_killed(act, ballot, len(used))
            used.append(ballot)
            with minister.unlocked() as profile:
                Exchanger(profile, line).run()
                assert minister.detail(profile, ballot).current is not None
    assert len(used) > 3
    with minister.unlocked() as profile:
        minister.sync(profile)
        check_all_home_once(minister, profile, used)
        receipts = profile.store.read(lambda session: list(session.scalars(select(Receipt.event)))).result(20)
        assert len(receipts) == len(set(receipts)) == len(used)
