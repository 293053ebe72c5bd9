"""``device``: list, revoke, and order a wipe that two administrators have signed."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.server.devices import order_wipe, revoke_device
from models.durable import write_file
from models.errors import InvalidInputError
from models.orders import OrderSignature, WipeStatement, sign_wipe
from models.tables.server.hub import DeviceKey, Order
from models.tables.shared.people import Device, Person
from models.types import new_id
from sync.server.admin.opening import opened
from sync.server.admin.output import command, group, json_option, say, show
from sync.server.admin.people import ACTOR
from sync.server.epoch_keys import load_private_key

_SIGNATURES = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(OrderSignature)


def add_commands(commands: Any) -> None:
    """Register."""
    device = group(commands, "device", "máy đã đăng ký")
    json_option(command(device, "list", "danh sách máy", _list))
    revoke = command(device, "revoke", "thu hồi quyền của một máy", _revoke)
    revoke.add_argument("device")
    statement = command(device, "wipe-statement", "lập lệnh xóa máy để hai quản trị viên ký", _statement)
    statement.add_argument("device")
    statement.add_argument("reason", help="lý do, hiện trên máy")
    statement.add_argument("file", type=Path, help="tệp lệnh sẽ ghi ra")
    sign = command(device, "wipe-sign", "quản trị viên ký lệnh xóa máy (có thể làm ở máy khác)", _sign, in_hub=False)
    sign.add_argument("file", type=Path, help="tệp lệnh")
    sign.add_argument("key", type=Path, help="khóa của quản trị viên (admin-N.key)")
    sign.add_argument("name", help="tên quản trị viên, ghi vào nhật ký")
    sign.add_argument("signature", type=Path, help="tệp chữ ký sẽ ghi ra")
    wipe = command(device, "wipe", "ra lệnh xóa máy với hai chữ ký của quản trị viên", _wipe)
    wipe.add_argument("file", type=Path, help="tệp lệnh")
    wipe.add_argument("signatures", type=Path, nargs=2, help="hai tệp chữ ký")


def _list(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        rows = hub.read(_devices)
    columns = {
        "id": "MÃ",
        "name": "TÊN MÁY",
        "person_name": "NGƯỜI DÙNG",
        "last_seen": "LIÊN LẠC CUỐI",
        "revoked_at": "THU HỒI",
        "orders": "LỆNH CHỜ",
    }
    show(rows, arguments.json, columns)


def _devices(session: Session) -> list[dict[str, object]]:
    waiting = session.scalars(select(Order.device).where(Order.acknowledged_at.is_(None))).all()
    query = (
        select(Device, DeviceKey, Person.name)
        .join(DeviceKey, DeviceKey.device == Device.id)
        .join(Person, Person.id == Device.person)
        .order_by(Person.rank, Device.enrolled_at)
    )
    return [
        {
            "id": device.id,
            "name": device.name,
            "person": device.person,
            "person_name": person_name,
            "enrolled_at": device.enrolled_at,
            "last_seen": key.last_seen,
            "lease_until": key.lease_until,
            "revoked_at": device.revoked_at,
            "orders": waiting.count(device.id),
        }
        for device, key, person_name in session.execute(query).all()
    ]


def _revoke(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        hub.write(lambda session: revoke_device(session, ACTOR, arguments.device, datetime.now(UTC)))
    say("Đã thu hồi. Máy chỉ còn gửi được phiếu đã ký và nhận biên nhận, lệnh.")


def _statement(arguments: argparse.Namespace) -> None:
    with opened(arguments.hub) as hub:
        device = hub.read(lambda session: session.get(Device, arguments.device))
        if device is None:
            raise InvalidInputError(f"không có máy này: {arguments.device}")
        wipe = WipeStatement(new_id(), hub.root_key_id, device.id, device.person, arguments.reason, datetime.now(UTC))
        write_file(arguments.file, wipe.encode(), private=False)
    say(f"Đã ghi {arguments.file}. Hai quản trị viên ký bằng: ecabinet-hub device wipe-sign.")


def _sign(arguments: argparse.Namespace) -> None:
    data = arguments.file.read_bytes()
    wipe = WipeStatement.decode(data)
    signature = sign_wipe(data, arguments.name, load_private_key(arguments.key))
    write_file(arguments.signature, _SIGNATURES.encode(signature), private=False)
    say(f"Đã ký lệnh xóa máy {wipe.device}: {wipe.reason}")


def _wipe(arguments: argparse.Namespace) -> None:
    statement = arguments.file.read_bytes()
    signatures = [_read_signature(path) for path in arguments.signatures]
    with opened(arguments.hub) as hub:
        order = hub.write(
            lambda session: order_wipe(
                session,
                statement,
                signatures,
                hub.root_key_id,
                hub.keys.order,
                hub.epoch.administrators,
                datetime.now(UTC),
            )
        )
    say(f"Đã ra lệnh {order}. Máy xóa khóa ở lần liên lạc tới, sau khi gửi hết phiếu đã ký.")


def _read_signature(path: Path) -> OrderSignature:
    try:
        return _DECODER.decode(path.read_bytes())
    except msgspec.MsgspecError as error:
        raise InvalidInputError(f"không phải tệp chữ ký: {path}") from error
