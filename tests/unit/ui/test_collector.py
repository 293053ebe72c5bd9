"""The cycle collector waits for a quiet moment, and Python gets its rhythm back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.collector import Collector


class Link:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collectors() -> Iterator[list[Collector]]:
    made: list[Collector] = []
    yield made
    for collector in made:
        collector.close()
    assert gc.isenabled()


def test_cycles_go_in_a_quiet_moment(qtbot: QtBot, collectors: list[Collector]) -> None:
    collectors.append(Collector(quiet_seconds=0.02))
    assert not gc.isenabled()
    kept = [Link() for _ in range(30_000)]
    lost = weakref.ref(kept[0])
    kept.clear()
    assert lost() is not None
    qtbot.waitUntil(lambda: lost() is None)
