"""What an unlocked screen stands on: the profile's store, the bridge, the theme and the two ports.

Made by ``main.py`` after each unlock and dropped at the lock; no screen keeps data longer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QObject

from models.errors import EcabinetError
from models.ports import Activity, Link
from models.profile_session import UnlockedProfile
from models.store import Command, Query
from models.types import PersonId
from ui.bridge import Bridge
from ui.renderer.process import RendererSpare
from ui.theme import Theme

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Context:
    """One unlocked session of one person."""

    theme: Theme
    bridge: Bridge
    profile: UnlockedProfile
    link: Link
    activity: Activity
    spare: RendererSpare

    @property
    def person(self) -> PersonId:
        """Whose profile this is."""
        return PersonId(self.profile.public.person)

    def now(self) -> datetime:
        """The device's clock, UTC."""
        return self.profile.clock.now()

    def read(
        self,
        query: Query[_T],
        done: Callable[[_T], None],
        *,
        owner: QObject,
        failed: Callable[[EcabinetError], None] | None = None,
    ) -> None:
        """Run a query on the store's reader; ``done`` gets frozen rows on the main thread."""
        self.bridge.then(self.profile.store.read(query), done, failed or _told_elsewhere, owner=owner)

    def write(
        self,
        command: Command[_T],
        done: Callable[[_T], None] | None = None,
        *,
        owner: QObject,
        failed: Callable[[EcabinetError], None] | None = None,
    ) -> None:
        """Run a command on the store's writer; screens hear of it through ``bridge.changed``."""
        self.bridge.then(
            self.profile.store.write(command), done or nothing_more, failed or _told_elsewhere, owner=owner
        )

    def work(
        self,
        task: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[EcabinetError], None],
        *,
        owner: QObject,
    ) -> None:
        """Run a blocking task (signing, sealing) on a work thread."""
        self.bridge.then(self.bridge.work(task), done, failed, owner=owner)


def nothing_more(_: object) -> None:
    """For an answer that needs no showing: what matters comes back as a change set."""


def _told_elsewhere(_: EcabinetError) -> None:
    """A store that fails tells the window itself; a screen keeps what it shows."""
