"""Draws every widget in both themes at 100 % and 150 % into build/gallery/: `python -m tests.gallery [name ...]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.gallery.pages import BOARDS
from ui.theme import Scheme, Theme

OUT = Path(__file__).resolve().parents[2] / "build" / "gallery"


def settle(app: QApplication, widget: QWidget) -> None:
    """Let the layouts come to rest."""
    for _ in range(4):
        app.sendPostedEvents(widget, QEvent.Type.LayoutRequest.value)
        app.processEvents()


def main(wanted: list[str]) -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    theme = Theme()
    theme.apply(app)
    for scheme in Scheme:
        theme.set_scheme(scheme)
        for scale in (1.0, 1.5):
            theme.set_scale(scale)
            for name, (make, sizes) in BOARDS.items():
                if wanted and name not in wanted:
                    continue
                for width, height in sizes:
                    widget = make(theme)
                    widget.resize(width, height)
                    widget.show()
                    settle(app, widget)
                    path = OUT / f"{name}-{width}-{scheme}-{round(scale * 100)}.png"
                    widget.grab().save(str(path))
                    print(path.name)
                    widget.close()
                    widget.deleteLater()
                    settle(app, widget)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
