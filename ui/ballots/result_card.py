"""A published result, and whether it lists the member's own answer."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.queries.client.ballot_detail import OwnLeaf, ResultRow
from ui import words
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.cards import Card, Glyph, Notice, SectionHead
from ui.widgets.tally import Tally, TallyBar
from ui.widgets.text import Label, Run


class ResultCard(Card):
    """Outcome, tally with deemed answers apart, and the check of the own leaf (ARCHITECTURE, "Receipt")."""

    def __init__(self, theme: Theme, result: ResultRow, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        column = self.column(Space.M, Space.S)
        head = SectionHead(theme, self.tr("Kết quả"), self.tr("lần {}").format(result.number))
        spec = words.outcome_badge(result.outcome, result.approve + result.deemed, result.n_members)
        head.add_aside(Badge(theme, spec.text, spec.tone, spec.icon))
        column.addWidget(head)
        bar = TallyBar(theme)
        bar.set_tally(
            Tally(
                approve=result.approve,
                deemed=result.deemed,
                unanswered=result.silent,
                other=result.other,
                disapprove=result.disapprove,
            ),
            [
                Run(self.tr("{}/{} quá nửa").format(result.threshold, result.n_members), bold=True),
                Run(self.tr(" · đạt {}").format(result.approve + result.deemed)),
            ],
        )
        column.addWidget(bar)
        if result.own_leaf is OwnLeaf.LISTED:
            line = QHBoxLayout()
            line.setSpacing(Space.XXS)
            line.addWidget(Glyph(theme, "book-check", 16, Colour.GREEN))
            text = self.tr("Câu trả lời của đồng chí có trong kết quả, máy này đã kiểm tra.")
            line.addWidget(Label(theme, text, Style.META, Colour.INK2, wrap=True), 1)
            column.addLayout(line)
        elif result.own_leaf is OwnLeaf.MISSING:
            column.addWidget(
                Notice(
                    theme,
                    Tone.RED,
                    "shield-alert",
                    self.tr("Kết quả không có câu trả lời đã vào sổ của đồng chí."),
                    self.tr("Biên nhận và bản đã ký được giữ trên máy. Hãy báo Văn phòng Chính phủ ngay."),
                )
            )
