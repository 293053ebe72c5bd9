"""Days pass: signed before the deadline, received after it; a code by telephone; silence; the chair; a second result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.desk.office import OfficeDesk
from models.errors import InvalidInputError
from models.profile_session import UnlockedProfile
from models.queries.client.ballot_detail import AnswerBar, OwnLeaf
from models.queries.client.ballots import BallotBadge, BallotTab, list_ballots
from models.queries.client.home import NoticeKind, home
from models.queries.client.office import ResponseMapRow, TileState, response_map
from models.types import BallotId, BallotOutcome, BallotState, Choice, EventId, Standing
from tests.helpers.client import (
    CLERK,
    MINISTER,
    OTHER_MINISTER,
    Client,
    add_person,
    code_at,
    enrol_with,
    issue,
    make_hub,
    save,
)
from tests.helpers.time_travel import LocalHub, travelling_hub

CHAIR = "Thủ tướng Chính phủ"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    folder = make_hub(tmp_path / "hub")
    add_person(folder, CHAIR, "Chính phủ", ["THU_TUONG"], member=True)
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True, rank=1)
    add_person(folder, OTHER_MINISTER, "Bộ Công Thương", ["THANH_VIEN"], member=True, rank=2)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with travelling_hub(folder) as local:
        yield local


def enrol(hub: LocalHub, name: str, folder: Path) -> Client:
    return enrol_with(code_at(hub.hub.folder.path, "hub:443", name), folder, hub.connect, hub.clock)


def page(office: Client, profile: UnlockedProfile, ballot: BallotId) -> ResponseMapRow:
    now = office.clock.now()
    found = profile.store.read(lambda session: response_map(session, ballot, now)).result()
    assert found is not None
    return found


def badges(client: Client, profile: UnlockedProfile, tab: BallotTab) -> list[BallotBadge]:
    now = client.clock.now()
    rows = profile.store.read(lambda session: list_ballots(session, client.person(), tab, now)).result()
    return [row.badge for row in rows]


def test_answer_signed_in_time_and_received_late_is_decided_by_the_chair(hub: LocalHub, tmp_path: Path) -> None:
    office = enrol(hub, CLERK, tmp_path / "office")
    minister = enrol(hub, MINISTER, tmp_path / "minister")
    other = enrol(hub, OTHER_MINISTER, tmp_path / "other")
    chair = enrol(hub, CHAIR, tmp_path / "chair")
    ballot = issue(office, tmp_path)
    with minister.unlocked() as profile:
        minister.sync(profile)
        deadline = minister.detail(profile, ballot).deadline
        hub.clock.moment += timedelta(hours=2)
        (row,) = minister.answer(profile, {ballot: (Choice.DISAPPROVE, "Chưa rõ nguồn lực.")})
    with other.unlocked() as profile:
        other.sync(profile)
        other.answer(profile, {ballot: (Choice.DISAPPROVE, "Trùng với đề án khác.")})
        other.sync(profile)

    # The network stays away from the minister, who reads the code over the telephone.
    with office.unlocked() as profile:
        office.sync(profile)
        desk = OfficeDesk(profile)
        desk.commit(ballot, minister.person(), row.code)
        desk.remind(ballot)
        office.sync(profile)
        tiles = {tile.name: tile for tile in page(office, profile, ballot).tiles}
        assert tiles[MINISTER].committed_at is not None
        assert (tiles[OTHER_MINISTER].state, tiles[OTHER_MINISTER].choice) == (TileState.ANSWERED, Choice.DISAPPROVE)
        assert {line.kind.value for line in page(office, profile, ballot).log} >= {"issued", "answered", "committed"}

    hub.clock.moment = deadline + timedelta(minutes=5)
    hub.run_jobs()
    with office.unlocked() as profile:
        office.sync(profile)
        found = page(office, profile, ballot)
        assert found.ballot.state is BallotState.CLOSED
        (first,) = found.results
        assert (first.approve, first.deemed, first.disapprove) == (0, 2, 1)
        assert first.outcome is BallotOutcome.ADOPTED
        OfficeDesk(profile).publish(ballot)
        office.sync(profile)

    # Now the minister's device is in contact again: the answer is received, not dropped, and waits for the chair.
    with minister.unlocked() as profile:
        minister.sync(profile)
        detail = minister.detail(profile, ballot)
        (answer,) = detail.answers
        assert answer.receipt is not None
        assert (answer.late, answer.standing) == (True, Standing.CHAIR_DECIDES)
        assert answer.not_before is not None
        assert answer.not_before < deadline < (answer.received_at or deadline)
        assert BallotBadge.PUBLISHED in badges(minister, profile, BallotTab.CLOSED)
    with chair.unlocked() as profile:
        chair.sync(profile)
        (late,) = page(chair, profile, ballot).late
        assert (late.name, late.committed_at is not None) == (MINISTER, True)
        event = EventId(late.event)
        OfficeDesk(profile).decide_late(ballot, event, counts=True, grounds="Có mã ghi nhận trước hạn.")
        chair.sync(profile)
    with office.unlocked() as profile:
        office.sync(profile)
        newest, oldest = page(office, profile, ballot).results
        assert (newest.number, oldest.number) == (2, 1)
        assert (newest.approve, newest.deemed, newest.disapprove) == (0, 1, 2)
        OfficeDesk(profile).publish(ballot)
        office.sync(profile)
    with minister.unlocked() as profile:
        minister.sync(profile)
        detail = minister.detail(profile, ballot)
        assert [result.number for result in detail.results] == [2, 1]
        assert detail.results[0].own_leaf is OwnLeaf.LISTED
        now = hub.clock.now()
        kinds = {
            notice.kind
            for notice in profile.store.read(lambda session: home(session, minister.person(), now)).result().notices
        }
        assert {NoticeKind.DECISION, NoticeKind.RESULT} <= kinds


def test_ballot_closed_while_offline_takes_no_draft_but_receives_what_was_sealed(hub: LocalHub, tmp_path: Path) -> None:
    office = enrol(hub, CLERK, tmp_path / "office")
    minister = enrol(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path)
    with minister.unlocked() as profile:
        minister.sync(profile)
        deadline = minister.detail(profile, ballot).deadline
        save(profile, ballot, Choice.APPROVE, "")
        hub.clock.moment = deadline + timedelta(minutes=1)
        hub.run_jobs()
        # Offline the device cannot know that the ballot was closed: signing goes on, the hub judges.
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        minister.sync(profile)
        detail = minister.detail(profile, ballot)
        assert (detail.state, detail.bar) == (BallotState.CLOSED, AnswerBar.CLOSED)
        (answer,) = detail.answers
        assert answer.receipt is not None
        assert answer.late
        with pytest.raises(InvalidInputError):
            save(profile, ballot, Choice.DISAPPROVE, "Muộn.")
