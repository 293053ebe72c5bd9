"""Clients that are killed: ``python -m tests.flow.victim ACT BASE OUT [BALLOT]``.

Copies BASE to OUT/000, OUT/001, … and lets a forked child act on each copy; the child of copy n dies, without any
clean-up, instead of its n-th write, fsync, rename, removal or announced commit. The last copy is the finished one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from models.types import BallotId, Choice
from tests.fault.stepwise import KILLED, FileSecrets, die_at
from tests.helpers.client import Client, SystemClock

ROOT = Path(__file__).resolve().parents[2]
_MOST_STEPS = 120
_SECONDS = 110


def client_in(folder: Path) -> Client:
    """The client of a copy; its keyring lies in the folder too."""
    return Client(folder, FileSecrets(folder / "keyring"), SystemClock())


def run_victims(act: str, base: Path, out: Path, ballot: BallotId) -> list[Path]:
    """Every folder that a kill left, in the order of the steps, and last the finished one."""
    command = [sys.executable, "-m", "tests.flow.victim", act, str(base), str(out), ballot]
    subprocess.run(command, cwd=ROOT, check=True, timeout=_SECONDS)
    return sorted(out.iterdir())


def _sign(client: Client, ballot: BallotId, step: int) -> None:
    with client.unlocked() as profile:
        count = die_at(step)
        profile.store.subscribe(lambda _: count())
        client.answer(profile, {ballot: (Choice.OTHER, "Đề nghị bổ sung.")})


def _sync(client: Client, ballot: BallotId, step: int) -> None:
    del ballot
    with client.unlocked() as profile:
        count = die_at(step)
        profile.store.subscribe(lambda _: count())
        client.sync(profile)


_ACTS: dict[str, Callable[[Client, BallotId, int], None]] = {"sign": _sign, "sync": _sync}


def _main(act: str, base: Path, out: Path, ballot: BallotId) -> None:
    for step in range(_MOST_STEPS):
        folder = out / f"{step:03d}"
        shutil.copytree(base, folder)
        child = os.fork()
        if child == 0:
            _ACTS[act](client_in(folder), ballot, step)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0:
            return
        if code != KILLED:
            raise SystemExit(f"step {step}: the act failed with {code}")
    raise SystemExit("the act does not end")


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), BallotId(sys.argv[4]))
