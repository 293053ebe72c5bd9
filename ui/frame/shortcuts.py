"""The sheet of keyboard shortcuts, F1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import Colour, Space, Style, Theme
from ui.widgets.badge import KeyCap
from ui.widgets.buttons import Button
from ui.widgets.overlay import Dialog
from ui.widgets.text import Label


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys as Qt writes them ("Ctrl+K") and what they do."""

    keys: str
    words: str


class ShortcutSheet(Dialog):
    """Every shortcut of the window in one list."""

    def __init__(self, theme: Theme, shortcuts: Sequence[Shortcut], parent: QWidget | None = None) -> None:
        super().__init__(theme, "circle-help", "", width=560, parent=parent)
        self.set_title(self.tr("Phím tắt"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        standing = (
            Shortcut("Tab", self.tr("Đến nút hoặc ô kế tiếp")),
            Shortcut("Esc", self.tr("Đóng hộp đang mở")),
        )
        for row, shortcut in enumerate((*shortcuts, *standing)):
            grid.addWidget(KeyCap(theme, shortcut.keys), row, 0)
            grid.addWidget(Label(theme, shortcut.words, Style.BODY, Colour.INK), row, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        close = Button(theme, self.tr("Đóng"))
        close.clicked.connect(self.close_requested)
        self.set_foot("", close)
