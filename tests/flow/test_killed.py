"""Killed: the hub in mid-exchange, the client between any two steps of sealing and of applying."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

import pytest

from models.errors import OfflineError
from models.types import Choice, SendState
from sync.client.enrol import EnrolmentWish, enrol_device
from tests.flow.victim import client_in, run_victims
from tests.helpers.client import CLERK, FAST, MINISTER, PIN, SIGNING_PIN, Client, enrol_client, enrol_code, issue, save
from tests.helpers.hub import RunningHub, start_hub, stop_hub
from tests.helpers.network import Line

pytestmark = [pytest.mark.fault, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]


def enrol_into(hub: RunningHub, folder: Path) -> Client:
    """A client whose keyring lies in its own folder, so that it can be copied whole."""
    folder.mkdir()
    client = client_in(folder)
    wish = EnrolmentWish(enrol_code(hub, MINISTER), "Máy", PIN, SIGNING_PIN)
    enrol_device(folder, wish, client.secrets, client.clock, client.connect, FAST)
    return client


def test_client_killed_between_any_two_steps_of_sealing(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    ballot = issue(office, tmp_path, "9501")
    client = enrol_into(hub, tmp_path / "base")
    with client.unlocked() as profile:
        client.sync(profile)
        save(profile, ballot, Choice.OTHER, "Đề nghị bổ sung.")
    client.hang_up()
    left = run_victims("sign", client.folder, tmp_path / "out", ballot)
    assert len(left) > 4
    sealed = []
    for folder in left:
        again = client_in(folder)
        with again.unlocked() as profile:
            detail = again.detail(profile, ballot)
            envelopes = profile.envelopes.to_send()
            assert len(envelopes) == len(detail.answers) <= 1, folder.name
            if detail.answers:
                assert detail.answers[0].opinion == "Đề nghị bổ sung."
                assert profile.envelopes.open(envelopes[0].file_name, profile.vault).event.id == detail.answers[0].event
                assert detail.draft is None
            else:
                assert detail.draft is not None, folder.name
            sealed.append(bool(detail.answers))
    assert sealed == sorted(sealed)
    assert (sealed[0], sealed[-1]) == (False, True)


def test_client_killed_between_any_two_steps_of_applying(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    ballot = issue(office, tmp_path, "9502")
    client = enrol_into(hub, tmp_path / "base")
    with client.unlocked() as profile:
        client.sync(profile)
        client.answer(profile, {ballot: (Choice.APPROVE, "")})
    client.hang_up()
    left = run_victims("sync", client.folder, tmp_path / "out", ballot)
    assert len(left) > 4
    for folder in left:
        again = client_in(folder)
        again.borrow_line(client)
        with again.unlocked() as profile:
            again.sync(profile)
            (row,) = again.detail(profile, ballot).answers
            assert row.state is SendState.RECORDED, folder.name
            assert row.receipt is not None
            assert profile.envelopes.to_send() == ()
            assert profile.envelopes.answers() == ()
            assert [envelope.settled for envelope in profile.envelopes.list()] == [True]


@pytest.mark.allow_logs
def test_hub_killed_in_mid_exchange(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    line = Line()
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", connect=line)
    running = hub
    try:
        for number, delay in enumerate((0.0, 0.004, 0.02)):
            ballot = issue(office, tmp_path, str(9510 + number))
            with minister.unlocked() as profile:
                minister.sync(profile)
                minister.answer(profile, {ballot: (Choice.APPROVE, "")})

                def kill(path: str, victim: RunningHub = running, delay: float = delay) -> None:
                    if path == "/v1/exchange":
                        threading.Timer(delay, stop_hub, (victim,), {"hard": True}).start()

                line.before = kill
                with contextlib.suppress(OfflineError):
                    minister.sync(profile)
                line.before = None
                running.process.wait(timeout=30)
                (hub.folder / "port").unlink(missing_ok=True)  # the killed one could not
                running = start_hub(hub.folder, port=hub.port)
                minister.hang_up()
                office.hang_up()
                minister.sync(profile)
                (row,) = minister.detail(profile, ballot).answers
                assert row.state is SendState.RECORDED
                assert row.receipt is not None
    finally:
        stop_hub(running)
