"""The unlock page: brand and state chip above, a card with the PIN at the left and the keypad at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.frame.chip import ChipKind, ChipState, StateChip
from ui.theme import Colour, Radius, Space, Style, Theme
from ui.unlock.panes import PinPane, RecoveryPane
from ui.widgets.cards import Glyph
from ui.widgets.fields import NumPad, PinField
from ui.widgets.overlay import Scroller
from ui.widgets.paint import box, painter_for
from ui.widgets.text import Label


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who opens what. The lines are ready words; an empty one is not shown.

    `digits_only` is False where a passphrase stands in for the PIN (a device without a keyring).
    """

    person: str
    device_line: str
    auto_lock: str = ""
    lease: str = ""
    digits_only: bool = True


class UnlockScreen(QWidget):
    """Emits `pin_entered(pin)`, `recovery_entered(code, new_pin)` and `chip_clicked()`; keeps nothing it was told."""

    pin_entered = Signal(str)
    recovery_entered = Signal(str, str)
    chip_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._make_head())
        page = QWidget()
        middle = QVBoxLayout(page)
        middle.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._card = _SplitCard(theme)
        middle.addStretch(2)
        row = QHBoxLayout()  # not an alignment: that would measure the height for the whole width
        row.addStretch(1)
        row.addWidget(self._card, 100)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(5)
        outer.addWidget(Scroller(page), 1)
        self.pin_pane = PinPane(theme)
        self.recovery_pane = RecoveryPane(theme)
        self._panes = QStackedWidget()
        self._panes.addWidget(self.pin_pane)
        self._panes.addWidget(self.recovery_pane)
        self._card.left.addWidget(self._panes)
        self._fill_right()
        self.pin_pane.entered.connect(self.pin_entered)
        self.pin_pane.forgotten.connect(self.show_recovery)
        self.pin_pane.availability_changed.connect(self._pad.setEnabled)
        self.recovery_pane.entered.connect(self.recovery_entered)
        self.recovery_pane.left.connect(self._on_recovery_left)

    # -- what it shows

    def show_greeting(self, greeting: Greeting) -> None:
        """Start afresh for this person: empty field, no notice, the keypad where a PIN is asked for."""
        self.pin_pane.greet(greeting.person, greeting.device_line, digits_only=greeting.digits_only)
        self.recovery_pane.reset(digits_only=greeting.digits_only)
        self._pad.setVisible(greeting.digits_only)
        for label, holder, words in (
            (self._auto_lock, self._auto_lock_row, greeting.auto_lock),
            (self._lease, self._lease_row, greeting.lease),
        ):
            label.set_words(words)
            holder.setVisible(bool(words))
        self._panes.setCurrentWidget(self.pin_pane)

    def set_state(self, state: ChipState) -> None:
        self._chip.set_state(state)

    def set_busy(self, busy: bool) -> None:
        """While the key is derived: nothing can be typed or pressed."""
        self.pin_pane.set_busy(busy)
        self.recovery_pane.set_busy(busy)

    def show_wrong_pin(self, attempts_left: int, wait_seconds: float, safe: str) -> None:
        """Say how many tries are left; `safe` says what is kept. With a wait, count it down and take no PIN until then."""
        self.set_busy(False)
        self.pin_pane.show_wrong(attempts_left, wait_seconds, safe)

    def show_locked_out(self, safe: str) -> None:
        """Too many wrong PINs: only the recovery code opens."""
        self.set_busy(False)
        self.pin_pane.show_locked_out(safe)

    def show_failure(self, title: str, words: str) -> None:
        """Anything else that stands in the way, in words; in whichever pane is open."""
        self.set_busy(False)
        if self._panes.currentWidget() is self.recovery_pane:
            self.recovery_pane.show_failure(title, words)
        else:
            self.pin_pane.show_failure(title, words)

    def show_wrong_recovery(self) -> None:
        """The recovery code is mistyped or belongs to another device."""
        self.set_busy(False)
        self.recovery_pane.show_wrong()

    def show_recovery(self) -> None:
        """Ask for the recovery code and a new PIN."""
        self._panes.setCurrentWidget(self.recovery_pane)
        self._pad.setEnabled(True)
        self.recovery_pane.start()

    def first_focus(self) -> QWidget:
        return self.pin_pane.field.line

    # -- inside

    def _make_head(self) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(Glyph(theme, "landmark", 24, Colour.INK))
        row.addWidget(Label(theme, "e-Cabinet", Style.LEAD))
        row.addStretch(1)
        self._chip = StateChip(theme, ChipState(ChipKind.OFFLINE, self.tr("Ngoại tuyến")))
        self._chip.clicked.connect(self.chip_clicked)
        row.addWidget(self._chip)
        return row

    def _fill_right(self) -> None:
        theme = self._theme
        right = self._card.right
        self._pad = NumPad(theme)
        self._pad.digit_pressed.connect(self._on_digit_pressed)
        self._pad.erased.connect(self._on_erased)
        self._pad.cleared.connect(self._on_cleared)
        right.addWidget(self._pad)
        right.addSpacing(Space.S)
        self._auto_lock = Label(theme, "", Style.META, Colour.INK2, wrap=True)
        self._auto_lock_row = _noted(theme, "clock", self._auto_lock)
        self._lease = Label(theme, "", Style.META, Colour.INK2, wrap=True)
        self._lease_row = _noted(theme, "timer", self._lease)
        right.addWidget(self._auto_lock_row)
        right.addWidget(self._lease_row)
        right.addStretch(1)

    def _on_digit_pressed(self, digit: str) -> None:
        self._target().type_digit(digit)

    def _on_erased(self) -> None:
        self._target().erase_digit()

    def _on_cleared(self) -> None:
        self._target().clear()

    def _target(self) -> PinField:
        if self._panes.currentWidget() is self.recovery_pane:
            return self.recovery_pane.keypad_target()
        return self.pin_pane.field

    def _on_recovery_left(self) -> None:
        self._panes.setCurrentWidget(self.pin_pane)
        self.pin_pane.field.setFocus()


def _noted(theme: Theme, icon: str, label: Label) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(Glyph(theme, icon, 18, Colour.INK2), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label, 1)
    return holder


class _SplitCard(QWidget):
    """Surface at the left, sunken at the right, one edge round both."""

    _WIDTH = 800
    _RIGHT = 304

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.left = QVBoxLayout()
        self.left.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        row.addLayout(self.left, 1)
        self._right_holder = QWidget()
        self.right = QVBoxLayout(self._right_holder)
        self.right.setContentsMargins(Space.XL, Space.XXL, Space.XL, Space.XXL)
        self.right.setSpacing(Space.S)
        row.addWidget(self._right_holder)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = painter_for(self)
        rect = QRectF(self.rect())
        box(painter, rect, Radius.CARD, theme.color(Colour.SURFACE))
        clip = QPainterPath()
        clip.addRoundedRect(rect, Radius.CARD, Radius.CARD)
        painter.setClipPath(clip)
        side = QRectF(self._right_holder.geometry())
        painter.fillRect(side, theme.color(Colour.SUNKEN))
        painter.fillRect(QRectF(side.left(), 0, 1, side.height()), theme.color(Colour.LINE))
        painter.setClipping(False)
        box(painter, rect, Radius.CARD, None, theme.color(Colour.LINE))
        painter.end()

    def _on_theme_changed(self) -> None:
        factor = min(self._theme.scale, 1.25)
        self.setMaximumWidth(round(self._WIDTH * factor))
        self._right_holder.setFixedWidth(round(self._RIGHT * factor))
        self.updateGeometry()
        self.update()
