"""Every version of the member's answer: when, where, what, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.queries.client.answers import AnswerRow
from models.types import SendState, Standing
from ui import words
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.cards import Card, SectionHead
from ui.widgets.paint import BadgeSpec
from ui.widgets.text import Label


class HistoryCard(Card):
    """Newest first; every version is kept (DOMAIN.md, B11)."""

    def __init__(self, theme: Theme, answers: Sequence[AnswerRow], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        column = self.column(Space.M, Space.XS)
        column.addWidget(SectionHead(theme, self.tr("Các lần trả lời"), str(len(answers))))
        for answer in answers:
            line = QHBoxLayout()
            line.setSpacing(Space.S)
            choice = words.choice_badge(answer.choice)
            line.addWidget(Label(theme, words.moment_full(answer.signed_at), Style.META, Colour.INK2))
            line.addWidget(Badge(theme, choice.text, choice.tone, choice.icon))
            where = self.tr("trên máy này") if answer.on_this_device else self.tr("trên máy khác")
            line.addWidget(Label(theme, where, Style.META, Colour.INK3), 1)
            state = self._standing(answer)
            line.addWidget(Badge(theme, state.text, state.tone, state.icon))
            column.addLayout(line)

    def _standing(self, answer: AnswerRow) -> BadgeSpec:
        if answer.state is SendState.REFUSED:
            return BadgeSpec(self.tr("Bị từ chối"), Tone.RED, "circle-x")
        if answer.standing is None:
            return BadgeSpec(self.tr("Chờ gửi"), Tone.SLATE, "send")
        return {
            Standing.COUNTED: BadgeSpec(self.tr("Được tính"), Tone.GOLD, "book-check"),
            Standing.COMPETING: BadgeSpec(self.tr("Cần xác nhận"), Tone.AMBER, "triangle-alert"),
            Standing.SUPERSEDED: BadgeSpec(self.tr("Đã được thay"), Tone.NEUTRAL, "history"),
            Standing.CHAIR_DECIDES: BadgeSpec(self.tr("Chờ quyết định"), Tone.AMBER, "hourglass"),
            Standing.NOT_COUNTED: BadgeSpec(self.tr("Không được tính"), Tone.RED, "circle-x"),
        }[answer.standing]
