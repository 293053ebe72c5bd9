"""``courier``: deliver envelopes that came on a stick, and write the hub's sealed answers back onto it.

The stick's layout is the profile's own: envelope files (``*.env``) in the folder or in ``envelopes/`` below it; sealed
answers go to ``answers/`` beside them, one file an event, the wire bytes of :class:`sync.protocol.Settled`. Nothing on
the stick is readable without the keys of the hub or of the person whose act it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.durable import make_folder, write_file
from models.envelopes import MAX_WIRE, split_file
from models.errors import DocumentDamagedError, InvalidInputError
from models.types import ResultCode
from sync import protocol
from sync.server.admin.opening import opened
from sync.server.admin.output import command, json_option, say, say_json
from sync.server.settling import settle_envelopes

_FRAME = 8 * 1024  # bytes that a file is longer than its envelope, at most


def add_commands(commands: Any) -> None:
    """Register."""
    courier = command(commands, "courier", "nhận phong bì từ một thư mục hoặc thẻ nhớ, ghi biên nhận trở lại", _courier)
    courier.add_argument("folder", type=Path, help="thư mục có các tệp .env")
    json_option(courier)


def _courier(arguments: argparse.Namespace) -> int:
    envelopes, damaged = _read(arguments.folder)
    settled: list[protocol.Settled] = []
    with opened(arguments.hub) as hub:
        for start in range(0, len(envelopes), protocol.MAX_ENVELOPES):
            settled += settle_envelopes(hub, envelopes[start : start + protocol.MAX_ENVELOPES], datetime.now(UTC))
    _write_answers(arguments.folder, settled)
    counts = {code.value: sum(item.code == code for item in settled) for code in ResultCode}
    if arguments.json:
        say_json({**counts, "damaged": damaged})
    else:
        say(f"{code}: {number}" for code, number in counts.items() if number)
        say(f"Không đọc được: {name}" for name in damaged)
    return 1 if damaged or counts[ResultCode.RETRY.value] else 0


def _read(folder: Path) -> tuple[list[bytes], list[str]]:
    if not folder.is_dir():
        raise InvalidInputError(f"không phải thư mục: {folder}")
    envelopes: list[bytes] = []
    damaged: list[str] = []
    # Names begin with rank and sequence: signed ballots come first, each device's acts in their order.
    for path in sorted([*folder.glob("*.env"), *folder.glob("envelopes/*.env")], key=lambda path: path.name):
        try:
            if path.stat().st_size > MAX_WIRE + _FRAME:
                raise DocumentDamagedError("too large")
            envelopes.append(split_file(path.read_bytes(), path.name)[0])
        except DocumentDamagedError:
            damaged.append(path.name)
    return envelopes, damaged


def _write_answers(folder: Path, settled: Sequence[protocol.Settled]) -> None:
    answers = folder / "answers"
    make_folder(answers)
    for item in settled:
        if item.sealed:
            write_file(answers / f"{item.event}.answer", protocol.encode(item))
