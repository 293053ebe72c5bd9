"""Python's cycle collector, run when nobody is looking.

By itself it runs in whichever thread allocates the thousandth object and stops every thread meanwhile: 0.1 to 0.2 s
with 20,000 rows in memory, in the middle of a scroll. It might also end a Qt object away from the main thread.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

_TICK_MS = 1_000
_QUIET_SECONDS = 4.0
_WORTH_IT = 20_000  # objects made and kept since the last time
_TOO_MANY = 3_000_000  # then also under somebody's hands


class Collector(QObject):
    """Takes over from Python's own rhythm until :meth:`close`."""

    def __init__(self, parent: QObject | None = None, *, quiet_seconds: float = _QUIET_SECONDS) -> None:
        super().__init__(parent)
        self._quiet_seconds = quiet_seconds
        self._touched = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(min(_TICK_MS, round(quiet_seconds * 1000)))
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        gc.disable()
        gc.freeze()  # modules and classes, which live as long as the program does

    def touch(self) -> None:
        """Somebody has the hands on the program."""
        self._touched = time.monotonic()

    def close(self) -> None:
        """Give the rhythm back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _on_tick(self) -> None:
        made = gc.get_count()[0]
        is_quiet = time.monotonic() - self._touched >= self._quiet_seconds
        if made > _TOO_MANY or (is_quiet and made > _WORTH_IT):
            gc.collect()
