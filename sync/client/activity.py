"""Progress and state of what runs: in memory, readable from any thread."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.ports import ActivityState, Phase, Transfer
from models.types import DocumentId

_log = logging.getLogger(__name__)
_START = ActivityState(Phase.OFFLINE, None, 0, 0, 0, 0, (), "", "")

Listener = Callable[[ActivityState], None]


class ActivityBoard:
    """Implements :class:`models.ports.Activity`; the loop writes, screens read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = _START
        self._listeners: list[Listener] = []

    def state(self) -> ActivityState:
        """Newest snapshot."""
        with self._lock:
            return self._state

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` on every change, on the thread that changed it; it must return at once."""
        with self._lock:
            self._listeners.append(listener)

        def forget() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return forget

    def set_phase(self, phase: Phase, error: Exception | None = None) -> None:
        """What the loop does now; ``error`` is the last one, None clears it."""
        name = type(error).__name__ if error is not None else ""
        detail = str(error) if error is not None else ""
        self._change(phase=phase, error=name, error_detail=detail)

    def note_contact(self, at: datetime) -> None:
        """The hub has answered."""
        self._change(last_contact=at)

    def set_items(self, done: int, total: int) -> None:
        """Records and papers of this round."""
        self._change(items_done=done, items_total=max(done, total))

    def set_bytes(self, done: int, total: int) -> None:
        """Bytes of papers of this round."""
        self._change(bytes_done=done, bytes_total=max(done, total))

    def set_transfer(self, transfer: Transfer) -> None:
        """A paper moves on."""
        with self._lock:
            others = tuple(item for item in self._state.transfers if item.document != transfer.document)
        self._change(transfers=(*others, transfer))

    def end_transfer(self, document: DocumentId) -> None:
        """A paper is complete, or stopped."""
        with self._lock:
            left = tuple(item for item in self._state.transfers if item.document != document)
        self._change(transfers=left)

    def _change(self, **fields: Any) -> None:
        with self._lock:
            state = dataclasses.replace(self._state, **fields)
            if state == self._state:
                return
            self._state = state
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(state)
            except Exception:  # noqa: BLE001 - a screen's defect must not stop the exchange
                _log.exception("a listener of the activity failed")
