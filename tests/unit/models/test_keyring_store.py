"""The keyring: the library with a backend in memory, without any, and the system's own."""

from __future__ import annotations

import os

import pytest

from models.errors import KeyringUnavailableError
from models.keyring_store import KeyringStore
from tests.helpers.memory_keyring import MemoryKeyring


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
