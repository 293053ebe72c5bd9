"""Badges, key caps and the count pill as widgets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Theme, Tone
from ui.widgets.paint import BadgeSpec, badge_size, draw_badge, draw_key, follow, key_size, painter_for


class Badge(QLabel):
    """A state as icon, word and tint; not clickable. Gold only for what is received or recorded."""

    def __init__(
        self, theme: Theme, words: str, tone: Tone = Tone.NEUTRAL, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_spec(BadgeSpec(words, tone, icon))
        follow(self, theme)

    def set_spec(self, spec: BadgeSpec) -> None:
        self._spec = spec
        self.setText(spec.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(*badge_size(self._theme, self._spec))

    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        return QSize(min(size.width(), 64), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        draw_badge(painter, self._theme, QPointF(0, 0), self._spec, self.width())
        painter.end()


class KeyCap(QLabel):
    """The name of a key, as on a keyboard."""

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self, theme)

    def sizeHint(self) -> QSize:
        return QSize(*key_size(self._theme, self.text()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        draw_key(painter, self._theme, QRectF(self.rect()), self.text())
        painter.end()
