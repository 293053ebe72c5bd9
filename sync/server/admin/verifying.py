"""``verify``: check an exported archive and recount its results, or look through a hub's own ledger."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from models.archive.verify import verify_archive
from models.errors import LedgerMismatchError
from sync.server.admin.opening import opened
from sync.server.admin.output import command, json_option, say, say_json
from sync.server.self_check import check_ledger


def add_commands(commands: Any) -> None:
    """Register."""
    verify = command(
        commands,
        "verify",
        "kiểm chứng một tệp lưu trữ và tính lại kết quả, hoặc sổ của một máy chủ",
        _verify,
        in_hub=False,
    )
    verify.add_argument("archive", type=Path, help="tệp lưu trữ (.zip) do ballot export ghi ra, hoặc thư mục máy chủ")
    verify.add_argument("--root-key", metavar="SHA256", help="dấu SHA-256 đầy đủ của khóa gốc phải khớp")
    json_option(verify)


def _verify(arguments: argparse.Namespace) -> None:
    if arguments.archive.is_dir():
        _verify_hub(arguments)
    else:
        _verify_archive(arguments)


def _verify_hub(arguments: argparse.Namespace) -> None:
    with opened(arguments.archive) as hub:
        report = hub.read(lambda session: check_ledger(session, hub.chain))
    if arguments.json:
        say_json(
            {
                "is_good": report.is_good,
                "size": report.size,
                "heads": report.heads,
                "events": report.events,
                "problems": report.problems,
                "foreign": report.foreign,
            }
        )
    else:
        say(f"SAI {problem}" for problem in report.problems)
        say(f"Sổ {report.size} dòng, {report.heads} đầu sổ đã ký, {report.events} đầu sổ trong các việc đã ký.")
        if report.foreign:
            say(f"{len(report.foreign)} việc được ký trên lịch sử mà sổ này không còn (đã phục hồi từ sao lưu).")
    if not report.is_good:
        raise LedgerMismatchError(f"{len(report.problems)} chỗ không đạt")


def _verify_archive(arguments: argparse.Namespace) -> None:
    report = verify_archive(arguments.archive, arguments.root_key)
    bad = [check for check in report.checks if not check.is_good]
    if arguments.json:
        say_json(
            {
                "is_good": report.is_good,
                "ballot": report.ballot,
                "number": report.number,
                "root_key": report.root_key,
                "checks": [
                    {"name": check.name, "subject": check.subject, "detail": check.detail} for check in report.checks
                ],
                "results": {
                    str(number): {
                        "n": tally.n,
                        "threshold": tally.threshold,
                        "approve": tally.approve,
                        "deemed": tally.deemed,
                        "disapprove": tally.disapprove,
                        "other": tally.other,
                        "silent": tally.silent,
                        "outcome": tally.outcome.value if tally.outcome else None,
                    }
                    for number, tally in report.recounted.items()
                },
            }
        )
    else:
        say(f"Phiếu {report.number}; khóa gốc {report.root_key}")
        say(f"SAI {check.name} {check.subject}: {check.detail}" for check in bad)
        say(
            f"Kết quả {number}: N = {tally.n}, đồng ý {tally.approve}, mặc nhiên {tally.deemed}, "
            f"không đồng ý {tally.disapprove}, ý kiến khác {tally.other}, không trả lời {tally.silent}: "
            f"{tally.outcome.value if tally.outcome else '–'}"
            for number, tally in sorted(report.recounted.items())
        )
        say(f"{len(report.checks) - len(bad)}/{len(report.checks)} phép kiểm đạt.")
    if not report.is_good:
        raise LedgerMismatchError(f"{len(bad)} phép kiểm không đạt")
