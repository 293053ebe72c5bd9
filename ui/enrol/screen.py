"""The enrolment page: what it is about at the left, the form at the right; then the recovery code."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.enrol.form import EnrolForm
from ui.enrol.recovery import RecoverySheet
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Glyph, Notice
from ui.widgets.overlay import Scroller
from ui.widgets.paint import painter_for
from ui.widgets.text import Label

_SIDE = 432
_FORM = 560


class EnrolScreen(QWidget):
    """Enrols this device in one page.

    Intents: `code_completed(code)`, `submitted(EnrolmentRequest)`, `postponed()`, then `print_requested(code)` and
    `finished()` on the page of the recovery code; `language_requested()` and `help_requested()`.
    Answer them with `form.show_code`, `form.show_code_failure`, `form.set_busy`, `show_failure`, `show_recovery`.
    """

    code_completed = Signal(str)
    submitted = Signal(object)
    postponed = Signal()
    print_requested = Signal(str)
    finished = Signal()
    language_requested = Signal()
    help_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._side = _Side(theme)
        self._side.language_requested.connect(self.language_requested)
        self._side.help_requested.connect(self.help_requested)
        row.addWidget(self._side)
        page = QWidget()
        inner = QHBoxLayout(page)
        inner.setContentsMargins(Space.L, Space.XXL, Space.L, Space.L)
        inner.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(Space.M)
        self._stack = QStackedWidget()
        self.form = EnrolForm(theme)
        self.form.code_completed.connect(self.code_completed)
        self.form.submitted.connect(self.submitted)
        self.form.postponed.connect(self.postponed)
        self._stack.addWidget(self.form)
        self._recovery: RecoverySheet | None = None
        self._failure = Notice(theme, Tone.RED, "circle-x", " ", " ", in_panel=True)
        self._failure.hide()
        column.addWidget(self._failure)
        column.addWidget(self._stack)
        column.addStretch(1)
        inner.addLayout(column, 100)
        inner.addStretch(1)
        self._page = page
        row.addWidget(Scroller(page), 1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_failure(self, title: str, words: str) -> None:
        """The enrolment did not go through: what happened, what to do. The form stays filled, but for the PINs."""
        self.form.set_busy(False)
        self._failure.set_words(title, words)
        self._failure.show()

    def set_busy(self, busy: bool) -> None:
        self._failure.hide()
        self.form.set_busy(busy)

    def show_recovery(self, code: str, *, has_keyring: bool) -> None:
        """The device is enrolled: show the code that opens it when the PIN is lost. It is shown this once."""
        self._failure.hide()
        self.form.forget_pins()
        sheet = RecoverySheet(self._theme, code, has_keyring=has_keyring)
        sheet.print_requested.connect(lambda: self.print_requested.emit(code))
        sheet.finished.connect(self._on_finished)
        self._recovery = sheet
        self._stack.addWidget(sheet)
        self._stack.setCurrentWidget(sheet)
        self._side.show_done()

    def first_focus(self) -> QWidget:
        return self.form.code.line

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(min(_SIDE, event.size().width() * 34 // 100))

    def _on_finished(self) -> None:
        sheet, self._recovery = self._recovery, None
        if sheet is not None:
            self._stack.removeWidget(sheet)
            sheet.deleteLater()
        self.finished.emit()

    def _on_theme_changed(self) -> None:
        factor = min(self._theme.scale, 1.25)
        self._stack.setMaximumWidth(round(_FORM * factor))
        self._failure.setMaximumWidth(round(_FORM * factor))


class _Side(QWidget):
    """The left third: brand, what this is, three assurances, language and help."""

    language_requested = Signal()
    help_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        page = QWidget()
        outer.addWidget(Scroller(page))
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 56, 48, 48)
        column.setSpacing(0)
        brand = QHBoxLayout()
        brand.setSpacing(Space.S)
        brand.addWidget(Glyph(theme, "landmark", 32, Colour.INK))
        brand.addWidget(Label(theme, "e-Cabinet", Style.TITLE), 1)
        column.addLayout(brand)
        column.addSpacing(Space.XXL)
        self._head = Label(theme, self.tr("Đăng ký máy này"), Style.DISPLAY, wrap=True)
        column.addWidget(self._head)
        column.addSpacing(Space.XS)
        words = self.tr("Làm một lần, khoảng hai phút. Cần mã đăng ký do Văn phòng Chính phủ cấp.")
        self._words = Label(theme, words, Style.BODY, Colour.INK2, wrap=True)
        column.addWidget(self._words)
        column.addSpacing(Space.XL)
        for icon, head, line in (
            (
                "key-round",
                self.tr("Khóa được tạo trên máy"),
                self.tr("Không mật khẩu hay khóa bí mật nào gửi qua mạng."),
            ),
            ("lock", self.tr("Dữ liệu trên máy được mã hóa"), self.tr("Mất máy, Văn phòng thu hồi được từ xa.")),
            ("cloud-off", self.tr("Dùng được khi mất mạng"), self.tr("Đọc, ghi chú và ký phiếu ở bất cứ đâu.")),
        ):
            column.addLayout(_assurance(theme, icon, head, line))
            column.addSpacing(Space.L)
        column.addStretch(1)
        foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        language = Button(
            theme, self.tr("Tiếng Việt"), ButtonKind.QUIET, icon="globe", trailing="chevron-down", style=Style.META
        )
        language.clicked.connect(self.language_requested)
        helping = Button(theme, self.tr("Trợ giúp: F1"), ButtonKind.QUIET, style=Style.META)
        helping.clicked.connect(self.help_requested)
        foot.addWidget(language)
        foot.addStretch(1)
        foot.addWidget(helping)
        column.addLayout(foot)
        self._column = column
        self._foot = foot
        theme.changed.connect(self.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less air and the two buttons below one another where it is tight."""
        super().resizeEvent(event)
        tight = event.size().width() < 400 * self._theme.scale
        inset = Space.L if event.size().width() < 400 else 48
        self._column.setContentsMargins(inset, 56, inset, 48)
        direction = QBoxLayout.Direction.TopToBottom if tight else QBoxLayout.Direction.LeftToRight
        self._foot.setDirection(direction)

    def show_done(self) -> None:
        self._head.set_words(self.tr("Giữ mã khôi phục"))
        self._words.set_words(
            self.tr("Máy đã đăng ký. Mã bên phải mở lại máy khi quên PIN; máy và Văn phòng không giữ bản nào.")
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        painter.fillRect(self.rect(), self._theme.color(Colour.RAIL))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), self._theme.color(Colour.LINE))
        painter.end()


def _assurance(theme: Theme, icon: str, head: str, line: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    row.addWidget(Glyph(theme, icon, 24, Colour.INK2), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Label(theme, head, Style.BODY_BOLD, wrap=True))
    words.addWidget(Label(theme, line, Style.META, Colour.INK2, wrap=True))
    row.addLayout(words, 1)
    return row
