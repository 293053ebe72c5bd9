"""The window: first screen, memory at rest, scrolling. Each run is a fresh process."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.client.exchange import Exchanger
from tests.bench._world import RECORDS, enrol, fill_hub, make_hub, opened, scratch
from tests.bench.figures import Measurement, at_most, figure, ratio_at_most
from tests.helpers.client import Client, MemorySecrets
from tests.helpers.hub import running_hub

_ROOT = Path(__file__).resolve().parents[2]
_REPEAT = 5


@figure(name="first-screen", unit="ms", goal=ratio_at_most(3))
def first_screen() -> Measurement:
    """From the derived key to the painted first screen, 20,000 records in the store; a bare QMainWindow's process."""
    with _profile() as client:
        ours, bare = [], []
        for _ in range(_REPEAT):
            bare.append(_run("bare")["seconds"])
            ours.append(_run("screen", client)["seconds"])
    return Measurement(statistics.median(ours) * 1000, yardstick=statistics.median(bare) * 1000)


@figure(name="idle-memory", unit="MB", goal=at_most(250))
def idle_memory() -> Measurement:
    """Memory of the open window at rest with its renderer processes, 20,000 records in the store (PSS)."""
    with _profile() as client:
        found = _run("screen", client)
    return Measurement(found["all"], note=f"{found['own']:.0f} without the renderer")


@figure(name="scroll-20000", unit="ms", goal=at_most(50))
def scrolling() -> Measurement:
    """Longest frame while scrolling the list of 20,000 ballots by lines, pages and jumps."""
    with _profile() as client:
        found = _run("scroll", client)
    note = f"median {found['median'] * 1000:.1f}; filling the list stops the window for {found['filled'] * 1000:.0f}"
    return Measurement(found["worst"] * 1000, note=note)


@contextmanager
def _profile() -> Iterator[Client]:
    """A device that has pulled everything; its hub is gone."""
    with scratch() as folder:
        make_hub(folder / "hub")
        with opened(folder / "hub") as hub:
            fill_hub(hub, RECORDS)
        with running_hub(folder / "hub") as running:
            client = enrol(running, folder / "device")
            with client.unlocked() as profile, client.connection() as connection:
                Exchanger(profile, connection).run()
        yield client


def _run(mode: str, client: Client | None = None) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench._window", mode]
    secrets = {}
    if client is not None and isinstance(client.secrets, MemorySecrets):
        command.append(str(client.folder))
        secrets = {name: value.hex() for name, value in client.secrets.values.items()}
    done = subprocess.run(
        command, cwd=_ROOT, input=json.dumps(secrets), stdout=subprocess.PIPE, text=True, timeout=100, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
