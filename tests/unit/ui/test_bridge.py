"""Results come home to the main thread, in order, and never to an object that is gone."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from models.errors import DefectError, EcabinetError, OfflineError
from models.types import ChangeSet
from ui.bridge import Bridge


def _unwanted(_: object) -> None:
    raise AssertionError("the other way was taken")


def test_a_result_arrives_on_the_main_thread(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QObject()
    seen: list[tuple[int, bool]] = []
    future = bridge.work(lambda: 42)
    bridge.then(
        future,
        lambda value: seen.append((value, threading.current_thread() is threading.main_thread())),
        _unwanted,
        owner=owner,
    )
    qtbot.waitUntil(lambda: seen == [(42, True)])
    bridge.close()


def test_a_failure_keeps_its_branch(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QObject()
    seen: list[EcabinetError] = []
    future: Future[int] = Future()
    future.set_exception(OfflineError("no network"))
    bridge.then(future, _unwanted, seen.append, owner=owner)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert isinstance(seen[0], OfflineError)
    bridge.close()


@pytest.mark.allow_logs("ui.bridge")
def test_a_defect_is_logged_and_told_as_ours(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QObject()
    seen: list[EcabinetError] = []
    future: Future[int] = Future()
    future.set_exception(ZeroDivisionError())
    bridge.then(future, _unwanted, seen.append, owner=owner)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert isinstance(seen[0], DefectError)
    bridge.close()


def test_nothing_reaches_an_owner_that_is_gone(qtbot: QtBot) -> None:
    bridge = Bridge()
    gone, alive = QObject(), QObject()
    first: Future[int] = Future()
    second: Future[int] = Future()
    seen: list[int] = []
    bridge.then(first, _unwanted, _unwanted, owner=gone)
    bridge.then(second, seen.append, _unwanted, owner=alive)
    del gone
    first.set_result(1)
    second.set_result(2)
    qtbot.waitUntil(lambda: seen == [2])
    bridge.close()


def test_change_sets_are_announced_from_any_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    changes = ChangeSet.of(("ballot", "b1"))
    with qtbot.waitSignal(bridge.changed) as caught:
        threading.Thread(target=bridge.announce, args=(changes,)).start()
    assert caught.args == [changes]
    bridge.close()


def test_nothing_is_started_or_delivered_once_closed(qtbot: QtBot) -> None:
    bridge, owner = Bridge(), QObject()
    late: Future[int] = Future()
    bridge.then(late, _unwanted, _unwanted, owner=owner)
    bridge.close()
    late.set_result(1)
    assert bridge.work(lambda: 1).cancelled()
    with qtbot.assertNotEmitted(bridge.changed, wait=50):
        pass
