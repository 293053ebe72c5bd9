"""The incremental update that a signature adds to a drawn ballot, fixed byte by byte but for the CMS itself.

Given the drawn page, the signer's name and the time there is exactly one update; verifying is drawing it again.
Format: ISO 32000-1, section 12.8; ETSI EN 319 142-1 (SubFilter ETSI.CAdES.detached).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from models.errors import DefectError
from models.pdf.faces import load_faces
from models.pdf.layout import BLUE, Align, Run, set_lines, show_box, show_line, show_text
from models.pdf.stamps import FIELD_NAME, HANOI, TEST_MARK, stamp_time
from models.pdf.writer import font_resources, last_startxref, number, stream, text_string, update

CMS_ROOM = 8192  # bytes kept for the signature and its certificates
_FIELD = re.compile(
    rb"(\d+) 0 obj\n(<</Type/Annot/Subtype/Widget/FT/Sig/T\(%s\)/F 132/P \d+ 0 R/Rect\[([\d. ]+)\])>>\nendobj\n"
    % FIELD_NAME.encode()
)
_TRAILER = re.compile(rb"trailer\n<</Size (\d+)/Root 1 0 R/ID\[<([0-9a-f]{32})><([0-9a-f]{32})>\]>>\n")
_TIME = "D:%Y%m%d%H%M%S+07'00'"


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where a drawn ballot wants its signature. ``width`` and ``height`` in millipoints; ``field`` its object."""

    field_number: int
    field_body: bytes
    width: int
    height: int
    size: int
    identity: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """The signed file but for the signature: ``head`` + ``<`` + hexadecimal CMS + ``>`` + ``tail``."""

    head: bytes
    tail: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of what the byte range covers: everything but the bracketed contents."""
        return hashlib.sha256(self.head + self.tail).digest()

    def fill(self, cms: bytes) -> bytes:
        """The signed file."""
        if len(cms) > CMS_ROOM:
            raise DefectError(f"a CMS of {len(cms)} bytes does not fit")
        return b"".join((self.head, b"<", cms.hex().encode(), b"0" * (2 * (CMS_ROOM - len(cms))), b">", self.tail))


def find_place(drawn: bytes) -> SignaturePlace:
    """The signature field of a page *we* drew: its last object. Raises :class:`DefectError` when it has none."""
    end = last_startxref(drawn)
    begin = drawn.rfind(b"\n", 0, drawn.rfind(b" 0 obj\n", 0, end)) + 1
    field = _FIELD.fullmatch(drawn, begin, end)
    trailer = _TRAILER.search(drawn, end)
    if field is None or trailer is None:
        raise DefectError("the drawn page has no signature field")
    left, bottom, right, top = (round(float(v) * 1000) for v in field[3].split())
    return SignaturePlace(
        int(field[1]), field[2], right - left, top - bottom, int(trailer[1]), bytes.fromhex(trailer[2].decode())
    )


def make_frame(drawn: bytes, signer: str, signed_at: datetime, *, is_test: bool) -> Frame:
    """The frame around the signature of ``signer`` (name as in the certificate) at ``signed_at``, whole seconds."""
    place = find_place(drawn)
    signature, appearance = place.size, place.size + 1
    moment = signed_at.astimezone(HANOI).strftime(_TIME)
    field = place.field_body + b"/V %d 0 R/AP<</N %d 0 R>>>>" % (signature, appearance)
    look = stream(
        f"/Type/XObject/Subtype/Form/BBox[0 0 {number(place.width)} {number(place.height)}]"
        f"/Resources<<{font_resources()}>>",
        _look(place, signer, signed_at, is_test=is_test).encode("ascii"),
    )
    identities = (place.identity, hashlib.sha256(drawn + moment.encode()).digest()[:16])
    mark = b"\x00" * 16  # stands for the contents while offsets are counted
    before = f"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name{text_string(signer)}/M({moment})"
    room = 2 * CMS_ROOM + 2

    def section(byte_range: str) -> bytes:
        body = f"{before}/ByteRange[{byte_range}]/Contents".encode("ascii") + mark + b" " * (room - len(mark)) + b">>"
        return update(
            drawn, place.size + 2, identities, [(place.field_number, field), (signature, body), (appearance, look)]
        )

    at = len(drawn) + section(" " * 43).index(mark)
    total = len(drawn) + len(section(" " * 43))
    byte_range = f"0 {at:010d} {at + room:010d} {total - at - room:010d}".ljust(43)
    whole = section(byte_range)
    return Frame(drawn + whole[: at - len(drawn)], whole[at + room - len(drawn) :])


def _look(place: SignaturePlace, signer: str, signed_at: datetime, *, is_test: bool) -> str:
    """The visible signature: blue, name and time with seconds and zone (Decree 30/2020, Annex I, part I.8)."""
    faces = load_faces()
    inset, size, leading = 7_000, 10, 12_500
    measure = place.width - 2 * inset
    shown = [Run(faces.regular, "Ký bởi: "), Run(faces.bold, signer)]
    while len(lines := set_lines(shown, size, measure)) > 2 and size > 6:
        size -= 1
    out = [
        show_line(line, size, inset, place.height - 15_000 - leading * i, Align.LEFT) for i, line in enumerate(lines)
    ]
    y = place.height - 15_000 - leading * max(len(lines), 1) - 1_000
    out.append(show_text(faces.regular, 10, inset, y, f"Thời gian ký: {stamp_time(signed_at)}"))
    if is_test:
        out.append(show_text(faces.bold, 10, inset, y - leading, TEST_MARK))
    border = show_box(500, 500, place.width - 1_000, place.height - 1_000, 1_000)
    return f"{BLUE} RG {BLUE} rg\n{border}{''.join(out)}"
