"""The theme in use: one object made at start-up and handed to every widget."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import load_window_fonts, make_font
from ui.theme.icons import icon_pixmap
from ui.theme.metrics import MAX_SCALE, MIN_SCALE, Style, icon_factor
from ui.theme.sheet import style_sheet
from ui.theme.tokens import Colour, Scheme, palette


class Theme(QObject):
    """Colours, fonts, sizes and icons for the present scheme and text scale.

    Widgets read from it when they paint and connect `changed` to renew what they keep.
    """

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.LIGHT, scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        load_window_fonts()
        self._scheme = scheme
        self._scale = _clamped(scale)
        self._applied_to: QApplication | None = None
        self._renew()

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def scale(self) -> float:
        """The text scale, 1.0 to 2.0."""
        return self._scale

    def set_scheme(self, scheme: Scheme) -> None:
        """Switch between light and dark; the whole window follows at once."""
        if scheme is not self._scheme:
            self._scheme = scheme
            self._renew()
            self._announce()

    def set_scale(self, scale: float) -> None:
        """Set the text scale; values outside 1.0 to 2.0 are brought to the nearer end."""
        scale = _clamped(scale)
        if scale != self._scale:
            self._scale = scale
            self._renew()
            self._announce()

    def apply(self, app: QApplication) -> None:
        """Give the application its palette, its font and its one style sheet, now and after every change."""
        self._applied_to = app
        app.setStyle("Fusion")
        self._dress(app)

    def color(self, name: Colour) -> QColor:
        return self._palette[name]

    def font(self, style: Style) -> QFont:
        return self._fonts[style]

    def metrics(self, style: Style) -> QFontMetricsF:
        return self._metrics[style]

    def line(self, style: Style) -> int:
        """Line height of a style in logical pixels at the present text scale."""
        return round(style.spec.line * self._scale)

    def grown(self, base: int, style: Style = Style.BODY, lines: int = 1) -> int:
        """A height of `base` pixels at 100 % that holds `lines` lines of a style: it grows with the text only."""
        return base + lines * (self.line(style) - style.spec.line)

    def icon_size(self, base: int) -> int:
        """Side of an icon that is `base` pixels at 100 %."""
        return round(base * icon_factor(self._scale))

    def pixmap(self, name: str, base: int, colour: Colour, dpr: float | None = None) -> QPixmap:
        """An icon `base` pixels wide at 100 %, grown with the text, for a device pixel ratio."""
        ratio = dpr if dpr is not None else _screen_ratio()
        return icon_pixmap(name, self.icon_size(base), self.color(colour).rgba(), ratio)

    def icon(self, name: str, base: int = 20, colour: Colour = Colour.INK) -> QIcon:
        """The same as a QIcon, for standard widgets and menus."""
        return QIcon(self.pixmap(name, base, colour))

    def _renew(self) -> None:
        self._palette = palette(self._scheme)
        self._fonts = {style: make_font(style, self._scale) for style in Style}
        self._metrics = {style: QFontMetricsF(font) for style, font in self._fonts.items()}

    def _announce(self) -> None:
        if self._applied_to is not None:
            self._dress(self._applied_to)
        self.changed.emit()

    def _dress(self, app: QApplication) -> None:
        app.setPalette(self._qt_palette())
        app.setFont(self.font(Style.BODY))
        app.setStyleSheet(style_sheet(self))

    def _qt_palette(self) -> QPalette:
        role = QPalette.ColorRole
        result = QPalette()
        for key, name in (
            (role.Window, Colour.BG),
            (role.Base, Colour.SURFACE),
            (role.AlternateBase, Colour.SUNKEN),
            (role.Button, Colour.SURFACE),
            (role.WindowText, Colour.INK),
            (role.Text, Colour.INK),
            (role.ButtonText, Colour.INK),
            (role.PlaceholderText, Colour.INK3),
            (role.ToolTipBase, Colour.SURFACE),
            (role.ToolTipText, Colour.INK),
            (role.Highlight, Colour.SELECTED),
            (role.HighlightedText, Colour.INK),
            (role.Link, Colour.SLATE),
            (role.Mid, Colour.LINE_STRONG),
            (role.Light, Colour.LINE),
        ):
            result.setColor(key, self.color(name))
        for key in (role.WindowText, role.Text, role.ButtonText):
            result.setColor(QPalette.ColorGroup.Disabled, key, self.color(Colour.INK3))
        return result


def _clamped(scale: float) -> float:
    return min(MAX_SCALE, max(MIN_SCALE, scale))


def _screen_ratio() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
