"""``verify``: check an exported archive and recount its results, without a hub."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from models.archive.verify import verify_archive
from models.errors import LedgerMismatchError
from sync.server.admin.output import command, json_option, say, say_json


def add_commands(commands: Any) -> None:
    """Register."""
    verify = command(commands, "verify", "kiểm chứng một tệp lưu trữ và tính lại kết quả", _verify, in_hub=False)
    verify.add_argument("archive", type=Path, help="tệp lưu trữ (.zip) do ballot export ghi ra")
    verify.add_argument("--root-key", metavar="SHA256", help="dấu SHA-256 đầy đủ của khóa gốc phải khớp")
    json_option(verify)


def _verify(arguments: argparse.Namespace) -> None:
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
