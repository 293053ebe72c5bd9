"""Lưu bản đã ký: where to, then the exact signed bytes are written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.desk.pages import signed_page
from models.durable import write_file
from models.errors import EcabinetError, StorageFullError
from models.types import EventId
from ui.context import Context
from ui.widgets.saving import ask_pdf_place


class PageFlow(QObject):
    """``told`` carries what to say: whether it went well, a title, a text."""

    told = Signal(bool, str, str)

    def __init__(self, context: Context, screen: QWidget) -> None:
        super().__init__(screen)
        self._context = context
        self._screen = screen

    def ask(self, event: str, number: str) -> None:
        """Let the person choose the place for the page of ballot ``number``."""
        ask_pdf_place(
            self._screen,
            self.tr("Lưu bản đã ký"),
            self.tr("Tài liệu PDF"),
            f"phieu-{number.replace('/', '-')}-da-ky.pdf",
            lambda path: self.save(event, path),
        )

    def save(self, event: str, path: Path) -> None:
        """Write it; a file outside the profile is not encrypted, which is said."""
        profile = self._context.profile
        self._context.work(
            lambda: write_file(path, signed_page(profile, EventId(event))),
            lambda _: self.told.emit(
                True, self.tr("Đã lưu bản đã ký: {}").format(path), self.tr("Tệp này nằm ngoài kho mã hóa của máy.")
            ),
            self._on_failed,
            owner=self,
        )

    def _on_failed(self, error: EcabinetError) -> None:
        full = isinstance(error, StorageFullError)
        text = self.tr("Ổ đĩa đầy.") if full else self.tr("Không ghi được vào nơi đã chọn.")
        self.told.emit(False, self.tr("Chưa lưu được bản đã ký."), text)
