"""What the Office confirms before an act is sealed: facts, a reason where one is needed, then the one button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from models.errors import (
    EcabinetError,
    InvalidInputError,
    NotAllowedError,
    RefusedError,
    SecrecyRefusedError,
    StorageFullError,
    VaultLockedError,
)
from models.queries.client.office import LateAnswerRow
from ui import words
from ui.office.fields import TextField
from ui.office.map_rows import late_reason, when
from ui.theme import Colour, Style, Theme, Tone
from ui.widgets.buttons import TALL, Button, ButtonKind
from ui.widgets.cards import KeyValueBox, Notice
from ui.widgets.fields import CheckBox, ChoiceCards
from ui.widgets.overlay import Dialog
from ui.widgets.text import Label

_GROUNDS_MOST = 2_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("office", text)


class ActDialog(Dialog):
    """Base of the Office's dialogs: facts in a sunken box, a foot with "Quay lại" and the act, a place for trouble.

    ``confirmed`` once per click; the dialog is busy until :meth:`show_failure` or until it is closed. A subclass fills
    the body and then calls :meth:`finish`, so that Tab goes through the body before the foot.
    """

    confirmed = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        act: str,
        *,
        warning: str = "",
        width: int = 720,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icon, title, width=width, parent=parent)
        self._act_words = act
        self._trouble: Notice | None = None
        self._back = Button(theme, self.tr("Quay lại"), height=TALL)
        self._back.clicked.connect(self.close_requested)
        self._act = Button(theme, act, ButtonKind.PRIMARY, icon=icon, height=TALL)
        self._act.clicked.connect(self._on_act_clicked)
        self._warning = warning

    def finish(self) -> None:
        """The body is complete: put the foot below it."""
        self.set_foot(self._warning, self._back, self._act)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        """The button that changes nothing: Enter by habit must not seal an act."""
        return self._back

    def is_ready(self) -> bool:
        """Whether the act may be asked for now."""
        return True

    def refresh(self) -> None:
        """Bring the act's button in line with what is filled in."""
        self._act.setEnabled(self.is_ready() and not self.keeps_open())

    def show_failure(self, error: EcabinetError) -> None:
        """Say what went wrong and what is safe."""
        self.set_busy(False)
        self._act.setText(self._act_words)
        title, text = failure_words(error)
        if self._trouble is None:
            self._trouble = Notice(self._theme, Tone.RED, "circle-x", title, text, in_panel=True)
            self.body.addWidget(self._trouble)
        self._trouble.set_words(title, text)
        self.refresh()

    def _on_act_clicked(self) -> None:
        if not self.is_ready() or self.keeps_open():
            return
        self.set_busy(True)
        self._act.setEnabled(False)
        self._act.setText(self.tr("Đang ký và ghi…"))
        self.confirmed.emit()


class ConfirmDialog(ActDialog):
    """An act on one ballot: what it does in words, its facts; ``reason`` asks for grounds that are kept."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        act: str,
        *,
        intro: str,
        facts: Sequence[tuple[str, str, bool]],
        warning: str,
        reason: str = "",
        declaration: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``facts`` are (key, value, bold); ``declaration`` has to be ticked."""
        super().__init__(theme, icon, title, act, warning=warning, parent=parent)
        self.body.addWidget(Label(theme, intro, Style.COMPACT, Colour.INK2, wrap=True))
        self.box = KeyValueBox(theme, facts)
        self.body.addWidget(self.box)
        self._reason = TextField(theme, reason, lines=3) if reason else None
        if self._reason is not None:
            self._reason.edited.connect(self.refresh)
            self.body.addWidget(self._reason)
        self._declared = CheckBox(theme, declaration) if declaration else None
        if self._declared is not None:
            self._declared.toggled.connect(lambda _: self.refresh())
            self.body.addWidget(self._declared)
        self.finish()

    def first_focus(self) -> QWidget | None:
        return self._reason or super().first_focus()

    def reason(self) -> str:
        """What the person wrote, without blank ends."""
        return self._reason.text().strip() if self._reason is not None else ""

    def is_ready(self) -> bool:
        told = self._reason is None or 0 < len(self.reason()) <= _GROUNDS_MOST
        return told and (self._declared is None or self._declared.isChecked())


class LateDialog(ActDialog):
    """The chair decides whether one late or indeterminate answer counts; grounds are needed and kept."""

    def __init__(
        self,
        theme: Theme,
        row: LateAnswerRow,
        office: str,
        deadline: datetime,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme,
            "hourglass",
            self.tr("Quyết định về câu trả lời của {}").format(office),
            self.tr("Ghi quyết định"),
            warning=self.tr("Quyết định và căn cứ được ghi vào sổ, không xóa được. Kết quả đã có sẽ được lập lại."),
            parent=parent,
        )
        box = KeyValueBox(theme)
        box.add(self.tr("Câu trả lời"), words.choice(row.choice), bold=True)
        if row.opinion.strip():
            box.add(self.tr("Ý kiến ghi kèm"), f"“{row.opinion}”")
        box.add(self.tr("Hạn trả lời"), words.deadline(deadline))
        box.add(self.tr("Ký không sớm hơn"), words.moment_full(row.not_before))
        box.add(self.tr("Nhận lúc"), words.moment_full(row.received_at))
        committed = (
            self.tr("có, lúc {}").format(when(row.committed_at, now)) if row.committed_at else self.tr("không có")
        )
        box.add(self.tr("Mã qua điện thoại"), committed)
        if why := late_reason(row):
            box.add(self.tr("Vì sao phải quyết định"), why)
        self.body.addWidget(box)
        self._choices = ChoiceCards(theme, (("yes", self.tr("Được tính")), ("no", self.tr("Không được tính"))))
        self._choices.chosen.connect(lambda _: self.refresh())
        self.body.addWidget(self._choices)
        self._grounds = TextField(theme, self.tr("Căn cứ của quyết định"), lines=3)
        self._grounds.edited.connect(self.refresh)
        self.body.addWidget(self._grounds)
        self.finish()

    def counts(self) -> bool:
        """Whether the answer is to be counted."""
        return self._choices.choice() == "yes"

    def grounds(self) -> str:
        """Why, without blank ends."""
        return self._grounds.text().strip()

    def is_ready(self) -> bool:
        return self._choices.choice() is not None and 0 < len(self.grounds()) <= _GROUNDS_MOST

    def first_focus(self) -> QWidget | None:
        return None


def failure_words(error: EcabinetError) -> tuple[str, str]:
    """What happened and what is safe, for an act of the Office that was not sealed."""
    safe = _tr("Chưa có gì được gửi đi. Có thể thử lại.")
    if isinstance(error, VaultLockedError):
        return _tr("Ứng dụng vừa tự khóa. Hãy mở khóa rồi làm lại."), safe
    if isinstance(error, StorageFullError):
        return _tr("Ổ đĩa đầy, không ghi được. Hãy giải phóng dung lượng rồi làm lại."), safe
    if isinstance(error, NotAllowedError):
        return _tr("Vai trò hiện tại không được làm việc này."), safe
    if isinstance(error, SecrecyRefusedError):
        return _tr("Tài liệu có dấu hiệu bí mật nhà nước, không được đưa vào hệ thống."), safe
    if isinstance(error, RefusedError):
        return words.refusal(error.reason), safe
    if isinstance(error, InvalidInputError):
        return _tr("Nội dung chưa đúng quy định. Hãy xem lại từng ô rồi làm lại."), safe
    return _tr("Không ghi được vì lỗi của máy."), safe
