"""Runs a command under a real, unlocked gnome-keyring on a message bus of its own.

Marked ``keyring``. The child sees a temporary HOME and XDG_RUNTIME_DIR; nothing touches the developer's keyring::

    @pytest.mark.keyring
    def test_secret_survives(secret_service: SecretService) -> None:
        secret_service.python("import keyring; keyring.set_password('s', 'u', 'p')")
        assert secret_service.python("import keyring; print(keyring.get_password('s', 'u'))").strip() == "p"
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.helpers.data import ROOT

_TOOLS = ("dbus-run-session", "gnome-keyring-daemon", "bash")
# The daemon leaves when its bus does, at the end of the command.
_SCRIPT = (
    "printf '%s' \"$KEYRING_PASSWORD\" | "
    'gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1 && exec "$@"'
)


class SecretService:
    """One keyring on disk; every call starts bus and daemon anew, as after a restart of the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = "test"
        for name in ("home", "run"):
            (folder / name).mkdir(mode=0o700)

    def run(self, command: Sequence[str], *, timeout: float = 60) -> str:
        """Standard output of ``command``. Raises CalledProcessError (with stderr as a note) when it fails."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "XDG_"))}
        environment.pop("PYTHON_KEYRING_BACKEND", None)
        environment |= {
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "KEYRING_PASSWORD": self.password,
        }
        done = subprocess.run(
            ["dbus-run-session", "--", "bash", "-c", _SCRIPT, "bash", *command],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if done.returncode:
            fault = subprocess.CalledProcessError(done.returncode, list(command), done.stdout, done.stderr)
            fault.add_note(done.stderr)
            raise fault
        return done.stdout

    def python(self, program: str, *arguments: str, timeout: float = 60) -> str:
        """Standard output of a short Python program, run from the project's root."""
        return self.run([sys.executable, "-c", program, *arguments], timeout=timeout)


@pytest.fixture
def secret_service() -> Iterator[SecretService]:
    """A real Secret Service; skipped where its parts are not installed."""
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"no real keyring here: install {', '.join(missing)} (packages dbus, gnome-keyring)")
    with tempfile.TemporaryDirectory(prefix="eck-") as folder:  # short: a socket's path has 107 characters
        yield SecretService(Path(folder))
