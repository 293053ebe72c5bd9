"""What is our hub's answer, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import HubAnswerError
from sync import protocol
from sync.client.hub import HubProblemError, read_message
from sync.client.transport import Answer

OURS = {"content-type": protocol.MEDIA_TYPE}
HEALTH = protocol.Health(3, 5, False)


def test_our_answer_is_read() -> None:
    assert read_message(Answer(200, OURS, protocol.encode(HEALTH)), protocol.Health) == HEALTH


def test_our_refusal_has_its_code() -> None:
    problem = protocol.Problem(protocol.PROBLEM_HUB, "not_found", "")
    with pytest.raises(HubProblemError) as caught:
        read_message(Answer(404, OURS, protocol.encode(problem)), protocol.Health)
    assert (caught.value.status, caught.value.code) == (404, "not_found")


@given(status=st.integers(100, 599), media=st.sampled_from(["", "text/html", "application/json"]), body=st.binary())
def test_another_media_type_is_nobodys_answer(status: int, media: str, body: bytes) -> None:
    with pytest.raises(HubAnswerError):
        read_message(Answer(status, {"content-type": media}, body), protocol.Health)


@given(status=st.sampled_from([200, 204, 302, 400, 404, 500, 502]), body=st.binary(max_size=200))
def test_any_bytes_are_an_answer_a_refusal_or_nobodys(status: int, body: bytes) -> None:
    said = status
    try:
        read_message(Answer(status, OURS, body), protocol.Health)
    except HubAnswerError:
        return
    except HubProblemError as problem:
        said = problem.status
    assert said == status


@given(cut=st.integers(1, 6))
def test_cut_body_is_nobodys_answer(cut: int) -> None:
    with pytest.raises(HubAnswerError):
        read_message(Answer(200, OURS, protocol.encode(HEALTH)[:-cut]), protocol.Health)
