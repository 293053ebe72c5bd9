"""Dialogs and panels over the window: a scrim, a panel on it, the focus kept inside. Never a nested event loop."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Colour, Radius, Space, Style, Theme
from ui.widgets.buttons import IconButton
from ui.widgets.cards import Card, Divider, Glyph
from ui.widgets.paint import box, painter_for
from ui.widgets.text import Label


class Place(Enum):
    """Where a panel stands: in the middle, near the top, or hanging from a control with a point towards it."""

    MIDDLE = auto()
    TOP = auto()
    ANCHORED = auto()


class Overlay(QWidget):
    """Covers its parent; shows one panel at a time. `closed` comes after it has gone, however it went.

    Escape and a click outside close it unless the panel says `keeps_open()`.
    """

    closed = Signal()

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._panel: QWidget | None = None
        self._place = Place.MIDDLE
        self._anchor: QWidget | None = None
        self._was: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setProperty("noRing", True)
        self.hide()
        host.installEventFilter(self)
        theme.changed.connect(self._arrange)

    @property
    def panel(self) -> QWidget | None:
        """What is shown now, or None."""
        return self._panel

    def open(self, panel: QWidget, place: Place = Place.MIDDLE, anchor: QWidget | None = None) -> None:
        """Show a panel; another one that is open is closed first. The overlay owns the panel from now on."""
        if self._panel is not None:
            self.close_panel()
        self._was = QApplication.focusWidget()
        self._panel = panel
        self._place = place
        self._anchor = anchor
        panel.setParent(self)
        closing = getattr(panel, "close_requested", None)
        if closing is not None:
            closing.connect(self.close_panel)
        panel.installEventFilter(self)
        self._arrange()
        panel.show()
        self.show()
        self.raise_()
        self._focus_first()

    def close_panel(self) -> None:
        """Take the panel away and give the focus back."""
        panel, self._panel = self._panel, None
        if panel is None:
            return
        self.hide()
        panel.removeEventFilter(self)
        panel.hide()
        panel.deleteLater()
        if self._was is not None:
            self._was.setFocus()
            self._was = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._panel is not None:
            resized = event.type() is QEvent.Type.Resize and watched is self.parentWidget()
            if resized or (event.type() is QEvent.Type.LayoutRequest and watched is self._panel):
                self._arrange()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the panel."""
        stops = self._stops()
        if not stops:
            return True
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else (-1 if forward else 0)
        target = stops[(place + (1 if forward else -1)) % len(stops)]
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._panel is not None and not self._panel.geometry().contains(event.position().toPoint()):
            self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        anchored = self._place is Place.ANCHORED
        painter.fillRect(self.rect(), self._theme.color(Colour.SCRIM_LIGHT if anchored else Colour.SCRIM))
        if anchored and self._anchor is not None and self._panel is not None:
            self._paint_point(self._anchor, self._panel.geometry())
        painter.end()

    def _paint_point(self, anchor: QWidget, panel: QRect) -> None:
        painter = painter_for(self)
        middle = anchor.mapTo(self.window(), QPoint(anchor.width() // 2, 0)).x() - self._shift().x()
        top = panel.top()
        point = QPolygonF([QPoint(middle - 9, top + 1), QPoint(middle, top - 8), QPoint(middle + 9, top + 1)])
        painter.setPen(self._theme.color(Colour.INK))
        painter.setBrush(self._theme.color(Colour.SURFACE))
        painter.drawPolygon(point)
        painter.end()

    def _shift(self) -> QPoint:
        return self.mapTo(self.window(), QPoint(0, 0))

    def _leave(self) -> None:
        keeps = getattr(self._panel, "keeps_open", None)
        if keeps is None or not keeps():
            self.close_panel()

    def _stops(self) -> list[QWidget]:
        if self._panel is None:
            return []
        found = []
        widget: QWidget | None = self._panel.nextInFocusChain()
        while widget is not None and widget is not self._panel:
            tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if tab and widget.isVisible() and widget.isEnabled() and self._panel.isAncestorOf(widget):
                found.append(widget)
            widget = widget.nextInFocusChain()
        return found

    def _focus_first(self) -> None:
        first = getattr(self._panel, "first_focus", None)
        target = first() if first is not None else None
        stops = self._stops()
        if target is None and stops:
            target = next((stop for stop in stops if not isinstance(stop, IconButton)), stops[0])
        (target or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        self.setGeometry(host.rect())
        panel = self._panel
        if panel is None:
            return
        room = self.rect().adjusted(Space.L, Space.L, -Space.L, -Space.L)
        hint = panel.sizeHint()
        width = min(max(hint.width(), panel.minimumWidth()), room.width())
        tall = panel.heightForWidth(width) if panel.hasHeightForWidth() else hint.height()
        height = min(max(tall, hint.height()), room.height())
        if self._place is Place.ANCHORED and self._anchor is not None:
            corner = self._anchor.mapTo(self.window(), QPoint(self._anchor.width(), self._anchor.height()))
            corner -= self._shift()
            top = corner.y() + 12
            height = min(height, self.height() - top - Space.M)
            panel.setGeometry(corner.x() - width, top, width, height)
        else:
            left = (self.width() - width) // 2
            top = (self.height() - height) // 2 if self._place is Place.MIDDLE else min(72, room.height() - height + 24)
            panel.setGeometry(left, max(Space.M, top), width, height)
        self.update()


class Scroller(QScrollArea):
    """A page that scrolls up and down; its content gets the whole width."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)  # setWidget had switched it on


class Dialog(Card):
    """A dialog: head with icon, title and close; a body that scrolls; a sunken foot with a warning and the acts.

    `close_requested` asks the overlay to take it away.
    """

    close_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        *,
        width: int = 720,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, edge=Colour.LINE_STRONG, parent=parent)
        self._wide = width
        self._busy = False
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._make_head(icon, title, closable))
        column.addWidget(Divider(theme))
        holder = QWidget()
        self.body = QVBoxLayout(holder)
        self.body.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self.body.setSpacing(Space.S)
        self._holder = holder
        self._scroller = Scroller(holder)
        column.addWidget(self._scroller, 1)
        self._foot = _Foot(theme)
        self._foot.hide()
        column.addWidget(self._foot)

    def keeps_open(self) -> bool:
        """While an act is under way, neither Escape nor a click outside closes it."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._close.setEnabled(not busy)

    def set_title(self, title: str) -> None:
        self._title.set_words(title)
        self.setAccessibleName(title)

    def set_foot(self, warning: str, *buttons: QWidget) -> None:
        """The warning at the left, the acts at the right, the main one last."""
        self._foot.fill(warning, buttons)
        self._foot.show()

    def sizeHint(self) -> QSize:
        width = round(self._wide * min(self._theme.scale, 1.25))
        inner = width - 2
        body = self._holder.layout()
        tall = body.heightForWidth(inner) if body is not None and body.hasHeightForWidth() else -1
        if tall < 0:
            tall = self._holder.sizeHint().height()
        head = self._theme.grown(60, Style.TITLE)
        foot = 0 if self._foot.isHidden() else max(self._foot.sizeHint().height(), self._foot.heightForWidth(inner))
        return QSize(width, head + 1 + tall + foot + 2)

    def hasHeightForWidth(self) -> bool:
        return False

    def _make_head(self, icon: str, title: str, closable: bool) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, 0, Space.M, 0)
        row.setSpacing(Space.S)
        row.addWidget(Glyph(theme, icon, 24, Colour.INK))
        self._title = Label(theme, title, Style.TITLE)
        row.addWidget(self._title, 1)
        self._close = IconButton(theme, "x", self.tr("Đóng"), side=40, icon_base=24)
        self._close.clicked.connect(self.close_requested)
        if not closable:
            self._close.hide()
        row.addWidget(self._close)
        row.addStrut(theme.grown(60, Style.TITLE))
        return row


class _Foot(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self._row.setSpacing(Space.S)
        self._warning = Label(theme, "", Style.META, Colour.INK2, wrap=True, middle=True)
        self._row.addWidget(self._warning, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # grows with its warning
        theme.changed.connect(self.update)

    def fill(self, warning: str, buttons: tuple[QWidget, ...]) -> None:
        self._warning.set_words(warning)
        while self._row.count() > 1:
            item = self._row.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in buttons:
                widget.deleteLater()
        for button in buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        rect = QRectF(self.rect())
        painter.setClipRect(rect)
        box(painter, rect.adjusted(0, -12, 0, 0), Radius.CARD - 1, self._theme.color(Colour.SUNKEN))
        painter.fillRect(QRectF(0, 0, rect.width(), 1), self._theme.color(Colour.LINE))
        painter.end()
