"""The database after a kill and after damage: what was committed is there, what is broken is noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import sealing
from models.envelopes import EnvelopeFolder
from models.errors import StoreDamagedError
from models.store import Store, check_store, set_aside
from models.tables.client.local import Setting
from models.types import NO_CHANGES, ChangeSet
from tests.fault.stepwise import HUB, OwnKey, make_event

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(48))
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

WRITER = """
import os, sys
from pathlib import Path
from models.store import Store
from models.tables.client.local import Setting
from models.types import NO_CHANGES
store = Store.open(Path(sys.argv[1]), bytes(range(48)))
for n in range(100000):
    def command(session):
        for name in "ab":
            session.merge(Setting(key=f"{name}{n}", value=os.urandom(700).hex()))
        session.merge(Setting(key="count", value=str(n)))
        return None, NO_CHANGES
    store.write(command).result()
    print(n, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_what_was_committed_survives_a_kill(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "store.db"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            last = int(writer.stdout.readline())
        writer.kill()
        writer.wait(20)
    store = Store.open(path, KEY)
    found = store.read(lambda session: {row.key: row.value for row in session.scalars(select(Setting))}).result(20)
    store.close()
    count = int(found["count"])
    assert count >= last
    assert set(found) == {"count"} | {f"{name}{n}" for name in "ab" for n in range(count + 1)}  # whole pairs only
    assert check_store(path, KEY).is_whole


MIGRATOR = """
import os, sys
from pathlib import Path
from alembic import op
from models.store import Store
execute, left = op.execute, [int(sys.argv[2])]
def counted(*arguments, **named):
    if left[0] == 0:
        os._exit(77)
    left[0] -= 1
    return execute(*arguments, **named)
op.execute = counted
Store.open(Path(sys.argv[1]), bytes(range(48))).close()
"""


@pytest.mark.parametrize("step", [0, 3, 5])
def test_a_killed_upgrade_is_done_again_from_the_beginning(tmp_path: Path, step: int) -> None:
    path = tmp_path / "store.db"
    done = subprocess.run([sys.executable, "-c", MIGRATOR, str(path), str(step)], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 77
    Store.open(path, KEY).close()
    assert check_store(path, KEY).is_whole


def fill(session: Session) -> tuple[None, ChangeSet]:
    session.add_all(Setting(key=f"k{n}", value=f"{n}" * 300) for n in range(200))
    for n in range(50):
        statement = text("INSERT INTO search(rowid, kind, id, orig, folded) VALUES (:n, 'k', 'i', :t, :t)")
        session.execute(statement, {"n": n + 1, "t": f"tờ trình số {n}"})
    return None, NO_CHANGES


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "store.db"
    store = Store.open(path, KEY)
    store.write(fill).result(20)
    store.close()
    return path.read_bytes()


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_found(whole: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    # The first 16 bytes are the salt, which is given with the key and not read from the file.
    at = data.draw(st.integers(16, len(whole) - 1))
    path = tmp_path_factory.getbasetemp() / "flipped.db"
    path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    assert not check_store(path, KEY).is_whole


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_damaged_store_never_answers_wrongly(
    whole: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    at = data.draw(st.integers(16, len(whole) - 1))
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "store.db"
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    try:
        store = Store.open(path, KEY)
    except StoreDamagedError:
        return
    try:
        found = store.read(lambda s: {row.key: row.value for row in s.scalars(select(Setting))}).result(20)
    except StoreDamagedError:
        return
    finally:
        store.close()
    assert found == {f"k{n}": f"{n}" * 300 for n in range(200)}


def test_a_damaged_log_loses_no_earlier_commit(tmp_path: Path) -> None:
    """SQLite ends its log at the first frame that does not check: later commits go, together with their cursors."""
    path = tmp_path / "store.db"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < 12:
            pass
        writer.kill()
        writer.wait(20)
    log = path.with_name("store.db-wal")
    data = bytearray(log.read_bytes())
    data[len(data) - 5000] ^= 1
    log.write_bytes(bytes(data))
    store = Store.open(path, KEY)
    found = store.read(lambda session: {row.key for row in session.scalars(select(Setting))}).result(20)
    store.close()
    pairs = len([key for key in found if key[0] == "a"])
    assert found == ({"count"} | {f"{name}{n}" for name in "ab" for n in range(pairs)} if pairs else set())
    assert check_store(path, KEY).is_whole


def test_after_damage_every_sealed_act_is_still_there(tmp_path: Path, whole: bytes) -> None:
    envelopes = EnvelopeFolder(tmp_path)
    for seq in (1, 2, 3):
        envelopes.seal(make_event(seq), 0, sealing.public_of(HUB), OwnKey.public_key)
    envelopes.settle(envelopes.list()[0].file_name)
    path = tmp_path / "store.db"
    path.write_bytes(whole[:3000] + os.urandom(64) + whole[3064:])
    with pytest.raises(StoreDamagedError):
        Store.open(path, KEY)
    aside = set_aside(path, NOW)
    store = Store.open(path, KEY)
    assert store.read(lambda session: session.scalar(select(Setting))).result(20) is None
    store.close()
    assert [envelopes.open(e.file_name, OwnKey()) for e in envelopes.list()] == [make_event(n) for n in (1, 2, 3)]
    assert aside is not None
    assert aside.read_bytes()[:3000] == whole[:3000]
