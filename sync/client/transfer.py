"""Papers by pieces of 1 MiB, both ways: verified, encrypted and stored as they come, resumed at the piece.

A download runs in steps of a few pieces, so that a paper opened on screen, a pause or a cancellation is heeded soon.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from models.blobs import PIECE_SIZE, Manifest, new_key, piece_length
from models.commands.client.transfers import (
    begin_download,
    complete_document,
    fail_document,
    record_sent,
)
from models.errors import DocumentDamagedError, HubAnswerError, StorageFullError
from models.ports import Transfer
from models.profile_session import UnlockedProfile
from models.queries.client.transfers import DownloadRow, UploadRow
from models.types import DocumentId
from sync import protocol
from sync.client.hub import HubConnection, HubProblemError
from sync.client.intake import Intake

_log = logging.getLogger(__name__)
Report = Callable[[Transfer], None]
Stopped = Callable[[DocumentId], bool]


class Mover:
    """Moves papers of one unlocked profile."""

    def __init__(self, profile: UnlockedProfile, hub: HubConnection, report: Report, stopped: Stopped) -> None:
        self._profile = profile
        self._hub = hub
        self._report = report
        self._stopped = stopped

    def download(self, row: DownloadRow) -> bool:
        """Fetch what is missing of a paper; True when it is complete, False when stopped or failed.

        A failed one has its reason in its row. Raises OfflineError, HubAnswerError, StorageFullError.
        """
        manifest = row.manifest
        key = row.key or new_key()
        key = self._profile.store.write(
            lambda session: begin_download(session, manifest, key, row.filename, row.media_type)
        ).result()
        held = set(row.held)
        try:
            for first, last in _runs(manifest.count, held):
                if not self._fetch_run(row, key, first, last, held):
                    return False
        except (DocumentDamagedError, HubProblemError) as error:
            self._fail(row.document, error)
            return False
        self._complete(row.document)
        return True

    def _fetch_run(self, row: DownloadRow, key: bytes, first: int, last: int, held: set[int]) -> bool:
        """Fetch pieces ``first`` to ``last`` in one request; False when stopped."""
        manifest = row.manifest
        end = last * PIECE_SIZE + piece_length(manifest.size, last) - 1

        def go_on() -> bool:
            self._tell(row.document, row.title, len(held), manifest, upload=False)
            return not self._stopped(row.document)

        with (
            self._hub.get_range(row.document, first * PIECE_SIZE, end) as chunks,
            Intake(self._profile, row, key, held, go_on) as intake,
        ):
            for number, data in zip(range(first, last + 1), _cut(chunks, manifest, first), strict=False):
                if not intake.take(number, data):
                    return False
            if not intake.finish():
                return False
        if any(number not in held for number in range(first, last + 1)):
            raise HubAnswerError("the document was cut short")
        return True

    def upload(self, row: UploadRow) -> bool:
        """Send what the hub lacks of a staged paper; True when the hub has all of it.

        Raises OfflineError, HubAnswerError; a refusal is in the row.
        """
        manifest = row.manifest
        begin = protocol.UploadBegin(
            document=row.document,
            filename=row.filename,
            media_type=row.media_type,
            size=manifest.size,
            pieces=manifest.pieces,
            no_secret=True,  # declared by a person when the paper was staged, or it would not be here
        )
        try:
            missing = self._hub.begin_upload(begin).missing
            while missing:
                number = missing[0]
                if not 0 <= number < manifest.count:
                    raise HubAnswerError("the hub asks for a piece that there is not")
                data = self._profile.pieces.read_piece(row.key, row.document, manifest.count, number, row.names[number])
                left = self._hub.put_piece(row.document, number, data).missing
                if number in left:
                    raise HubAnswerError("the hub did not take the piece")
                missing = left
                self._sent(row.document, number)
                done = manifest.count - len(missing)
                self._tell(row.document, row.filename, done, manifest, upload=True)
                if self._stopped(row.document) and missing:
                    return False
        except (DocumentDamagedError, HubProblemError) as error:
            self._fail(row.document, error)
            return False
        self._complete(row.document)
        return True

    def _sent(self, document: DocumentId, number: int) -> None:
        self._profile.store.write(lambda session: record_sent(session, document, [number])).result()

    def _complete(self, document: DocumentId) -> None:
        now = self._profile.clock.now()
        self._profile.store.write(lambda session: complete_document(session, document, now)).result()

    def _fail(self, document: DocumentId, error: DocumentDamagedError | HubProblemError) -> None:
        reason = error.code if isinstance(error, HubProblemError) else "damaged"
        if reason == "storage_full":
            raise StorageFullError("the hub's storage is full") from error
        _log.info("document %s failed: %s", document[:8], reason)
        self._profile.store.write(lambda session: fail_document(session, document, reason)).result()

    def _tell(self, document: DocumentId, title: str, pieces: int, manifest: Manifest, *, upload: bool) -> None:
        done = min(manifest.size, pieces * PIECE_SIZE)
        self._report(Transfer(document, title, done, manifest.size, upload))


def _runs(count: int, held: set[int]) -> list[tuple[int, int]]:
    """Runs of missing pieces: (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in range(count):
        if number in held:
            continue
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _cut(chunks: Iterator[bytes], manifest: Manifest, first: int) -> Iterator[bytes]:
    """The stream's bytes, cut into the manifest's pieces from ``first`` on; a cut-short piece comes last, whole or
    not: its check tells.
    """
    number = first
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while number < manifest.count and len(buffer) >= (length := piece_length(manifest.size, number)):
            with memoryview(buffer) as view:
                piece = bytes(view[:length])
            del buffer[:length]
            yield piece
            number += 1
