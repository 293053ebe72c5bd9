"""``ecabinet`` as a person runs it: a process of its own, PINs over a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PASSPHRASE = "con tàu neo ở bến cũ"
SIGNING_PIN = "805217"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The object printed by ``--json``."""
        return json.loads(self.out)


def run_client(profile: Path, *arguments: str, pin: str = PASSPHRASE, signing_pin: str = SIGNING_PIN) -> Ran:
    """Run one command with ``--json`` to its end."""
    descriptors = [_line(pin), _line(signing_pin)]
    command = [sys.executable, "-m", "sync.client.cli", "--profile", str(profile), "--json"]
    command += ["--pin-fd", str(descriptors[0]), "--signing-pin-fd", str(descriptors[1]), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            pass_fds=descriptors,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return Ran(done.returncode, done.stdout, done.stderr)


def _line(text: str) -> int:
    reader, writer = os.pipe()
    os.write(writer, f"{text}\n".encode())
    os.close(writer)
    return reader
