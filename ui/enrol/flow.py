"""First run: the one-time code to a fresh profile and its recovery code."""

from __future__ import annotations

import platform
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from models.errors import (
    EcabinetError,
    EnrolmentCodeError,
    HubAnswerError,
    HubIdentityError,
    KeyringUnavailableError,
    OfflineError,
    StorageFullError,
    WeakPinError,
)
from models.ports import EnrolmentPreview, EnrolmentResult, Link
from ui.bridge import Bridge
from ui.enrol.form import CheckedCode, EnrolmentRequest, SigningDevice
from ui.enrol.screen import EnrolScreen
from ui.theme import Theme

_SOFTWARE = "software"


class EnrolFlow(QObject):
    """``finished`` once the person has confirmed that the recovery code is kept."""

    finished = Signal()

    def __init__(
        self,
        theme: Theme,
        bridge: Bridge,
        link: Link,
        suggested_code: str = "",
        parent: QObject | None = None,
        *,
        has_keyring: bool = True,
    ) -> None:
        super().__init__(parent)
        self._has_keyring = has_keyring
        self._bridge = bridge
        self._link = link
        self.screen = EnrolScreen(theme)
        self.screen.form.set_signing_devices(
            (
                SigningDevice(
                    _SOFTWARE,
                    self.tr("Khóa ký trên máy này"),
                    self.tr("Được bảo vệ bằng mã PIN ký riêng"),
                    icon="key-round",
                    has_own_pin=False,
                ),
            )
        )
        self.screen.code_completed.connect(self._on_code_completed)
        self.screen.submitted.connect(self._on_submitted)
        self.screen.print_requested.connect(self._on_print_requested)
        self.screen.finished.connect(self.finished)
        if not has_keyring:
            self.screen.form.ask_passphrase()
        if suggested_code:
            self.screen.form.code.set_text(suggested_code)
            self._on_code_completed(suggested_code)

    def _on_code_completed(self, code: str) -> None:
        self.screen.form.show_checking()
        self._bridge.then(self._link.preview(code), self._on_previewed, self._on_code_failed, owner=self)

    def _on_previewed(self, preview: EnrolmentPreview) -> None:
        minutes = max(0, round((preview.expires_at - datetime.now(UTC)).total_seconds() / 60))
        self.screen.form.show_code(
            CheckedCode(
                title=self.tr("Văn phòng Chính phủ · mã hợp lệ, còn {} phút").format(minutes),
                person_line=self.tr("Cấp cho: {}, {}").format(preview.person_name, preview.organization_name),
                fingerprint_line=self.tr("Dấu khóa gốc {}, khớp với mã").format(preview.root_fingerprint),
                device_name=platform.node()[:80],
            )
        )

    def _on_code_failed(self, error: EcabinetError) -> None:
        self.screen.form.show_code_failure(*self._explain(error))

    def _on_submitted(self, request: EnrolmentRequest) -> None:
        self.screen.set_busy(True)
        self._bridge.then(
            self._link.enrol(request.code, request.device_name, request.pin, request.signing_pin),
            self._on_enrolled,
            self._on_failed,
            owner=self,
        )

    def _on_enrolled(self, result: EnrolmentResult) -> None:
        self.screen.show_recovery(result.recovery_code, has_keyring=result.has_keyring)

    def _on_failed(self, error: EcabinetError) -> None:
        if isinstance(error, WeakPinError):
            self.screen.set_busy(False)
            self.screen.form.show_pin_failure(
                self.tr("Mã PIN quá yếu: 6 đến 12 chữ số, không lặp, không liền nhau.")
                if self._has_keyring
                else self.tr("Cụm mật khẩu quá yếu: ít nhất 12 ký tự, gồm cả chữ.")
            )
            return
        self.screen.show_failure(*self._explain(error))

    def _explain(self, error: EcabinetError) -> tuple[str, str]:
        if isinstance(error, EnrolmentCodeError):
            return {
                "malformed": (self.tr("Mã gõ chưa đúng."), self.tr("Kiểm tra lại từng nhóm bốn ký tự.")),
                "unknown": (self.tr("Máy chủ không biết mã này."), self.tr("Hãy xin mã mới của Văn phòng Chính phủ.")),
                "used": (self.tr("Mã đã được dùng."), self.tr("Mỗi mã dùng một lần. Hãy xin mã mới.")),
                "expired": (self.tr("Mã đã hết hạn."), self.tr("Mã có hạn 30 phút. Hãy xin mã mới.")),
            }[error.reason]
        if isinstance(error, OfflineError):
            return (
                self.tr("Không liên lạc được với máy chủ."),
                self.tr("Đăng ký cần mạng một lần. Kiểm tra mạng rồi thử lại; mã vẫn dùng được."),
            )
        if isinstance(error, HubIdentityError):
            return (
                self.tr("Máy chủ trả lời không phải máy chủ đã cấp mã."),
                self.tr("Không có gì được gửi đi. Hãy báo Văn phòng Chính phủ."),
            )
        if isinstance(error, HubAnswerError):
            return (
                self.tr("Mạng trả về trang lạ thay cho máy chủ."),
                self.tr("Có thể cần đăng nhập Wi-Fi. Không có gì được gửi đi."),
            )
        if isinstance(error, KeyringUnavailableError):
            return (
                self.tr("Không mở được kho khóa của hệ thống."),
                self.tr("Đăng nhập lại máy tính rồi thử lại."),
            )
        if isinstance(error, StorageFullError):
            return self.tr("Ổ đĩa đầy."), self.tr("Hãy giải phóng dung lượng rồi thử lại.")
        return self.tr("Chưa đăng ký được vì lỗi của máy."), self.tr("Hãy thử lại; mã vẫn dùng được nếu chưa hết hạn.")

    def _on_print_requested(self, code: str) -> None:
        """Straight to the printer: the code is never written to a file by this program."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self.screen)
        dialog.accepted.connect(lambda: self._print(printer, code))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def _print(self, printer: QPrinter, code: str) -> None:
        painter = QPainter(printer)
        unit = printer.resolution() / 72
        for size, line, text in (
            (16.0, 90.0, self.tr("Mã khôi phục e-Cabinet")),
            (18.0, 140.0, code),
            (11.0, 180.0, self.tr("Giữ nơi an toàn, tách khỏi máy. Mã này mở được dữ liệu trên máy khi quên mã PIN.")),
        ):
            font = QFont("Noto Sans")
            font.setPointSizeF(size)
            painter.setFont(font)
            painter.drawText(QPointF(72 * unit, line * unit), text)
        painter.end()
