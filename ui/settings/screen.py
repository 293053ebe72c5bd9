"""Cài đặt: cards of plain controls; what changes takes effect at once."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from models.commands.client.settings import set_setting
from models.desk.signers import TokenChoice, choose_token, chosen_token, signer_of
from models.errors import EcabinetError
from models.local_settings import setting
from models.queries.client.people import CertificateRow, DeviceRow, MeRow, list_certificates, list_devices, me
from models.queries.client.sync_state import SyncStateRow, sync_state
from models.types import ChangeSet
from ui import words
from ui.context import Context
from ui.preferences import Language, Preferences
from ui.settings.pin_dialog import PinDialog
from ui.settings.signer_card import SignerCard
from ui.theme import Colour, Scheme, Space, Style, Theme
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card, KeyValueBox, SectionHead
from ui.widgets.overlay import Overlay, Scroller
from ui.widgets.tabs import Segments, TabSpec
from ui.widgets.text import Label

IDLE_SETTING = "idle_minutes"
IDLE_DEFAULT = 5
_IDLE_CHOICES = (1, 2, 5, 10, 15, 30)
_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
_LICENCES = Path(__file__).resolve().parents[2] / "docs" / "licences.md"
_VERSION = "0.1.0"


class SettingsScreen(QWidget):
    """``preferences_changed`` carries the new :class:`Preferences`; ``idle_changed`` minutes; ``lock_requested``."""

    preferences_changed = Signal(object)
    idle_changed = Signal(int)
    lock_requested = Signal()

    def __init__(
        self, context: Context, overlay: Overlay, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._overlay = overlay
        self._preferences = preferences
        self._dialog: PinDialog | None = None
        self._token_shown: tuple[TokenChoice | None, ...] = ()
        self._account = KeyValueBox(context.theme)
        self._storage = KeyValueBox(context.theme)
        self._account_place = QVBoxLayout()
        self._storage_place = QVBoxLayout()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        for card in (
            self._account_card(context.theme),
            self._look_card(context.theme),
            self._lock_card(context.theme),
            self._signer_card(context.theme),
            self._storage_card(context.theme),
            self._about_card(context.theme),
        ):
            card.setMaximumWidth(880)
            column.addWidget(card)
        column.addStretch(1)
        scroller = Scroller(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroller)
        context.bridge.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Read the account, devices, storage and lock settings again."""
        context, now = self._context, self._context.now()
        device = context.profile.public.device
        context.read(lambda s: me(s, context.person, now), self._on_me, owner=self)
        context.read(
            lambda s: (list_devices(s, context.person, device), list_certificates(s, context.person)),
            lambda rows: self._on_devices(*rows),
            owner=self,
        )
        context.read(sync_state, self._on_state, owner=self)
        context.read(chosen_token, self._on_token_read, owner=self)
        context.read(lambda s: setting(s, IDLE_SETTING, str(IDLE_DEFAULT)), self._on_idle_read, owner=self)

    # -- cards ---------------------------------------------------------------------------------------------------

    def _account_card(self, theme: Theme) -> Card:
        card = Card(theme)
        column = card.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Tài khoản và thiết bị")))
        self._who = Label(theme, "", Style.BODY_BOLD, wrap=True)
        column.addWidget(self._who)
        column.addLayout(self._account_place)
        return card

    def _look_card(self, theme: Theme) -> Card:
        card = Card(theme)
        column = card.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Hiển thị")))
        schemes = Segments(
            theme, (TabSpec(Scheme.LIGHT.value, self.tr("Sáng")), TabSpec(Scheme.DARK.value, self.tr("Tối")))
        )
        schemes.set_current(self._preferences.scheme.value)
        schemes.chosen.connect(lambda key: self._prefer(replace(self._preferences, scheme=Scheme(key))))
        scales = Segments(theme, [TabSpec(f"{scale:.2f}", f"{scale * 100:.0f} %") for scale in _SCALES])
        scales.set_current(f"{self._preferences.scale:.2f}")
        scales.chosen.connect(lambda key: self._prefer(replace(self._preferences, scale=float(key))))
        languages = Segments(
            theme, (TabSpec(Language.VIETNAMESE.value, "Tiếng Việt"), TabSpec(Language.ENGLISH.value, "English"))
        )
        languages.set_current(self._preferences.language.value)
        languages.chosen.connect(lambda key: self._prefer(replace(self._preferences, language=Language(key))))
        column.addLayout(self._line(theme, self.tr("Giao diện"), schemes))
        column.addLayout(self._line(theme, self.tr("Cỡ chữ"), scales))
        column.addLayout(self._line(theme, self.tr("Ngôn ngữ"), languages))
        return card

    def _lock_card(self, theme: Theme) -> Card:
        card = Card(theme)
        column = card.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Khóa và mã PIN")))
        self._idle = QComboBox()
        self._idle.setAccessibleName(self.tr("Tự khóa sau"))
        self._idle.setMinimumHeight(40)
        for minutes in _IDLE_CHOICES:
            self._idle.addItem(self.tr("{} phút không dùng").format(minutes), minutes)
        self._idle.activated.connect(self._on_idle_chosen)
        column.addLayout(self._line(theme, self.tr("Tự khóa sau"), self._idle))
        acts = QHBoxLayout()
        change = Button(theme, self.tr("Đổi mã PIN mở máy"), icon="key-round")
        change.clicked.connect(self._on_change_pin)
        lock = Button(theme, self.tr("Khóa ngay (Ctrl+L)"), ButtonKind.QUIET, icon="lock")
        lock.clicked.connect(self.lock_requested)
        acts.addWidget(change)
        acts.addWidget(lock)
        acts.addStretch(1)
        column.addLayout(acts)
        self._pin_state = Label(theme, "", Style.META, Colour.INK2)
        self._pin_state.hide()
        column.addWidget(self._pin_state)
        return card

    def _signer_card(self, theme: Theme) -> Card:
        self._signer = SignerCard(theme)
        self._signer.token_chosen.connect(self._on_token_chosen)
        return self._signer

    def _storage_card(self, theme: Theme) -> Card:
        card = Card(theme)
        column = card.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Bộ nhớ trên máy")))
        column.addLayout(self._storage_place)
        return card

    def _about_card(self, theme: Theme) -> Card:
        card = Card(theme)
        column = card.column(Space.M, Space.S)
        column.addWidget(SectionHead(theme, self.tr("Giới thiệu và chẩn đoán")))
        column.addWidget(Label(theme, self.tr("e-Cabinet {}").format(_VERSION), Style.BODY))
        column.addWidget(
            Label(
                theme,
                self.tr("Bản chẩn đoán là chữ thuần, không có nội dung tài liệu, phiếu hay tên người."),
                Style.META,
                Colour.INK2,
                wrap=True,
            )
        )
        acts = QHBoxLayout()
        copy = Button(theme, self.tr("Chép bản chẩn đoán"), icon="copy")
        copy.clicked.connect(self._on_copy_diagnostics)
        licences = Button(theme, self.tr("Giấy phép phần mềm"), ButtonKind.QUIET)
        licences.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(_LICENCES))))
        acts.addWidget(copy)
        acts.addWidget(licences)
        acts.addStretch(1)
        column.addLayout(acts)
        return card

    def _line(self, theme: Theme, label: str, control: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        name = Label(theme, label, Style.BODY)
        name.setMinimumWidth(152)
        line.addWidget(name)
        line.addWidget(control)
        line.addStretch(1)
        return line

    # -- what was read -------------------------------------------------------------------------------------------

    def _on_me(self, row: MeRow | None) -> None:
        public = self._context.profile.public
        name, office = (row.name, row.organization_name) if row else (public.person_name, public.organization_name)
        self._who.set_words(f"{name} · {office}")

    def _on_devices(self, devices: Sequence[DeviceRow], certificates: Sequence[CertificateRow]) -> None:
        box = KeyValueBox(self._context.theme)
        for device in devices:
            state = self.tr("đã thu hồi {}").format(words.full_date(device.revoked_at)) if device.revoked_at else ""
            this = self.tr("máy này") if device.is_this else ""
            since = self.tr("đăng ký {}").format(words.full_date(device.enrolled_at))
            box.add(device.name, " · ".join(part for part in (this, since, state) if part), bold=device.is_this)
        for certificate in certificates:
            kinds = [self.tr("khóa trên máy") if certificate.software_key else self.tr("thiết bị ký")]
            kinds += [self.tr("thử nghiệm")] if certificate.is_test else []
            kinds += [self.tr("đã thu hồi")] if certificate.revoked_at else []
            mark = certificate.id[:16].upper()
            box.add(self.tr("Chứng thư"), " · ".join([*kinds, " ".join(mark[i : i + 4] for i in range(0, 16, 4))]))
        _put(self._account_place, box)

    def _on_state(self, row: SyncStateRow) -> None:
        box = KeyValueBox(self._context.theme)
        storage = row.storage
        box.add(self.tr("Tài liệu"), words.size(storage.papers))
        box.add(self.tr("Phiếu đã ký và thao tác"), words.size(storage.acts))
        if row.lease_until is not None:
            box.add(self.tr("Dùng ngoại tuyến đến"), words.deadline(row.lease_until))
        _put(self._storage_place, box)

    def _on_idle_read(self, value: str) -> None:
        minutes = int(value) if value.isdigit() else IDLE_DEFAULT
        index = self._idle.findData(minutes)
        self._idle.setCurrentIndex(index if index >= 0 else self._idle.findData(IDLE_DEFAULT))

    def _on_changed(self, changes: ChangeSet) -> None:
        if any(changes.ids(kind) for kind in ("device", "certificate", "person", "held_document", "setting")):
            self.refresh()

    def _on_token_read(self, token: TokenChoice | None) -> None:
        if self._token_shown == (token,):
            return  # small values change with every exchange; a token is asked only when it is another
        self._token_shown = (token,)
        self._signer.show_choice(token)
        profile = self._context.profile
        self._context.work(
            lambda: signer_of(profile).identity(), self._signer.show_identity, self._signer.show_trouble, owner=self
        )

    # -- intents -------------------------------------------------------------------------------------------------

    def _prefer(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self.preferences_changed.emit(preferences)

    def _on_idle_chosen(self, _: int) -> None:
        minutes = int(self._idle.currentData())
        self._context.write(lambda s: set_setting(s, IDLE_SETTING, str(minutes)), owner=self)
        self.idle_changed.emit(minutes)

    def _on_token_chosen(self, token: TokenChoice | None) -> None:
        self._token_shown = ()  # also when the same one is chosen again: it may have been plugged in since
        self._context.write(lambda s: choose_token(s, token), owner=self)

    def _on_change_pin(self) -> None:
        dialog = PinDialog(self._context.theme, digits_only=self._context.profile.public.has_keyring)
        dialog.submitted.connect(self._on_pin_submitted)
        self._dialog = dialog
        self._overlay.open(dialog)

    def _on_pin_submitted(self, old: str, new: str) -> None:
        vault, now = self._context.profile.vault, self._context.now()
        self._context.work(
            lambda: vault.change_pin(old, new, now), self._on_pin_changed, self._on_pin_failed, owner=self
        )

    def _on_pin_changed(self, _: object) -> None:
        if self._dialog is not None:
            self._dialog.set_busy(False)
            self._dialog = None
        self._overlay.close_panel()
        self._pin_state.set_words(self.tr("Đã đổi mã PIN."))
        self._pin_state.show()

    def _on_pin_failed(self, error: EcabinetError) -> None:
        if self._dialog is not None:
            self._dialog.show_failure(error)

    def _on_copy_diagnostics(self) -> None:
        state = self._context.activity.state()
        lines = (
            f"e-Cabinet {_VERSION}",
            f"Python {sys.version.split()[0]}, Qt {qVersion()}, {platform.system()} {platform.release()}",
            f"phase {state.phase.value}, last error {state.error or '-'}",
            f"keyring {'yes' if self._context.profile.public.has_keyring else 'no'}",
        )
        QGuiApplication.clipboard().setText("\n".join(lines))


def _put(place: QVBoxLayout, widget: QWidget) -> None:
    """Show ``widget`` alone in ``place``."""
    while (item := place.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.deleteLater()
    place.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
