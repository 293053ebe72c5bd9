"""A fresh hub for each test; ``any_world`` also on PostgreSQL where there is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.models.commands.server.world import World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()
