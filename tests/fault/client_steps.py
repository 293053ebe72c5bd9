"""Runs acts of a client in forked children that die before their n-th step towards the disk or the database.

``python -m tests.fault.client_steps PROFILE`` reads the keyring's content (one JSON line, hexadecimal), then lines
``ACT BALLOT STEP``; for each it forks a child and answers with the child's exit code. Forking from a process of its
own, which has imported everything and runs no threads, is what makes a step cheap.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, event

from models.types import BallotId, Choice
from tests.fault.stepwise import KILLED, ROOT, die_at
from tests.helpers.client import Client, MemorySecrets, SystemClock

OPINION = "Đề nghị rà soát Điều 27."


class ClientSteps:
    """The forking process, as the test sees it."""

    def __init__(self, client: Client) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.client_steps", str(client.folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert isinstance(client.secrets, MemorySecrets)
        self._say(json.dumps({name: value.hex() for name, value in client.secrets.values.items()}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def is_killed(self, act: str, ballot: BallotId, step: int) -> bool:
        """Whether the act was killed at ``step``; False when it was finished before that."""
        self._say(f"{act} {ballot} {step}")
        assert self._process.stdout is not None
        code = int(self._process.stdout.readline())
        assert code in {0, KILLED}, f"{act} failed at step {step}: {code}"
        return code == KILLED

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


def _act(client: Client, act: str, ballot: BallotId) -> None:
    if act == "sync_locked":
        client.sync_locked()
        return
    with client.unlocked() as profile:
        if act == "cast":
            client.answer(profile, {ballot: (Choice.OTHER, OPINION)})
        else:
            client.sync(profile)


def _main(folder: Path) -> None:
    secrets = MemorySecrets()
    secrets.values = {name: bytes.fromhex(value) for name, value in json.loads(sys.stdin.readline()).items()}
    while line := sys.stdin.readline():
        act, ballot, step = line.split()
        child = os.fork()
        if child == 0:
            count = die_at(int(step))
            event.listen(Engine, "commit", lambda _, count=count: count())
            _act(Client(folder, secrets, SystemClock()), act, BallotId(ballot))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
