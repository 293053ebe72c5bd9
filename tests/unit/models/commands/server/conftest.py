"""A fresh hub for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.models.commands.server.world import World


@pytest.fixture
def world() -> Iterator[World]:
    made = World.small()
    yield made
    made.close()
