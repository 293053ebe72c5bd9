"""The profile's public file and its lock against a second process."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from models.errors import HubIdentityError, ProfileBusyError, StoreDamagedError
from models.profile import (
    FILE,
    Profile,
    ProfileLock,
    check_facts,
    pin_facts,
    profile_exists,
    read_profile,
    write_profile,
)
from models.profile_session import note_hub_time
from models.tables.base import to_micros
from models.vault import Argon2Params, Vault, create_vault

ROOT = Path(__file__).resolve().parents[3]
PROFILE = Profile(
    hub_address="https://127.0.0.1:8443",
    root_key=os.urandom(32),
    epoch=b"{}",
    epoch_signature=bytes(64),
    device="d1",
    device_name="Máy tính bảng",
    person="p1",
    person_name="Bộ trưởng Bộ Công Thương",
    organization_name="Bộ Công Thương",
    vault_public_key=os.urandom(1216),
    has_keyring=True,
    is_sample=True,
)


def test_a_profile_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "profile"
    assert not profile_exists(folder)
    write_profile(folder, PROFILE)
    assert profile_exists(folder)
    assert read_profile(folder) == PROFILE
    changed = msgspec.structs.replace(PROFILE, head_size=7, chain=(b"a", b"b"))
    write_profile(folder, changed)
    assert read_profile(folder) == changed
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert (folder / FILE).stat().st_mode & 0o077 == 0


def test_fields_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    write_profile(tmp_path, PROFILE)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().replace(b"{", b'{"later": 1,', 1))
    assert read_profile(tmp_path) == PROFILE


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b"\xff\xfe", b'{"version": "x"}'])
def test_a_broken_profile_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreDamagedError):
        read_profile(tmp_path)


def test_a_missing_profile_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreDamagedError):
        read_profile(tmp_path)


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    with ProfileLock(tmp_path), pytest.raises(ProfileBusyError), ProfileLock(tmp_path):
        pass
    with ProfileLock(tmp_path):
        pass


HOLDER = """
import sys
from pathlib import Path
from models.profile import ProfileLock
with ProfileLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_refused_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ProfileBusyError), ProfileLock(tmp_path):
            pass
        other.kill()
        other.wait(20)
    with ProfileLock(tmp_path):
        pass


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return create_vault(tmp_path, "mưa rơi trên mái", None, Argon2Params(64, 1, 1))[0]


def test_facts_of_the_enrolment_are_bound_to_the_vault(vault: Vault) -> None:
    pinned = pin_facts(PROFILE, vault)
    check_facts(pinned, vault)
    check_facts(msgspec.structs.replace(pinned, hub_address="elsewhere", newest_time=9), vault)  # these may change


@pytest.mark.parametrize(
    "change", [{"root_key": bytes(32)}, {"device": "d2"}, {"person": "p2"}, {"vault_public_key": b""}, {"pins": b""}]
)
def test_a_changed_fact_is_found(vault: Vault, change: dict[str, object]) -> None:
    changed = msgspec.structs.replace(pin_facts(PROFILE, vault), **change)
    with pytest.raises(HubIdentityError):
        check_facts(changed, vault)


def test_pins_of_another_vault_do_not_help(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other, _ = create_vault(tmp_path / "other", "mưa rơi trên mái", None, Argon2Params(64, 1, 1))
    with pytest.raises(HubIdentityError):
        check_facts(pin_facts(PROFILE, other), vault)


def test_corrected_clock_of_the_hub_gives_the_lease_back(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    write_profile(tmp_path, PROFILE)
    note_hub_time(tmp_path, now + timedelta(days=3650), now + timedelta(days=3664))
    note_hub_time(tmp_path, now, now + timedelta(days=14))
    public = read_profile(tmp_path)
    assert (public.newest_time, public.lease_until) == (to_micros(now), to_micros(now + timedelta(days=14)))
