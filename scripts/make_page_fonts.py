"""Make the frozen faces that official pages embed (resources/papers/faces-1).

Run once for each version of the page template; the result is committed and never changes afterwards, because a
signed page is redrawn from it byte by byte for as long as the archive lives.

    python scripts/make_page_fonts.py [--check]

Each face keeps one glyph for each character of the repertoire, in order (glyph 0 is .notdef, glyph i+1 is the
i-th character), then the parts that composed letters need. Hints are dropped: pages are read and printed at
resolutions that do not need them, and it halves the size.
"""

from __future__ import annotations

import argparse
import json
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "resources" / "fonts"
TARGET = ROOT / "resources" / "papers" / "faces-1"
FACES = {
    "regular": "LiberationSerif-Regular.ttf",
    "bold": "LiberationSerif-Bold.ttf",
    "italic": "LiberationSerif-Italic.ttf",
}
_RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1 without the controls; Latin Extended-A: names from abroad
    (0x1A0, 0x1A1),  # Ơ
    (0x1AF, 0x1B0),  # Ư
    (0x218, 0x21B),
    (0x391, 0x3A1),  # Greek: formulas
    (0x3A3, 0x3A9),
    (0x3B1, 0x3C9),
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2010, 0x2015),  # dashes
    (0x2018, 0x201E),  # quotation marks
    (0x2020, 0x2022),
    (0x2190, 0x2195),  # arrows
)
_SINGLES = (
    0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x2070, 0x2074, 0x207F, 0x20AB, 0x20AC, 0x2116, 0x2122,
    0x2126, 0x2153, 0x2154, 0x215B, 0x215C, 0x215D, 0x215E, 0x2202, 0x2206, 0x220F, 0x2211, 0x2212, 0x221A, 0x221E,
    0x222B, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25A1, 0x25CF, 0x25CB,
)  # fmt: skip
_LEFT_OUT = frozenset({0xAD})  # the soft hyphen has no look of its own


class Font:
    """Just enough of a TrueType file: tables, the Unicode map, glyph outlines and advance widths."""

    def __init__(self, data: bytes) -> None:
        count = struct.unpack(">H", data[4:6])[0]
        self.tables: dict[str, bytes] = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i])
            self.tables[tag.decode("ascii")] = data[offset : offset + length]
        self.units: int = struct.unpack(">H", self.tables["head"][18:20])[0]
        glyphs = struct.unpack(">H", self.tables["maxp"][4:6])[0]
        if struct.unpack(">h", self.tables["head"][50:52])[0] != 1:
            raise SystemExit("only long loca tables are understood")
        self.loca = struct.unpack(f">{glyphs + 1}L", self.tables["loca"][: 4 * (glyphs + 1)])
        self.h_metrics = struct.unpack(">H", self.tables["hhea"][34:36])[0]
        self.map = self._read_map()

    def _read_map(self) -> dict[int, int]:
        cmap = self.tables["cmap"]
        for i in range(struct.unpack(">H", cmap[2:4])[0]):
            platform, encoding, offset = struct.unpack(">HHL", cmap[4 + 8 * i : 12 + 8 * i])
            if (platform, encoding) == (3, 1):
                return self._format_4(cmap[offset:])
        raise SystemExit("no Unicode map")

    @staticmethod
    def _format_4(table: bytes) -> dict[int, int]:
        segments = struct.unpack(">H", table[6:8])[0] // 2

        def row(at: int, code: str) -> tuple[int, ...]:
            return struct.unpack(f">{segments}{code}", table[at : at + 2 * segments])

        ends, starts = row(14, "H"), row(16 + 2 * segments, "H")
        deltas, offsets = row(16 + 4 * segments, "h"), row(16 + 6 * segments, "H")
        result: dict[int, int] = {}
        for i in range(segments):
            for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
                if offsets[i] == 0:
                    glyph = (code + deltas[i]) & 0xFFFF
                else:
                    at = 16 + 6 * segments + 2 * i + offsets[i] + 2 * (code - starts[i])
                    glyph = struct.unpack(">H", table[at : at + 2])[0]
                    glyph = (glyph + deltas[i]) & 0xFFFF if glyph else 0
                if glyph:
                    result[code] = glyph
        return result

    def outline(self, glyph: int) -> bytes:
        return self.tables["glyf"][self.loca[glyph] : self.loca[glyph + 1]]

    def metric(self, glyph: int) -> tuple[int, int]:
        """Advance width and left side bearing, font units."""
        table = self.tables["hmtx"]
        if glyph < self.h_metrics:
            width, bearing = struct.unpack(">Hh", table[4 * glyph : 4 * glyph + 4])
            return width, bearing
        width = struct.unpack(">H", table[4 * self.h_metrics - 4 : 4 * self.h_metrics - 2])[0]
        at = 4 * self.h_metrics + 2 * (glyph - self.h_metrics)
        return width, struct.unpack(">h", table[at : at + 2])[0]


def parts_of(outline: bytes) -> list[tuple[int, int]]:
    """``(offset of the glyph number, glyph)`` for each part of a composed outline."""
    if len(outline) < 2 or struct.unpack(">h", outline[:2])[0] >= 0:
        return []
    found, at = [], 10
    while True:
        flags, glyph = struct.unpack(">HH", outline[at : at + 4])
        found.append((at + 2, glyph))
        at += 4 + (4 if flags & 1 else 2)
        at += 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        if not flags & 0x20:
            return found


def without_hints(outline: bytes, renumber: dict[int, int]) -> bytes:
    """The outline with its instructions removed and its parts renumbered, padded to four bytes."""
    if not outline:
        return b""
    contours = struct.unpack(">h", outline[:2])[0]
    if contours >= 0:
        at = 10 + 2 * contours
        skipped = struct.unpack(">H", outline[at : at + 2])[0]
        result = outline[:at] + b"\0\0" + outline[at + 2 + skipped :]
    else:
        data = bytearray(outline)
        parts = parts_of(outline)
        for at, glyph in parts:
            data[at : at + 2] = struct.pack(">H", renumber[glyph])
            flags = struct.unpack(">H", data[at - 2 : at])[0]
            data[at - 2 : at] = struct.pack(">H", flags & ~0x0100)
        last = parts[-1][0] - 2
        flags = struct.unpack(">H", data[last : last + 2])[0]
        end = last + 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        result = bytes(data[:end])
    return result + b"\0" * (-len(result) % 4)


def subset(font: Font, characters: str) -> tuple[bytes, list[int]]:
    """A TrueType file with the repertoire's glyphs, and their widths in thousandths of an em."""
    order = [0] + [font.map[ord(c)] for c in characters]
    renumber: dict[int, int] = {}
    for new, old in enumerate(order):
        renumber.setdefault(old, new)
    at = 0
    while at < len(order):  # parts of parts too
        for _, part in parts_of(font.outline(order[at])):
            if part not in renumber:
                renumber[part] = len(order)
                order.append(part)
        at += 1
    outlines = [without_hints(font.outline(g), renumber) for g in order]
    loca, total = [0], 0
    for outline in outlines:
        total += len(outline)
        loca.append(total)
    metrics = [font.metric(g) for g in order]
    head = bytearray(font.tables["head"])
    head[8:12] = b"\0\0\0\0"
    hhea = bytearray(font.tables["hhea"])
    hhea[34:36] = struct.pack(">H", len(order))
    maxp = bytearray(font.tables["maxp"])
    maxp[4:6] = struct.pack(">H", len(order))
    tables = {
        "head": bytes(head),
        "hhea": bytes(hhea),
        "maxp": bytes(maxp),
        "hmtx": b"".join(struct.pack(">Hh", *m) for m in metrics),
        "loca": struct.pack(f">{len(loca)}L", *loca),
        "glyf": b"".join(outlines),
    }
    widths = [round(width * 1000 / font.units) for width, _ in metrics[: len(characters) + 1]]
    return assemble(tables), widths


def assemble(tables: dict[str, bytes]) -> bytes:
    """A TrueType file of these tables with its directory and checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(">LHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * count - 16 * power)
    offset, body = 12 + 16 * count, b""
    for tag in sorted(tables):
        padded = tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag.encode(), checksum, offset, len(tables[tag]))
        offset += len(padded)
        body += padded
    data = bytearray(directory + body)
    whole = sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF
    position = data.index(tables["head"][:8], 12 + 16 * count)
    data[position + 8 : position + 12] = struct.pack(">L", (0xB1B0AFBA - whole) & 0xFFFFFFFF)
    return bytes(data)


def make() -> dict[str, bytes]:
    """File name → bytes of everything in the target folder."""
    fonts = {face: Font((FONTS / name).read_bytes()) for face, name in FACES.items()}
    wanted = [c for first, last in _RANGES for c in range(first, last + 1)] + list(_SINGLES)
    shared = sorted(c for c in set(wanted) - _LEFT_OUT if all(c in f.map for f in fonts.values()))
    characters = "".join(map(chr, shared))
    faces: dict[str, Any] = {}
    result: dict[str, bytes] = {}
    for face, font in fonts.items():
        data, widths = subset(font, characters)
        os2, post = font.tables["OS/2"], font.tables["post"]

        def scaled(value: int, font: Font = font) -> int:
            return round(float(value) * 1000 / float(font.units))

        faces[face] = {
            "ascent": scaled(struct.unpack(">h", font.tables["hhea"][4:6])[0]),
            "descent": scaled(struct.unpack(">h", font.tables["hhea"][6:8])[0]),
            "cap_height": scaled(struct.unpack(">h", os2[88:90])[0]),
            "box": [scaled(v) for v in struct.unpack(">4h", font.tables["head"][36:44])],
            "italic_angle": round(struct.unpack(">l", post[4:8])[0] / 65536, 1),
            "length": len(data),
            "widths": widths,
        }
        result[f"{face}.ttf.z"] = zlib.compress(data, 9)
    text = {"source": "Liberation Serif 2.1.5 (SIL OFL 1.1), subset", "characters": characters, "faces": faces}
    result["faces.json"] = (json.dumps(text, ensure_ascii=False, indent=None, sort_keys=True) + "\n").encode()
    return result


def main() -> int:
    """Write the faces, or with ``--check`` say whether the committed ones hold the same fonts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    made = make()
    if check:
        same = all((TARGET / name).read_bytes() == data for name, data in made.items())
        print("same" if same else "different")
        return 0 if same else 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (TARGET / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
