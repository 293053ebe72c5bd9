"""What every command needs: the folder, the PINs, the keyring, and where to print."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.errors import InvalidInputError
from models.keyring_store import KeyringStore
from models.ports import SecretStore
from models.profile import ProfileLock, profile_exists
from models.profile_session import UnlockedProfile, open_profile


class SystemClock:
    """The device's clock."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


class Console:
    """One run of the command line."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.folder: Path = options.profile
        self.as_json: bool = options.json
        self.clock = SystemClock()
        self._pin_fd: int | None = options.pin_fd
        self._signing_pin_fd: int | None = options.signing_pin_fd
        self._secrets: SecretStore | None = None
        self._was_probed = False

    @property
    def secrets(self) -> SecretStore | None:
        """The system's keyring, None where there is none."""
        if not self._was_probed:
            keyring = KeyringStore()
            self._secrets = keyring if keyring.probe() else None
            self._was_probed = True
        return self._secrets

    def locked_folder(self) -> AbstractContextManager[object]:
        """One process for a profile."""
        return ProfileLock(self.folder)

    def require_profile(self) -> None:
        """Raises InvalidInputError where nothing is enrolled in the folder."""
        if not profile_exists(self.folder):
            raise InvalidInputError("chưa đăng ký máy trong thư mục này (lệnh enrol)")

    @contextmanager
    def unlocked(self, *, rebuild: bool = False) -> Iterator[UnlockedProfile]:
        """The opened profile; the PIN is asked for."""
        self.require_profile()
        profile = open_profile(self.folder, self.pin(), self.secrets, self.clock, rebuild=rebuild)
        with profile:
            yield profile

    def pin(self) -> str:
        """The unlock PIN or passphrase."""
        return _secret(self._pin_fd, "Mã PIN mở khóa: ")

    def signing_pin(self) -> str:
        """The signing PIN, or the token's."""
        return _secret(self._signing_pin_fd, "Mã PIN ký: ")

    def new_pin(self, words: str, descriptor: int | None) -> str:
        """A new PIN, typed twice at a terminal."""
        if descriptor is not None:
            return _secret(descriptor, "")
        first = getpass.getpass(f"{words}: ")
        if first != getpass.getpass(f"{words}, nhập lại: "):
            raise InvalidInputError("hai lần nhập không giống nhau")
        return first

    def new_unlock_pin(self) -> str:
        """The PIN of a fresh profile; a passphrase where the system has no keyring."""
        words = "Đặt mã PIN mở khóa (6 đến 12 chữ số)"
        if self.secrets is None:
            words = "Máy không có kho khóa. Đặt cụm mật khẩu mở khóa (từ 12 ký tự)"
        return self.new_pin(words, self._pin_fd)

    def new_signing_pin(self) -> str:
        """The PIN of a fresh signing key."""
        return self.new_pin("Đặt mã PIN ký (từ 6 ký tự)", self._signing_pin_fd)

    def show(self, data: Mapping[str, Any], lines: list[str]) -> None:
        """Print ``data`` as JSON when asked for, else the ``lines``."""
        if self.as_json:
            print(json.dumps(data, ensure_ascii=False, indent=1, default=_plain))
        else:
            print("\n".join(lines))

    def fail(self, words: str, name: str) -> None:
        """Say what went wrong."""
        if self.as_json:
            print(json.dumps({"error": name, "message": words}, ensure_ascii=False))
        else:
            print(words, file=sys.stderr)


def open_console(options: argparse.Namespace) -> Console:
    """The console of parsed options."""
    return Console(options)


def _secret(descriptor: int | None, words: str) -> str:
    if descriptor is None:
        return getpass.getpass(words)
    try:
        with os.fdopen(os.dup(descriptor), "r", encoding="utf-8") as stream:
            return stream.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"không đọc được mã PIN từ tệp mô tả {descriptor}") from error


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
