"""A ballot's whole life, offline: two clients and a real hub in a process of its own."""

from __future__ import annotations

from pathlib import Path

from models.desk.office import OfficeDesk
from models.queries.client.answers import StageState
from models.queries.client.ballot_detail import OwnLeaf
from models.queries.client.ballots import BallotBadge, BallotTab, list_ballots
from models.queries.client.office import TileState, response_map
from models.queries.client.sync_state import sync_state
from models.types import BallotOutcome, BallotState, Choice, SendState
from tests.helpers.client import CLERK, MINISTER, OTHER_MINISTER, enrol_client, issue
from tests.helpers.hub import RunningHub


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
