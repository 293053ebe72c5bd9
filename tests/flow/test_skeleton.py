"""A ballot's whole life, offline: two clients and a real hub in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.commands.client.office import DraftFields
from models.desk.office import OfficeDesk
from models.queries.client.answers import StageState
from models.queries.client.ballot_detail import OwnLeaf
from models.queries.client.ballots import BallotBadge, BallotTab, list_ballots
from models.queries.client.office import TileState, response_map
from models.queries.client.people import list_organizations
from models.queries.client.sync_state import sync_state
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import ruleset_at
from models.types import BallotId, BallotOutcome, BallotState, Choice, SendState
from tests.helpers.client import Client, add_person, enrol_client, make_hub
from tests.helpers.hub import RunningHub, running_hub

MINISTER = "Bộ trưởng Bộ Xây dựng"
OTHER_MINISTER = "Bộ trưởng Bộ Công Thương"
CLERK = "Chuyên viên Văn phòng"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = make_hub(tmp_path_factory.mktemp("hub") / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, OTHER_MINISTER, "Bộ Công Thương", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with running_hub(folder) as running:
        yield running


def issue(office: Client, tmp_path: Path) -> BallotId:
    paper = tmp_path / "to-trinh.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"Kho hang tai cang " * 100_000)
    now = office.clock.now()
    with office.unlocked() as profile:
        office.sync(profile)
        organization = profile.store.read(list_organizations).result()[0]
        desk = OfficeDesk(profile)
        ref = desk.stage_paper(paper, "Tờ trình Chính phủ", declared_free_of_secrets=True, pages=18)
        draft = desk.save_draft(
            None,
            DraftFields(
                number="9012/PLYK-VPCP",
                title="Dự thảo Nghị định về quản lý bến thủy nội địa",
                question="Đồng ý ban hành Nghị định về quản lý bến thủy nội địa?",
                submitted_by=organization.id,
                deadline=ruleset_at(now).deadline(now, 3, shipped_holidays()),
                papers=(ref,),
            ),
        )
        desk.issue(draft)
        office.sync(profile)
        state = profile.store.read(sync_state).result()
        assert state.refused == ()
        assert state.waiting == ()
    return draft


def test_ballot_from_issue_to_result(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path)

    with minister.unlocked() as profile:
        minister.sync(profile)
        now = minister.clock.now()
        rows = profile.store.read(
            lambda session: list_ballots(session, minister.person(), BallotTab.TO_ANSWER, now)
        ).result()
        assert [(row.id, row.badge, row.papers_total) for row in rows] == [(ballot, BallotBadge.TO_ANSWER, 1)]
        paper = minister.detail(profile, ballot).papers[0]
        assert paper.held == paper.size
        assert profile.open_paper(paper.id).read(0, 8) == b"%PDF-1.7"

        # The network is gone: nothing below speaks to the hub until the app is locked.
        (row,) = minister.answer(profile, {ballot: (Choice.APPROVE, "Đề nghị rà soát Điều 27.")})
        assert row.size < 8_000
        detail = minister.detail(profile, ballot)
        assert detail.current is not None
        assert detail.current.state is SendState.SIGNED
        assert detail.current.code == row.code
        assert detail.draft is None

    minister.sync_locked()

    with minister.unlocked() as profile:
        minister.sync(profile)
        detail = minister.detail(profile, ballot)
        assert detail.current is not None
        assert [stage.state for stage in detail.current.stages] == [StageState.DONE] * 4
        assert detail.current.receipt is not None
        assert detail.current.state is SendState.RECORDED

    other = enrol_client(hub, OTHER_MINISTER, tmp_path / "other")
    with other.unlocked() as profile:
        other.sync(profile)
        other.answer(profile, {ballot: (Choice.OTHER, "Đề nghị lấy thêm ý kiến các địa phương.")})
        other.sync(profile)

    with office.unlocked() as profile:
        office.sync(profile)
        now = office.clock.now()
        page = profile.store.read(lambda session: response_map(session, ballot, now)).result()
        assert page is not None
        assert {tile.name: tile.state for tile in page.tiles}[MINISTER] is TileState.ANSWERED
        desk = OfficeDesk(profile)
        desk.close(ballot)
        office.sync(profile)
        desk.publish(ballot)
        office.sync(profile)
        page = profile.store.read(lambda session: response_map(session, ballot, now)).result()
        assert page is not None
        assert page.ballot.state is BallotState.TALLIED
        assert page.ballot.pending == ()

    with minister.unlocked() as profile:
        minister.sync(profile)
        detail = minister.detail(profile, ballot)
        assert detail.state is BallotState.TALLIED
        (result,) = detail.results
        assert (result.approve, result.n_members) == (1, 2)
        assert result.outcome is BallotOutcome.NOT_ADOPTED
        assert result.own_leaf is OwnLeaf.LISTED
        assert profile.store.read(sync_state).result().alarms == ()
