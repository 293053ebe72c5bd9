"""The opinion ballot, template ``ballot-1``: one page for people, its statement attached for machines.

The page is drawn from the statement alone and byte for byte the same everywhere: the hub redraws it to check a
signed one (ARCHITECTURE, "A ballot's way"). Form: Decree 30/2020/NĐ-CP, Annex I. **A template is never changed
once ballots were signed on it**; a new look is a new template beside it (a test pins the digest of the old one).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from models.errors import InvalidInputError
from models.papers.file import Attachment, Place, assemble
from models.papers.form import (
    BODY,
    FIRST_LINE,
    GAP,
    LEADING,
    centred_lines,
    facts,
    header,
    hour_and_day,
    recipients,
    title,
)
from models.pdf.faces import Faces, check_text, load_faces
from models.pdf.layout import (
    MARGIN_LEFT,
    MARGIN_RIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
    PlacedRow,
    Row,
    Run,
    page_number,
    paginate,
    paragraph,
    show_box,
    show_text,
    show_tick,
)
from models.pdf.stamps import TEST_MARK
from models.statements import TEMPLATE, AnswerStatement
from models.types import BallotId, Choice, DeviceId, EventId, PersonId

KIND = "PHIẾU LẤY Ý KIẾN THÀNH VIÊN CHÍNH PHỦ"
ISSUER = "VĂN PHÒNG CHÍNH PHỦ"
DRAFT_MARK = "DỰ THẢO"
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
    attachment = Attachment("statement.json", "Nội dung trả lời để máy đọc", statement.made_at, statement.encode())
    return assemble(operators, f"Phiếu lấy ý kiến số {statement.number}", attachment, place)


# ---------------------------------------------------------------------------------------------------------------------
# The page


@dataclass(frozen=True, slots=True)
class _SignatureRow(Row):
    """The row with the signature's place; ``drop``: from its top edge to the place's top edge."""

    drop: int = 0


def _place(item: PlacedRow) -> Place:
    assert isinstance(item.row, _SignatureRow)
    x = _BLOCK_X + (_BLOCK_WIDTH - PLACE_WIDTH) // 2
    return Place(item.page, x, item.top - item.row.drop - PLACE_HEIGHT, PLACE_WIDTH, PLACE_HEIGHT)


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
        out.append(recipients(faces, top, ("- Văn phòng Chính phủ;", "- Lưu: VT, hồ sơ phiếu.")))
        return "".join(out)

    height = office_height + 6_000 + PLACE_HEIGHT + 4_000 + name_height
    return _SignatureRow(height, draw, before=14_000, glued=True, drop=office_height + 6_000)


def _facts(statement: AnswerStatement, faces: Faces) -> Row:
    """What binds the page to hub, ballot and papers."""
    return facts(
        faces,
        (
            ("Mã phiếu", statement.ballot),
            ("Mã câu trả lời", statement.event),
            ("Mã băm phiếu (SHA-256)", statement.ballot_digest),
            ("Mã băm danh mục tài liệu", statement.papers_root),
            ("Thay câu trả lời", statement.replaces or "không có"),
        ),
    )
