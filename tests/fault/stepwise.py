"""Kills a process before each step it takes towards the disk, one after another, and keeps what it leaves.

``python -m tests.fault.stepwise SCENARIO BASE OUT`` copies BASE to OUT/000, OUT/001, … and runs the scenario in a
forked child on each copy. The child of copy n dies, without any clean-up, instead of its n-th write, fsync, rename
or removal (``-half``: after an eighth of it, when it is a write). The last copy is the first that was finished.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import sealing
from models.device_key import make_device_key
from models.envelopes import EnvelopeFolder
from models.errors import WrongPinError
from models.events import Event, SignedEvent, sign_event
from models.profile import Profile, read_profile, write_profile
from models.salvage import rebuild_store
from models.store import set_aside
from models.vault import Argon2Params, create_vault, destroy_vault, open_vault, open_with_recovery

ROOT = Path(__file__).resolve().parents[2]
CHEAP = Argon2Params(64, 1, 1)
PIN, NEW_PIN, WRONG = "284657", "975310", "135792"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HUB = bytes(range(96))
OWN = bytes(range(100, 196))
STORE_KEY = bytes(range(48))
LATER_HUB = bytes(range(50, 146))
KILLED = 77
_MOST_STEPS = 200


class FileSecrets:
    """A keyring whose every step can be interrupted too: one file an entry."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def get(self, name: str) -> bytes | None:
        path = self._place(name)
        return path.read_bytes() if path.exists() else None

    def put(self, name: str, value: bytes) -> None:
        temporary = self._place(".new")
        temporary.write_bytes(value)
        os.replace(temporary, self._place(name))

    def remove(self, name: str) -> None:
        if self._place(name).exists():
            os.unlink(self._place(name))

    def _place(self, name: str) -> Path:
        return self._folder / name.replace("/", "_")


class FixedClock:
    """Always the same instant."""

    def now(self) -> datetime:
        return NOW


class OwnKey:
    """The vault's part of an envelope, with a known key."""

    public_key = sealing.public_of(OWN)

    def open_sealed(self, data: bytes, info: bytes) -> bytes:
        return sealing.open_with(OWN, data, info)


def make_event(seq: int) -> SignedEvent:
    """The same event every time."""
    event = Event(f"{seq:032x}", "p", "d", seq, (), "ballot.answer", 1, 0, 0, 0, b"", b"noi dung" * 300)
    return sign_event(event, Ed25519PrivateKey.from_private_bytes(bytes(32)))


def secrets_in(folder: Path) -> FileSecrets:
    """The keyring that belongs to a profile's folder."""
    return FileSecrets(folder / "keyring")


PROFILE = Profile(
    hub_address="https://127.0.0.1",
    root_key=bytes(32),
    epoch=b"",
    epoch_signature=b"",
    device="d",
    device_name="máy",
    person="p",
    person_name="Bộ trưởng",
    organization_name="Bộ",
    vault_public_key=b"",
    has_keyring=True,
    is_sample=True,
)


def _wrong_pin(folder: Path) -> None:
    try:
        open_vault(folder, WRONG, secrets_in(folder), FixedClock(), CHEAP)
    except WrongPinError:
        return


def _recover(folder: Path) -> None:
    code = (folder / "recovery").read_text(encoding="utf-8")
    open_with_recovery(folder, code, secrets_in(folder), CHEAP).set_pin(NEW_PIN)


def _open(folder: Path) -> Any:
    return open_vault(folder, PIN, secrets_in(folder), FixedClock(), CHEAP)


SCENARIOS: dict[str, Callable[[Path], object]] = {
    "seal": lambda folder: EnvelopeFolder(folder).seal(make_event(2), 0, sealing.public_of(HUB), OwnKey.public_key),
    "rewrap": lambda folder: EnvelopeFolder(folder).rewrap(
        EnvelopeFolder(folder).list()[0].file_name, OwnKey(), sealing.public_of(LATER_HUB)
    ),
    "settle": lambda folder: EnvelopeFolder(folder).settle(EnvelopeFolder(folder).list()[0].file_name),
    "store_answer": lambda folder: EnvelopeFolder(folder).store_answer("a1", b"newer" * 100),
    "create_vault": lambda folder: create_vault(folder, PIN, secrets_in(folder), CHEAP),
    "right_pin": _open,
    "wrong_pin": _wrong_pin,
    "change_pin": lambda folder: _open(folder).change_pin(PIN, NEW_PIN, NOW),
    "recover": _recover,
    "destroy_vault": lambda folder: destroy_vault(folder, secrets_in(folder)),
    "make_device_key": lambda folder: make_device_key(folder, _open(folder), secrets_in(folder)),
    "write_profile": lambda folder: write_profile(
        folder, msgspec.structs.replace(read_profile(folder), person_name="Người khác")
    ),
    "rebuild": lambda folder: rebuild_store(folder / "store.db", STORE_KEY, NOW),
    "set_aside": lambda folder: set_aside(folder / "store.db", NOW),
}


def run_stepwise(scenario: str, base: Path, out: Path, *, half: bool = False) -> list[Path]:
    """Every folder that a kill left, in the order of the steps, and last the finished one."""
    arguments = [sys.executable, "-m", "tests.fault.stepwise", scenario, str(base), str(out)]
    subprocess.run([*arguments, "-half"] if half else arguments, cwd=ROOT, check=True, timeout=100)
    return sorted(out.iterdir())


def die_at(step: int, *, half: bool = False) -> Callable[[], None]:
    """Replace the system calls by ones that count down to the end of the process.

    Returns a function that counts one step more, for what does not go through ``os``.
    """
    left = step

    def count() -> None:
        nonlocal left
        if left == 0:
            os._exit(KILLED)
        left -= 1

    def counted(name: str) -> None:
        original = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            if left == 0 and half and name == "write":
                original(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 8])
            count()
            return original(*arguments, **named)

        setattr(os, name, call)

    for name in ("write", "fsync", "replace", "rename", "unlink", "ftruncate"):
        counted(name)
    return count


def _main(scenario: str, base: Path, out: Path, *, half: bool) -> None:
    for step in range(_MOST_STEPS):
        folder = out / f"{step:03d}"
        shutil.copytree(base, folder)
        child = os.fork()
        if child == 0:
            die_at(step, half=half)
            SCENARIOS[scenario](folder)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0:
            return
        if code != KILLED:
            raise SystemExit(f"step {step}: the scenario failed with {code}")
    raise SystemExit("the scenario does not end")


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), half="-half" in sys.argv)
