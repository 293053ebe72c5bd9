"""A damaged profile: told apart from a wrong PIN, rebuilt from envelopes and hub, nothing sealed is lost."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from models import sealing
from models.envelopes import decode_wire
from models.errors import HubIdentityError, StoreDamagedError, VaultDamagedError, WrongPinError
from models.profile import STORE, read_profile, write_profile
from models.profile_session import UnlockedProfile
from models.queries.client.sync_state import sync_state
from models.store import check_store
from models.tables.client.local import Draft, OwnAnswer, Receipt
from models.types import BallotId, Choice, SendState
from models.vault import open_vault
from tests.helpers.client import CLERK, FAST, MINISTER, PIN, Client, enrol_client, issue, save
from tests.helpers.hub import RunningHub

OPINION = "Đề nghị rà soát Điều 27."


@pytest.fixture
def office(hub: RunningHub, tmp_path: Path) -> Client:
    return enrol_client(hub, CLERK, tmp_path / "office")


@pytest.fixture
def minister(hub: RunningHub, tmp_path: Path) -> Client:
    return enrol_client(hub, MINISTER, tmp_path / "minister")


def destroy_first_page(path: Path) -> None:
    """Nothing of the database can be read afterwards."""
    data = bytearray(path.read_bytes())
    data[1000:1100] = os.urandom(100)
    path.write_bytes(bytes(data))


def receipts(profile: UnlockedProfile) -> list[str]:
    return profile.store.read(lambda session: list(session.scalars(select(Receipt.event)))).result(20)


def opinions(profile: UnlockedProfile) -> list[str]:
    return profile.store.read(lambda session: list(session.scalars(select(OwnAnswer.opinion)))).result(20)


def state_of(client: Client, profile: UnlockedProfile, ballot: BallotId) -> SendState | None:
    current = client.detail(profile, ballot).current
    return None if current is None else current.state


def test_rebuilt_from_envelopes_and_hub(hub: RunningHub, office: Client, minister: Client, tmp_path: Path) -> None:
    sent, waiting = issue(office, tmp_path, "9601"), issue(office, tmp_path, "9602")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {sent: (Choice.APPROVE, OPINION)})
        minister.sync(profile)
        before = receipts(profile)
        assert len(before) == 1
        minister.answer(profile, {waiting: (Choice.DISAPPROVE, "Chưa rõ nguồn lực.")})
    path = minister.folder / STORE
    destroy_first_page(path)
    key = open_vault(minister.folder, PIN, minister.secrets, minister.clock, FAST).store_key
    assert not check_store(path, key).is_whole
    with pytest.raises(StoreDamagedError), minister.unlocked():
        pass
    with minister.unlocked(rebuild=True) as profile:
        assert sorted(opinions(profile)) == sorted([OPINION, "Chưa rõ nguồn lực."])
        minister.sync(profile)
        assert state_of(minister, profile, sent) is SendState.RECORDED
        assert state_of(minister, profile, waiting) is SendState.RECORDED
        assert set(before) < set(receipts(profile))
        state = profile.store.read(sync_state).result(20)
        assert (state.waiting, state.refused, state.alarms) == ((), (), ())
        paper = minister.detail(profile, sent).papers[0]
        assert paper.held == paper.size
    assert len(list(minister.folder.glob(STORE + ".damaged-*"))) == 1
    with minister.unlocked() as profile:
        assert len(receipts(profile)) == 2


def test_what_is_readable_comes_over_and_can_be_signed_offline(
    hub: RunningHub, office: Client, minister: Client, tmp_path: Path
) -> None:
    first, second = issue(office, tmp_path, "9603"), issue(office, tmp_path, "9604")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {first: (Choice.APPROVE, "")})
        minister.sync(profile)
        save(profile, second, Choice.OTHER, OPINION)
        before = receipts(profile)
    with minister.unlocked(rebuild=True) as profile:  # asked for by the person: nothing was damaged
        assert profile.store.read(lambda s: list(s.scalars(select(Draft.opinion)))).result(20) == [OPINION]
        assert receipts(profile) == before
        minister.sync(profile)
        minister.answer(profile, {second: (Choice.OTHER, OPINION)})
        minister.sync(profile)
        assert state_of(minister, profile, second) is SendState.RECORDED


def test_a_lost_store_is_filled_again(hub: RunningHub, office: Client, minister: Client, tmp_path: Path) -> None:
    ballot = issue(office, tmp_path, "9605")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, OPINION)})
        minister.sync(profile)
    (minister.folder / STORE).unlink()
    with minister.unlocked() as profile:
        assert opinions(profile) == [OPINION]
        minister.sync(profile)
        assert state_of(minister, profile, ballot) is SendState.RECORDED
        assert len(receipts(profile)) == 1


def test_a_damaged_header_is_not_a_wrong_pin(minister: Client) -> None:
    with pytest.raises(WrongPinError):
        open_vault(minister.folder, "111222", minister.secrets, minister.clock, FAST)
    for name in ("vault.a", "vault.b"):
        (minister.folder / name).write_bytes(b"")
    with pytest.raises(VaultDamagedError), minister.unlocked():
        pass


def test_a_profile_that_names_another_hub_is_not_opened(
    hub: RunningHub, office: Client, minister: Client, tmp_path: Path
) -> None:
    public = read_profile(minister.folder)
    write_profile(minister.folder, msgspec.structs.replace(public, root_key=os.urandom(32)))
    with pytest.raises(HubIdentityError), minister.unlocked():
        pass
    write_profile(minister.folder, public)
    with minister.unlocked() as profile:
        minister.sync(profile)


def test_a_changed_epoch_in_the_profile_does_not_lead_ballots_astray(
    hub: RunningHub, office: Client, minister: Client, tmp_path: Path
) -> None:
    ballot = issue(office, tmp_path, "9606")
    with minister.unlocked() as profile:
        minister.sync(profile)
        genuine = profile.public
        ours = profile.trust().newest.envelope_key
        theirs = sealing.public_of(sealing.generate())
        forged = json.loads(genuine.epoch)
        assert base64.b64encode(ours).decode() in json.dumps(forged) or ours.hex() in json.dumps(forged)
        text = genuine.epoch.decode().replace(ours.hex(), theirs.hex())
        text = text.replace(base64.b64encode(ours).decode(), base64.b64encode(theirs).decode())
        write_profile(minister.folder, msgspec.structs.replace(genuine, epoch=text.encode()))
        minister.answer(profile, {ballot: (Choice.APPROVE, OPINION)})
        (envelope,) = profile.envelopes.to_send()
        assert decode_wire(profile.envelopes.wire(envelope.file_name)).hub_key == sealing.key_id(ours)
