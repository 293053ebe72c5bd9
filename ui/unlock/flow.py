"""Unlocking: the PIN or the recovery code to an open profile, with a clear word for each way it can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from models.errors import (
    EcabinetError,
    KeyringUnavailableError,
    LeaseExpiredError,
    PinLockedError,
    StorageFullError,
    StoreDamagedError,
    StoreNewerError,
    VaultDamagedError,
    WeakPinError,
    WrongPinError,
    WrongRecoveryCodeError,
)
from models.ports import Clock, Link, SecretStore
from models.profile import read_profile
from models.profile_session import UnlockedProfile, open_profile, open_with_vault
from models.vault import open_with_recovery
from ui import words
from ui.bridge import Bridge
from ui.frame.chip import ChipState
from ui.settings.screen import IDLE_DEFAULT
from ui.theme import Theme
from ui.unlock.screen import Greeting, UnlockScreen


class UnlockFlow(QObject):
    """``opened`` carries the :class:`UnlockedProfile`."""

    opened = Signal(object)

    def __init__(
        self,
        theme: Theme,
        bridge: Bridge,
        folder: Path,
        secrets: SecretStore | None,
        clock: Clock,
        link: Link,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._renewed = False
        self._bridge = bridge
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._unsent = 0
        self.screen = UnlockScreen(theme)
        self.screen.pin_entered.connect(self._on_pin_entered)
        self.screen.recovery_entered.connect(self._on_recovery_entered)
        self._greet()

    def show_state(self, chip: ChipState, unsent: int) -> None:
        """What the loop does behind the lock."""
        self._unsent = unsent
        self.screen.set_state(chip)

    def _greet(self) -> None:
        public = read_profile(self._folder)
        lease = ""
        if public.lease_until:
            moment = words.from_stored(public.lease_until)
            lease = self.tr("Được dùng ngoại tuyến đến {}.").format(words.full_date(moment))
        self.screen.show_greeting(
            Greeting(
                person=public.person_name,
                device_line=public.device_name,
                auto_lock=self.tr("Tự khóa sau {} phút không dùng. Đổi trong Cài đặt.").format(IDLE_DEFAULT)
                if public.has_keyring
                else self.tr("Máy không có kho khóa: khi đang khóa, phiếu đã ký chờ đến lần mở kế tiếp mới gửi."),
                lease=lease,
                digits_only=public.has_keyring,
            )
        )

    def _on_pin_entered(self, pin: str) -> None:
        self._open(lambda: open_profile(self._folder, pin, self._secrets, self._clock), pin)

    def _open_rebuilt(self, pin: str) -> None:
        self._open(lambda: open_profile(self._folder, pin, self._secrets, self._clock, rebuild=True), "")

    def _on_recovery_entered(self, code: str, new_pin: str) -> None:
        def _recover() -> UnlockedProfile:
            vault = open_with_recovery(self._folder, code, self._secrets)
            try:
                vault.set_pin(new_pin)
            except EcabinetError:
                vault.lock()
                raise
            return open_with_vault(self._folder, vault, self._secrets, self._clock)

        self._open(_recover, "")

    def _open(self, task: Callable[[], UnlockedProfile], pin: str) -> None:
        self.screen.set_busy(True)
        self._bridge.then(
            self._bridge.work(task), self.opened.emit, lambda error: self._on_failed(error, pin), owner=self
        )

    def _on_failed(self, error: EcabinetError, pin: str) -> None:
        safe = (
            self.tr("{} phiếu đã ký và mọi ghi chú vẫn được giữ an toàn trên máy.").format(self._unsent)
            if self._unsent
            else self.tr("Mọi dữ liệu trên máy vẫn được giữ an toàn.")
        )
        if isinstance(error, WrongPinError):
            self.screen.show_wrong_pin(error.attempts_left, error.wait_seconds, safe)
        elif isinstance(error, PinLockedError):
            self.screen.show_locked_out(safe)
        elif isinstance(error, WrongRecoveryCodeError):
            self.screen.show_wrong_recovery()
        elif isinstance(error, StoreDamagedError) and pin:
            self.screen.show_failure(
                self.tr("Cơ sở dữ liệu trên máy bị hỏng, đang dựng lại."),
                self.tr("Mã PIN đúng. Phiếu đã ký, biên nhận được lấy lại từ máy này và từ máy chủ."),
            )
            self._open_rebuilt(pin)
        elif isinstance(error, LeaseExpiredError) and pin and not self._renewed:
            # Where no keyring lets the locked loop ask the hub, the PIN does it here, once.
            self._renewed = True
            self._bridge.then(
                self._link.renew_lease(pin),
                lambda _: self._on_pin_entered(pin),
                lambda _: self.screen.show_failure(*self._explain(error, safe)),
                owner=self,
            )
        else:
            self.screen.show_failure(*self._explain(error, safe))

    def _explain(self, error: EcabinetError, safe: str) -> tuple[str, str]:
        if isinstance(error, WeakPinError):
            return self.tr("Mã PIN mới quá yếu."), self.tr("Dùng 6 đến 12 chữ số, không lặp, không liền nhau.")
        if isinstance(error, LeaseExpiredError):
            return (
                self.tr("Đã hết hạn dùng ngoại tuyến."),
                self.tr("Nối mạng để máy tự gia hạn rồi mở lại. {}").format(safe),
            )
        if isinstance(error, KeyringUnavailableError):
            return (
                self.tr("Không mở được kho khóa của hệ thống."),
                self.tr("Hãy đăng nhập lại máy tính, hoặc mở bằng mã khôi phục. {}").format(safe),
            )
        if isinstance(error, StoreNewerError):
            return (
                self.tr("Dữ liệu được tạo bởi phiên bản mới hơn."),
                self.tr("Hãy cập nhật chương trình. {}").format(safe),
            )
        if isinstance(error, VaultDamagedError):
            return (
                self.tr("Tệp khóa của máy này bị hỏng cả hai bản."),
                self.tr("Liên hệ Văn phòng Chính phủ để đăng ký lại máy."),
            )
        if isinstance(error, StorageFullError):
            return self.tr("Ổ đĩa đầy."), self.tr("Hãy giải phóng dung lượng rồi mở lại. {}").format(safe)
        return self.tr("Chưa mở được vì lỗi của máy."), safe
