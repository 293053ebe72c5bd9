"""Pieces on their way from the network to the disk: checked, encrypted, synced and noted on a thread of their own, so
that the next ones come meanwhile.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Self

from models.commands.client.transfers import record_pieces
from models.profile_session import UnlockedProfile
from models.queries.client.transfers import DownloadRow

BATCH: Final = 8
"""Pieces between two commits, and how many may wait for the disk."""


class Intake:
    """Takes the pieces of one download, in order. Leaving it waits until all that was taken is durable and noted.

    ``held`` gets each number as soon as its piece is written; ``go_on`` is asked after each piece.
    """

    def __init__(
        self, profile: UnlockedProfile, row: DownloadRow, key: bytes, held: set[int], go_on: Callable[[], bool]
    ) -> None:
        self._profile = profile
        self._row = row
        self._key = key
        self._held = held
        self._go_on = go_on
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="net-pieces")
        self._waiting: deque[Future[None]] = deque()
        self._fresh: list[tuple[int, str]] = []
        self._is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._waiting.append(self._lane.submit(self._note))
        self._lane.shutdown(wait=True)
        if error[0] is None:
            for task in self._waiting:
                task.result()

    def take(self, number: int, data: bytes) -> bool:
        """Hand over a piece; False when no more are wanted. Raises DocumentDamagedError, StorageFullError, of this
        piece or of one before.
        """
        self._waiting.append(self._lane.submit(self._store, number, data))
        while len(self._waiting) > BATCH:
            self._waiting.popleft().result()
        return self._is_open

    def finish(self) -> bool:
        """Whether all that was taken is here, and the rest is wanted still. Raises as :meth:`take` does."""
        while self._waiting:
            self._waiting.popleft().result()
        return self._is_open

    def _store(self, number: int, data: bytes) -> None:
        if not self._is_open:
            return
        row = self._row
        try:
            row.manifest.check(number, data)
            name = self._profile.pieces.write_piece(self._key, row.document, row.manifest.count, number, data)
        except BaseException:
            self._is_open = False
            raise
        self._fresh.append((number, name))
        self._held.add(number)
        if len(self._fresh) >= BATCH:
            self._note()
        if not self._go_on():
            self._is_open = False

    def _note(self) -> None:
        """Durable pieces, then their rows; where the paper was withdrawn meanwhile they are removed."""
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        names = [name for _, name in fresh]
        self._profile.pieces.sync(names)
        document = self._row.document
        if not self._profile.store.write(lambda session: record_pieces(session, document, fresh)).result():
            self._profile.pieces.remove(names)
            self._is_open = False
