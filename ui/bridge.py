"""From the threads that work to the thread that shows: futures come home through one queued signal.

A screen asks for something with ``bridge.then(future, done, failed)``; ``done`` runs on the main thread, in the order
of completion, and never after the screen's object is gone. Nothing here waits.
"""

from __future__ import annotations

import itertools
import logging
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from models.errors import DefectError, EcabinetError
from models.types import ChangeSet

_T = TypeVar("_T")
_P = ParamSpec("_P")
_log = logging.getLogger(__name__)
_WORKERS = 3  # signing, key derivation, PDF making; two cores are the yardstick


class Bridge(QObject):
    """Carries results and change sets to the main thread.

    ``changed`` is emitted with the :class:`ChangeSet` of each committed write, from whichever thread wrote.
    """

    changed = Signal(object)
    _arrived = Signal(int)
    _announced = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets = itertools.count()
        self._waiting: dict[int, Callable[[], None]] = {}
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._announced.connect(self._on_announced, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="work")

    def work(self, function: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run something slow that owns no session and no widget on a work thread; cancelled once closed."""
        if self._closed:
            nothing: Future[_T] = Future()
            nothing.cancel()
            return nothing
        return self._workers.submit(function, *args, **kwargs)

    def then(
        self,
        future: Future[_T],
        done: Callable[[_T], None],
        failed: Callable[[EcabinetError], None],
        *,
        owner: QObject,
    ) -> None:
        """Call ``done`` or ``failed`` on the main thread while ``owner`` lives.

        An exception outside our tree is a defect: it is logged, and ``failed`` gets a :class:`DefectError`, so that a
        screen can still say what happened and what is safe.
        """
        keeper = weakref.ref(owner)

        def _deliver() -> None:
            living = keeper()
            if living is None or not isValid(living) or future.cancelled():
                return
            error = future.exception()
            if error is None:
                done(future.result())
            elif isinstance(error, EcabinetError):
                failed(error)
            elif not isinstance(error, CancelledError):
                _log.error("a background task failed", exc_info=error)
                failed(DefectError(type(error).__name__))

        # What must be called stays on this thread; the working thread is given a number. A closure that ends on another
        # thread would take the screen it names down there, and Qt's objects must die where they live.
        ticket = next(self._tickets)
        self._waiting[ticket] = _deliver
        reach = weakref.ref(self)
        future.add_done_callback(lambda _: _ring(reach, ticket))

    def announce(self, changes: ChangeSet) -> None:
        """Listener for the store: callable from any thread."""
        if isValid(self) and not self._closed:
            self._announced.emit(changes)

    def close(self) -> None:
        """Let running work end, start and deliver nothing more."""
        self._closed = True
        self._waiting.clear()
        self._workers.shutdown(wait=True, cancel_futures=True)

    @Slot(int)
    def _on_arrived(self, ticket: int) -> None:
        deliver = self._waiting.pop(ticket, None)
        if deliver is not None and not self._closed:
            deliver()

    @Slot(object)
    def _on_announced(self, changes: ChangeSet) -> None:
        if not self._closed:
            self.changed.emit(changes)


def _ring(reach: weakref.ref[Bridge], ticket: int) -> None:
    """On whichever thread has finished."""
    bridge = reach()
    if bridge is not None and isValid(bridge):
        bridge._arrived.emit(ticket)
