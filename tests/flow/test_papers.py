"""Papers on a bad line and from a bad disk: resumed at the piece, refused when their bytes are others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.blobs import PIECE_SIZE
from models.commands.client.reading import want_document
from models.commands.client.transfers import retry_document
from models.errors import OfflineError
from models.profile_session import UnlockedProfile
from models.queries.client.papers import Availability, PaperRow
from models.queries.client.sync_state import sync_state
from models.queries.client.transfers import next_downloads
from models.types import BallotId, DocumentId
from sync.client.exchange import Exchanger
from sync.client.transport import Answer, HttpTransport, Stream, Transport
from tests.helpers.client import CLERK, MINISTER, Client, enrol_client, issue
from tests.helpers.hub import RunningHub
from tests.helpers.network import Line


class Forger:
    """A connector that changes one byte of every chunk of a document."""

    def __call__(self, base_url: str, certificate: bytes | None) -> Transport:
        return _ForgingTransport(HttpTransport(base_url, certificate))


class _ForgingTransport:
    def __init__(self, real: HttpTransport) -> None:
        self._real = real

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        return self._real.request(method, path, headers, content, limit)

    @contextmanager
    def stream(self, method: str, path: str, headers: Mapping[str, str], *, timeout: float) -> Iterator[Stream]:
        with self._real.stream(method, path, headers, timeout=timeout) as real:
            yield Stream(real.status, real.headers, (bytes([data[0] ^ 1]) + data[1:] for data in real.chunks))

    def close(self) -> None:
        self._real.close()


def paper_of(client: Client, profile: UnlockedProfile, ballot: BallotId) -> PaperRow:
    return client.detail(profile, ballot).papers[0]


def test_forged_paper_is_shown_as_failed_and_fetched_again_when_asked(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", connect=HttpTransport)
    ballot = issue(office, tmp_path, "9601")
    minister.connect = Forger()
    with minister.unlocked() as profile:
        minister.sync(profile)
        paper = paper_of(minister, profile, ballot)
        assert (paper.availability, paper.error, paper.held) == (Availability.FAILED, "damaged", 0)
        (row,) = profile.store.read(sync_state).result().documents
        assert (row.state, row.ballot) == ("failed", "9601/PLYK-VPCP")
        minister.connect = HttpTransport
        minister.sync(profile)
        assert paper_of(minister, profile, ballot).availability is Availability.FAILED
        profile.store.write(lambda session: retry_document(session, paper.id)).result()
        minister.sync(profile)
        assert paper_of(minister, profile, ballot).availability is Availability.COMPLETE


def test_download_resumes_at_the_piece_and_reads_meanwhile(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    line = Line()
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", connect=line)
    ballot = issue(office, tmp_path, "9602", size=5 * PIECE_SIZE + 17)
    with minister.unlocked() as profile:
        minister.sync(profile)  # other ballots' papers of this module's hub, and this one
    fresh = enrol_client(hub, MINISTER, tmp_path / "fresh", connect=line)
    with fresh.unlocked() as profile:
        line.allow_document_bytes = 2 * PIECE_SIZE + 1000
        with pytest.raises(OfflineError):
            fresh.sync(profile)
        partial = [row for row in profile.store.read(sync_state).result().documents if row.state == "partial"]
        line.allow_document_bytes = None
        assert partial
        held = {row.document: row.held for row in partial}
        fresh.sync(profile)
        for document, before in held.items():
            assert before >= PIECE_SIZE
            assert profile.open_paper(document).read(0, 5) == b"%PDF-"
        assert paper_of(fresh, profile, ballot).availability is Availability.COMPLETE


def test_paper_open_on_screen_comes_first(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    first = issue(office, tmp_path, "9603")
    second = issue(office, tmp_path, "9604")
    line = Line()
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", connect=line)
    with minister.unlocked() as profile, minister.connection() as connection:
        Exchanger(profile, connection).run()
        papers = [paper_of(minister, profile, ballot).id for ballot in (first, second)]

        def order() -> list[DocumentId]:
            rows = profile.store.read(lambda session: next_downloads(session, 100)).result()
            return [row.document for row in rows if row.document in papers]

        assert order() == papers
        now = minister.clock.now()
        profile.store.write(lambda session: want_document(session, papers[1], now)).result()
        assert order() == papers[::-1]
        assert profile.store.read(lambda session: next_downloads(session, 1)).result()[0].rank == 0
