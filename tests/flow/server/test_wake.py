"""The wake stream tells that something changed, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator

from models.acts import BallotBody
from models.types import EventKind
from tests.flow.server.conftest import Enrol
from tests.flow.server.support import Member, new_code
from tests.helpers.hub import RunningHub, hub_command


def numbers(lines: Iterator[str]) -> Iterator[int]:
    for line in lines:
        if line.startswith("data: "):
            yield int(line.removeprefix("data: "))


def test_a_change_wakes_and_carries_only_a_number(enrolled: Enrol, hub: RunningHub) -> None:
    listener, clerk = enrolled("td"), enrolled("cv1-vpcp")
    headers = listener.device.headers()
    with listener.device.http.stream("GET", "/v1/wake", headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = numbers(response.iter_lines())
        first = next(stream)
        ballot = clerk.ballot("9015/PLYK-VPCP")
        clerk.deliver(clerk.event(EventKind.REMIND, BallotBody(ballot.ballot, "")))
        second = next(stream)
        assert second > first
        # Another process changed something: noticed by polling.
        hub_command("person", "add", hub.folder, "Chuyên viên Vụ Pháp luật", "--organization", "Văn phòng Chính phủ")
        assert next(stream) > second


def test_the_hub_stops_with_open_streams(enrolled: Enrol, hub: RunningHub) -> None:
    member: Member = enrolled("td")
    with member.device.http.stream("GET", "/v1/wake", headers=member.device.headers()) as response:
        assert next(numbers(response.iter_lines())) > 0
        hub.process.terminate()
        assert hub.process.wait(timeout=20) == 0
    assert new_code(hub.folder, "td")
