"""``backup`` and ``restore``. A backup holds the database and the encrypted blobs, and no key.

The keys (``keys/``, ``root.key``) are kept apart: a stolen backup does not read, a restore needs both. After a restore
the ledger may be shorter than what devices have seen; so the hub refuses to serve until a new epoch was signed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from models.durable import make_folder, write_file
from models.errors import InvalidInputError
from models.hub_store import HubDatabase
from sync.server.admin.output import command, say
from sync.server.folder import HubFolder

_MANIFEST = "backup.json"


def add_commands(commands: Any) -> None:
    """Register."""
    backup = command(
        commands, "backup", "sao lưu cơ sở dữ liệu và tài liệu (không kèm khóa), cả khi đang chạy", _backup
    )
    backup.add_argument("target", type=Path, help="thư mục mới để ghi bản sao lưu")
    restore = command(commands, "restore", "phục hồi từ bản sao lưu; sau đó phải ký kỳ khóa mới", _restore)
    restore.add_argument("source", type=Path, help="thư mục bản sao lưu")
    restore.add_argument("--yes", action="store_true", help="xác nhận thay dữ liệu hiện có")


def _backup(arguments: argparse.Namespace) -> None:
    folder = HubFolder(arguments.hub)
    settings = folder.settings()
    if arguments.target.exists() and any(arguments.target.iterdir()):
        raise InvalidInputError(f"thư mục đích không trống: {arguments.target}")
    make_folder(arguments.target)
    # The database first: pieces are only ever added, so every document it names has its pieces in the later copy.
    if settings.database:
        say("Cơ sở dữ liệu PostgreSQL: sao lưu bằng pg_dump; ở đây chỉ chép tài liệu và kỳ khóa.")
    else:
        database = HubDatabase(folder.database_url(settings))
        try:
            database.backup_sqlite(arguments.target / "hub.db")
        finally:
            database.close()
    shutil.copytree(folder.epochs, arguments.target / "epochs")
    shutil.copy2(folder.settings_file, arguments.target / "hub.json")
    if folder.blobs.exists():
        shutil.copytree(folder.blobs, arguments.target / "blobs", ignore=shutil.ignore_patterns(".tmp-*"))
    files = sorted(path for path in arguments.target.rglob("*") if path.is_file())
    manifest = {
        "made_at": datetime.now(UTC).isoformat(),
        "root_key": settings.root_key,
        "files": {path.relative_to(arguments.target).as_posix(): _sha256(path) for path in files},
    }
    write_file(arguments.target / _MANIFEST, json.dumps(manifest, indent=1).encode())
    say(f"Đã sao lưu {len(files)} tệp vào {arguments.target}. Khóa (keys/) phải được giữ riêng, ở nơi khác.")


def _restore(arguments: argparse.Namespace) -> None:
    folder = HubFolder(arguments.hub)
    settings = folder.settings()
    if not arguments.yes:
        raise InvalidInputError("phục hồi thay dữ liệu hiện có: thêm --yes để xác nhận")
    if folder.port_file.exists():
        raise InvalidInputError("máy chủ đang chạy (tệp port còn đó): dừng nó trước")
    files = _check_manifest(arguments.source, settings.root_key)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = folder.path / f"before-restore-{stamp}"
    make_folder(aside)
    # First the mark, so that a restore cut short can never be served by mistake.
    folder.write_settings(msgspec.structs.replace(settings, needs_epoch=True))
    for name in ("hub.db", "hub.db-wal", "hub.db-shm", "blobs"):
        if (folder.path / name).exists():
            (folder.path / name).rename(aside / name)
    if "hub.db" in files:
        shutil.copy2(arguments.source / "hub.db", folder.path / "hub.db")
    if (arguments.source / "blobs").exists():
        shutil.copytree(arguments.source / "blobs", folder.blobs)
    say(
        [
            f"Đã phục hồi {len(files)} tệp; dữ liệu trước đó nằm trong {aside}.",
            "Máy chủ KHÔNG chạy cho tới khi có kỳ khóa mới: epoch new, epoch sign (khóa gốc), epoch adopt.",
            "Các máy sẽ báo động, gửi lại những phiếu mà sổ không còn, và chờ người dùng đọc lời giải thích.",
        ]
    )


def _check_manifest(source: Path, root_key: str) -> dict[str, str]:
    try:
        manifest = json.loads((source / _MANIFEST).read_bytes())
        files: dict[str, str] = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(f"không phải bản sao lưu: {source}") from error
    if manifest.get("root_key") != root_key:
        raise InvalidInputError("bản sao lưu của máy chủ khác")
    for name, digest in files.items():
        path = source / name
        if ".." in Path(name).parts or not path.is_file() or _sha256(path) != digest:
            raise InvalidInputError(f"bản sao lưu hỏng: {name}")
    return files


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
