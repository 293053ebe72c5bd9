"""The summary of a ballot (bảng tổng hợp ý kiến): figures, the rule they are read by, a row for each member.

It carries DỰ THẢO until a person has signed it: this program signs ballots only (DOMAIN.md section 5). The signed
result statement of the hub is attached for machines.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from models.canonical import nfc
from models.errors import InvalidInputError
from models.papers.file import Attachment, assemble
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
from models.papers.table import Column, table
from models.pdf.faces import Faces, check_text, load_faces
from models.pdf.layout import (
    MARGIN_RIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
    Align,
    Row,
    Run,
    page_number,
    paginate,
    paragraph,
    show_text,
)
from models.pdf.stamps import HANOI
from models.types import AnswerBasis, BallotOutcome, Choice, Standing

KIND = "BẢNG TỔNG HỢP Ý KIẾN THÀNH VIÊN CHÍNH PHỦ"
ISSUER = "VĂN PHÒNG CHÍNH PHỦ"
SIGNER = "BỘ TRƯỞNG, CHỦ NHIỆM VĂN PHÒNG CHÍNH PHỦ"
CHOICES = {Choice.APPROVE: "Đồng ý", Choice.DISAPPROVE: "Không đồng ý", Choice.OTHER: "Ý kiến khác"}
OUTCOMES = {
    BallotOutcome.ADOPTED: "Thông qua",
    BallotOutcome.NOT_ADOPTED: "Không thông qua",
    BallotOutcome.PM_SIDE: "Số phiếu ngang nhau, theo ý kiến của Thủ tướng Chính phủ",
    BallotOutcome.UNDECIDED: "Chưa đủ quá nửa, báo cáo Thủ tướng Chính phủ",
}
_UNSETTLED = {
    Standing.CHAIR_DECIDES: "chờ người chủ trì quyết định",
    Standing.COMPETING: "chờ thành viên xác nhận",
    Standing.SUPERSEDED: "đã có câu trả lời khác thay",
}
_BLOCK_WIDTH = 236_000
_BLOCK_X = PAGE_WIDTH - MARGIN_RIGHT - _BLOCK_WIDTH


def standing_words(standing: Standing, *, counts: bool) -> str:
    """What became of a late answer; ``counts``: the result counts it."""
    return "được tính" if counts else _UNSETTLED.get(standing, "không được tính")


def answer_note(*, late: bool, replaces: bool) -> str:
    """The remark beside a member's answer."""
    return "; ".join(text for text, holds in (("nhận sau hạn", late), ("thay câu trả lời trước", replaces)) if holds)


@dataclass(frozen=True, slots=True)
class SummaryMember:
    """One member's row. ``choice`` is None for silence; ``basis`` DEEMED where silence counts as approval.

    ``received_at``: the hub's receipt. ``note``: short, such as "nhận sau hạn" or "thay câu trả lời trước".
    """

    name: str
    choice: Choice | None
    basis: AnswerBasis | None
    received_at: datetime | None
    opinion: str = ""
    note: str = ""
    is_pm: bool = False


@dataclass(frozen=True, slots=True)
class SummaryLate:
    """An answer that came after the deadline and whether it counts (``standing``: a phrase)."""

    name: str
    choice: Choice
    received_at: datetime
    standing: str


@dataclass(frozen=True, slots=True)
class SummaryInput:
    """All that a summary shows; the figures are taken as given and must agree with the rows.

    ``number``: of the summary, e.g. ``9012/BTH-VPCP``. ``result_number`` counts results of this ballot from 1.
    ``statement``: the hub's signed result, canonical JSON, attached as ``result.json``. Times are aware instants.
    """

    number: str
    ballot: str
    ballot_number: str
    title: str
    question: str
    submitted_by_name: str
    issued_at: datetime
    deadline: datetime
    made_at: datetime
    rule_set_name: str
    deems_silence: bool
    n: int
    threshold: int
    approve: int
    deemed: int
    disapprove: int
    other: int
    silent: int
    pm_choice: Choice | None
    pm_basis: AnswerBasis | None
    outcome: BallotOutcome
    result_number: int
    members: tuple[SummaryMember, ...]
    late: tuple[SummaryLate, ...]
    statement: bytes
    is_sample: bool = False

    def __post_init__(self) -> None:
        columns = (self.approve, self.deemed, self.disapprove, self.other, self.silent)
        if sum(columns) != self.n or len(self.members) != self.n:
            raise InvalidInputError("the figures and the rows must sum to N")
        if columns != _columns(self.members):
            raise InvalidInputError("the figures are not those of the rows")


def _columns(members: tuple[SummaryMember, ...]) -> tuple[int, int, int, int, int]:
    def explicit(choice: Choice) -> int:
        return sum(m.choice is choice and m.basis is not AnswerBasis.DEEMED for m in members)

    deemed = sum(m.basis is AnswerBasis.DEEMED for m in members)
    silent = sum(m.choice is None and m.basis is None for m in members)
    return explicit(Choice.APPROVE), deemed, explicit(Choice.DISAPPROVE), explicit(Choice.OTHER), silent


def draw_summary(summary: SummaryInput) -> bytes:
    """The summary as a PDF, the same bytes for the same input. Raises :class:`InvalidInputError` (characters)."""
    for member in summary.members:
        check_text("name", member.name)
        check_text("opinion", nfc(member.opinion), lines=True)
        check_text("note", member.note)
    for field in ("number", "ballot_number", "title", "submitted_by_name", "rule_set_name"):
        check_text(field, getattr(summary, field))
    check_text("question", summary.question, lines=True)
    faces = load_faces()
    placed = paginate(_rows(summary, faces))
    operators = [page_number(faces.regular, n) for n in range(placed[-1].page + 1)]
    for item in placed:
        operators[item.page] += item.row.draw(item.top)
    attachment = Attachment("result.json", "Kết quả có chữ ký của hệ thống", summary.made_at, summary.statement)
    return assemble(operators, f"Bảng tổng hợp ý kiến, phiếu số {summary.ballot_number}", attachment)


def _rows(summary: SummaryInput, faces: Faces) -> list[Row]:
    marks = ("DỰ THẢO", "DỮ LIỆU GIẢ LẬP") if summary.is_sample else ("DỰ THẢO",)
    rows = [header(faces, ISSUER, summary.number, summary.made_at, marks)]
    rows += title(faces, KIND, summary.title)
    rows += _labelled(faces, "Phiếu lấy ý kiến: ", f"số {summary.ballot_number}, {_day(summary.issued_at)}")
    rows += _labelled(faces, "Cơ quan trình: ", summary.submitted_by_name)
    rows += _labelled(faces, "Vấn đề lấy ý kiến: ", summary.question.replace("\n", " "))
    rows += _labelled(faces, "Thời hạn trả lời: ", hour_and_day(summary.deadline))
    rows += _labelled(faces, "Quy định áp dụng: ", summary.rule_set_name)
    rows += _heading(faces, "I. KẾT QUẢ TỔNG HỢP")
    rows += _figures(summary, faces)
    rows += _result(summary, faces)
    rows += _heading(faces, "II. Ý KIẾN CỦA TỪNG THÀNH VIÊN CHÍNH PHỦ")
    rows += _members(summary, faces)
    rows += _heading(faces, "III. Ý KIẾN CỤ THỂ")
    rows += _opinions(summary, faces)
    rows += _heading(faces, "IV. TRẢ LỜI NHẬN SAU HẠN")
    rows += _late(summary, faces)
    rows.append(_signature(faces))
    digest = hashlib.sha256(summary.statement).hexdigest()
    rows.append(
        facts(
            faces,
            (
                ("Mã phiếu", summary.ballot),
                ("Kết quả lần thứ", str(summary.result_number)),
                ("Mã băm kết quả (SHA-256)", digest),
            ),
        )
    )
    return rows


def _day(moment: datetime) -> str:
    return moment.astimezone(HANOI).strftime("ngày %d/%m/%Y")


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def _labelled(faces: Faces, label: str, text: str) -> list[Row]:
    runs = [Run(faces.bold, label), Run(faces.regular, text)]
    return paragraph(runs, BODY, leading=LEADING, before=GAP, first_indent=FIRST_LINE)


def _plain(faces: Faces, text: str, *, glued: bool = False) -> list[Row]:
    runs = [Run(faces.regular, text)]
    return paragraph(runs, BODY, leading=LEADING, before=GAP, first_indent=FIRST_LINE, glued=glued)


def _heading(faces: Faces, text: str) -> list[Row]:
    """A heading stays with what follows: the next row is glued to it."""
    return paragraph([Run(faces.bold, text)], BODY, leading=LEADING, before=10_000, align=Align.LEFT)


def _figures(summary: SummaryInput, faces: Faces) -> list[Row]:
    columns = (
        Column("Tổng số thành viên (N)", TEXT_WIDTH // 6, Align.CENTRE),
        Column("Đồng\u00a0ý", TEXT_WIDTH // 6, Align.CENTRE),
        Column("Mặc nhiên đồng\u00a0ý do quá hạn", TEXT_WIDTH // 6, Align.CENTRE),
        Column("Không đồng\u00a0ý", TEXT_WIDTH // 6, Align.CENTRE),
        Column("Ý\u00a0kiến khác", TEXT_WIDTH // 6, Align.CENTRE),
        Column("Không trả\u00a0lời", TEXT_WIDTH - 5 * (TEXT_WIDTH // 6), Align.CENTRE),
    )
    values = (summary.n, summary.approve, summary.deemed, summary.disapprove, summary.other, summary.silent)
    return table(faces, columns, [tuple(str(v) for v in values)], size=12)


def _result(summary: SummaryInput, faces: Faces) -> list[Row]:
    approving = summary.approve + summary.deemed
    counted = f"{summary.approve} đồng ý"
    if summary.deems_silence:
        counted += f" + {summary.deemed} mặc nhiên đồng ý do quá hạn = {approving}"
    share = f"{100 * approving / summary.n:.1f}".replace(".", ",")
    rule = (
        f"{counted}, bằng {share}% tổng số thành viên ({approving}/{summary.n}); cần ít nhất "
        f"{summary.threshold}/{summary.n} (quá nửa tổng số thành viên Chính phủ)."
    )
    rows = _labelled(faces, "Số ý kiến đồng ý: ", rule)
    rows += _labelled(faces, "Ý kiến của Thủ tướng Chính phủ: ", _pm(summary))
    outcome = OUTCOMES[summary.outcome]
    if summary.outcome is BallotOutcome.PM_SIDE:
        adopted = summary.pm_choice is Choice.APPROVE
        outcome += " (thông qua)" if adopted else " (không thông qua)"
    runs = [Run(faces.bold, f"Kết quả: {outcome}.")]
    if summary.result_number > 1:
        runs.append(Run(faces.regular, f" Đây là kết quả lần thứ {summary.result_number}, thay kết quả trước."))
    return rows + paragraph(runs, BODY, leading=LEADING, before=GAP, first_indent=FIRST_LINE)


def _pm(summary: SummaryInput) -> str:
    if summary.pm_choice is None:
        return "không trả lời."
    shown = CHOICES[summary.pm_choice].lower()
    return f"{shown} (mặc nhiên do quá hạn)." if summary.pm_basis is AnswerBasis.DEEMED else f"{shown}."


def _shown(member: SummaryMember) -> str:
    if member.choice is None:
        return "Không trả lời"
    return "Mặc nhiên đồng ý (quá hạn)" if member.basis is AnswerBasis.DEEMED else CHOICES[member.choice]


def _members(summary: SummaryInput, faces: Faces) -> list[Row]:
    number, name, choice, moment = 30_000, 158_000, 92_000, 88_000
    columns = (
        Column("TT", number, Align.CENTRE),
        Column("Thành viên Chính phủ", name, Align.LEFT),
        Column("Ý kiến", choice, Align.LEFT),
        Column("Thời điểm nhận", moment, Align.CENTRE),
        Column("Ghi chú", TEXT_WIDTH - number - name - choice - moment, Align.LEFT),
    )
    cells = [(str(i), m.name, _shown(m), _minute(m.received_at), m.note) for i, m in enumerate(summary.members, 1)]
    return table(faces, columns, cells, size=11)


def _opinions(summary: SummaryInput, faces: Faces) -> list[Row]:
    rows: list[Row] = []
    for member in summary.members:
        parts = [p for p in nfc(member.opinion).split("\n") if p.strip()]
        if member.choice is None or not parts:
            continue
        runs = [Run(faces.bold, f"{member.name} ({CHOICES[member.choice].lower()}): "), Run(faces.regular, parts[0])]
        rows += paragraph(runs, BODY, leading=LEADING, before=GAP, first_indent=FIRST_LINE, glued=not rows)
        for part in parts[1:]:
            rows += _plain(faces, part)
    return rows or _plain(faces, "Không có.", glued=True)


def _late(summary: SummaryInput, faces: Faces) -> list[Row]:
    if not summary.late:
        return _plain(faces, "Không có./.", glued=True)
    name, choice, moment = 158_000, 92_000, 88_000
    columns = (
        Column("Thành viên Chính phủ", name, Align.LEFT),
        Column("Ý kiến", choice, Align.LEFT),
        Column("Thời điểm nhận", moment, Align.CENTRE),
        Column("Xử lý", TEXT_WIDTH - name - choice - moment, Align.LEFT),
    )
    cells = [(late.name, CHOICES[late.choice], _minute(late.received_at), late.standing) for late in summary.late]
    closing = f"Thời điểm theo giờ Hà Nội (+07:00); có {len(summary.late)} trả lời nhận sau hạn./."
    return table(faces, columns, cells, size=11) + _plain(faces, closing)


def _signature(faces: Faces) -> Row:
    _, height = centred_lines(faces, SIGNER, BODY, _BLOCK_X, _BLOCK_WIDTH, 0, 17_000)
    lines = (
        "- Thủ tướng Chính phủ (để báo cáo);",
        "- Các Thành viên Chính phủ;",
        "- Cơ quan trình;",
        "- Lưu: VT, TH (2).",
    )

    def draw(top: int) -> str:
        text = "(chưa ký)"
        x = _BLOCK_X + (_BLOCK_WIDTH - faces.italic.width(text, BODY)) // 2
        return (
            centred_lines(faces, SIGNER, BODY, _BLOCK_X, _BLOCK_WIDTH, top, 17_000)[0]
            + show_text(faces.italic, BODY, x, top - height - 28_000, text)
            + recipients(faces, top, lines)
        )

    return Row(max(height + 40_000, 84_000), draw, before=14_000, glued=True)
