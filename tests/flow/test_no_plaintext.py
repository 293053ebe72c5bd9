"""No byte of a profile is readable: not in use, not after a crash, not locked, not after a withdrawal."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.papers.ballot import compression_dictionary
from models.profile import STORE
from models.profile_session import UnlockedProfile
from models.queries.client.ballots import BallotTab, list_ballots
from models.tables.client.local import HeldDocument
from models.types import BallotId, ChangeSet, Choice
from models.vault import RecoveryCode
from tests.helpers.client import (
    CLERK,
    MINISTER,
    PIN,
    SIGNING_PIN,
    Client,
    MemorySecrets,
    add_person,
    enrol_client,
    issue,
    save,
)
from tests.helpers.hub import RunningHub, hub_command
from tests.helpers.leaks import LeakScanner, decrypted_pages, planted

OPINION = "Đề nghị rà soát Điều 27 về phí bến thủy"
DRAFT = "Bản nháp chưa ký về nạo vét luồng lạch"
TITLE = "Dự thảo Nghị định về quản lý bến thủy nội địa"
QUESTION = "Đồng ý ban hành Nghị định về quản lý bến thủy nội địa?"
WATCHER = "Chuyên viên theo dõi"


def scanner(*texts: str) -> LeakScanner:
    made = LeakScanner([compression_dictionary()])
    for text in (TITLE, QUESTION, *texts):
        made.add_text(text, text)
    return made


def add_keys(leaks: LeakScanner, client: Client, profile: UnlockedProfile) -> None:
    """Every key that a thief would want, and the PINs."""
    assert client.result is not None
    leaks.add_key("recovery code", RecoveryCode.parse(client.result.recovery_code).secret)
    leaks.add_text("recovery code as printed", client.result.recovery_code)
    leaks.add_key("store key", profile.vault.store_key[:32])
    leaks.add_key("device key", profile.device_key.private_bytes_raw())
    for name in ("_master", "_sealing"):
        key = getattr(profile.vault, name)
        assert isinstance(key, bytes)
        leaks.add_key(name, key)
    assert isinstance(client.secrets, MemorySecrets)
    for name, secret in client.secrets.values.items():
        leaks.add_key(name, secret)
    for key in profile.store.read(lambda session: list(session.scalars(select(HeldDocument.key)))).result(20):
        leaks.add_key("document key", key)
    for pin in (PIN, SIGNING_PIN):
        leaks.add_text("a PIN", pin)


def work(client: Client, profile: UnlockedProfile, ballot: BallotId, other: BallotId) -> None:
    """What a member does: receives, reads, drafts, signs."""
    client.sync(profile)
    paper = client.detail(profile, ballot).papers[0]
    assert b"Kho hang" in profile.open_paper(paper.id).read(0, 2_000_000)
    save(profile, other, Choice.OTHER, DRAFT)
    client.answer(profile, {ballot: (Choice.APPROVE, OPINION)})


def test_nothing_is_readable_in_use_after_a_crash_and_locked(
    hub: RunningHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    office = enrol_client(hub, CLERK, tmp_path / "profiles" / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "profiles" / "minister")
    ballots = [issue(office, inputs, number) for number in ("9231", "9232")]
    leaks = scanner(OPINION, DRAFT, "9231/PLYK-VPCP", "Kho hang tai cang 9231 Kho hang")
    with minister.unlocked() as profile:
        work(minister, profile, ballots[0], ballots[1])
        add_keys(leaks, minister, profile)
        assert leaks.scan_bytes("pages", decrypted_pages(minister.folder / STORE, profile.vault.store_key))  # control
        # What a crash leaves: every file as it is at this moment, the log not folded.
        shutil.copytree(minister.folder, tmp_path / "crashed")
        with pytest.raises(RuntimeError, match="on purpose"):
            profile.store.write(fail).result(20)
    shutil.copytree(minister.folder, tmp_path / "locked")
    minister.sync_locked()
    shutil.copytree(minister.folder, tmp_path / "answered")
    with minister.unlocked() as profile:
        minister.sync(profile)
    for name in ("profiles", "crashed", "locked", "answered", "temporary"):
        assert leaks.scan_folder(tmp_path / name) == []
    assert leaks.scan_bytes("log", caplog.text.encode()) == []
    assert caplog.text


def fail(session: Session) -> tuple[None, ChangeSet]:
    raise RuntimeError("on purpose")


def test_a_withdrawal_leaves_nothing_even_for_who_has_the_key(hub: RunningHub, tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    add_person(hub.folder, WATCHER, "Văn phòng Chính phủ", ["CHUYEN_VIEN"])
    office = enrol_client(hub, CLERK, tmp_path / "office")
    watcher = enrol_client(hub, WATCHER, tmp_path / "watcher")
    issue(office, inputs, "9233")
    leaks = scanner("9233/PLYK-VPCP")
    path = watcher.folder / STORE
    with watcher.unlocked() as profile:
        watcher.sync(profile)
        key = profile.vault.store_key
        assert ballots_of(watcher, profile) > 0
        pages = decrypted_pages(path, key)
        names = {leak.name for leak in leaks.scan_bytes("pages", pages)}
        assert names == {TITLE, QUESTION, "9233/PLYK-VPCP"}
        assert b"plyk" in pages  # a word of the full-text index
        hub_command("person", "role", hub.folder, WATCHER)
        watcher.sync(profile)
        assert ballots_of(watcher, profile) == 0
        pages = decrypted_pages(path, key)
        assert leaks.scan_bytes("pages", pages) == []
        assert b"plyk" not in pages
        assert b"CREATE TABLE ballot" in pages  # the pages are readable: it is the record that is gone
        assert list((watcher.folder / "pieces").iterdir()) == []


def ballots_of(client: Client, profile: UnlockedProfile) -> int:
    now, person = client.clock.now(), client.person()
    return profile.store.read(lambda s: sum(len(list_ballots(s, person, tab, now)) for tab in BallotTab)).result(20)


@pytest.mark.parametrize("form", planted(OPINION))
def test_a_planted_leak_is_found(tmp_path: Path, form: str) -> None:
    leaks = scanner(OPINION)
    noise = os.urandom(30_000)
    (tmp_path / "piece").write_bytes(noise + planted(OPINION)[form] + noise)
    assert {leak.name for leak in leaks.scan_folder(tmp_path)} == {OPINION}


def test_planted_keys_and_names_are_found_and_noise_is_not(tmp_path: Path) -> None:
    leaks = scanner()
    key = AESGCM.generate_key(256)
    leaks.add_key("a key", key)
    (tmp_path / "noise").write_bytes(os.urandom(2_000_000))
    assert leaks.scan_folder(tmp_path) == []
    for content in (key, key.hex().encode(), b"x" + key[:31] + key[31:] + b"y"):
        (tmp_path / "noise").write_bytes(content)
        assert [leak.name for leak in leaks.scan_folder(tmp_path)] == ["a key"]
    (tmp_path / "noise").unlink()
    (tmp_path / f"{TITLE}.pdf").touch()
    assert leaks.scan_folder(tmp_path)
