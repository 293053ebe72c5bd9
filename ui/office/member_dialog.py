"""One member of the response map: delivery, opening, contact, answer; and the way to enter a telephone code."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.queries.client.office import TileRow
from models.types import Standing
from ui import words
from ui.office.map_rows import when
from ui.theme import Colour, Style, Theme
from ui.widgets.buttons import TALL, Button, ButtonKind
from ui.widgets.cards import KeyValueBox
from ui.widgets.overlay import Dialog
from ui.widgets.text import Label


class MemberDialog(Dialog):
    """``code_asked``: enter the code that this member reads over the telephone."""

    code_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        tile: TileRow,
        office: str,
        now: datetime,
        *,
        takes_code: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "user-round", office, width=560, parent=parent)
        who = f"{tile.name}, {tile.title}" if tile.title else tile.name
        self.body.addWidget(Label(theme, who, Style.COMPACT, Colour.INK2, wrap=True))
        box = KeyValueBox(theme)
        never = self.tr("chưa")

        def told(at: datetime | None) -> str:
            return when(at, now) if at is not None else never

        box.add(self.tr("Phiếu đến máy"), told(tile.delivered_at))
        box.add(self.tr("Mở phiếu"), told(tile.opened_at))
        box.add(self.tr("Máy liên lạc gần nhất"), told(tile.last_contact))
        box.add(self.tr("Đã nhắc"), self.tr("{} lần").format(tile.reminders))
        if tile.committed_at is not None:
            box.add(self.tr("Đọc mã qua điện thoại"), when(tile.committed_at, now))
        box.add(self.tr("Câu trả lời"), self._answer(tile, now), bold=True)
        self.body.addWidget(box)
        close = Button(theme, self.tr("Đóng"), height=TALL)
        close.clicked.connect(self.close_requested)
        if takes_code:
            code = Button(theme, self.tr("Nhập mã qua điện thoại"), ButtonKind.SECONDARY, icon="phone", height=TALL)
            code.clicked.connect(self.code_asked)
            self.set_foot("", close, code)
        else:
            self.set_foot("", close)

    def _answer(self, tile: TileRow, now: datetime) -> str:
        if tile.choice is None:
            if tile.deemed:
                return self.tr("Chưa có, tính là đồng ý mặc nhiên")
            return self.tr("Chưa có; máy mất liên lạc, có thể đã ký") if tile.lost_contact else self.tr("Chưa có")
        parts = [words.choice(tile.choice)]
        if tile.answered_at is not None:
            parts.append(self.tr("nhận {}").format(when(tile.answered_at, now)))
        if tile.leaf_index is not None:
            parts.append(self.tr("biên nhận số {}").format(tile.leaf_index))
        if tile.late:
            parts.append(self.tr("đến sau hạn"))
        if tile.standing is Standing.CHAIR_DECIDES:
            parts.append(self.tr("chờ người chủ trì quyết định"))
        return " · ".join(parts)
