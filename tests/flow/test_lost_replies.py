"""The reply is lost at every point, the same event comes twice: nothing is lost, nothing counts twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import OfflineError
from models.profile_session import UnlockedProfile
from models.queries.client.office import ResponseMapRow, response_map
from models.types import BallotId, Choice, ResultCode, SendState
from sync import protocol
from sync.client.enrol import EnrolmentWish, enrol_device
from tests.helpers.client import (
    CLERK,
    FAST,
    MINISTER,
    OTHER_MINISTER,
    PIN,
    SIGNING_PIN,
    Client,
    MemorySecrets,
    SystemClock,
    enrol_client,
    enrol_code,
    issue,
)
from tests.helpers.hub import RunningHub
from tests.helpers.network import Line


def map_of(office: Client, profile: UnlockedProfile, ballot: BallotId) -> ResponseMapRow:
    """The Office's page of a ballot."""
    page = profile.store.read(lambda session: response_map(session, ballot, office.clock.now())).result()
    assert page is not None
    return page


def sync_until_quiet(client: Client) -> int:
    """Rounds until one goes through, each a fresh unlock as after a crash; how many were needed."""
    for number in range(1, 6):
        with client.unlocked() as profile:
            try:
                client.sync(profile)
            except OfflineError:
                continue
            return number
    raise AssertionError("never quiet")


def test_answer_is_counted_once_wherever_the_reply_is_lost(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    line = Line()
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", connect=line)
    for point in range(1, 9):
        ballot = issue(office, tmp_path, str(9100 + point))
        line.drop, line.cut = 0, False
        with minister.unlocked() as profile:
            line.count, line.drop = 0, 1 + point % 3  # also while the ballot and its paper are fetched
            try:
                minister.sync(profile)
            except OfflineError:
                line.drop = 0
                minister.sync(profile)
            line.drop = 0
            minister.sync(profile)
            minister.answer(profile, {ballot: (Choice.OTHER, f"Ý kiến {point}")})
        if point <= 2:
            minister.hang_up()  # the reply to the challenge, or to the token
        line.count, line.drop = 0, point
        sync_until_quiet(minister)
        line.drop = 0
        with minister.unlocked() as profile:
            minister.sync(profile)
            detail = minister.detail(profile, ballot)
            assert [answer.state for answer in detail.answers] == [SendState.RECORDED]
            assert detail.answers[0].receipt is not None
            assert detail.papers[0].held == detail.papers[0].size
        with office.unlocked() as profile:
            office.sync(profile)
            page = map_of(office, profile, ballot)
            assert (page.preview.other, page.ballot.answered) == (1, 1)
    lost = line.dropped
    assert "/v1/exchange" in lost
    assert "/v1/token" in lost
    assert any(path.startswith("/v1/documents/") for path in lost)


@pytest.mark.parametrize("point", [1, 2, 3])
def test_enrolment_survives_a_lost_reply(hub: RunningHub, tmp_path: Path, point: int) -> None:
    code = enrol_code(hub, OTHER_MINISTER)
    client = Client(tmp_path / "profile", MemorySecrets(), SystemClock(), Line(drop=point))
    wish = EnrolmentWish(code, "Máy", PIN, SIGNING_PIN)
    try:
        enrol_device(client.folder, wish, client.secrets, client.clock, client.connect, FAST)
    except OfflineError:
        enrol_device(client.folder, wish, client.secrets, client.clock, client.connect, FAST)
    with client.unlocked() as profile:
        client.sync(profile)


def test_same_event_twice_is_answered_alike(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9110")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        (envelope,) = profile.envelopes.to_send()
        wire = profile.envelopes.wire(envelope.file_name)
        request = protocol.ExchangeRequest(protocol.VERSION, 1, 0, {}, {}, (wire, wire), 0)
        with minister.connection() as connection:
            first = connection.exchange(request)
            again = connection.exchange(request)
        codes = [settled.code for settled in (*first.settled, *again.settled)]
        assert codes.count(ResultCode.ACCEPTED) == 1
        assert codes.count(ResultCode.ALREADY) == 3
        minister.sync(profile)
        assert len(minister.detail(profile, ballot).answers) == 1
