"""Whatever is sent to whichever route: never a defect, always a Problem, nothing without a token."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import protocol
from sync.server.console import open_console
from sync.server.demo.cast import sample_id
from sync.server.hub import Hub
from tests.helpers.hub import LocalClient, local_hub

PERSON = sample_id("cv2-vpcp")
ROUTES = (
    ("GET", "/v1/health"),
    ("GET", "/v1/epochs"),
    ("POST", "/v1/enrol/begin"),
    ("POST", "/v1/enrol/finish"),
    ("POST", "/v1/challenge"),
    ("POST", "/v1/token"),
    ("POST", "/v1/exchange"),
    ("POST", "/v1/orders/done"),
    ("POST", "/v1/documents"),
    ("PUT", "/v1/documents/{document}/pieces/{number}"),
    ("GET", "/v1/documents/{document}"),
    ("HEAD", "/v1/documents/{document}"),
)
OPEN_ROUTES = {"/v1/health", "/v1/epochs", "/v1/enrol/begin", "/v1/enrol/finish", "/v1/challenge", "/v1/token"}
BUDGET = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

text = st.text(max_size=40)
small = st.binary(max_size=80)
number = st.integers(-(2**63), 2**63 - 1)
messages = st.one_of(
    st.builds(protocol.EnrolBegin, text),
    st.builds(protocol.EnrolFinish, text, small, text, small, small, small, small, small),
    st.builds(protocol.ChallengeRequest, text),
    st.builds(protocol.TokenRequest, text, small, small),
    st.builds(
        protocol.ExchangeRequest,
        st.sampled_from([0, 1, 2]),
        number,
        number,
        st.dictionaries(text, number, max_size=4),
        st.dictionaries(st.sampled_from(["ballot", "person", "nothing"]), number, max_size=3),
        st.lists(small, max_size=3).map(tuple),
        number,
    ),
    st.builds(protocol.OrderDone, text, small),
    st.builds(protocol.UploadBegin, text, text, text, number, small, st.booleans()),
).map(protocol.encode)
bodies = st.one_of(small, messages, messages.map(lambda data: protocol.compress(data * 40) or data))
documents = st.one_of(st.just("0" * 64), st.text("0123456789abcdef/.%", min_size=1, max_size=70))
headers = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": st.sampled_from([protocol.MEDIA_TYPE, protocol.MEDIA_TYPE, "application/json", ""]),
        "Content-Encoding": st.sampled_from(["", "zstd", "gzip"]),
        "Range": st.sampled_from(["bytes=0-", "bytes=-1", "bytes=5-2", "bytes=99999999999999-", "x"]),
        "Accept-Encoding": st.sampled_from(["zstd", "identity"]),
    },
)


@dataclass(frozen=True)
class Bench:
    hub: Hub
    client: LocalClient
    token: str


@pytest.fixture(scope="module")
def bench(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("fuzz") / "hub"
    shutil.copytree(sample, folder)
    with local_hub(folder) as (hub, client):
        device = open_console(hub, PERSON, hub.clock.now()).device
        yield Bench(hub, client, hub.tokens.issue(device, hub.clock.now()))


def check(response: httpx.Response) -> None:
    assert response.status_code < 500, response.content
    if response.status_code >= 400 and response.request.method != "HEAD":
        problem = protocol.decode(response.content, protocol.Problem)
        assert problem.hub == protocol.PROBLEM_HUB
        assert problem.code


@BUDGET
@given(route=st.sampled_from(ROUTES), body=bodies, sent=headers, document=documents, piece=number)
def test_a_stranger_gets_nothing(
    bench: Bench, route: tuple[str, str], body: bytes, sent: dict[str, Any], document: str, piece: int
) -> None:
    method, path = route
    response = bench.client.request(method, path.format(document=document, number=piece), content=body, headers=sent)
    check(response)
    if path not in OPEN_ROUTES:
        assert response.status_code in (307, 400, 401, 404, 405), "a stranger got past the token"


@BUDGET
@given(route=st.sampled_from(ROUTES), body=bodies, sent=headers, document=documents, piece=st.integers(0, 5))
def test_an_enrolled_device_cannot_break_it(
    bench: Bench, route: tuple[str, str], body: bytes, sent: dict[str, Any], document: str, piece: int
) -> None:
    method, path = route
    sent = {"Content-Type": protocol.MEDIA_TYPE, **sent, "Authorization": f"Bearer {bench.token}"}
    check(bench.client.request(method, path.format(document=document, number=piece), content=body, headers=sent))


@BUDGET
@given(envelopes=st.lists(st.binary(max_size=300), max_size=5), head=st.integers(0, 2**40), epoch=st.integers(0, 9))
def test_any_envelopes_are_settled_one_by_one(bench: Bench, envelopes: list[bytes], head: int, epoch: int) -> None:
    request = protocol.ExchangeRequest(protocol.VERSION, epoch, head, {}, {}, tuple(envelopes), 0)
    sent = {"Content-Type": protocol.MEDIA_TYPE, "Authorization": f"Bearer {bench.token}"}
    response = bench.client.post("/v1/exchange", content=protocol.encode(request), headers=sent)
    assert response.status_code == 200
    answer = protocol.decode(response.content, protocol.ExchangeAnswer)
    assert [settled.code for settled in answer.settled] == ["retry"] * len(envelopes)


def test_too_much_is_refused_before_it_is_read(bench: Bench) -> None:
    sent = {"Content-Type": protocol.MEDIA_TYPE, "Authorization": f"Bearer {bench.token}"}
    bomb = protocol.compress(bytes(protocol.MAX_REQUEST * 4))
    assert bomb is not None
    zipped = bench.client.post("/v1/exchange", content=bomb, headers={**sent, "Content-Encoding": "zstd"})
    assert (zipped.status_code, protocol.decode(zipped.content, protocol.Problem).code) == (400, "form")
    long = bench.client.post("/v1/enrol/begin", content=bytes(70_000), headers=sent)
    assert (long.status_code, protocol.decode(long.content, protocol.Problem).code) == (413, "too_large")


def test_codes_cannot_be_guessed_quickly(bench: Bench) -> None:
    sent = {"Content-Type": protocol.MEDIA_TYPE}
    data = protocol.encode(protocol.EnrolBegin("f" * 32))
    codes = []
    for _ in range(15):
        response = bench.client.post("/v1/enrol/begin", content=data, headers=sent)
        codes.append(protocol.decode(response.content, protocol.Problem).code)
    assert codes[0] in {"code_unknown", "rate"}
    assert codes[-1] == "rate"
