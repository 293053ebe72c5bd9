"""Whatever the step at which the process is killed: the old state or the new one, never neither."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from models import sealing
from models.device_key import load_device_key
from models.envelopes import EnvelopeFolder, open_wire
from models.errors import DocumentDamagedError, KeyringUnavailableError, VaultDamagedError, WrongPinError
from models.profile import read_profile, write_profile
from models.salvage import finish_rebuild
from models.store import Store, set_aside
from models.tables.client.local import Setting
from models.types import NO_CHANGES, ChangeSet
from models.vault import create_vault, destroy_vault, open_vault, open_with_recovery, vault_exists
from models.vault.header import HeaderFile
from tests.fault.stepwise import (
    CHEAP,
    HUB,
    LATER_HUB,
    NEW_PIN,
    NOW,
    PIN,
    PROFILE,
    STORE_KEY,
    FixedClock,
    OwnKey,
    make_event,
    run_stepwise,
    secrets_in,
)

pytestmark = [pytest.mark.fault, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]

HALVES = pytest.mark.parametrize("half", [False, True], ids=["between", "within"])


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    return folder


@pytest.fixture
def profile(base: Path) -> Path:
    """A folder with a vault; its recovery code stands beside it."""
    _, code = create_vault(base, PIN, secrets_in(base), CHEAP)
    (base / "recovery").write_text(code.text, encoding="utf-8")
    return base


def opens(folder: Path, pin: str) -> bytes | None:
    """The store key by this PIN, or None."""
    try:
        return open_vault(folder, pin, secrets_in(folder), FixedClock(), CHEAP).store_key
    except WrongPinError:
        return None


def recovered(folder: Path) -> bytes:
    code = (folder / "recovery").read_text(encoding="utf-8")
    return open_with_recovery(folder, code, secrets_in(folder), CHEAP).store_key


@HALVES
def test_sealing(base: Path, tmp_path: Path, half: bool) -> None:
    earlier = make_event(1)
    EnvelopeFolder(base).seal(earlier, 0, sealing.public_of(HUB), OwnKey.public_key)
    left = run_stepwise("seal", base, tmp_path / "out", half=half)
    assert len(left) > 3
    keys = {sealing.key_id(sealing.public_of(HUB)): HUB}
    for folder in left:
        envelopes = EnvelopeFolder(folder)
        found = [open_wire(envelopes.wire(e.file_name), keys) for e in envelopes.list()]
        assert found in ([earlier], [earlier, make_event(2)])
        envelopes.sweep()
        names = {path.name for path in (folder / "envelopes").iterdir() if path.is_file()}
        assert names == {e.file_name for e in envelopes.list()}
        assert envelopes.damaged() == ()
    assert len(EnvelopeFolder(left[0]).list()) == 1
    assert len(EnvelopeFolder(left[-1]).list()) == 2


@HALVES
def test_sealing_to_another_key_of_the_hub(base: Path, tmp_path: Path, half: bool) -> None:
    EnvelopeFolder(base).seal(make_event(1), 0, sealing.public_of(HUB), OwnKey.public_key)
    keys = {sealing.key_id(sealing.public_of(key)): key for key in (HUB, LATER_HUB)}
    for folder in run_stepwise("rewrap", base, tmp_path / "out", half=half):
        (envelope,) = EnvelopeFolder(folder).list()
        assert open_wire(EnvelopeFolder(folder).wire(envelope.file_name), keys) == make_event(1)
        assert EnvelopeFolder(folder).open(envelope.file_name, OwnKey()) == make_event(1)


def test_settling(base: Path, tmp_path: Path) -> None:
    EnvelopeFolder(base).seal(make_event(1), 0, sealing.public_of(HUB), OwnKey.public_key)
    left = run_stepwise("settle", base, tmp_path / "out")
    assert [[e.settled for e in EnvelopeFolder(folder).list()] for folder in left] == [[False], [True]]


@HALVES
def test_storing_an_answer(base: Path, tmp_path: Path, half: bool) -> None:
    EnvelopeFolder(base).store_answer("a1", b"older")
    left = run_stepwise("store_answer", base, tmp_path / "out", half=half)
    found = [[answer.data for answer in EnvelopeFolder(folder).answers()] for folder in left]
    assert all(answers in ([b"older"], [b"newer" * 100]) for answers in found)
    assert (found[0], found[-1]) == ([b"older"], [b"newer" * 100])


@HALVES
def test_making_a_vault(base: Path, tmp_path: Path, half: bool) -> None:
    left = run_stepwise("create_vault", base, tmp_path / "out", half=half)
    assert not vault_exists(left[0])
    for folder in left:
        if vault_exists(folder):
            assert opens(folder, PIN) is not None
        else:
            create_vault(folder, PIN, secrets_in(folder), CHEAP)


@HALVES
@pytest.mark.parametrize("scenario", ["right_pin", "change_pin", "recover"])
def test_changing_the_vault(profile: Path, tmp_path: Path, scenario: str, half: bool) -> None:
    before = recovered(profile)
    left = run_stepwise(scenario, profile, tmp_path / "out", half=half)
    assert len(left) > 3
    for folder in left:
        by_pin = [opens(folder, PIN), opens(folder, NEW_PIN)]
        assert [key for key in by_pin if key is not None] == [before]  # exactly one of the two
        assert recovered(folder) == before
    assert opens(left[-1], PIN if scenario == "right_pin" else NEW_PIN) == before


@HALVES
def test_a_wrong_pin_counts_from_the_moment_it_is_judged(profile: Path, tmp_path: Path, half: bool) -> None:
    left = run_stepwise("wrong_pin", profile, tmp_path / "out", half=half)
    tries = [HeaderFile(folder).read().wrong_tries for folder in left]
    assert tries[0] == 0
    assert tries == sorted(tries)
    assert tries[-1] == 1
    assert all(opens(folder, PIN) for folder in left)


def test_a_try_is_on_disk_before_it_is_judged(profile: Path, tmp_path: Path) -> None:
    left = run_stepwise("right_pin", profile, tmp_path / "out")
    tries = [HeaderFile(folder).read().wrong_tries for folder in left]
    assert (tries[0], max(tries), tries[-1]) == (0, 1, 0)


@HALVES
@pytest.mark.parametrize("scenario", ["right_pin", "wrong_pin", "change_pin"])
@pytest.mark.parametrize("copy", ["vault.a", "vault.b"])
def test_with_one_copy_damaged_the_other_is_not_touched_first(
    profile: Path, tmp_path: Path, scenario: str, half: bool, copy: str
) -> None:
    (profile / copy).write_bytes(b"damaged")
    for folder in run_stepwise(scenario, profile, tmp_path / "out", half=half):
        assert recovered(folder)
        assert opens(folder, PIN) or opens(folder, NEW_PIN)


@HALVES
def test_destroying_the_vault(profile: Path, tmp_path: Path, half: bool) -> None:
    left = run_stepwise("destroy_vault", profile, tmp_path / "out", half=half)
    assert opens(left[0], PIN)
    for folder in left[1:]:
        with pytest.raises((KeyringUnavailableError, VaultDamagedError)):  # from the first step on
            opens(folder, PIN)
    for folder in left:
        destroy_vault(folder, secrets_in(folder))
        assert not vault_exists(folder)
        assert list((folder / "keyring").iterdir()) == []


@HALVES
def test_making_a_device_key(profile: Path, tmp_path: Path, half: bool) -> None:
    left = run_stepwise("make_device_key", profile, tmp_path / "out", half=half)
    for folder in left[:-1]:
        vault = open_vault(folder, PIN, secrets_in(folder), FixedClock(), CHEAP)
        try:
            assert load_device_key(folder, secrets_in(folder), vault) is not None
        except DocumentDamagedError:
            assert not (folder / "device.key").exists()  # enrolment starts again
    assert load_device_key(left[-1], secrets_in(left[-1])) is not None


@HALVES
def test_replacing_the_profile(base: Path, tmp_path: Path, half: bool) -> None:
    write_profile(base, PROFILE)
    left = run_stepwise("write_profile", base, tmp_path / "out", half=half)
    names = [read_profile(folder).person_name for folder in left]
    assert set(names) == {"Bộ trưởng", "Người khác"}
    assert (names[0], names[-1]) == ("Bộ trưởng", "Người khác")


def test_setting_a_damaged_store_aside(base: Path, tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        (base / f"store.db{suffix}").write_bytes(b"damaged" + suffix.encode())
    for folder in run_stepwise("set_aside", base, tmp_path / "out"):
        later = NOW.replace(second=1)
        set_aside(folder / "store.db", later)
        assert not (folder / "store.db").exists()
        kept = b"".join(sorted(path.read_bytes() for path in folder.iterdir()))
        assert kept == b"".join(sorted([b"damaged", b"damaged-wal", b"damaged-shm"]))


def test_rebuilding_the_store(base: Path, tmp_path: Path) -> None:
    def put(session: Session) -> tuple[None, ChangeSet]:
        session.add(Setting(key="theme", value="dark"))
        return None, NO_CHANGES

    store = Store.open(base / "store.db", STORE_KEY)
    store.write(put).result(20)
    store.close()
    left = run_stepwise("rebuild", base, tmp_path / "out")
    assert len(left) > 3
    for folder in left:
        finish_rebuild(folder / "store.db")
        store = Store.open(folder / "store.db", STORE_KEY)
        assert store.read(lambda session: session.get_one(Setting, "theme").value).result(20) == "dark"
        store.close()
