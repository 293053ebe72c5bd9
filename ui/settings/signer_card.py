"""The card that says which key signs, and lets the person name a token."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from models.desk.signers import TokenChoice
from models.errors import CertificateUnfitError, EcabinetError, SignerMissingError
from models.ports import SignerIdentity
from ui import words
from ui.theme import Colour, Space, Style, Theme
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card, Glyph, SectionHead
from ui.widgets.fields import Field
from ui.widgets.text import Label


class SignerCard(Card):
    """``token_chosen`` carries a :class:`TokenChoice` or None (the profile's own key)."""

    token_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        column = self.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Ký số")))
        line = QHBoxLayout()
        line.setSpacing(Space.XS)
        self._glyph = Glyph(theme, "badge-check", 20, Colour.INK2)
        self._state = Label(theme, "", Style.BODY, wrap=True)
        line.addWidget(self._glyph)
        line.addWidget(self._state, 1)
        column.addLayout(line)
        self._library = Field(
            theme,
            self.tr("Thư viện PKCS#11 của thiết bị ký"),
            icon="usb",
            help_words=self.tr("Do nhà cung cấp chứng thư cài, thường là tệp .so hoặc .dll. Để trống: khóa trên máy."),
        )
        self._label = Field(theme, self.tr("Nhãn thiết bị, nếu cắm nhiều thiết bị"))
        column.addWidget(self._library)
        column.addWidget(self._label)
        acts = QHBoxLayout()
        find = Button(theme, self.tr("Chọn tệp thư viện"), icon="folder-open")
        find.clicked.connect(self._on_find_clicked)
        keep = Button(theme, self.tr("Dùng thiết bị này"), ButtonKind.SECONDARY)
        keep.clicked.connect(self._on_keep_clicked)
        own = Button(theme, self.tr("Dùng khóa trên máy"), ButtonKind.QUIET)
        own.clicked.connect(lambda: self.token_chosen.emit(None))
        for button in (find, keep, own):
            acts.addWidget(button)
        acts.addStretch(1)
        column.addLayout(acts)

    def show_choice(self, token: TokenChoice | None) -> None:
        """What is chosen; whether it answers comes after."""
        self._library.set_text(str(token.library) if token else "")
        self._label.set_text(token.label if token else "")
        self._say("refresh-cw", Colour.INK2, self.tr("Đang tìm chứng thư…"))

    def show_identity(self, identity: SignerIdentity) -> None:
        """The certificate that would sign."""
        where = self.tr("thiết bị ký") if identity.on_token else self.tr("khóa trên máy này")
        test = self.tr(", chứng thư thử nghiệm") if identity.is_test else ""
        until = words.full_date(identity.not_after)
        text = self.tr("Chứng thư: {} ({}{}), hiệu lực đến {}").format(identity.subject, where, test, until)
        self._say("badge-check", Colour.GREEN, text)

    def show_trouble(self, error: EcabinetError) -> None:
        """Why nothing can be signed now."""
        if isinstance(error, CertificateUnfitError):
            text = self.tr("Chứng thư hiện không dùng để ký được. Xem chi tiết khi ký phiếu.")
        elif isinstance(error, SignerMissingError):
            text = self.tr("Chưa thấy thiết bị ký hoặc chứng thư. Cắm thiết bị, kiểm tra đường dẫn thư viện.")
        else:
            text = self.tr("Chưa đọc được thiết bị ký.")
        self._say("triangle-alert", Colour.AMBER, text)

    def _say(self, glyph: str, colour: Colour, text: str) -> None:
        self._glyph.set_glyph(glyph, colour)
        self._state.set_words(text)

    def _on_find_clicked(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Chọn thư viện PKCS#11"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._library.set_text)
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def _on_keep_clicked(self) -> None:
        path = self._library.text().strip()
        self.token_chosen.emit(TokenChoice(Path(path), self._label.text().strip()) if path else None)
