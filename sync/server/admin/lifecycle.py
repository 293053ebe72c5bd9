"""``init``, ``serve``, ``demo``: making a hub and running it."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models.durable import write_file
from models.enrol_code import fingerprint
from models.errors import InvalidInputError
from models.ports import Clock
from sync.server.admin.output import command, say
from sync.server.folder import HubFolder
from sync.server.hub import Hub, SystemClock
from sync.server.setup import SetupOptions, create_hub

_log = logging.getLogger(__name__)
_WARN_DAYS = 60


def add_commands(commands: Any) -> None:
    """Register."""
    init = command(commands, "init", "tạo máy chủ mới trong một thư mục trống", _init)
    init.add_argument("--address", default="localhost:8443", help="địa chỉ máy:cổng ghi vào mã đăng ký")
    init.add_argument("--cert", type=Path, help="chứng thư TLS (PEM); không có thì tự tạo")
    init.add_argument("--key", type=Path, help="khóa của chứng thư TLS (PEM)")
    init.add_argument(
        "--database", default="", metavar="URL", help="postgresql+psycopg://…; để trống: tệp trong thư mục"
    )
    init.add_argument("--test-authority", action="store_true", help="cấp chứng thư thử nghiệm khi đăng ký máy")
    run = command(commands, "serve", "chạy máy chủ", _serve)
    _listening(run)
    demo = command(commands, "demo", "tạo (nếu chưa có) và chạy máy chủ với dữ liệu giả lập", _demo)
    _listening(demo)
    demo.add_argument("--no-serve", action="store_true", help="chỉ tạo dữ liệu, không chạy")
    demo.add_argument("--ahead", type=float, default=0.0, metavar="GIỜ", help="đồng hồ máy chủ chạy trước chừng ấy giờ")


def _listening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe")
    parser.add_argument("--port", type=int, default=8443, help="cổng; 0: cổng trống bất kỳ, ghi vào tệp port")


def _init(arguments: argparse.Namespace) -> None:
    if (arguments.cert is None) != (arguments.key is None):
        raise InvalidInputError("--cert và --key đi cùng nhau")
    pair = None if arguments.cert is None else (arguments.cert.read_bytes(), arguments.key.read_bytes())
    options = SetupOptions(arguments.address, arguments.database, pair, test_authority=arguments.test_authority)
    folder = create_hub(arguments.hub, options, datetime.now(UTC))
    root_key = bytes.fromhex(folder.settings().root_key)
    say(
        [
            f"Đã tạo máy chủ trong {folder.path}.",
            f"Dấu khóa gốc: {fingerprint(root_key)}",
            "",
            "!!! PHẢI LÀM NGAY: chép root.key ra thiết bị ngoại tuyến, cất trong két, rồi XÓA khỏi máy chủ này.",
            "!!! Ai có root.key thì giả được máy chủ. Mất root.key thì không đổi khóa, không phục hồi được.",
            "!!! Giao admin-1.key và admin-2.key cho hai quản trị viên khác nhau rồi xóa khỏi máy chủ này:",
            "!!! lệnh xóa máy từ xa cần chữ ký của cả hai.",
        ]
    )


def _serve(arguments: argparse.Namespace) -> None:
    run_hub(HubFolder(arguments.hub), arguments.host, arguments.port)


def _demo(arguments: argparse.Namespace) -> None:
    from sync.server.demo import make_codes, make_demo  # noqa: PLC0415 - late: reportlab costs every other command

    folder = HubFolder(arguments.hub)
    if not folder.settings_file.exists():
        make_demo(folder.path, datetime.now(UTC))
        say(f"Đã tạo dữ liệu giả lập trong {folder.path}.")
    if arguments.no_serve:
        return

    def on_listening(hub: Hub, port: int) -> None:
        # The codes carry the address, so they are made when the port is known.
        make_codes(hub, f"{arguments.host}:{port}")
        say(f"Mã đăng ký một lần: {folder.path / 'codes.json'}")

    if not folder.settings().is_sample:
        raise InvalidInputError("chỉ chạy demo trên máy chủ có dữ liệu giả lập")
    clock = SystemClock(timedelta(hours=arguments.ahead))
    run_hub(folder, arguments.host, arguments.port, on_listening, clock)


def run_hub(
    folder: HubFolder,
    host: str,
    port: int,
    on_listening: Callable[[Hub, int], None] | None = None,
    clock: Clock | None = None,
) -> None:
    """Serve a hub until a signal; the port in use stands in the ``port`` file meanwhile."""
    from sync.server.serve import serve  # noqa: PLC0415 - late: FastAPI and granian cost every other command

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    folder.port_file.unlink(missing_ok=True)
    hub = Hub(folder, clock)

    def listening(got: int) -> None:
        if on_listening is not None:
            on_listening(hub, got)
        write_file(folder.port_file, f"{got}\n".encode(), private=False)
        print(f"Máy chủ đang chạy tại https://{host}:{got}", flush=True)

    try:
        serve(hub, host, port, listening)
    finally:
        folder.port_file.unlink(missing_ok=True)
        hub.close()
