"""``ecabinet-hub``: the administrator's command line. Run it where the hub's folder lies.

Exit codes: 0 done · 1 refused (wrong input, unknown id, not allowed, a check that failed) · 2 wrong usage ·
3 the environment (disk, database, network, folder in use) · 4 verification failed: somebody changed something ·
70 a defect of ours.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from models.errors import AlarmError, DefectError, EnvironmentFaultError, PersonError, RefusedError
from sync.server.admin import (
    audit,
    backup,
    ballots,
    certificates,
    courier,
    devices,
    epochs,
    lifecycle,
    people,
    verifying,
)

REFUSED, ENVIRONMENT, ALARM, DEFECT = 1, 3, 4, 70
_GROUPS = (lifecycle, people, devices, certificates, ballots, courier, verifying, epochs, backup, audit)


def make_parser() -> argparse.ArgumentParser:
    """The whole command line; docs/operations.md is tested against it."""
    parser = argparse.ArgumentParser(
        prog="ecabinet-hub",
        description="Quản trị máy chủ e-Cabinet. Mã thoát: 0 xong, 1 từ chối, 2 sai cú pháp, 3 lỗi môi trường, "
        "4 kiểm chứng không đạt, 70 lỗi chương trình.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    for group in _GROUPS:
        group.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = make_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except (PersonError, RefusedError) as error:
        return _fail(f"Từ chối: {error}", REFUSED)
    except AlarmError as error:
        return _fail(f"KIỂM CHỨNG KHÔNG ĐẠT: {error}", ALARM)
    except (EnvironmentFaultError, OperationalError, OSError) as error:
        return _fail(f"Lỗi môi trường: {error}", ENVIRONMENT)
    except DefectError as error:
        return _fail(f"Lỗi chương trình: {error}", DEFECT)


def _fail(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
