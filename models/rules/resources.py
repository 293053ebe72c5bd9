"""Reading the rules' data: TOML files beside the program, strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from models.errors import InvalidInputError

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
"""The project's ``resources`` folder."""

T = TypeVar("T")


def read_toml(path: Path) -> dict[str, object]:
    """The parsed file. Raises :class:`InvalidInputError` naming the file: people edit these."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise InvalidInputError(f"{path.name}: cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path.name}: {error}") from error


class Section:
    """One table of a file, of which every key must be asked for once and none may be left over."""

    def __init__(self, where: str, values: object) -> None:
        if not isinstance(values, Mapping):
            raise InvalidInputError(f"{where}: must be a table")
        self._where = where
        self._left: dict[str, object] = dict(values)

    def take(self, key: str, kind: type[T]) -> T:
        """The value of ``key``, exactly of type ``kind`` (a flag is no number, a date-time no date)."""
        value = self.take_optional(key, kind)
        if value is None:
            raise InvalidInputError(f"{self._where}: {key} is missing")
        return value

    def take_optional(self, key: str, kind: type[T]) -> T | None:
        """Like :meth:`take`, or None where the key is absent."""
        if key not in self._left:
            return None
        value = self._left.pop(key)
        if type(value) is not kind:
            raise InvalidInputError(f"{self._where}: {key} must be a {kind.__name__}, not {value!r}")
        return value

    def take_sections(self, key: str) -> tuple[Section, ...]:
        """An array of tables; empty where the key is absent."""
        items = self.take_optional(key, list) or []
        return tuple(Section(f"{self._where}: {key} {number}", item) for number, item in enumerate(items, 1))

    def finish(self) -> None:
        """Refuse what nobody asked for: mostly a mistyped key."""
        if self._left:
            raise InvalidInputError(f"{self._where}: unknown {', '.join(sorted(self._left))}")
