"""Sample hubs for the flow tests: made once, copied for each module that changes one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sync import protocol
from sync.server.demo import make_demo
from tests.flow.server.support import Member, enrol_member, new_code
from tests.helpers.device import trusted
from tests.helpers.hub import RunningHub, running_hub

Enrol = Callable[[str], Member]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample hub at rest; copy it before running it."""
    folder = tmp_path_factory.mktemp("sample") / "hub"
    make_demo(folder, datetime.now(UTC))
    return folder


@pytest.fixture(scope="module")
def hub(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A sample hub that serves in a process of its own."""
    folder = tmp_path_factory.mktemp("hub") / "hub"
    shutil.copytree(sample, folder)
    with running_hub(folder) as running:
        yield running


@pytest.fixture(scope="module")
def http(hub: RunningHub) -> Iterator[httpx.Client]:
    """A client that trusts the hub's certificate and no other."""
    with trusted(hub.address) as (client, _):
        yield client


@pytest.fixture(scope="module")
def epochs(hub: RunningHub) -> protocol.Epochs:
    """The hub's epochs."""
    with trusted(hub.address) as (_, found):
        return found


@pytest.fixture
def enrolled(hub: RunningHub, http: httpx.Client, epochs: protocol.Epochs, tmp_path: Path) -> Enrol:
    """Enrol a device for a person of the sample."""

    def enrol(person: str) -> Member:
        return enrol_member(http, epochs, new_code(hub.folder, person), tmp_path)

    return enrol
