"""A role is lost: what was reached through it alone leaves the device, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.desk.answering import mark_opened
from models.profile_session import UnlockedProfile
from models.queries.client.documents import held_documents
from models.queries.client.people import me
from models.tables.shared.ballots import Answer, Ballot, Tracking
from models.types import BallotId, Choice
from tests.helpers.client import CLERK, MINISTER, Client, add_person, code_at, enrol_with, issue, make_hub
from tests.helpers.hub import hub_command
from tests.helpers.time_travel import LocalHub, travelling_hub

ASSISTANT = "Chuyên viên thứ hai"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    folder = make_hub(tmp_path / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    add_person(folder, ASSISTANT, "Văn phòng Chính phủ", ["CHUYEN_VIEN"])
    with travelling_hub(folder) as local:
        yield local


def enrol(hub: LocalHub, name: str, folder: Path) -> Client:
    return enrol_with(code_at(hub.hub.folder.path, "hub:443", name), folder, hub.connect, hub.clock)


def counts(profile: UnlockedProfile) -> dict[str, int]:
    def read(session: Session) -> dict[str, int]:
        found = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Ballot, Answer, Tracking)
        }
        found["words"] = session.scalar(text("SELECT count(*) FROM search")) or 0
        return found

    return profile.store.read(read).result()


def answered(hub: LocalHub, tmp_path: Path) -> BallotId:
    """A ballot with one answer, and a delivery report."""
    office = enrol(hub, CLERK, tmp_path / "office")
    minister = enrol(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path)
    with minister.unlocked() as profile:
        minister.sync(profile)
        assert mark_opened(profile, ballot) is not None
        assert mark_opened(profile, ballot) is None
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        minister.sync(profile)
    return ballot


def test_lost_role_takes_records_words_keys_and_pieces(hub: LocalHub, tmp_path: Path) -> None:
    answered(hub, tmp_path)
    assistant = enrol(hub, ASSISTANT, tmp_path / "assistant")
    with assistant.unlocked() as profile:
        assistant.sync(profile)
        assert counts(profile) == {"ballot": 1, "answer": 1, "tracking": 1, "words": 1}
        assert len(profile.store.read(held_documents).result()) == 1
        assert any((assistant.folder / "pieces").iterdir())

        hub_command("person", "role", hub.hub.folder.path, ASSISTANT)
        assistant.sync(profile)
        assert counts(profile) == {"ballot": 0, "answer": 0, "tracking": 0, "words": 0}
        assert profile.store.read(held_documents).result() == ()
        assert not any((assistant.folder / "pieces").iterdir())
        log = assistant.folder / "store.db-wal"
        assert not log.exists() or log.stat().st_size == 0
        now = assistant.clock.now()
        row = profile.store.read(lambda session: me(session, assistant.person(), now)).result()
        assert row is not None
        assert (row.name, row.roles) == (ASSISTANT, frozenset())


def test_given_back_role_brings_everything_again(hub: LocalHub, tmp_path: Path) -> None:
    answered(hub, tmp_path)
    assistant = enrol(hub, ASSISTANT, tmp_path / "assistant")
    with assistant.unlocked() as profile:
        assistant.sync(profile)
        before = counts(profile)
        hub_command("person", "role", hub.hub.folder.path, ASSISTANT)
        assistant.sync(profile)
        hub_command("person", "role", hub.hub.folder.path, ASSISTANT, "CHUYEN_VIEN")
        assistant.sync(profile)
        assert counts(profile) == before
        assert len(profile.store.read(held_documents).result()) == 1
