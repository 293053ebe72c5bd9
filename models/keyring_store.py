"""The system's keyring as a :class:`models.ports.SecretStore` (Secret Service, Credential Manager, Keychain)."""

from __future__ import annotations

import base64
import binascii
import secrets
from types import ModuleType
from typing import Final

from models.errors import KeyringUnavailableError

SERVICE: Final = "e-Cabinet"


class KeyringStore:
    """Secrets under one service name, base64 in the keyring's text fields.

    Every method raises :class:`KeyringUnavailableError` where the system offers no keyring, or it is locked.
    """

    def __init__(self, service: str = SERVICE) -> None:
        self._service = service

    def get(self, name: str) -> bytes | None:
        """The secret, or None."""
        with _naming_faults() as keyring:
            text = keyring.get_password(self._service, name)
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return None  # not written by us: as good as lost

    def put(self, name: str, value: bytes) -> None:
        """Store."""
        with _naming_faults() as keyring:
            keyring.set_password(self._service, name, base64.b64encode(value).decode())

    def remove(self, name: str) -> None:
        """Delete if present."""
        with _naming_faults() as keyring:
            if keyring.get_password(self._service, name) is not None:
                keyring.delete_password(self._service, name)

    def probe(self) -> bool:
        """Whether there is a keyring that gives back what it was given. May ask the person to unlock it."""
        name, value = f"probe/{secrets.token_hex(8)}", secrets.token_bytes(8)
        try:
            self.put(name, value)
            found = self.get(name)
            self.remove(name)
        except KeyringUnavailableError:
            return False
        return found == value


class _naming_faults:  # noqa: N801 - used like a function
    """Gives the keyring library, and turns its errors into ours."""

    def __enter__(self) -> ModuleType:
        import keyring  # noqa: PLC0415 - late: the library costs start-up time

        return keyring

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        # Backends raise what they like (D-Bus errors among them): all of it means "no keyring now".
        if isinstance(error, Exception):
            raise KeyringUnavailableError(f"keyring: {type(error).__name__}") from error
