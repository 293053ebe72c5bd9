"""Ký phiếu: the exact text being signed, several ballots at once, one signing PIN, then the seal.

Confirm and undo come before the seal, never after (INTERFACE.md, screen 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.errors import (
    CertificateUnfitError,
    EcabinetError,
    PersonError,
    SignerCancelledError,
    SignerLockedError,
    SignerMissingError,
    StorageFullError,
    WrongSignerPinError,
)
from models.queries.client.ballot_detail import BallotDetailRow
from models.types import BallotId
from ui import words
from ui.theme import Colour, Space, Style, Theme, Tone
from ui.widgets.badge import Badge
from ui.widgets.buttons import TALL, Button, ButtonKind
from ui.widgets.cards import Card, Divider, Glyph, KeyValueBox, Notice
from ui.widgets.fields import CheckBox, PinField
from ui.widgets.overlay import Dialog
from ui.widgets.text import Label

_HASH_PART = 8


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """Who signs and with what. ``checked_at``: when revocation was last known good; None offline since enrolment."""

    person: str
    certificate: str
    valid_until: datetime
    on_token: bool
    is_test: bool
    offline_since: datetime | None


class SignDialog(Dialog):
    """``sign_requested`` carries the ids of the ticked ballots and the PIN; the dialog is busy until answered."""

    sign_requested = Signal(object, str)

    def __init__(
        self, theme: Theme, ballots: Sequence[BallotDetailRow], facts: SigningFacts, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "pen-line", "", parent=parent)
        self._facts = facts
        self._ballots = list(ballots)
        self._ticks: dict[BallotId, CheckBox] = {}
        self._trouble: Notice | None = None
        several = len(ballots) > 1
        intro = (
            self.tr(
                "Đây là nguyên văn nội dung được ký. Một lần nhập mã PIN ký các phiếu đã chọn; mỗi phiếu một chữ ký."
            )
            if several
            else self.tr("Đây là nguyên văn nội dung được ký.")
        )
        self.body.addWidget(Label(theme, intro, Style.META, Colour.INK2, wrap=True))
        self.body.addWidget(self._ballot_list(theme))
        self.body.addLayout(self._certificate_row(theme))
        self._trouble_place = QVBoxLayout()
        self.body.addLayout(self._trouble_place)
        back = Button(theme, self.tr("Quay lại"), height=TALL)
        back.clicked.connect(self.close_requested)
        self._sign = Button(theme, "", ButtonKind.PRIMARY, icon="pen-line", height=TALL)
        self._sign.clicked.connect(self._on_sign_clicked)
        self._back = back
        self.set_foot(
            self.tr("Ký xong không sửa được. Trước khi phiếu đóng, có thể ký câu trả lời khác để thay."),
            back,
            self._sign,
        )
        self._refresh()

    def first_focus(self) -> QWidget:
        """The PIN: everything else is ready."""
        return self.pin.line

    def show_failure(self, error: EcabinetError) -> None:
        """Say what went wrong; nothing was sealed, the drafts are kept."""
        self.set_busy(False)
        title, text = self._explain(error)
        if self._trouble is None:
            self._trouble = Notice(self._theme, Tone.RED, "circle-x", title, text, in_panel=True)
            self._trouble_place.addWidget(self._trouble)
        self._trouble.set_words(title, text)
        self._refresh()
        self.pin.line.setFocus()

    def _ballot_list(self, theme: Theme) -> Card:
        card = Card(theme, edge=Colour.LINE_STRONG)
        column = card.column(0, 0)
        for number, row in enumerate(self._ballots):
            if number:
                column.addWidget(Divider(theme))
            column.addWidget(self._ballot(theme, row, folded=number > 0))
        return card

    def _ballot(self, theme: Theme, row: BallotDetailRow, *, folded: bool) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(Space.M, Space.XXS, Space.M, Space.S)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        tick = CheckBox(theme, row.title, Style.BODY_BOLD)
        tick.setChecked(not folded)
        tick.toggled.connect(lambda _: self._refresh())
        self._ticks[row.id] = tick
        head.addWidget(tick, 1)
        if row.draft is not None and row.draft.choice is not None:
            spec = words.choice_badge(row.draft.choice)
            head.addWidget(Badge(theme, spec.text, spec.tone, spec.icon))
        column.addLayout(head)
        meta = self.tr("Phiếu số {} · hạn {}").format(row.number, words.deadline(row.deadline))
        under = QVBoxLayout()
        under.setContentsMargins(Space.XL, 0, 0, 0)  # under the title, beside the box of the tick
        under.setSpacing(Space.XXS)
        column.addLayout(under)
        under.addWidget(Label(theme, meta, Style.META, Colour.INK2))
        exact = self._exact(theme, row)
        if folded:
            exact.hide()
        if folded:
            fold = Button(theme, self.tr("Xem nguyên văn sẽ ký"), ButtonKind.QUIET, icon="chevron-right", height=36)
            fold.clicked.connect(lambda: self._on_fold_clicked(exact, fold))
            under.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
        under.addWidget(exact)
        return holder

    def _exact(self, theme: Theme, row: BallotDetailRow) -> KeyValueBox:
        box = KeyValueBox(theme)
        box.add(self.tr("Vấn đề hỏi"), row.question)
        draft = row.draft
        if draft is not None and draft.choice is not None:
            box.add(self.tr("Lựa chọn"), words.choice(draft.choice), bold=True)
        if draft is not None and draft.opinion.strip():
            box.add(self.tr("Ý kiến ghi kèm"), f"“{draft.opinion}”")
        box.add(self.tr("Người trả lời"), self._facts.person)
        previous = self.tr("Không có")
        if row.current is not None:
            previous = self.tr("{}, ký {}").format(
                words.choice(row.current.choice), words.moment_full(row.current.signed_at)
            )
        box.add(self.tr("Câu trả lời trước"), previous)
        root = row.papers_root.upper()
        short = " ".join(root[i : i + 4] for i in range(0, _HASH_PART, 4))
        end = " ".join(root[i : i + 4] for i in range(len(root) - _HASH_PART, len(root), 4))
        papers = KeyValueBox(theme)
        for paper in row.papers:
            papers.add(paper.title, paper.id)
        papers.hide()
        fold = Button(
            theme,
            self.tr("{} tài liệu và mã băm · gốc {} … {}").format(len(row.papers), short, end),
            ButtonKind.QUIET,
            icon="chevron-right",
            height=36,
        )
        fold.clicked.connect(lambda: self._on_fold_clicked(papers, fold))
        box.add_wide(fold)
        box.add_wide(papers)
        return box

    def _certificate_row(self, theme: Theme) -> QHBoxLayout:
        facts = self._facts
        left = QVBoxLayout()
        left.setSpacing(Space.XXS)
        device = self.tr("Thiết bị ký đã cắm") if facts.on_token else self.tr("Khóa ký trên máy này")
        if facts.is_test:
            device = self.tr("Chứng thư thử nghiệm, phiếu sẽ đóng dấu “CHỮ KÝ THỬ NGHIỆM”")
        left.addLayout(
            self._fact(
                theme,
                "badge-check",
                Colour.GREEN,
                self.tr("Chứng thư: {}").format(facts.certificate),
                self.tr("{} · hiệu lực đến {}").format(device, words.full_date(facts.valid_until)),
            )
        )
        if facts.offline_since is not None:
            left.addLayout(
                self._fact(
                    theme,
                    "cloud-off",
                    Colour.AMBER,
                    "",
                    self.tr(
                        "Đang ngoại tuyến: chưa kiểm tra thu hồi từ {}. Phiếu vẫn ký được và tự gửi khi có mạng."
                    ).format(words.moment_full(facts.offline_since)),
                )
            )
        left.addStretch(1)
        label = self.tr("Mã PIN thiết bị ký") if facts.on_token else self.tr("Mã PIN ký")
        self.pin = PinField(theme, label, icon="key-round", help_words=self.tr("PIN không rời khỏi máy này."))
        self.pin.setFixedWidth(256)
        self.pin.edited.connect(lambda _: self._refresh())
        self.pin.submitted.connect(self._on_sign_clicked)
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addLayout(left, 1)
        row.addWidget(self.pin, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _fact(self, theme: Theme, icon: str, colour: Colour, title: str, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(Glyph(theme, icon, 20, colour), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        if title:
            column.addWidget(Label(theme, title, Style.META_BOLD, wrap=True))
        column.addWidget(Label(theme, text, Style.META, Colour.INK2, wrap=True))
        row.addLayout(column, 1)
        return row

    def _ticked(self) -> list[BallotId]:
        return [ballot for ballot, tick in self._ticks.items() if tick.isChecked()]

    def _refresh(self) -> None:
        count = len(self._ticked())
        self.set_title(
            self.tr("Ký {} phiếu lấy ý kiến").format(count) if count != 1 else self.tr("Ký phiếu lấy ý kiến")
        )
        self._sign.setText(self.tr("Ký {} phiếu").format(count) if count != 1 else self.tr("Ký phiếu"))
        self._sign.setEnabled(count > 0 and not self.pin.is_empty() and not self.keeps_open())

    def _on_fold_clicked(self, what: QWidget, fold: Button) -> None:
        what.setVisible(what.isHidden())
        fold.set_icons("chevron-right" if what.isHidden() else "chevron-down")

    def _on_sign_clicked(self) -> None:
        if not self._sign.isEnabled():
            return
        self.set_busy(True)
        self._sign.setEnabled(False)
        self._sign.setText(self.tr("Đang ký…"))
        self.sign_requested.emit(tuple(self._ticked()), self.pin.take())

    def _explain(self, error: EcabinetError) -> tuple[str, str]:
        safe = self.tr("Chưa phiếu nào được ký. Bản nháp vẫn được giữ trên máy.")
        if isinstance(error, WrongSignerPinError):
            left = error.attempts_left
            title = (
                self.tr("Mã PIN ký chưa đúng. Còn {} lần thử.").format(left)
                if left is not None
                else self.tr("Mã PIN ký chưa đúng. Thiết bị ký sẽ khóa sau vài lần sai.")
            )
        elif isinstance(error, SignerLockedError):
            title = self.tr("Khóa ký đã bị khóa vì nhập sai nhiều lần. Liên hệ Văn phòng Chính phủ.")
        elif isinstance(error, SignerMissingError):
            title = self.tr("Không thấy thiết bị ký hoặc chứng thư. Hãy cắm thiết bị rồi thử lại.")
        elif isinstance(error, CertificateUnfitError):
            title = self.tr("Chứng thư không dùng để ký được: {}.").format(self._unfit(error.reason))
        elif isinstance(error, SignerCancelledError):
            title = self.tr("Đã dừng ký.")
        elif isinstance(error, StorageFullError):
            title = self.tr("Ổ đĩa đầy, không ghi được phiếu. Hãy giải phóng dung lượng rồi ký lại.")
        elif isinstance(error, PersonError):
            title = self.tr("Không ký được: {}").format(error)
        else:
            title = self.tr("Không ký được vì lỗi của máy.")
        return title, safe

    def _unfit(self, reason: str) -> str:
        return {
            "expired": self.tr("đã hết hạn"),
            "not_yet_valid": self.tr("chưa có hiệu lực"),
            "key_usage": self.tr("không có quyền ký số"),
            "algorithm": self.tr("thuật toán không được phép"),
            "name": self.tr("đăng ký cho người khác"),
        }.get(reason, reason)
