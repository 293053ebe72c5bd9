"""A fresh hub for each test: on SQLite, or on PostgreSQL with ``HUB_DATABASE=postgresql`` (``make test-postgresql``)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.unit.models.commands.server.world import World


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if os.environ.get("HUB_DATABASE") == "postgresql":
        made = World(request.getfixturevalue("pg_url"))
    else:
        made = World.small()
    yield made
    made.close()
