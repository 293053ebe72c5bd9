"""The loop: it sends by itself, is woken by the hub, works while locked, and takes no network for a fault."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from models.ports import ActivityState, Phase
from models.store import Store
from models.types import Choice, SendState
from sync.client.exchange import Exchanger
from sync.client.link import HubLink
from tests.helpers.client import (
    CLERK,
    FAST,
    MINISTER,
    PIN,
    SIGNING_PIN,
    Client,
    MemorySecrets,
    SystemClock,
    enrol_client,
    enrol_code,
    issue,
    save,
)
from tests.helpers.hub import RunningHub, start_hub, stop_hub

SECONDS = 30.0


def wait_for_store(store: Store, holds: Callable[[], bool]) -> None:
    """Until ``holds`` after some commit; the store announces, nobody polls."""
    changed = threading.Event()
    forget = store.subscribe(lambda _: changed.set())
    try:
        while not holds():
            assert changed.wait(SECONDS), "nothing changed"
            changed.clear()
    finally:
        forget()


def wait_for_phase(link: HubLink, phase: Phase) -> ActivityState:
    """Until the loop is in ``phase``."""
    changed = threading.Event()
    forget = link.activity.subscribe(lambda _: changed.set())
    try:
        while link.activity.state().phase is not phase:
            assert changed.wait(SECONDS), link.activity.state()
            changed.clear()
    finally:
        forget()
    return link.activity.state()


def link_of(client: Client) -> HubLink:
    return HubLink(client.folder, client.secrets, client.clock, client.connect, FAST)


def test_loop_enrols_brings_the_ballot_and_sends_the_answer_by_itself(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = Client(tmp_path / "minister", MemorySecrets(), SystemClock())
    link = link_of(minister)
    link.start()
    try:
        code = enrol_code(hub, MINISTER)
        assert link.preview(code).result(SECONDS).person_name == MINISTER
        link.enrol(code, "Máy của Bộ trưởng", PIN, SIGNING_PIN).result(SECONDS)
        with minister.unlocked() as profile:
            link.attach(profile)
            ballot = issue(office, tmp_path)  # the hub's event stream, or the next round, brings it

            def is_here() -> bool:
                held = minister.held_bytes(profile, ballot)
                return held is not None and held[0] == held[1]

            wait_for_store(profile.store, is_here)
            minister.answer(profile, {ballot: (Choice.APPROVE, "")})

            def is_recorded() -> bool:
                current = minister.detail(profile, ballot).current
                return current is not None and current.state is SendState.RECORDED

            wait_for_store(profile.store, is_recorded)
            wait_for_phase(link, Phase.IDLE)
            link.detach()
    finally:
        link.close()


def test_loop_sends_while_locked_once_the_network_is_back(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9013")
    with minister.unlocked() as profile:
        minister.sync(profile)
    stop_hub(hub)
    with minister.unlocked() as profile:
        save(profile, ballot, Choice.DISAPPROVE, "Chưa rõ nguồn lực.")
        minister.answer(profile, {ballot: (Choice.DISAPPROVE, "Chưa rõ nguồn lực.")})
        envelopes = profile.envelopes
    link = link_of(minister)
    link.start()
    try:
        wait_for_phase(link, Phase.OFFLINE)
        again = start_hub(hub.folder, port=hub.port)
        try:
            wait_for_phase(link, Phase.IDLE)
            assert envelopes.to_send() == ()
            assert len(envelopes.answers()) == 1
        finally:
            stop_hub(again)
    finally:
        link.close()
    with minister.unlocked() as profile:
        with minister.connection() as connection:
            Exchanger(profile, connection).collect()
        current = minister.detail(profile, ballot).current
        assert current is not None
        assert current.receipt is not None
