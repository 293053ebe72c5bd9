"""A full disk: said in one word, nothing sealed is lost, and the app still opens."""

from __future__ import annotations

import io
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import sealing
from models.blobs import PieceFolder, new_key
from models.device_key import make_device_key
from models.envelopes import EnvelopeFolder
from models.errors import StorageFullError, WrongPinError
from models.profile import read_profile, write_profile
from models.store import Store
from models.tables.client.local import Setting
from models.types import ChangeSet
from models.vault import create_vault, open_vault
from tests.fault.stepwise import CHEAP, HUB, NEW_PIN, PIN, PROFILE, WRONG, FixedClock, OwnKey, make_event, secrets_in

pytestmark = pytest.mark.fault

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KEY = bytes(range(48))


class SmallDisk:
    """A file system of 3 MiB."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no free block."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (65_536, 4096, 1):
                try:
                    while True:
                        file.write(b"\x00" * size)
                except OSError:
                    continue

    def relieve(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small file system here")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def seal(folder: Path, seq: int) -> None:
    EnvelopeFolder(folder).seal(make_event(seq), 0, sealing.public_of(HUB), OwnKey.public_key)


def test_sealing_on_a_full_disk_keeps_what_was_sealed(disk: SmallDisk) -> None:
    envelopes = EnvelopeFolder(disk.folder)
    seal(disk.folder, 1)
    envelopes.store_answer("a1", b"old")
    disk.fill()
    with pytest.raises(StorageFullError):
        seal(disk.folder, 2)
    with pytest.raises(StorageFullError):
        envelopes.store_answer("a1", b"new" * 2000)
    assert [e.device_seq for e in envelopes.list()] == [1]
    assert envelopes.open(envelopes.list()[0].file_name, OwnKey()) == make_event(1)
    assert [a.data for a in envelopes.answers()] == [b"old"]
    assert envelopes.sweep() == 0
    disk.relieve()
    seal(disk.folder, 2)
    assert len(envelopes.list()) == 2


def test_a_full_disk_does_not_lock_anybody_out(disk: SmallDisk) -> None:
    folder = disk.folder
    vault, _ = create_vault(folder, PIN, secrets_in(folder), CHEAP)
    disk.fill()
    with pytest.raises(WrongPinError) as caught:
        open_vault(folder, WRONG, secrets_in(folder), FixedClock(), CHEAP)
    assert caught.value.attempts_left == 4
    opened = open_vault(folder, PIN, secrets_in(folder), FixedClock(), CHEAP)
    opened.change_pin(PIN, NEW_PIN, NOW)
    assert open_vault(folder, NEW_PIN, secrets_in(folder), FixedClock(), CHEAP).store_key == vault.store_key


def test_a_full_disk_leaves_profile_and_keys_as_they_were(disk: SmallDisk) -> None:
    folder = disk.folder
    vault, _ = create_vault(folder, PIN, secrets_in(folder), CHEAP)
    write_profile(folder, PROFILE)
    disk.fill()
    with pytest.raises(StorageFullError):
        write_profile(folder, msgspec.structs.replace(PROFILE, epoch=bytes(9000)))
    assert read_profile(folder) == PROFILE
    with pytest.raises(StorageFullError):
        make_device_key(folder, vault, None)
    assert not (folder / "device.key").exists()


def test_pieces_on_a_full_disk_leave_no_halves(disk: SmallDisk) -> None:
    pieces = PieceFolder(disk.folder / "pieces")
    with pytest.raises(StorageFullError):
        pieces.import_document(io.BytesIO(bytes(5 * 1024 * 1024)), new_key(), 10**9)
    assert list((disk.folder / "pieces").iterdir()) == []


def test_the_store_on_a_full_disk(disk: SmallDisk) -> None:
    store = Store.open(disk.folder / "store.db", KEY)
    heard: list[ChangeSet] = []
    store.subscribe(heard.append)

    def put(key: str, size: int) -> Callable[[Session], tuple[None, ChangeSet]]:
        def command(session: Session) -> tuple[None, ChangeSet]:
            session.add(Setting(key=key, value=os.urandom(size // 2).hex()))
            return None, ChangeSet.of(("setting", key))

        return command

    store.write(put("first", 100)).result(20)
    disk.fill()
    with pytest.raises(StorageFullError):
        store.write(put("large", 900_000)).result(20)
    assert store.read(lambda session: list(session.scalars(select(Setting.key)))).result(20) == ["first"]
    disk.relieve()
    store.write(put("later", 100)).result(20)
    assert len(heard) == 2
    store.close()
    again = Store.open(disk.folder / "store.db", KEY)
    keys = again.read(lambda session: sorted(session.scalars(select(Setting.key)))).result(20)
    assert keys == ["first", "later"]
    again.close()


def test_a_new_store_on_a_full_disk_is_made_when_there_is_room(disk: SmallDisk) -> None:
    disk.fill()
    with pytest.raises(StorageFullError):
        Store.open(disk.folder / "store.db", KEY)
    disk.relieve()
    store = Store.open(disk.folder / "store.db", KEY)
    assert store.read(lambda session: list(session.scalars(select(Setting)))).result(20) == []
    store.close()


def test_a_limit_on_file_sizes_is_a_full_disk_too(tmp_path: Path) -> None:
    seal(tmp_path, 1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(StorageFullError):
            seal(tmp_path, 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [e.device_seq for e in EnvelopeFolder(tmp_path).list()] == [1]
    seal(tmp_path, 2)
    assert EnvelopeFolder(tmp_path).sweep() == 0
