"""A ballot being prepared: kept on this device while one writes, its papers taken in, confirmed, sealed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from models.commands.client.office import DraftFields, discard_ballot_draft, forget_unused, save_ballot_draft
from models.desk.office import OfficeDesk
from models.errors import EcabinetError, InvalidInputError, SecrecyRefusedError, StorageFullError, VaultLockedError
from models.queries.client.ballot_drafts import BallotDraftRow
from models.queries.client.office import electorate
from models.types import BallotId, PaperRef, new_id
from ui import words
from ui.context import Context, nothing_more
from ui.office.dialogs import ActDialog, ConfirmDialog
from ui.office.inspection import inspect_paper
from ui.office.issue_form import IssueForm, IssueRequest
from ui.theme import Colour, Style
from ui.widgets.cards import KeyValueBox
from ui.widgets.overlay import Overlay
from ui.widgets.text import Label


class IssueFlow(QObject):
    """Drives an :class:`IssueForm`. ``issued`` carries the draft's id once its issue is sealed; ``discarded``."""

    issued = Signal(str)
    discarded = Signal()

    def __init__(self, context: Context, desk: OfficeDesk, overlay: Overlay, form: IssueForm, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._overlay = overlay
        self._form = form
        self._draft: BallotId | None = None
        self._dialog: ActDialog | None = None
        form.edited.connect(self._on_edited)
        form.file_added.connect(self._on_file_added)
        form.paper_removed.connect(self._on_paper_removed)
        form.issue_asked.connect(self._on_issue_asked)
        form.discarded.connect(self._on_discard_asked)
        overlay.closed.connect(self._on_overlay_closed)

    def begin(self, draft: BallotDraftRow | None) -> BallotId:
        """Show an empty form, or go on with a draft; what was typed before is kept first. Returns the draft's id."""
        self.flush()
        self._draft = BallotId(draft.id) if draft is not None else BallotId(new_id())
        self._form.show_draft(draft, self._context.now())
        return self._draft

    def flush(self) -> None:
        """Keep what was typed, now."""
        self._form.flush()

    # -- keeping -------------------------------------------------------------------------------------------------

    def _on_edited(self, fields: DraftFields) -> None:
        draft, now = self._draft, self._context.now()
        if draft is None or _is_empty(fields):
            return
        self._context.write(
            lambda s: save_ballot_draft(s, draft, fields, now), lambda _: self._on_kept(draft, now), owner=self
        )

    def _on_kept(self, draft: BallotId, at: datetime) -> None:
        if draft == self._draft:
            self._form.show_saved(at)

    def _on_discard_asked(self) -> None:
        dialog = ConfirmDialog(
            self._context.theme,
            "x",
            self.tr("Xóa bản nháp"),
            self.tr("Xóa bản nháp"),
            intro=self.tr("Bản nháp chỉ có trên máy này, chưa ai khác thấy."),
            facts=[(self.tr("Phiếu"), self._form.fields().title or self.tr("Phiếu chưa có tên"), True)],
            warning=self.tr("Bản nháp đã xóa không khôi phục được."),
        )
        dialog.confirmed.connect(self._on_discard_confirmed)
        self._overlay.open(dialog)
        self._dialog = dialog

    def _on_discard_confirmed(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self._form.drop_edits()
        papers = self._form.fields().papers
        self._context.write(
            lambda s: discard_ballot_draft(s, draft),
            lambda _: self._on_discarded(papers),
            owner=self,
            failed=self._on_failed,
        )

    def _on_discarded(self, papers: tuple[PaperRef, ...]) -> None:
        self._forget(papers)
        self._draft = None
        self._close_dialog()
        self.discarded.emit()

    # -- papers --------------------------------------------------------------------------------------------------

    def _on_file_added(self, key: str, path: Path, title: str) -> None:
        draft, desk, spare = self._draft, self._desk, self._context.spare
        self._context.work(
            lambda: desk.stage_paper(path, title, declared_free_of_secrets=True, pages=inspect_paper(path, spare)),
            lambda ref: self._on_staged(draft, key, ref, ""),
            lambda error: self._on_staged(draft, key, None, paper_refusal(error)),
            owner=self,
        )

    def _on_staged(self, draft: BallotId | None, key: str, ref: PaperRef | None, why: str) -> None:
        if draft == self._draft:
            self._form.settle_file(key, ref, why)

    def _on_paper_removed(self, paper: PaperRef) -> None:
        """Keep the draft without it first: what no draft names is forgotten."""
        self.flush()
        self._forget((paper,))

    def _forget(self, papers: tuple[PaperRef, ...]) -> None:
        documents, pieces = [paper.document for paper in papers], self._context.profile.pieces
        self._context.write(
            lambda s: forget_unused(s, documents),
            lambda names: self._context.work(lambda: pieces.remove(names), nothing_more, nothing_more, owner=self),
            owner=self,
        )

    # -- issuing -------------------------------------------------------------------------------------------------

    def _on_issue_asked(self, request: IssueRequest) -> None:
        now = self._context.now()
        self._context.read(
            lambda s: len(electorate(s, now)), lambda members: self._open_confirm(request, members), owner=self
        )

    def _open_confirm(self, request: IssueRequest, members: int) -> None:
        fields = request.fields
        facts = [
            (self.tr("Số phiếu"), fields.number, False),
            (self.tr("Tên phiếu"), fields.title, True),
            (self.tr("Vấn đề xin ý kiến"), fields.question, False),
            (self.tr("Cơ quan trình"), request.agency, False),
            (self.tr("Hạn trả lời"), words.deadline(fields.deadline) if fields.deadline else "", True),
            (self.tr("Gửi đến"), self.tr("{} thành viên Chính phủ").format(members), True),
        ]
        dialog = ConfirmDialog(
            self._context.theme,
            "send",
            self.tr("Phát hành phiếu lấy ý kiến"),
            self.tr("Phát hành đến {} thành viên").format(members),
            intro=self.tr("Đây là đúng nội dung sẽ gửi đến các thành viên."),
            facts=facts,
            warning=self.tr("Phiếu đã phát hành không sửa được; chỉ có thể hủy và phát hành phiếu khác."),
        )
        papers = KeyValueBox(self._context.theme)
        for number, paper in enumerate(fields.papers, 1):
            size = words.size(paper.size)
            pages = self.tr("{} trang · {}").format(paper.pages, size) if paper.pages else size
            papers.add(f"{number}. {pages}", paper.title)
        size = words.size(sum(paper.size for paper in fields.papers))
        head = self.tr("{} tài liệu, {}, đã xác nhận không chứa bí mật nhà nước").format(len(fields.papers), size)
        dialog.body.addWidget(Label(self._context.theme, head, Style.COMPACT_BOLD, Colour.INK, wrap=True))
        dialog.body.addWidget(papers)
        dialog.confirmed.connect(lambda: self._on_issue_confirmed(fields))
        self._overlay.open(dialog)
        self._dialog = dialog

    def _on_issue_confirmed(self, fields: DraftFields) -> None:
        """Keep exactly what was confirmed, then seal it."""
        draft, now = self._draft, self._context.now()
        if draft is None:
            return
        self._context.write(
            lambda s: save_ballot_draft(s, draft, fields, now),
            lambda _: self._seal(draft),
            owner=self,
            failed=self._on_failed,
        )

    def _seal(self, draft: BallotId) -> None:
        desk = self._desk
        self._context.work(lambda: desk.issue(draft), lambda _: self._on_issued(draft), self._on_failed, owner=self)

    def _on_issued(self, draft: BallotId) -> None:
        self._form.drop_edits()
        self._draft = None
        self._close_dialog()
        self._context.link.wake()
        self.issued.emit(draft)

    def _on_failed(self, error: EcabinetError) -> None:
        if self._dialog is not None:
            self._dialog.show_failure(error)

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.set_busy(False)
            self._overlay.close_panel()

    def _on_overlay_closed(self) -> None:
        self._dialog = None


def _is_empty(fields: DraftFields) -> bool:
    """Whether nothing was filled in that is worth keeping: the deadline is there by itself."""
    return not any((fields.number, fields.title, fields.question, fields.submitted_by, fields.papers))


def _tr(text: str) -> str:
    return QCoreApplication.translate("office", text)


def paper_refusal(error: EcabinetError) -> str:
    """Why a file cannot be a paper of a ballot, in words."""
    if isinstance(error, SecrecyRefusedError):
        return _tr("Có dấu hiệu bí mật nhà nước, không được đưa vào hệ thống.")
    if isinstance(error, StorageFullError):
        return _tr("Ổ đĩa đầy, chưa nhận được tệp.")
    if isinstance(error, VaultLockedError):
        return _tr("Ứng dụng vừa tự khóa, hãy thêm lại tệp.")
    if isinstance(error, InvalidInputError):
        return _tr("Không mở được: không phải PDF, tệp hỏng, đặt mật khẩu hoặc quá lớn.")
    return _tr("Không đọc được tệp này.")
