"""``python -m tests.shots [FOLDER]``: every screen into ``build/shots``, each in four looks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import keyring
from PySide6.QtWidgets import QApplication

from sync.embedded import start_sample_hub
from tests.helpers.line import Line
from tests.helpers.memory_keyring import MemoryKeyring
from tests.shots import screens
from tests.tour.stage import Album, Stage
from ui.theme import Scheme, Theme

_ROOT = Path(__file__).resolve().parents[2]


def main(folder: Path) -> int:
    """Draw everything into ``folder``; returns the exit status."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    keyring.set_keyring(MemoryKeyring())
    app = QApplication(sys.argv[:1])
    theme = Theme(Scheme.LIGHT, 1.0)
    theme.apply(app)
    hub = start_sample_hub(folder / "hub")
    try:
        with Line(hub.port) as line:
            screens.draw_all(Stage(folder, hub, line, theme, Album(folder)))
    finally:
        hub.stop()
    for left in ("hub", "minister", "chief"):
        shutil.rmtree(folder / left, ignore_errors=True)
    (folder / "hub.log").unlink(missing_ok=True)
    print(f"Ảnh các màn hình: {folder}")
    return 0


if __name__ == "__main__":
    if "QT_QPA_PLATFORM" not in os.environ:
        # Qt reads it when it is loaded, which is before main() runs.
        command = [sys.executable, "-m", "tests.shots", *sys.argv[1:]]
        raise SystemExit(
            subprocess.run(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False).returncode
        )
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "build" / "shots"))
