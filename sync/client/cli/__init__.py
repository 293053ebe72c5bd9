"""``ecabinet``: the Qt-free entry point, for field support and automation. Same commands and queries as the window.

Exit codes: 0 done · 1 refused or a wrong entry · 2 syntax · 3 environment (no network, disk, another process) ·
4 a check found something wrong · 70 a defect of ours.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from models.errors import AlarmError, EcabinetError, EnvironmentFaultError, PersonError, RefusedError
from sync.client.cli import ballots, field, signing
from sync.client.cli.session import Console, open_console
from sync.client.cli.words import explain

DONE = 0
REFUSED = 1
SYNTAX = 2  # argparse's own
ENVIRONMENT = 3
CHECK_FAILED = 4
DEFECT = 70
_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = make_parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    console = open_console(options)
    try:
        with console.locked_folder():
            result = options.run(console, options)
    except EcabinetError as error:
        console.fail(explain(error), type(error).__name__)
        return _code_of(error)
    except KeyboardInterrupt:
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last line of defence: a word, not a trace
        _log.exception("defect")
        console.fail("Lỗi của chương trình; dữ liệu đã ký vẫn được giữ trên máy.", type(error).__name__)
        return DEFECT
    return CHECK_FAILED if result is False else DONE


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="ecabinet",
        description="e-Cabinet trên dòng lệnh.",
        epilog="Mã thoát: 0 xong, 1 từ chối hoặc nhập sai, 2 sai cú pháp, 3 lỗi môi trường, 4 kiểm tra không đạt, "
        "70 lỗi chương trình.",
    )
    parser.add_argument("--profile", type=Path, required=True, metavar="DIR", help="thư mục hồ sơ của máy này")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON, mỗi lệnh một đối tượng")
    parser.add_argument("--pin-fd", type=int, metavar="N", help="đọc mã PIN mở khóa từ tệp mô tả N, một dòng")
    parser.add_argument("--signing-pin-fd", type=int, metavar="N", help="đọc mã PIN ký từ tệp mô tả N, một dòng")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    field.add_commands(commands)
    ballots.add_commands(commands)
    signing.add_commands(commands)
    return parser


def _code_of(error: EcabinetError) -> int:
    if isinstance(error, PersonError | RefusedError):
        return REFUSED
    if isinstance(error, EnvironmentFaultError):
        return ENVIRONMENT
    return CHECK_FAILED if isinstance(error, AlarmError) else DEFECT


__all__ = ["Console", "main", "make_parser"]

if __name__ == "__main__":
    sys.exit(main())
