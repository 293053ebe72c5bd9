"""What leaves a device leaves its bytes too: an aide whose delegation ends; and a page left packed is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.server.people import add_delegation, revoke_delegation
from models.papers.ballot import compression_dictionary, draw_ballot
from models.profile import PIECES, STORE
from models.signing import pack
from models.tables.client.local import HeldDocument
from models.tables.shared.ballots import Ballot
from models.types import ChangeSet
from sync.server.admin.people import find_person
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from tests.helpers.answers import make_answer
from tests.helpers.client import CLERK, MINISTER, add_person, enrol_client, issue
from tests.helpers.hub import RunningHub
from tests.helpers.leaks import LeakScanner, decrypted_pages

AIDE = "Trợ lý Bộ trưởng Bộ Xây dựng"


def on_the_hub(hub: RunningHub, command: Callable[[Session, datetime], tuple[str | None, ChangeSet]]) -> str | None:
    """Do something in the hub's folder, as its command line does beside the running server."""
    opened = Hub(HubFolder(hub.folder))
    try:
        return opened.write(lambda session: command(session, datetime.now(UTC)))
    finally:
        opened.close()


def test_a_delegation_that_ends_takes_words_keys_and_pieces_with_it(hub: RunningHub, tmp_path: Path) -> None:
    add_person(hub.folder, AIDE, "Bộ Xây dựng", ["TRO_LY"])
    delegation = on_the_hub(
        hub,
        lambda session, now: add_delegation(
            session, "test", find_person(session, MINISTER).id, find_person(session, AIDE).id, now
        ),
    )
    assert delegation is not None
    office = enrol_client(hub, CLERK, tmp_path / "office")
    aide = enrol_client(hub, AIDE, tmp_path / "aide")
    ballot = issue(office, tmp_path, "9651")
    leaks = LeakScanner()
    path = aide.folder / STORE
    with aide.unlocked() as profile:
        aide.sync(profile)
        key = profile.vault.store_key
        record = profile.store.read(lambda s: (s.get_one(Ballot, ballot).title, s.get_one(Ballot, ballot).question))
        for text in (*record.result(20), "9651/PLYK-VPCP"):
            leaks.add_text(text, text)
        (document,) = profile.store.read(lambda s: list(s.scalars(select(HeldDocument.key)))).result(20)
        leaks.add_key("document key", document)
        before = {leak.name for leak in leaks.scan_bytes("pages", decrypted_pages(path, key))}
        assert "document key" in before
        assert len(before) == 4
        assert list((aide.folder / PIECES).iterdir())

        on_the_hub(hub, lambda session, now: revoke_delegation(session, "test", delegation, now))
        aide.sync(profile)
        assert aide.held_bytes(profile, ballot) is None
        pages = decrypted_pages(path, key)
        assert b"CREATE TABLE ballot" in pages  # they are readable; what is gone is the ballot
        assert leaks.scan_bytes("pages", pages) == []
        assert list((aide.folder / PIECES).iterdir()) == []
    assert leaks.scan_folder(aide.folder) == []


def test_a_page_packed_against_the_known_dictionary_is_found(tmp_path: Path) -> None:
    answer = make_answer()
    packed = pack(draw_ballot(answer), compression_dictionary())
    assert answer.opinion.encode() not in packed.compressed
    leaks = LeakScanner([compression_dictionary()])
    leaks.add_text("opinion", answer.opinion)
    (tmp_path / "left").write_bytes(bytes(1000) + packed.compressed + bytes(1000))
    assert {leak.name for leak in leaks.scan_folder(tmp_path)} == {"opinion"}
    assert LeakScanner().scan_folder(tmp_path) == []
