"""A first pull of many answers: every record comes once, and an act that is sealed meanwhile goes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from models.desk.answering import mark_opened
from models.device_key import load_device_key
from models.epochs import EpochStatement
from models.profile_session import UnlockedProfile
from models.tables.shared.ballots import Ballot
from models.types import BallotId
from sync import protocol
from sync.client.exchange import Exchanger
from sync.client.hub import HubConnection, Identity
from tests.bench._world import enrol, fill_hub, make_hub, opened
from tests.helpers.hub import running_hub

BALLOTS = 300
BUDGET = 60_000  # bytes: some forty ballots in an answer


class NarrowHub(HubConnection):
    """The real connection, with small answers; notes what came and in which order requests went."""

    def exchange(self, request: protocol.ExchangeRequest) -> protocol.ExchangeAnswer:
        self.sent.append(len(request.envelopes))
        answer = super().exchange(msgspec.structs.replace(request, budget=min(request.budget, BUDGET)))
        self.came.update(change.id for change in answer.changes if change.kind == "ballot")
        self.on_answer(answer)
        return answer

    def __init__(self, profile: UnlockedProfile) -> None:
        key = load_device_key(profile.folder, profile.secrets)
        assert key is not None
        super().__init__(Identity.of(profile.public), EpochStatement.decode(profile.public.epoch), key)
        self.sent: list[int] = []
        self.came: Counter[str] = Counter()
        self.on_answer: Callable[[protocol.ExchangeAnswer], None] = lambda _: None


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[UnlockedProfile]:
    make_hub(tmp_path / "hub")
    with opened(tmp_path / "hub") as inside:
        fill_hub(inside, BALLOTS)
    with running_hub(tmp_path / "hub") as running, enrol(running, tmp_path / "device").unlocked() as unlocked:
        yield unlocked


def test_every_record_comes_once(profile: UnlockedProfile) -> None:
    hub = NarrowHub(profile)
    with hub:
        Exchanger(profile, hub).run()
    assert len(hub.sent) > 5
    assert len(hub.came) == BALLOTS
    assert set(hub.came.values()) == {1}
    held = profile.store.read(lambda session: session.scalar(select(func.count()).select_from(Ballot))).result()
    assert held == BALLOTS
    again = NarrowHub(profile)
    with again:
        Exchanger(profile, again).run()
    assert len(again.sent) == 1
    assert not again.came


def test_act_sealed_meanwhile_does_not_wait_for_the_end(profile: UnlockedProfile) -> None:
    hub = NarrowHub(profile)

    def seal_at_the_third(answer: protocol.ExchangeAnswer) -> None:
        if len(hub.sent) == 3:
            mark_opened(profile, BallotId(answer.changes[-1].id))

    hub.on_answer = seal_at_the_third
    with hub:
        Exchanger(profile, hub).run()
    assert sum(hub.sent) == 1
    assert hub.sent.index(1) <= 5
    assert len(hub.came) == BALLOTS
