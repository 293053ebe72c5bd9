"""Lưu bảng tổng hợp: where to, then drawn from the rows on a work thread and written durably."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.durable import write_file
from models.errors import EcabinetError, InvalidInputError, StorageFullError
from models.papers.summary import SummaryInput, draw_summary
from models.queries.client.ballot_summary import ballot_summary
from models.types import BallotId
from ui.context import Context
from ui.widgets.saving import ask_pdf_place


class SummaryFlow(QObject):
    """``saved`` carries the path; ``failed`` what to say: a title and a text."""

    saved = Signal(str)
    failed = Signal(str, str)

    def __init__(self, context: Context, screen: QWidget) -> None:
        super().__init__(screen)
        self._context = context
        self._screen = screen

    def ask(self, ballot: str) -> None:
        """Read the summary, then let the person choose the place."""
        now, sample = self._context.now(), self._context.profile.public.is_sample
        self._context.read(
            lambda s: ballot_summary(s, BallotId(ballot), now, is_sample=sample),
            self._on_read,
            owner=self,
            failed=self._on_failed,
        )

    def save(self, summary: SummaryInput, path: Path) -> None:
        """Draw and write; the file outside the profile is not encrypted, which is said when it is done."""
        self._context.work(
            lambda: write_file(path, draw_summary(summary)),
            lambda _: self.saved.emit(str(path)),
            self._on_failed,
            owner=self,
        )

    def _on_read(self, summary: SummaryInput | None) -> None:
        if summary is None:
            self.failed.emit(self.tr("Phiếu chưa có kết quả."), self.tr("Bảng tổng hợp có khi phiếu đã đóng."))
            return
        name = f"bang-tong-hop-{summary.ballot_number.replace('/', '-')}-lan-{summary.result_number}.pdf"
        ask_pdf_place(
            self._screen,
            self.tr("Lưu bảng tổng hợp"),
            self.tr("Tài liệu PDF"),
            name,
            lambda path: self.save(summary, path),
        )

    def _on_failed(self, error: EcabinetError) -> None:
        if isinstance(error, StorageFullError):
            words = self.tr("Ổ đĩa đầy. Hãy chọn nơi khác rồi lưu lại.")
        elif isinstance(error, InvalidInputError):
            words = self.tr("Dữ liệu trên máy chưa đủ, hãy đợi đồng bộ xong rồi lưu lại.")
        else:
            words = self.tr("Không ghi được vào nơi đã chọn. Hãy chọn nơi khác.")
        self.failed.emit(self.tr("Chưa lưu được bảng tổng hợp."), words)
