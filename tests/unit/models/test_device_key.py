"""The device's key: reachable while locked with a keyring, not without; lost keyrings; the end of a wipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.device_key import FILE, destroy_device_key, load_device_key, make_device_key
from models.errors import DocumentDamagedError, VaultLockedError
from models.keyring_store import KeyringStore
from models.vault import Argon2Params, Vault, create_vault
from tests.helpers.memory_keyring import MemoryKeyring

PASSPHRASE = "mưa rơi trên mái"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return create_vault(tmp_path, PASSPHRASE, None, Argon2Params(64, 1, 1))[0]


def test_with_a_keyring_the_key_is_there_while_locked(
    tmp_path: Path, vault: Vault, memory_keyring: MemoryKeyring
) -> None:
    secrets = KeyringStore()
    key = make_device_key(tmp_path, vault, secrets)
    vault.lock()
    loaded = load_device_key(tmp_path, secrets)
    assert loaded is not None
    assert loaded.private_bytes_raw() == key.private_bytes_raw()
    assert key.private_bytes_raw() not in (tmp_path / FILE).read_bytes()


def test_without_a_keyring_only_the_open_vault_has_it(tmp_path: Path, vault: Vault) -> None:
    key = make_device_key(tmp_path, vault, None)
    assert load_device_key(tmp_path, None) is None
    loaded = load_device_key(tmp_path, None, vault)
    assert loaded is not None
    assert loaded.private_bytes_raw() == key.private_bytes_raw()
    vault.lock()
    with pytest.raises(VaultLockedError):
        load_device_key(tmp_path, None, vault)


def test_a_lost_keyring_gets_the_key_back(tmp_path: Path, vault: Vault, memory_keyring: MemoryKeyring) -> None:
    secrets = KeyringStore()
    key = make_device_key(tmp_path, vault, secrets)
    memory_keyring.entries.clear()
    assert load_device_key(tmp_path, secrets) is None
    assert load_device_key(tmp_path, secrets, vault) is not None
    again = load_device_key(tmp_path, secrets)
    assert again is not None
    assert again.private_bytes_raw() == key.private_bytes_raw()


def test_a_keyring_that_came_later_takes_the_key(tmp_path: Path, vault: Vault, memory_keyring: MemoryKeyring) -> None:
    key = make_device_key(tmp_path, vault, None)
    secrets = KeyringStore()
    load_device_key(tmp_path, secrets, vault)
    later = load_device_key(tmp_path, secrets)
    assert later is not None
    assert later.private_bytes_raw() == key.private_bytes_raw()


def test_no_keyring_at_all_is_survived(tmp_path: Path, vault: Vault) -> None:
    make_device_key(tmp_path, vault, None)
    assert load_device_key(tmp_path, KeyringStore(), vault) is not None  # the fail backend of the tests
    assert load_device_key(tmp_path, KeyringStore()) is None


def test_a_destroyed_key_is_gone(tmp_path: Path, vault: Vault, memory_keyring: MemoryKeyring) -> None:
    secrets = KeyringStore()
    make_device_key(tmp_path, vault, secrets)
    destroy_device_key(tmp_path, secrets)
    destroy_device_key(tmp_path, secrets)
    assert memory_keyring.entries == {}
    with pytest.raises(DocumentDamagedError):
        load_device_key(tmp_path, secrets, vault)


def test_a_broken_file_is_damage(tmp_path: Path, vault: Vault) -> None:
    make_device_key(tmp_path, vault, None)
    path = tmp_path / FILE
    whole = path.read_bytes()
    for broken in (whole[:10], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(broken)
        with pytest.raises(DocumentDamagedError):
            load_device_key(tmp_path, None, vault)
