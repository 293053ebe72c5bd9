"""The hub under load: signed ballots of many members at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from models import sealing
from models.acts import encode_act
from models.envelopes import EnvelopeFolder
from models.epochs import EpochStatement
from models.events import Event, sign_event
from models.ledger import EMPTY_ROOT
from models.statements import BallotStatement
from models.tables.base import to_micros
from models.types import Choice, EventKind, ResultCode
from sync import protocol
from sync.server.console import Console
from sync.server.demo.acting import SampleMember, make_member
from sync.server.hub import Hub
from tests.bench._world import add_papers, issue_ballots, make_hub, member_id, opened, scratch
from tests.bench.figures import Measurement, at_least, figure
from tests.helpers.device import ask, pinned, read
from tests.helpers.hub import RunningHub, running_hub

_MEMBERS = 27
_BALLOTS = 14
_CONNECTIONS = 6
_OPINION = "Đồng ý với dự thảo. Đề nghị rà soát thời hạn chuyển tiếp tại Điều 27."


@dataclass(frozen=True, slots=True)
class _Prepared:
    """One exchange that waits to be sent: whose, and its body."""

    member: int
    body: bytes


@figure(name="hub-exchanges", unit="/s", goal=at_least(50))
def exchanges() -> Measurement:
    """Exchanges a second, each with one signed ballot: HTTP and TLS, verification, ledger, receipt, load generator."""
    with scratch() as folder:
        make_hub(folder / "hub", _MEMBERS)
        with opened(folder / "hub") as hub:
            ballots = issue_ballots(hub, _BALLOTS, add_papers(hub, 3))
            members = [make_member(hub, member_id(number), hub.clock.now()) for number in range(_MEMBERS)]
            waiting = list(_prepare(hub, members, ballots, folder / "envelopes"))
            epoch, consoles = hub.epoch, [member.console for member in members]
            root_key = hub.root_key
        with running_hub(folder / "hub") as running:
            tokens = _log_in(running, epoch, consoles, root_key)
            seconds = _send(running, epoch, tokens, waiting)
    return Measurement(len(waiting) / seconds)


def _prepare(
    hub: Hub, members: Sequence[SampleMember], ballots: Sequence[BallotStatement], folder: Path
) -> Iterator[_Prepared]:
    """Ballot after ballot, one answer of each member."""
    vault = sealing.public_of(sealing.generate())
    for sequence, ballot in enumerate(ballots, start=1):
        for number, member in enumerate(members):
            now = hub.clock.now()
            event_id, body = member.sign(ballot, Choice.APPROVE, _OPINION, now)
            event = Event(
                id=event_id,
                person=member.console.person,
                device=member.console.device,
                device_seq=sequence,
                after=(),
                kind=EventKind.ANSWER.value,
                schema=1,
                base=0,
                made_at=to_micros(now),
                head_size=0,
                head_root=EMPTY_ROOT,
                body=encode_act(body),
            )
            envelopes = EnvelopeFolder(folder / str(number))
            sealed = envelopes.seal(sign_event(event, member.console.key), 0, hub.epoch.envelope_key, vault)
            request = protocol.ExchangeRequest(
                version=protocol.VERSION,
                epoch=hub.epoch.number,
                head_size=0,
                cursors={},
                kinds={},
                envelopes=(envelopes.wire(sealed.file_name),),
                budget=0,
            )
            yield _Prepared(number, protocol.encode(request))


def _log_in(running: RunningHub, epoch: EpochStatement, consoles: Sequence[Console], root_key: bytes) -> list[str]:
    """A token for each member's device."""
    tokens = []
    with httpx.Client(base_url=f"https://{running.address}", verify=pinned(epoch), trust_env=False) as http:
        for console in consoles:
            asked = protocol.ChallengeRequest(console.device)
            challenge = ask(http, "POST", "/v1/challenge", protocol.Challenge, asked).challenge
            proof = console.key.sign(protocol.token_input(root_key, console.device, challenge))
            request = protocol.TokenRequest(console.device, challenge, proof)
            tokens.append(ask(http, "POST", "/v1/token", protocol.Token, request).token)
    return tokens


def _send(running: RunningHub, epoch: EpochStatement, tokens: Sequence[str], waiting: Sequence[_Prepared]) -> float:
    """Seconds until every ballot has its receipt, over some connections at once."""
    lock, queue = threading.Lock(), iter(waiting)

    def work() -> None:
        with httpx.Client(base_url=f"https://{running.address}", verify=pinned(epoch), trust_env=False) as http:
            while True:
                with lock:
                    item = next(queue, None)
                if item is None:
                    return
                headers = {"content-type": protocol.MEDIA_TYPE, "authorization": f"Bearer {tokens[item.member]}"}
                response = http.post("/v1/exchange", content=item.body, headers=headers, timeout=60)
                (settled,) = read(response, protocol.ExchangeAnswer).settled
                if settled.code != ResultCode.ACCEPTED or not settled.sealed:
                    raise AssertionError(f"{settled.code} {settled.reason}")

    begin = time.perf_counter()
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        for task in [pool.submit(work) for _ in range(_CONNECTIONS)]:
            task.result()
    return time.perf_counter() - begin
