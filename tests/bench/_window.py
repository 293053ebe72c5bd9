"""What a fresh process of the window costs: run by the figures, tells what it measured in JSON.

``bare``: a QMainWindow and nothing else. ``screen``: the real shell on a profile; from the open vault to the painted
first screen, then memory at rest. ``scroll``: the list of all closed ballots, frame by frame.
"""

import time

_BEGIN = time.perf_counter()  # before any import of weight: a bare window's cost is mostly that

import json  # noqa: E402 - see above
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from PySide6.QtCore import QEvent, QObject  # noqa: E402
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget  # noqa: E402


class _PaintWatch(QObject):
    """Notes when a widget was painted first."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.at = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest or (event.type() == QEvent.Type.Paint and not self.at):
            self.at = time.perf_counter()
        return False


def _bare() -> dict[str, float]:
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    watch = _PaintWatch(window)
    window.resize(1280, 800)
    window.show()
    while not watch.at:
        app.processEvents()
    return {"seconds": watch.at - _BEGIN}


def main() -> None:
    """``MODE [FOLDER]``; the keyring's secrets come as JSON on standard input."""
    mode = sys.argv[1]
    if mode == "bare":
        print(json.dumps(_bare()), flush=True)
        return
    # Late: the bare window knows none of it.
    from tests.bench._shell import measure_screen, measure_scrolling

    measure = {"screen": measure_screen, "scroll": measure_scrolling}[mode]
    secrets = {name: bytes.fromhex(value) for name, value in json.load(sys.stdin).items()}
    print(json.dumps(measure(Path(sys.argv[2]), secrets)), flush=True)


if __name__ == "__main__":
    main()
