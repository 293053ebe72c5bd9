"""What the window remembers before anybody unlocks: theme, text size, language. No content, no names."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from models.durable import write_file
from models.errors import StorageFullError
from ui.theme import Scheme

_FILE = "window.json"
_log = logging.getLogger(__name__)


class Language(StrEnum):
    """Languages of the window; Vietnamese is the source."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Preferences:
    """``scale`` is the text scale, 1.0 to 2.0."""

    scheme: Scheme = Scheme.LIGHT
    scale: float = 1.0
    language: Language = Language.VIETNAMESE


def load_preferences(folder: Path) -> Preferences:
    """What was kept in the profile's folder; defaults where nothing readable is there."""
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError):  # a lost preference is no reason not to start
        return Preferences()


def keep_preferences(folder: Path, preferences: Preferences) -> None:
    """Keep them; on a full disk they hold until the window closes."""
    try:
        write_file(folder / _FILE, msgspec.json.encode(preferences))
    except (OSError, StorageFullError) as error:
        _log.info("preferences not kept: %s", type(error).__name__)
