"""The keyring: the library with a backend in memory, without any, and the system's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.errors import KeyringUnavailableError
from models.keyring_store import KeyringStore
from tests.helpers.memory_keyring import MemoryKeyring
from tests.helpers.secret_service import SecretService


def test_secrets_come_back_and_go(memory_keyring: MemoryKeyring) -> None:
    store = KeyringStore("svc")
    value = os.urandom(32)
    assert store.get("a") is None
    store.put("a", value)
    assert store.get("a") == value
    assert KeyringStore("other").get("a") is None
    store.remove("a")
    store.remove("a")
    assert store.get("a") is None
    assert store.probe()
    assert memory_keyring.entries == {}


def test_no_keyring_says_so() -> None:
    store = KeyringStore()
    assert not store.probe()
    with pytest.raises(KeyringUnavailableError):
        store.get("a")
    with pytest.raises(KeyringUnavailableError):
        store.put("a", b"x")
    with pytest.raises(KeyringUnavailableError):
        store.remove("a")


def test_what_somebody_else_wrote_is_as_good_as_lost(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.set_password("svc", "a", "ñot base64")
    assert KeyringStore("svc").get("a") is None


@pytest.mark.keyring
def test_a_vault_opens_after_a_restart_of_the_real_keyring(secret_service: SecretService, tmp_path: Path) -> None:
    make = (
        "import sys; from pathlib import Path; from models.keyring_store import KeyringStore; from models.vault import *\n"
        "store = KeyringStore(); assert store.probe()\n"
        "vault, code = create_vault(Path(sys.argv[1]), '284657', store); print(vault.store_key.hex())"
    )
    reopen = (
        "import sys; from datetime import *; from pathlib import Path\n"
        "from models.keyring_store import KeyringStore; from models.vault import *\n"
        "class Now:\n    def now(self): return datetime.now(timezone.utc)\n"
        "print(open_vault(Path(sys.argv[1]), '284657', KeyringStore(), Now()).store_key.hex())"
    )
    made = secret_service.python(make, str(tmp_path))
    assert len(made.strip()) == 96
    assert secret_service.python(reopen, str(tmp_path)) == made
