"""``python -m tests.tour [FOLDER]``: plays the story and leaves pictures, the signed ballot, its receipt, the summary,
the archive and the output of ``pdfsig`` in ``build/tour``.

Office issues; a member enrols, reads, goes offline, signs two ballots with one PIN, closes the laptop; the network
comes back while the app is locked; the receipt comes and verifies; the Office closes, counts, publishes; anybody
checks.
"""

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
from tests.tour import story
from tests.tour.stage import Album, Stage
from ui.theme import Scheme, Theme

_ROOT = Path(__file__).resolve().parents[2]


def main(folder: Path) -> int:
    """Play the tour into ``folder``; returns the exit status."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    keyring.set_keyring(MemoryKeyring())
    app = QApplication(sys.argv[:1])
    theme = Theme(Scheme.LIGHT, 1.0)
    theme.apply(app)
    hub = start_sample_hub(folder / "hub")
    try:
        with Line(hub.port) as line:
            stage = Stage(folder, hub, line, theme, Album(folder))
            ballots = story.play_member(stage)
            hub = story.play_office(stage, ballots)
        story.check_in_public(folder, ballots[0])
    finally:
        hub.stop()
    print(f"Ảnh và tệp của chuyến tham quan: {folder}")
    return 0


if __name__ == "__main__":
    if "QT_QPA_PLATFORM" not in os.environ:
        # Qt reads it when it is loaded, which is before main() runs.
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        raise SystemExit(
            subprocess.run([sys.executable, "-m", "tests.tour", *sys.argv[1:]], env=environment, check=False).returncode
        )
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "build" / "tour"))
