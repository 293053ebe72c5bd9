"""The opinion ballot, template ``ballot-1``: one page for people, its statement attached for machines.

The page is drawn from the statement alone and byte for byte the same everywhere: the hub redraws it to check a
signed one (ARCHITECTURE, "A ballot's way"). Form: Decree 30/2020/NĐ-CP, Annex I. **A template is never changed
once ballots were signed on it**; a new look is a new template beside it (a test pins the digest of the old one).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from models.errors import InvalidInputError
from models.papers.form import (
    BODY,
    FIRST_LINE,
    GAP,
    LEADING,
    centred_lines,
    header,
    hour_and_day,
    title,
)
from models.pdf.faces import Faces, check_text, load_faces
from models.pdf.layout import (
    GREY,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
    PlacedRow,
    Row,
    Run,
    coloured,
    page_number,
    paginate,
    paragraph,
    show_box,
    show_rule,
    show_text,
    show_tick,
)
from models.pdf.writer import CATALOG, PAGE_TREE, PdfFile, font_resources, number, stream, text_string
from models.statements import TEMPLATE, AnswerStatement
from models.types import BallotId, Choice, DeviceId, EventId, PersonId

KIND = "PHIẾU LẤY Ý KIẾN THÀNH VIÊN CHÍNH PHỦ"
ISSUER = "VĂN PHÒNG CHÍNH PHỦ"
TEST_MARK = "CHỮ KÝ THỬ NGHIỆM"
DRAFT_MARK = "DỰ THẢO"
FIELD_NAME = "ChuKy"
PLACE_WIDTH = 215_000  # the signature's place, millipoints
PLACE_HEIGHT = 58_000
_BLOCK_WIDTH = 236_000
_BLOCK_X = PAGE_WIDTH - MARGIN_RIGHT - _BLOCK_WIDTH
_CHOICES = {Choice.APPROVE: "Đồng ý", Choice.DISAPPROVE: "Không đồng ý", Choice.OTHER: "Ý kiến khác"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def draw_ballot(statement: AnswerStatement) -> bytes:
    """The page to be signed, with an empty signature field where the signature is to stand.

    Raises :class:`InvalidInputError` for text that cannot be printed, or for a template this program lacks.
    """
    return _draw(statement, draft=False)


def draw_draft(statement: AnswerStatement) -> bytes:
    """The same page marked DỰ THẢO, without a place for a signature: never mistaken for an answer."""
    return _draw(statement, draft=True)


def tidy_text(text: str) -> str:
    """Text as a person may paste it, in the form a page can show: NFC, plain line ends, no invisible characters."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _INVISIBLE.sub("", text).strip()


@cache
def compression_dictionary(template: str = TEMPLATE) -> bytes:
    """The blank ballot of a template: what wire forms are compressed against (named by its SHA-256)."""
    blank = datetime(2026, 1, 1, tzinfo=UTC)
    zeros = "0" * 64
    return draw_ballot(
        AnswerStatement(
            root_key=zeros, ballot=BallotId("0" * 32), ballot_digest=zeros, papers_root=zeros, paper_count=10,
            event=EventId("0" * 32), person=PersonId("0" * 32), person_name="Bộ trưởng Bộ", person_title="Bộ trưởng",
            membership="0" * 32, device=DeviceId("0" * 32), choice=Choice.APPROVE,
            opinion="Đồng ý với dự thảo. Đề nghị cơ quan chủ trì tiếp tục rà soát.", replaces=None, head_size=1,
            head_root=zeros, head_time=blank, made_at=blank, number="9000/PLYK-VPCP",
            title="Dự thảo Nghị định của Chính phủ", question="Đồng ý ban hành Nghị định của Chính phủ về việc này?",
            submitted_by_name="Bộ", deadline=blank, is_test=True, template=template,
        )
    )  # fmt: skip


def _check(statement: AnswerStatement) -> None:
    if statement.template != TEMPLATE:
        raise InvalidInputError(f"template {statement.template!r} is not known to this program")
    check_text("opinion", statement.opinion, lines=True)
    check_text("question", statement.question, lines=True)
    for field in ("number", "title", "person_name", "person_title", "submitted_by_name"):
        value: str = getattr(statement, field)
        if not value.strip():
            raise InvalidInputError(f"{field} is empty")
        check_text(field, value)
    check_text("person_title", statement.person_title.upper())


def _draw(statement: AnswerStatement, *, draft: bool) -> bytes:
    _check(statement)
    faces = load_faces()
    placed = paginate(_rows(statement, faces, draft=draft))
    operators = [page_number(faces.regular, n) for n in range(placed[-1].page + 1)]
    for item in placed:
        operators[item.page] += item.row.draw(item.top)
    place = None if draft else next(_place(item) for item in placed if isinstance(item.row, _SignatureRow))
    return _assemble(statement, operators, place)


# ---------------------------------------------------------------------------------------------------------------------
# The page


@dataclass(frozen=True, slots=True)
class _SignatureRow(Row):
    """The row with the signature's place; ``drop``: from its top edge to the place's top edge."""

    drop: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the signature stands: page from 0, lower left corner."""

    page: int
    x: int
    y: int


def _place(item: PlacedRow) -> _Place:
    assert isinstance(item.row, _SignatureRow)
    x = _BLOCK_X + (_BLOCK_WIDTH - PLACE_WIDTH) // 2
    return _Place(item.page, x, item.top - item.row.drop - PLACE_HEIGHT)


def _rows(statement: AnswerStatement, faces: Faces, *, draft: bool) -> list[Row]:
    marks = ((DRAFT_MARK,) if draft else ()) + ((TEST_MARK,) if statement.is_test else ())
    rows = [header(faces, ISSUER, statement.number, statement.made_at, marks)]
    rows += title(faces, KIND, statement.title)
    rows += _labelled(faces, "Cơ quan trình: ", statement.submitted_by_name)
    rows += _labelled(faces, "Vấn đề lấy ý kiến: ", statement.question)
    rows += _labelled(faces, "Thời hạn trả lời: ", hour_and_day(statement.deadline))
    rows += _labelled(
        faces, "Tài liệu gửi kèm: ", f"{statement.paper_count} tài liệu, mã băm danh mục ghi ở cuối phiếu"
    )
    rows += _labelled(faces, "Ý kiến của Thành viên Chính phủ:", "")
    rows.append(_boxes(faces, statement.choice))
    if statement.opinion.strip():
        rows += _labelled(faces, "Ý kiến cụ thể:", "")
        paragraphs = [p for p in statement.opinion.split("\n") if p.strip()]
        for i, text in enumerate(paragraphs):
            closing = _closed(text) if i == len(paragraphs) - 1 else text
            rows += _paragraph([Run(faces.regular, closing)], glued=i == 0)
    else:
        rows += _labelled(faces, "Ý kiến cụ thể: ", "Không có ý kiến bổ sung./.")
    rows.append(_signature(statement, faces, draft=draft))
    rows.append(_facts(statement, faces))
    return rows


def _paragraph(runs: list[Run], *, glued: bool = False) -> list[Row]:
    return paragraph(runs, BODY, leading=LEADING, before=GAP, first_indent=FIRST_LINE, glued=glued)


def _labelled(faces: Faces, label: str, text: str) -> list[Row]:
    """A paragraph that begins with its label in bold; further lines of ``text`` are paragraphs of their own."""
    first, *rest = [p for p in text.split("\n") if p.strip()] or [""]
    runs = [Run(faces.bold, label)] + ([Run(faces.regular, first)] if first else [])
    rows = _paragraph(runs)
    for further in rest:
        rows += _paragraph([Run(faces.regular, further)])
    return rows


def _closed(text: str) -> str:
    """The end of the text carries the mark ``./.`` (Decree 30, Annex I, part II.6)."""
    text = text.rstrip()
    if text.endswith("./."):
        return text
    return text + ("/." if text.endswith(".") else "./.")


def _boxes(faces: Faces, chosen: Choice) -> Row:
    side, step = 12_000, (TEXT_WIDTH - FIRST_LINE) // 3

    def draw(top: int) -> str:
        out, y = [], top - 17_000
        for i, (choice, label) in enumerate(_CHOICES.items()):
            x = MARGIN_LEFT + FIRST_LINE + i * step
            face = faces.bold if choice is chosen else faces.regular
            out.append(show_box(x, y, side, side, 900))
            out.append(show_text(face, BODY, x + side + 7_000, y + 2_000, label))
            if choice is chosen:
                out.append(show_tick(x, y, side))
        return "".join(out)

    return Row(24_000, draw, before=2_000, glued=True)


def _signature(statement: AnswerStatement, faces: Faces, *, draft: bool) -> Row:
    """Title, the signature's place, name (part II.7) at the right; recipients at the left (part II.9)."""
    office = statement.person_title.upper()
    name = statement.person_name
    _, office_height = centred_lines(faces, office, BODY, _BLOCK_X, _BLOCK_WIDTH, 0, 17_000)
    shows_name = name.upper() != office
    _, name_height = centred_lines(faces, name, BODY, _BLOCK_X, _BLOCK_WIDTH, 0, 17_000) if shows_name else ("", 0)

    def draw(top: int) -> str:
        out = [centred_lines(faces, office, BODY, _BLOCK_X, _BLOCK_WIDTH, top, 17_000)[0]]
        below = top - office_height - 6_000 - PLACE_HEIGHT - 4_000
        if shows_name:
            out.append(centred_lines(faces, name, BODY, _BLOCK_X, _BLOCK_WIDTH, below, 17_000)[0])
        if draft:
            text = "(chưa ký)"
            x = _BLOCK_X + (_BLOCK_WIDTH - faces.italic.width(text, BODY)) // 2
            out.append(show_text(faces.italic, BODY, x, top - office_height - 6_000 - PLACE_HEIGHT // 2, text))
        # Bold italic: two words do not carry a fourth face, so the italic one is drawn with its outline.
        out.append("q 2 Tr 0.35 w " + show_text(faces.italic, 12, MARGIN_LEFT, top - 12_000, "Nơi nhận:") + "Q\n")
        for i, line in enumerate(("- Văn phòng Chính phủ;", "- Lưu: VT, hồ sơ phiếu.")):
            out.append(show_text(faces.regular, 11, MARGIN_LEFT, top - 26_000 - 14_000 * i, line))
        return "".join(out)

    height = office_height + 6_000 + PLACE_HEIGHT + 4_000 + name_height
    return _SignatureRow(height, draw, before=14_000, glued=True, drop=office_height + 6_000)


def _facts(statement: AnswerStatement, faces: Faces) -> Row:
    """What binds the page to hub, ballot and papers, in small type at the end."""
    facts = (
        ("Mã phiếu", statement.ballot),
        ("Mã câu trả lời", statement.event),
        ("Mã băm phiếu (SHA-256)", statement.ballot_digest),
        ("Mã băm danh mục tài liệu", statement.papers_root),
        ("Thay câu trả lời", statement.replaces or "không có"),
    )

    def draw(top: int) -> str:
        out = [show_rule(MARGIN_LEFT, top - 2_000, TEXT_WIDTH, 400)]
        for i, (label, value) in enumerate(facts):
            y = top - 13_000 - 10_500 * i
            out.append(show_text(faces.regular, 8, MARGIN_LEFT, y, f"{label}:"))
            out.append(show_text(faces.regular, 8, MARGIN_LEFT + 100_000, y, value))
        return coloured(GREY, "".join(out))

    return Row(16_000 + 10_500 * len(facts), draw, before=18_000, glued=True)


# ---------------------------------------------------------------------------------------------------------------------
# The file


def _assemble(statement: AnswerStatement, operators: list[str], place: _Place | None) -> bytes:
    """The objects that differ from ballot to ballot, after the faces, which do not."""
    attached = statement.encode()
    file = PdfFile()
    pages = [file.reserve() for _ in operators]
    embedded = file.add(_embedded(statement, attached))
    shown_name = "Phiếu lấy ý kiến số " + statement.number
    specification = file.add(
        f"<</Type/Filespec/F(statement.json)/UF(statement.json)/AFRelationship/Data"
        f"/Desc{text_string('Nội dung trả lời để máy đọc')}/EF<</F {embedded} 0 R/UF {embedded} 0 R>>>>".encode("ascii")
    )
    metadata = file.add(stream("/Type/Metadata/Subtype/XML", _xmp(shown_name)))
    field = None if place is None else file.reserve()
    for i, (page, text) in enumerate(zip(pages, operators, strict=True)):
        content = file.add(stream("", text.encode("ascii")))
        annotations = f"/Annots[{field} 0 R]" if place is not None and place.page == i else ""
        file.put(
            page,
            f"<</Type/Page/Parent {PAGE_TREE} 0 R/MediaBox[0 0 {number(PAGE_WIDTH)} {number(PAGE_HEIGHT)}]"
            f"/Resources<<{font_resources()}>>/Contents {content} 0 R{annotations}>>".encode("ascii"),
        )
    kids = " ".join(f"{page} 0 R" for page in pages)
    file.put(PAGE_TREE, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode("ascii"))
    form = "" if field is None else f"/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>"
    file.put(
        CATALOG,
        f"<</Type/Catalog/Pages {PAGE_TREE} 0 R/Lang(vi-VN)/Metadata {metadata} 0 R/AF[{specification} 0 R]"
        f"/Names<</EmbeddedFiles<</Names[(statement.json){specification} 0 R]>>>>{form}"
        f"/ViewerPreferences<</DisplayDocTitle true>>>>".encode("ascii"),
    )
    if field is not None and place is not None:
        # Last before the cross-reference table, in this one form: signing finds it there.
        corners = (place.x, place.y, place.x + PLACE_WIDTH, place.y + PLACE_HEIGHT)
        rectangle = " ".join(number(v) for v in corners)
        file.put(
            field,
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T({FIELD_NAME})/F 132/P {pages[place.page]} 0 R"
            f"/Rect[{rectangle}]>>".encode("ascii"),
        )
    return file.finish(hashlib.sha256(attached).digest()[:16])


def _embedded(statement: AnswerStatement, attached: bytes) -> bytes:
    moment = statement.made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    return stream(
        f"/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size {len(attached)}/ModDate({moment})>>", attached
    )


def _xmp(shown_name: str) -> bytes:
    escaped = shown_name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escaped}</rdf:li></rdf:Alt></dc:title>'
        "<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()
