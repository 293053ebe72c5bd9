"""Making a hub: its folder, keys, first epoch and empty database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.commands.server.auditing import SYSTEM
from models.durable import make_folder
from models.enrol_code import make_enrol_code
from models.epochs import EpochReason, root_key_id, sign_epoch
from models.errors import InvalidInputError
from models.hub_store import HubDatabase
from models.ledger import EMPTY_ROOT
from models.signing.authority import TestAuthority
from sync.server import tls
from sync.server.anchors import add_anchor
from sync.server.epoch_keys import adopt_epoch, new_private_key, prepare_epoch
from sync.server.folder import HubFolder, Settings, write_secret

ADMINISTRATORS = 2
_EXPLANATION = "Khởi tạo máy chủ e-Cabinet: bộ khóa đầu tiên."


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """``address`` (host:port) goes into enrolment codes; ``tls_pair`` certificate and key PEM, None: self-made."""

    address: str
    database: str = ""
    tls_pair: tuple[bytes, bytes] | None = None
    is_sample: bool = False
    test_authority: bool = False


def create_hub(path: Path, options: SetupOptions, now: datetime) -> HubFolder:
    """Make a hub in an empty or new folder. Raises :class:`InvalidInputError`.

    ``root.key`` and the administrators' keys lie in the folder afterwards: they must be taken off the machine.
    """
    folder = HubFolder(path)
    if path.exists() and any(path.iterdir()):
        raise InvalidInputError(f"the folder is not empty: {path}")
    host = make_enrol_code(options.address, bytes(32), bytes(10)).address.rpartition(":")[0] or options.address
    make_folder(path)
    root = new_private_key(folder.root_key_file)
    root_public = root.public_key().public_bytes_raw()
    administrators = [new_private_key(folder.administrator_file(n)) for n in range(1, ADMINISTRATORS + 1)]
    folder.write_settings(
        Settings(
            root_key=root_public.hex(),
            address=options.address,
            database=options.database,
            is_sample=options.is_sample,
            test_authority=options.test_authority,
        )
    )
    statement = prepare_epoch(
        folder,
        root_key_id(root_public),
        None,
        (0, EMPTY_ROOT),
        options.tls_pair or tls.self_made(host, now),
        EpochReason.FIRST,
        tuple(map(_public, administrators)),
        _EXPLANATION,
        now,
    )
    adopt_epoch(folder, root_public, statement.encode(), sign_epoch(statement, root))
    folder.secret("token.key")
    folder.secret("blob.key")
    database = HubDatabase(folder.database_url(folder.settings()))
    try:
        database.upgrade()
        if options.test_authority:
            _make_test_authority(folder, database, now)
    finally:
        database.close()
    return folder


def _make_test_authority(folder: HubFolder, database: HubDatabase, now: datetime) -> None:
    authority = TestAuthority.create(now)
    write_secret(folder.test_authority_file, authority.encode())
    with database.writing() as session:
        add_anchor(session, SYSTEM, authority.certificate, is_test=True, now=now)


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
