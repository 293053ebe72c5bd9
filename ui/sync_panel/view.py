"""What the sync panel shows, as frozen values; all words are ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ui.frame.chip import ChipKind
from ui.theme import Colour


class LineState(Enum):
    """How far one thing is: (icon, icon's colour). Gold only when the Office has received it."""

    RECEIVED = ("receipt-text", Colour.GOLD_TEXT)
    SENT = ("check", Colour.GREEN)
    SENDING = ("send", Colour.SLATE)
    FETCHING = ("download", Colour.SLATE)
    WAITING = ("clock", Colour.INK2)
    REFUSED = ("circle-x", Colour.RED)


@dataclass(frozen=True, slots=True)
class SyncLine:
    """One thing in the sending order. `fraction` (0 to 1) draws a bar below; None draws none."""

    key: str
    words: str
    amount: str
    state: LineState
    fraction: float | None = None
    can_cancel: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, what is safe, and the remedies as (key, words). A fault of ours or the hub's is `grave`."""

    key: str
    title: str
    words: str
    acts: tuple[tuple[str, str], ...] = ()
    grave: bool = True


@dataclass(frozen=True, slots=True)
class StoragePart:
    """A share of the storage that the profile may use: words for the legend, fraction of the whole."""

    words: str
    fraction: float


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """Last contact, how long the device may be used offline, storage: values in words."""

    contact: str
    lease: str
    storage: str
    parts: tuple[StoragePart, ...] = ()
    lease_is_short: bool = False


@dataclass(frozen=True, slots=True)
class SyncView:
    """The whole panel at one moment. `fraction` None: nothing is under way."""

    kind: ChipKind
    title: str
    amount: str
    fraction: float | None
    lines: tuple[SyncLine, ...]
    problems: tuple[Problem, ...]
    facts: SyncFacts
    is_paused: bool = False
    can_sync: bool = True
