"""``epoch``: show the chain, prepare a new epoch, sign it with the offline root key, take it into use."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from models.commands.server.ledger_log import tree_root, tree_size
from models.durable import write_file
from models.enrol_code import fingerprint
from models.epochs import EpochReason, EpochStatement, root_key_id, sign_epoch, verify_chain
from models.errors import InvalidInputError
from models.hub_store import HubDatabase
from sync.server import tls
from sync.server.admin.output import command, group, json_option, local, say, show
from sync.server.epoch_keys import adopt_epoch, load_keys, load_private_key, prepare_epoch
from sync.server.folder import HubFolder


def add_commands(commands: Any) -> None:
    """Register."""
    epoch = group(commands, "epoch", "kỳ khóa của máy chủ")
    json_option(command(epoch, "show", "các kỳ khóa đã ký", _show))
    new = command(epoch, "new", "tạo bộ khóa mới và bản công bố chưa ký", _new)
    new.add_argument("statement", type=Path, help="tệp bản công bố sẽ ghi ra, đem đi ký ngoại tuyến")
    new.add_argument("--explanation", required=True, help="giải thích cho người dùng, họ sẽ đọc và xác nhận")
    new.add_argument("--cert", type=Path, help="chứng thư TLS mới (PEM); không có thì giữ chứng thư đang dùng")
    new.add_argument("--key", type=Path, help="khóa của chứng thư TLS mới (PEM)")
    new.add_argument("--new-tls", action="store_true", help="tự tạo chứng thư TLS mới")
    sign = command(epoch, "sign", "ký bản công bố bằng khóa gốc (làm ở máy ngoại tuyến)", _sign, in_hub=False)
    sign.add_argument("statement", type=Path)
    sign.add_argument("root_key", type=Path, metavar="root.key")
    sign.add_argument("signature", type=Path, help="tệp chữ ký sẽ ghi ra")
    adopt = command(epoch, "adopt", "đưa kỳ khóa đã ký vào sử dụng", _adopt)
    adopt.add_argument("statement", type=Path)
    adopt.add_argument("signature", type=Path)


def _show(arguments: argparse.Namespace) -> None:
    folder = HubFolder(arguments.hub)
    settings = folder.settings()
    chain = verify_chain(bytes.fromhex(settings.root_key), folder.stored_epochs())
    rows = [
        {
            "number": item.number,
            "reason": item.reason.value,
            "valid_from": item.valid_from,
            "valid_until": item.valid_until,
            "base_size": item.base_size,
            "tls_hash": item.tls_hash.hex()[:16],
            "explanation": item.explanation,
        }
        for item in chain
    ]
    if not arguments.json:
        say(f"Dấu khóa gốc: {fingerprint(bytes.fromhex(settings.root_key))}")
        if settings.needs_epoch:
            say("Đã phục hồi từ bản sao lưu: phải ký kỳ khóa mới trước khi chạy.")
    columns = {
        "number": "KỲ",
        "reason": "LÝ DO",
        "valid_from": "TỪ",
        "valid_until": "ĐẾN",
        "base_size": "SỔ TỪ",
        "tls_hash": "TLS",
        "explanation": "GIẢI THÍCH",
    }
    show(rows, arguments.json, columns)


def _new(arguments: argparse.Namespace) -> None:
    if (arguments.cert is None) != (arguments.key is None):
        raise InvalidInputError("--cert và --key đi cùng nhau")
    folder = HubFolder(arguments.hub)
    settings = folder.settings()
    root_key = bytes.fromhex(settings.root_key)
    newest = verify_chain(root_key, folder.stored_epochs())[-1]
    now = datetime.now(UTC)
    statement = prepare_epoch(
        folder,
        root_key_id(root_key),
        newest,
        _ledger_base(folder),
        _tls_pair(arguments, folder, newest, now),
        EpochReason.RESTORE if settings.needs_epoch else EpochReason.ROTATION,
        newest.administrators,
        arguments.explanation,
        now,
    )
    write_file(arguments.statement, statement.encode(), private=False)
    say(
        [
            f"Kỳ khóa {statement.number}, sổ từ {statement.base_size} dòng, đã ghi {arguments.statement}.",
            "Đem tệp này tới nơi giữ khóa gốc, ký bằng: ecabinet-hub epoch sign; rồi về đây: ecabinet-hub epoch adopt.",
        ]
    )


def _ledger_base(folder: HubFolder) -> tuple[int, bytes]:
    database = HubDatabase(folder.database_url(folder.settings()))
    try:
        database.upgrade()
        with database.reading() as session:
            size = tree_size(session)
            return size, tree_root(session, size)
    finally:
        database.close()


def _tls_pair(
    arguments: argparse.Namespace, folder: HubFolder, newest: EpochStatement, now: datetime
) -> tuple[bytes, bytes]:
    if arguments.cert is not None:
        return arguments.cert.read_bytes(), arguments.key.read_bytes()
    if arguments.new_tls:
        return tls.self_made(folder.settings().address.rpartition(":")[0] or "localhost", now)
    keys = load_keys(folder, newest.number)
    return keys.certificate_pem, keys.key_file.read_bytes()


def _sign(arguments: argparse.Namespace) -> None:
    data = arguments.statement.read_bytes()
    statement = EpochStatement.decode(data)
    say(
        [
            f"Kỳ khóa {statement.number} ({statement.reason.value}), sổ từ {statement.base_size} dòng.",
            f"Hiệu lực {local(statement.valid_from)} đến {local(statement.valid_until)}.",
            f"Giải thích: {statement.explanation}",
        ]
    )
    write_file(arguments.signature, sign_epoch(statement, load_private_key(arguments.root_key)), private=False)
    say(f"Đã ký: {arguments.signature}")


def _adopt(arguments: argparse.Namespace) -> None:
    folder = HubFolder(arguments.hub)
    settings = folder.settings()
    root_key = bytes.fromhex(settings.root_key)
    statement = EpochStatement.decode(arguments.statement.read_bytes())
    if settings.needs_epoch and statement.reason is not EpochReason.RESTORE:
        raise InvalidInputError("sau khi phục hồi cần một kỳ khóa lập sau khi phục hồi")
    if statement.base_size > _ledger_base(folder)[0]:
        raise InvalidInputError("bản công bố nói tới một sổ dài hơn sổ hiện có")
    newest = adopt_epoch(folder, root_key, statement.encode(), arguments.signature.read_bytes())
    folder.write_settings(msgspec.structs.replace(settings, needs_epoch=False))
    say(f"Kỳ khóa {newest.number} đã vào sử dụng; khởi động lại máy chủ để áp dụng.")
