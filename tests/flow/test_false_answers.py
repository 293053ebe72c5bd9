"""A hub that lies about a signed ballot: nothing is shown as received that was not proved, and the act stays unsent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from models import sealing
from models.alarms import AlarmKind
from models.errors import AlarmError, DocumentDamagedError, InvalidInputError, LedgerMismatchError
from models.profile_session import UnlockedProfile
from models.queries.client.sync_state import list_alarms
from models.types import Choice, ResultCode, SendState
from sync import protocol
from sync.client.exchange import Exchanger
from sync.client.results import open_result
from tests.helpers.client import CLERK, MINISTER, Client, add_person, code_at, enrol_with, issue, make_hub
from tests.helpers.time_travel import travelling_hub


@dataclass(frozen=True)
class Scene:
    """A device with one signed ballot, and the hub's true word on it."""

    client: Client
    profile: UnlockedProfile
    event: str
    truth: protocol.ResultBody

    def seal(self, body: protocol.ResultBody, event: str | None = None) -> bytes:
        """What the hub would send; anybody can seal to a public key."""
        info = protocol.RESULT_INFO + (event or self.event).encode()
        return sealing.seal_to(self.profile.vault.public_key, protocol.encode(body), info)

    def change(self, **fields: object) -> bytes:
        """The truth with some fields changed, sealed."""
        return self.seal(msgspec.structs.replace(self.truth, **fields))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    folder = make_hub(tmp_path / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with travelling_hub(folder) as hub:
        office = enrol_with(code_at(folder, "hub:443", CLERK), tmp_path / "office", hub.connect, hub.clock)
        client = enrol_with(code_at(folder, "hub:443", MINISTER), tmp_path / "minister", hub.connect, hub.clock)
        ballot = issue(office, tmp_path)
        with client.unlocked() as profile:
            client.sync(profile)
            (row,) = client.answer(profile, {ballot: (Choice.APPROVE, "")})
            client.sync_locked()
            (stored,) = profile.envelopes.answers()
            opened = profile.vault.open_sealed(stored.data, protocol.RESULT_INFO + row.event.encode())
            profile.envelopes.discard_answer(row.event)
            yield Scene(client, profile, row.event, protocol.decode(opened, protocol.ResultBody))


LIES: dict[str, tuple[Callable[[Scene], bytes], type[Exception]]] = {
    "other bytes": (lambda s: s.change(digest=bytes(32)), LedgerMismatchError),
    "no receipt": (lambda s: s.change(receipt=b""), LedgerMismatchError),
    "a broken receipt": (lambda s: s.change(receipt=s.truth.receipt[:-1]), LedgerMismatchError),
    "another time": (lambda s: s.change(received_at=s.truth.received_at + 1), LedgerMismatchError),
    "another standing": (lambda s: s.change(standing="not_counted"), LedgerMismatchError),
    "another reason": (lambda s: s.change(reason="late"), LedgerMismatchError),
    "another event": (lambda s: s.change(event="0" * 32), InvalidInputError),
    "an unknown code": (lambda s: s.change(code="maybe"), InvalidInputError),
    "a retry that is sealed": (lambda s: s.change(code=ResultCode.RETRY.value), InvalidInputError),
    "a time out of range": (lambda s: s.change(received_at=-1), InvalidInputError),
    "another act's answer": (lambda s: s.seal(s.truth, "1" * 32), DocumentDamagedError),
    "noise": (lambda s: bytes(2000), DocumentDamagedError),
}


def error_of(scene: Scene, sealed: bytes) -> type[Exception] | None:
    """How an answer was refused; None where it was believed."""
    try:
        open_result(scene.profile, scene.event, sealed, scene.profile.trust())
    except (DocumentDamagedError, InvalidInputError, LedgerMismatchError) as error:
        return type(error)
    return None


def test_every_lie_is_told_from_the_truth(scene: Scene) -> None:
    assert error_of(scene, scene.seal(scene.truth)) is None
    told = {name: error_of(scene, lie(scene)) for name, (lie, _) in LIES.items()}
    assert told == {name: expected for name, (_, expected) in LIES.items()}


@pytest.mark.allow_logs("sync.client")
def test_lie_raises_the_alarm_and_the_ballot_is_asked_about_again(scene: Scene) -> None:
    profile, client = scene.profile, scene.client
    profile.envelopes.store_answer(scene.event, scene.change(standing="not_counted"))
    with client.connection() as connection:
        with pytest.raises(AlarmError):
            Exchanger(profile, connection).collect()
        (alarm,) = profile.store.read(list_alarms).result()
        assert alarm.kind is AlarmKind.PROOF
        assert profile.envelopes.answers() == ()
        (waiting,) = [act for act in client.acts(profile) if act.event == scene.event]
        assert waiting.state is SendState.SIGNED
        profile.envelopes.store_answer(scene.event, bytes(2000))
        Exchanger(profile, connection).run()
    (settled,) = [act for act in client.acts(profile) if act.event == scene.event]
    assert settled.state is SendState.RECEIVED
    assert len(profile.store.read(list_alarms).result()) == 1  # it stands until a person has looked
