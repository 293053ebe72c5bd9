"""Objects, cross-reference tables and updates of a PDF 1.7 file (ISO 32000-1, section 7.5), as exact bytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from models.pdf.faces import Face, load_faces

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_OBJECTS_PER_FACE = 5
FIRST_FREE = 2 + 3 * _OBJECTS_PER_FACE + 1
"""Objects 1 and 2 are the catalogue and the page tree; the faces follow; a page's own objects start here."""

CATALOG = 1
PAGE_TREE = 2


def number(millipoints: int) -> str:
    """A length as PDF writes it, in points: 85040 → ``85.04``."""
    sign = "-" if millipoints < 0 else ""
    whole, part = divmod(abs(millipoints), 1000)
    return f"{sign}{whole}" if part == 0 else f"{sign}{whole}.{part:03d}".rstrip("0")


def text_string(text: str) -> str:
    """A text string (section 7.9.2.2): UTF-16BE with its mark, in hexadecimal."""
    return "<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex() + ">"


def stream(dictionary: str, data: bytes) -> bytes:
    """A stream object's body; ``dictionary`` without brackets and length."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary.encode("ascii"), len(data), data)


def indirect(object_number: int, body: bytes) -> bytes:
    """``n 0 obj … endobj`` with its line end."""
    return b"%d 0 obj\n%s\nendobj\n" % (object_number, body)


def font_resources() -> str:
    """The ``/Font`` entry of a resource dictionary: the three faces under their tags."""
    entries = "".join(f"/{face.tag} {3 + i * _OBJECTS_PER_FACE} 0 R" for i, face in enumerate(load_faces().all()))
    return f"/Font<<{entries}>>"


@cache
def _fixed_part() -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """The bytes with which every file begins (header and faces) and the offsets of the objects therein."""
    data, offsets = bytearray(HEADER), []
    for i, face in enumerate(load_faces().all()):
        for object_number, body in enumerate(_face_objects(face, 3 + i * _OBJECTS_PER_FACE), 3 + i * _OBJECTS_PER_FACE):
            offsets.append((object_number, len(data)))
            data += indirect(object_number, body)
    return bytes(data), tuple(offsets)


def _face_objects(face: Face, first: int) -> tuple[bytes, ...]:
    """Type 0 font, its descendant, the descriptor, the program and the map back to Unicode (section 9.7)."""
    widths = " ".join(str(w) for w in face.widths)
    box = " ".join(str(v) for v in face.box)
    flags = 6 | (64 if face.italic_angle else 0)  # serif, symbolic (own coding), italic
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont/{face.base_name}/Encoding/Identity-H"
        f"/DescendantFonts[{first + 1} 0 R]/ToUnicode {first + 4} 0 R>>".encode("ascii"),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{face.base_name}"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity"
        f"/FontDescriptor {first + 2} 0 R/DW 0/W[0[{widths}]]>>".encode("ascii"),
        f"<</Type/FontDescriptor/FontName/{face.base_name}/Flags {flags}/FontBBox[{box}]"
        f"/ItalicAngle {face.italic_angle:g}/Ascent {face.ascent}/Descent {face.descent}/CapHeight {face.cap_height}"
        f"/StemV {face.stem}/FontFile2 {first + 3} 0 R>>".encode("ascii"),
        stream(f"/Filter/FlateDecode/Length1 {face.length}", face.program),
        stream("", _to_unicode(face)),
    )  # fmt: skip


def _to_unicode(face: Face) -> bytes:
    """A CMap (section 9.10.3); ranges may not cross a first byte, and at most 100 stand in a section."""
    characters = list(face.glyphs)
    lines = []
    for start in range(0, len(characters) + 1, 256):
        low = max(start, 1)
        row = characters[low - 1 : start + 255]
        targets = "".join(f"<{ord(c):04x}>" for c in row)
        lines.append(f"<{low:04x}> <{low + len(row) - 1:04x}> [{targets}]")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /ECabinet-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(lines)} beginbfrange\n" + "\n".join(lines) + "\nendbfrange\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")


class PdfFile:
    """Collects the objects of one file; the catalogue is number 1, the page tree number 2."""

    def __init__(self) -> None:
        fixed, offsets = _fixed_part()
        self._data = bytearray(fixed)
        self._offsets = dict(offsets)
        self._next = FIRST_FREE

    def reserve(self) -> int:
        """A fresh object number."""
        self._next += 1
        return self._next - 1

    def put(self, object_number: int, body: bytes) -> None:
        """Write an object; each number once."""
        self._offsets[object_number] = len(self._data)
        self._data += indirect(object_number, body)

    def add(self, body: bytes) -> int:
        """Write an object under a fresh number."""
        object_number = self.reserve()
        self.put(object_number, body)
        return object_number

    def finish(self, identity: bytes) -> bytes:
        """The file; ``identity`` (16 bytes) is its permanent identifier (section 14.4)."""
        start = len(self._data)
        rows = b"".join(b"%010d 00000 n \n" % self._offsets[n] for n in range(1, self._next))
        table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (self._next, rows)
        trailer = b"trailer\n<</Size %d/Root 1 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            self._next,
            identity.hex().encode(),
            identity.hex().encode(),
            start,
        )
        return bytes(self._data) + table + trailer


def update(base: bytes, size: int, identities: tuple[bytes, bytes], objects: Sequence[tuple[int, bytes]]) -> bytes:
    """The incremental update (section 7.5.6) that, appended to ``base``, defines ``objects`` in this order.

    ``base`` ends with its ``startxref``; ``size``: one more than the highest object number afterwards.
    """
    data, offsets = bytearray(), {}
    for object_number, body in objects:
        offsets[object_number] = len(base) + len(data)
        data += indirect(object_number, body)
    start = len(base) + len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for object_number in sorted(offsets):
        data += b"%d 1\n%010d 00000 n \n" % (object_number, offsets[object_number])
    first, second = (identity.hex().encode() for identity in identities)
    data += b"trailer\n<</Size %d/Root 1 0 R/Prev %d/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        last_startxref(base),
        first,
        second,
        start,
    )
    return bytes(data)


def last_startxref(data: bytes) -> int:
    """The offset that a file of ours names at its very end."""
    return int(data[data.rindex(b"startxref\n") + 10 :].split(b"\n", 1)[0])
