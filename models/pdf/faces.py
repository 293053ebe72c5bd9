"""The frozen faces of official pages (made by ``scripts/make_page_fonts.py``) and how text is coded in them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from models.errors import InvalidInputError

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "papers" / "faces-1"
_BREAKS = "\n"


class _FaceData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float
    length: int
    widths: tuple[int, ...]


class _FacesData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    characters: str
    faces: dict[str, _FaceData]


@dataclass(frozen=True, slots=True)
class Face:
    """One face: ``tag`` is its name in page resources; ``widths`` in thousandths of an em, by glyph. ``advances`` and
    ``codes`` are the same and the glyph's two bytes in hexadecimal, by character.

    ``program`` is the zlib-compressed TrueType file as it is embedded, ``length`` its size before compression.
    """

    tag: str
    base_name: str
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float
    stem: int
    program: bytes
    length: int
    advances: dict[str, int]
    codes: dict[str, str]

    def width(self, text: str, size: int) -> int:
        """Advance of ``text`` at ``size`` points, in millipoints. All characters must be in the repertoire."""
        return size * sum(map(self.advances.__getitem__, text))

    def code(self, text: str) -> str:
        """``text`` as the hexadecimal digits of its two-byte glyph codes."""
        return "".join(map(self.codes.__getitem__, text))


@dataclass(frozen=True, slots=True)
class Faces:
    """The three faces; all hold the same characters."""

    regular: Face
    bold: Face
    italic: Face
    characters: str

    def all(self) -> tuple[Face, Face, Face]:
        return (self.regular, self.bold, self.italic)


@cache
def load_faces() -> Faces:
    """The faces from the program's resources, read once per process."""
    data = msgspec.json.decode((_FOLDER / "faces.json").read_bytes(), type=_FacesData)
    glyphs = {character: number for number, character in enumerate(data.characters, start=1)}
    codes = {character: f"{number:04x}" for character, number in glyphs.items()}

    def face(name: str, tag: str, base_name: str, stem: int) -> Face:
        one = data.faces[name]
        program = (_FOLDER / f"{name}.ttf.z").read_bytes()
        return Face(
            tag, base_name, glyphs, one.widths, one.ascent, one.descent, one.cap_height, one.box, one.italic_angle,
            stem, program, one.length, {c: one.widths[number] for c, number in glyphs.items()}, codes,
        )  # fmt: skip

    return Faces(
        regular=face("regular", "R", "ECABIN+LiberationSerif", 84),
        bold=face("bold", "B", "ECABIN+LiberationSerif-Bold", 136),
        italic=face("italic", "I", "ECABIN+LiberationSerif-Italic", 76),
        characters=data.characters,
    )


def unsupported_characters(text: str) -> tuple[str, ...]:
    """Characters of ``text`` that no official page can show, each once, in order; line breaks are fine."""
    known = load_faces().regular.glyphs
    return tuple(dict.fromkeys(c for c in text if c not in known and c not in _BREAKS))


def check_text(field: str, text: str, *, lines: bool = False) -> None:
    """Raise :class:`InvalidInputError` naming the first character of ``text`` that a page cannot show.

    ``lines``: line breaks are allowed.
    """
    for character in unsupported_characters(text) if lines else (*unsupported_characters(text), *_breaks_in(text)):
        name = unicodedata.name(character, "control character")
        raise InvalidInputError(f"{field}: U+{ord(character):04X} {name} cannot be printed on an official page")


def _breaks_in(text: str) -> tuple[str, ...]:
    return tuple(c for c in _BREAKS if c in text)
