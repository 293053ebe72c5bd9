"""``audit``: the record of who did what and when. It holds ids and codes, no content."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.server.hub import Audit
from sync.server.admin.opening import opened
from sync.server.admin.output import command, group, json_option, say, show

_PAGE = 1_000


def add_commands(commands: Any) -> None:
    """Register."""
    audit = group(commands, "audit", "nhật ký kiểm toán")
    listing = command(audit, "list", "những dòng mới nhất", _list)
    listing.add_argument("--limit", type=int, default=50)
    listing.add_argument("--subject", help="chỉ những dòng về mã này")
    json_option(listing)
    export = command(audit, "export", "xuất toàn bộ nhật ký, mỗi dòng một JSON", _export)
    export.add_argument("file", type=Path)


def _list(arguments: argparse.Namespace) -> None:
    query = select(Audit).order_by(Audit.seq.desc()).limit(max(1, min(arguments.limit, 10_000)))
    if arguments.subject:
        query = query.where(Audit.subject == arguments.subject)
    with opened(arguments.hub) as hub:
        rows = hub.read(lambda session: [_row(row) for row in reversed(session.scalars(query).all())])
    columns = {
        "seq": "DÒNG",
        "at": "LÚC",
        "actor": "NGƯỜI",
        "action": "VIỆC",
        "subject": "ĐỐI TƯỢNG",
        "detail": "CHI TIẾT",
    }
    show(rows, arguments.json, columns)


def _export(arguments: argparse.Namespace) -> None:
    lines = 0
    with (
        opened(arguments.hub) as hub,
        hub.database.reading() as session,
        arguments.file.open("x", encoding="utf-8") as file,
    ):
        for row in _all(session):
            file.write(json.dumps({**row, "at": row["at"].isoformat()}, ensure_ascii=False) + "\n")
            lines += 1
    say(f"Đã xuất {lines} dòng vào {arguments.file}.")


def _all(session: Session) -> Iterator[dict[str, Any]]:
    last = -1
    while True:
        rows = session.scalars(select(Audit).where(Audit.seq > last).order_by(Audit.seq).limit(_PAGE)).all()
        if not rows:
            return
        yield from map(_row, rows)
        last = rows[-1].seq


def _row(row: Audit) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "device": row.device,
        "action": row.action,
        "subject": row.subject,
        "detail": dict(row.detail),
    }
