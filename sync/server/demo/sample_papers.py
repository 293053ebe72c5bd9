"""Papers for the sample hub: a few pages of harmless Vietnamese text, every page marked DỮ LIỆU GIẢ LẬP."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

from models.canonical import nfc

_FONTS: Final = Path(__file__).parents[3] / "resources" / "fonts"
_MARK: Final = "DỮ LIỆU GIẢ LẬP – chỉ để thử nghiệm, không có giá trị pháp lý"

_PARAGRAPHS: Final = (
    (
        "Thực hiện chương trình công tác năm 2026, cơ quan chủ trì đã phối hợp với các bộ, ngành và địa phương liên quan "
        "khảo sát thực tế, tổ chức hội thảo, lấy ý kiến rộng rãi trên cổng thông tin điện tử trong thời hạn 60 ngày và "
        "tiếp thu đầy đủ ý kiến thẩm định."
    ),
    (
        "Qua tổng kết, việc thực hiện các quy định hiện hành về {subject} đã đạt nhiều kết quả, song còn một số hạn chế: "
        "thủ tục qua nhiều khâu, thời hạn giải quyết kéo dài, dữ liệu giữa các cơ quan chưa liên thông, người dân và doanh "
        "nghiệp phải nộp lại giấy tờ đã có trong cơ sở dữ liệu."
    ),
    (
        "Dự thảo quy định rõ trách nhiệm của từng cơ quan, rút ngắn thời hạn giải quyết từ 15 ngày làm việc xuống còn "
        "05 ngày làm việc, thực hiện trực tuyến toàn trình và bỏ các loại giấy tờ có thể tra cứu trên hệ thống."
    ),
    (
        "Về điều khoản chuyển tiếp, hồ sơ đã nộp trước ngày văn bản có hiệu lực được tiếp tục giải quyết theo quy định cũ, "
        "trừ trường hợp tổ chức, cá nhân đề nghị áp dụng quy định mới có lợi hơn."
    ),
    (
        "Kinh phí thực hiện do ngân sách nhà nước bảo đảm theo phân cấp hiện hành; việc lồng ghép với các chương trình, "
        "nhiệm vụ đang triển khai không làm phát sinh thêm tổ chức, biên chế."
    ),
    (
        "Một số ý kiến đề nghị cân nhắc lộ trình áp dụng đối với địa bàn miền núi, hải đảo. Cơ quan chủ trì đã tiếp thu, "
        "quy định lộ trình 24 tháng đối với các xã đặc biệt khó khăn và giao Ủy ban nhân dân cấp tỉnh chủ động bố trí nguồn "
        "lực."
    ),
    (
        "Việc kiểm tra, giám sát thực hiện theo nguyên tắc công khai, minh bạch; kết quả được cập nhật hằng quý trên hệ "
        "thống thông tin báo cáo để các thành viên Chính phủ theo dõi."
    ),
)


def draw_paper(title: str, subject: str, agency: str, number: str, pages: int) -> bytes:
    """A PDF of ``pages`` pages with text that can be searched; the same input gives the same bytes."""
    _register_fonts()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        topMargin=25 * mm,
        bottomMargin=20 * mm,
        leftMargin=30 * mm,
        rightMargin=20 * mm,
        title=nfc(title),
        author=nfc(agency),
        invariant=1,
    )
    body = ParagraphStyle("body", fontName="Sample", fontSize=13, leading=19, alignment=TA_JUSTIFY, spaceAfter=8)
    body.firstLineIndent = 12.7 * mm
    centred = ParagraphStyle("centred", fontName="Sample", fontSize=13, leading=18, alignment=TA_CENTER)
    bold = ParagraphStyle("bold", parent=centred, fontName="SampleBold", spaceAfter=4)
    article = ParagraphStyle("article", parent=body, fontName="SampleBold", firstLineIndent=0)
    story: list[object] = [
        Paragraph(nfc(agency.upper()), bold),
        Paragraph(nfc(f"Số: {number}"), centred),
        Spacer(1, 10 * mm),
        Paragraph(nfc(title.upper()), bold),
        Paragraph(nfc(f"Về {subject}"), bold),
        Spacer(1, 8 * mm),
    ]
    for page in range(pages):
        if page:
            story.append(PageBreak())
        for n in range(5 if page else 4):
            point = page * 5 + n + 1
            story.append(Paragraph(nfc(f"Điều {point}. Nội dung thứ {point}"), article))
            story.append(Paragraph(nfc(_PARAGRAPHS[(page * 3 + n) % len(_PARAGRAPHS)].format(subject=subject)), body))
    document.build(story, onFirstPage=_mark, onLaterPages=_mark)
    return buffer.getvalue()


def _mark(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("SampleBold", 9)
    canvas.setFillGray(0.35)
    canvas.drawCentredString(A4[0] / 2, 10 * mm, nfc(_MARK))
    if canvas.getPageNumber() > 1:
        canvas.setFont("Sample", 13)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 15 * mm, str(canvas.getPageNumber()))
    canvas.restoreState()


def _register_fonts() -> None:
    if "Sample" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Sample", str(_FONTS / "LiberationSerif-Regular.ttf")))
        pdfmetrics.registerFont(TTFont("SampleBold", str(_FONTS / "LiberationSerif-Bold.ttf")))
