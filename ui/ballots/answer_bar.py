"""The foot of a ballot: the choice, the opinion, the draft's state, and the one act of the screen."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from models.errors import EcabinetError, SignerLockedError, SignerMissingError
from models.queries.client.answers import AnswerDraftRow
from models.statements import MAX_OPINION
from models.types import Choice
from ui import words
from ui.theme import Colour, Space, Style, Theme
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Glyph, SectionHead
from ui.widgets.fields import ChoiceCards
from ui.widgets.paint import painter_for
from ui.widgets.text import Label

_SAVE_MS = 600


class AnswerBar(QWidget):
    """``edited``: choice (a :class:`Choice` or None) and opinion, a moment after the person stopped typing.

    ``sign_requested`` only when the answer is complete; what is missing is said beside the button otherwise.
    """

    edited = Signal(object, str)
    sign_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dirty = False
        self._head = SectionHead(theme, self.tr("Ý kiến của đồng chí"))
        self._saved_mark = Glyph(theme, "check", 16, Colour.INK2)
        self._saved = Label(theme, "", Style.META, Colour.INK2)
        self._saved_mark.hide()
        self._head.add_aside(self._saved_mark)
        self._head.add_aside(self._saved)
        self._choices = ChoiceCards(theme, [(option.value, words.choice(option)) for option in Choice])
        self.opinion = QPlainTextEdit()
        self.opinion.setTabChangesFocus(True)
        self.opinion.setAccessibleName(self.tr("Nội dung ý kiến"))
        self._sign = Button(
            theme, self.tr("Ký phiếu"), ButtonKind.PRIMARY, icon="pen-line", height=48, style=Style.LEAD
        )
        self._sign.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._sign.setMinimumWidth(176)
        self._missing = Label(theme, "", Style.META, Colour.AMBER)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.opinion, 1)
        row.addWidget(self._sign)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        box.setSpacing(Space.XS)
        box.addWidget(self._head)
        box.addWidget(self._choices)
        box.addLayout(row)
        box.addWidget(self._missing)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SAVE_MS)
        self._typing.timeout.connect(self.flush)
        self._choices.chosen.connect(self._on_chosen)
        self.opinion.textChanged.connect(self._on_typed)
        self._sign.clicked.connect(self._on_sign_clicked)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._judge()

    def show_draft(self, draft: AnswerDraftRow | None) -> None:
        """Show what is kept; an edit of this moment is not overwritten."""
        if self._dirty:
            return
        text = draft.opinion if draft is not None else ""
        self.opinion.blockSignals(True)
        if self.opinion.toPlainText() != text:
            self.opinion.setPlainText(text)
        self.opinion.blockSignals(False)
        chosen = draft.choice if draft is not None else None
        self._choices.set_choice(chosen.value if chosen is not None else None)
        self._saved_mark.setVisible(draft is not None)
        self._saved.set_words(
            self.tr("Bản nháp đã lưu trên máy {}").format(words.clock(draft.saved_at)) if draft is not None else ""
        )
        self._judge()

    def clear(self) -> None:
        """Another ballot is shown: forget unsaved edits (flush first)."""
        self._typing.stop()
        self._dirty = False
        self.show_draft(None)

    def flush(self) -> None:
        """Tell of an edit now."""
        self._typing.stop()
        if self._dirty:
            self._dirty = False
            self.edited.emit(self._choice(), self.opinion.toPlainText())

    def set_replacing(self, replacing: bool) -> None:
        """Say that signing replaces an earlier answer."""
        self._sign.setText(self.tr("Ký thay") if replacing else self.tr("Ký phiếu"))

    def show_trouble(self, error: EcabinetError) -> None:
        """Signing cannot even begin: say what is missing."""
        words_for: dict[type[EcabinetError], str] = {
            SignerMissingError: self.tr("Chưa có chứng thư hoặc thiết bị ký. Hãy cắm thiết bị ký rồi thử lại."),
            SignerLockedError: self.tr("Khóa ký đang bị khóa. Liên hệ Văn phòng Chính phủ."),
        }
        self._missing.set_words(words_for.get(type(error), self.tr("Chưa ký được. Bản nháp vẫn được giữ trên máy.")))
        self._missing.show()

    def _choice(self) -> Choice | None:
        key = self._choices.choice()
        return Choice(key) if key is not None else None

    def _judge(self) -> None:
        """Placeholder and what is missing follow the choice (B10: the last two need a text)."""
        chosen = self._choice()
        needs_text = chosen in (Choice.DISAPPROVE, Choice.OTHER)
        empty = not self.opinion.toPlainText().strip()
        self.opinion.setPlaceholderText(
            self.tr("Nêu rõ ý kiến (bắt buộc)") if needs_text else self.tr("Ý kiến ghi kèm, nếu có")
        )
        too_long = len(self.opinion.toPlainText()) > MAX_OPINION
        missing = ""
        if too_long:
            missing = self.tr("Ý kiến dài quá {} ký tự.").format(MAX_OPINION)
        elif needs_text and empty:
            missing = self.tr("Lựa chọn này cần ghi rõ ý kiến trước khi ký.")
        self._missing.set_words(missing)
        self._missing.setVisible(bool(missing))
        self._sign.setEnabled(chosen is not None and not missing)

    def _on_chosen(self, _: str) -> None:
        self._dirty = True
        self._judge()
        self.flush()

    def _on_typed(self) -> None:
        self._dirty = True
        self._judge()
        self._typing.start()

    def _on_sign_clicked(self) -> None:
        self.flush()
        self.sign_requested.emit()

    def _on_theme_changed(self) -> None:
        self.opinion.setFixedHeight(self._theme.grown(72, Style.BODY, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_for(self)
        painter.fillRect(self.rect(), self._theme.color(Colour.BG))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color(Colour.LINE_STRONG))
        painter.end()
