"""An encrypted store of its own for each test, and records as the hub sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from models.store import Store
from models.types import NO_CHANGES, ChangeSet

T = TypeVar("T")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.db", bytes(range(48)))
    yield opened
    opened.close()


def doing(act: Callable[[Session], T]) -> Callable[[Session], tuple[T, ChangeSet]]:
    """``act`` as a command that announces nothing."""
    return lambda session: (act(session), NO_CHANGES)
