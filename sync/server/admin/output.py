"""How commands speak: Vietnamese lines for people, one JSON document for programs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from models.rules.calendar import VIETNAM

Run = Callable[[argparse.Namespace], int | None]


def command(commands: Any, name: str, summary: str, run: Run, *, in_hub: bool = True) -> argparse.ArgumentParser:
    """Add a command. ``in_hub``: its first argument is the hub's folder."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    if in_hub:
        parser.add_argument("hub", type=Path, metavar="THƯ_MỤC", help="thư mục của máy chủ")
    parser.set_defaults(run=run)
    return parser


def group(commands: Any, name: str, summary: str) -> Any:
    """Add a group of commands."""
    parser = commands.add_parser(name, help=summary, description=summary)
    return parser.add_subparsers(dest="subcommand", required=True, metavar="VIỆC")


def json_option(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="in ra JSON cho chương trình")


def show(rows: Sequence[Mapping[str, Any]], as_json: bool, columns: Mapping[str, str]) -> None:
    """A list: aligned columns (field → Vietnamese heading), or JSON with every field."""
    if as_json:
        print(json.dumps([{key: _plain(value) for key, value in row.items()} for row in rows], ensure_ascii=False))
        return
    table = [list(columns.values()), *([_text(row[key]) for key in columns] for row in rows)]
    widths = [max(len(line[n]) for line in table) for n in range(len(columns))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def say(lines: Iterable[str] | str) -> None:
    """Print lines for a person."""
    for line in [lines] if isinstance(lines, str) else lines:
        print(line)


def say_json(value: Mapping[str, Any]) -> None:
    """One JSON object."""
    print(json.dumps({key: _plain(item) for key, item in value.items()}, ensure_ascii=False))


def local(moment: datetime) -> str:
    """A time as people here read it."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return local(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return str(value)
