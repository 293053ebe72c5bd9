"""The hub's folder: what lies where, and how secrets are written.

::

    hub.json         settings (:class:`Settings`), no secrets
    root.key         the root key: to be taken offline after ``init``
    admin-N.key      administrators' keys, of which two approve a wipe: to be handed over after ``init``
    epochs/N.json    root-signed statements, exact bytes, each with N.sig
    keys/epoch-N/    working keys of one epoch, mode 0600
    keys/token.key   keys the device tokens
    keys/test-authority.pem   issues test certificates, where there is one
    keys/blob.key    encrypts the blobs; never part of a backup
    timestamp-anchors.pem   whom the timestamp authority is trusted by, where one is used
    hub.db           the database, where no URL is given
    blobs/           encrypted pieces of documents
    port             the port in use while the hub serves
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.durable import make_folder, write_file
from models.errors import DefectError, InvalidInputError
from models.signing.authority import TestAuthority


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``hub.json``. ``address`` is what enrolment codes carry (host:port); ``database`` a SQLAlchemy URL or empty
    for the file in the folder; ``timestamp_url`` an RFC 3161 authority or empty; ``test_authority`` lets devices
    get test certificates at enrolment; ``needs_epoch`` stands after a restore until a new epoch was signed.
    """

    root_key: str  # hex of the raw public key
    address: str
    database: str = ""
    is_sample: bool = False
    test_authority: bool = False
    timestamp_url: str = ""
    needs_epoch: bool = False
    lease_days: int = 30


@dataclass(frozen=True, slots=True)
class HubFolder:
    """Paths of one hub."""

    path: Path

    @property
    def settings_file(self) -> Path:
        return self.path / "hub.json"

    @property
    def root_key_file(self) -> Path:
        return self.path / "root.key"

    def administrator_file(self, number: int) -> Path:
        """An administrator's key: to be handed over after ``init``."""
        return self.path / f"admin-{number}.key"

    @property
    def epochs(self) -> Path:
        return self.path / "epochs"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def port_file(self) -> Path:
        return self.path / "port"

    @property
    def lock_file(self) -> Path:
        return self.path / "hub.lock"

    def epoch_keys(self, number: int) -> Path:
        """Folder of one epoch's private keys."""
        return self.keys / f"epoch-{number}"

    def settings(self) -> Settings:
        """Read ``hub.json``. Raises :class:`InvalidInputError` when this is no hub's folder."""
        try:
            return msgspec.json.decode(self.settings_file.read_bytes(), type=Settings)
        except FileNotFoundError as error:
            raise InvalidInputError(f"not a hub folder: {self.path}") from error
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise InvalidInputError(f"hub.json is damaged: {error}") from error

    def write_settings(self, settings: Settings) -> None:
        """Replace ``hub.json`` as a whole."""
        write_secret(self.settings_file, msgspec.json.format(msgspec.json.encode(settings)))

    def database_url(self, settings: Settings) -> str:
        """The URL to open."""
        return settings.database or f"sqlite:///{self.path / 'hub.db'}"

    def secret(self, name: str) -> bytes:
        """A 32-byte secret of ``keys/``, made at the first call."""
        file = self.keys / name
        if not file.exists():
            write_secret(file, secrets.token_bytes(32))
        data = file.read_bytes()
        if len(data) != 32:
            raise DefectError(f"{file.name} is damaged")
        return data

    @property
    def timestamp_anchors_file(self) -> Path:
        return self.path / "timestamp-anchors.pem"

    @property
    def test_authority_file(self) -> Path:
        return self.keys / "test-authority.pem"

    def test_authority(self) -> TestAuthority | None:
        """The hub's own authority for test certificates, where it has one."""
        try:
            return TestAuthority.decode(self.test_authority_file.read_bytes())
        except FileNotFoundError:
            return None

    def stored_epochs(self) -> list[tuple[bytes, bytes]]:
        """Every (statement, signature), oldest first."""
        files = sorted(self.epochs.glob("*.json"), key=lambda file: int(file.stem))
        return [(file.read_bytes(), file.with_suffix(".sig").read_bytes()) for file in files]

    def store_epoch(self, number: int, statement: bytes, signature: bytes) -> None:
        """Add a signed epoch; the signature first, so that a listed statement always has one."""
        write_public(self.epochs / f"{number}.sig", signature)
        write_public(self.epochs / f"{number}.json", statement)


def write_secret(path: Path, data: bytes) -> None:
    """Write durably, for the owner only; folders are made."""
    make_folder(path.parent)
    write_file(path, data)


def write_public(path: Path, data: bytes) -> None:
    """Write durably, readable by all who may enter the folder."""
    make_folder(path.parent)
    write_file(path, data, private=False)
