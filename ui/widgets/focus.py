"""The focus ring: one frame that follows the focus, 2 px ink, 2 px outside the edge of the control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QMenu, QSplitter, QWidget
from shiboken6 import isValid

from ui.theme import Colour, Radius, Theme
from ui.widgets.paint import box, painter_for

_REACH = 4  # 2 px gap and 2 px line
_FOLLOWED = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class _Frame(QWidget):
    """The ring itself, a sibling of the control, so that it scrolls and is clipped with it."""

    def __init__(self, theme: Theme, host: QWidget, corner: float) -> None:
        super().__init__(host)
        self._theme = theme
        self._corner = corner
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        box(painter, QRectF(self.rect()), self._corner + _REACH, None, self._theme.color(Colour.INK), width=2)
        painter.end()


class FocusRing(QObject):
    """Puts a frame around whatever control of a window has the focus.

    Item views mark their current row themselves. A widget may set the property `ringRadius` (pixels); a bare field
    inside a frame of its own says so by the property `ringOnParent`; `noRing` is for those that mark focus themselves.
    """

    def __init__(self, theme: Theme, window: QWidget, app: QApplication) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._target: QWidget | None = None
        self._frame: _Frame | None = None
        app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED and watched is self._target:
            self._place()
        return False

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QMenu):
            return
        self._release()
        if now is None or now.window() is not self._window or isinstance(now, QAbstractItemView):
            return
        if now.property("noRing"):
            return
        target = now.parentWidget() if now.property("ringOnParent") else now
        host = target.parentWidget() if target is not None else None
        if target is None or host is None:
            return
        radius = target.property("ringRadius")
        corner = float(radius) if radius is not None else float(Radius.CONTROL)
        self._target = target
        self._frame = _Frame(self._theme, self._host_for(target, host), corner)
        target.installEventFilter(self)
        self._place()

    def _host_for(self, target: QWidget, host: QWidget) -> QWidget:
        """The nearest ancestor that the ring does not stick out of; a scrolled page is the farthest."""
        while host is not self._window:
            area = target.rect().translated(target.mapTo(host, target.rect().topLeft()))
            holder = host.parentWidget()
            fits = host.rect().contains(area.adjusted(-_REACH, -_REACH, _REACH, _REACH))
            scrolled = holder is not None and isinstance(holder.parentWidget(), QAbstractScrollArea)
            if holder is None or scrolled or (fits and not isinstance(host, QSplitter)):
                break
            host = holder
        return host

    def _release(self) -> None:
        if self._target is not None and isValid(self._target):
            self._target.removeEventFilter(self)
        if self._frame is not None and isValid(self._frame):
            self._frame.hide()
            self._frame.deleteLater()
        self._target = None
        self._frame = None

    def _place(self) -> None:
        target, frame = self._target, self._frame
        if target is None or frame is None or not isValid(frame) or not isValid(target):
            return
        host = frame.parentWidget()
        if host is None or not target.isVisibleTo(host):
            frame.hide()
            return
        corner = target.mapTo(host, target.rect().topLeft())
        frame.setGeometry(
            corner.x() - _REACH, corner.y() - _REACH, target.width() + 2 * _REACH, target.height() + 2 * _REACH
        )
        frame.raise_()
        frame.show()
