"""Courier: envelopes out to a folder or stick, sealed answers back, and carrying for others.

The stick's layout is that of ``ecabinet-hub courier``: envelope files (``*.env``) in the folder or in ``envelopes/``
below it, answers in ``answers/EVENT.answer``, each the wire bytes of :class:`sync.protocol.Settled`. Nothing on it is
readable without the keys of the hub or of the person whose act it is; copies are harmless.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models import durable
from models.envelopes import MAX_WIRE, EnvelopeFolder, split_file
from models.errors import DocumentDamagedError, InvalidInputError
from sync import protocol
from sync.client.hub import HubConnection

_ANSWERS: Final = "answers"
_SUFFIX: Final = ".answer"
_EVENT: Final = re.compile(r"[0-9a-f]{32}")
_MAX_FILE: Final = MAX_WIRE + 8 * 1024
_MAX_FILES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Carried:
    """What a trip did. ``damaged``: names of files that did not check and were left where they are."""

    count: int
    damaged: tuple[str, ...]


def copy_out(profile: Path, target: Path) -> int:
    """Copy every envelope that waits to ``target``; durable when this returns. How many there are on it now.

    The originals stay: whoever delivers first, the act counts once. Raises StorageFullError.
    """
    envelopes = EnvelopeFolder(profile)
    folder = target / "envelopes"
    durable.make_folder(folder)
    waiting = envelopes.to_send()
    for envelope in waiting:
        data = (profile / "envelopes" / envelope.file_name).read_bytes()
        split_file(data, envelope.file_name)
        durable.write_file(folder / envelope.file_name, data)
    return len(waiting)


def deliver(source: Path, hub: HubConnection, epoch: int) -> Carried:
    """Hand over the envelopes on a stick, whosever they are, and write the sealed answers back onto it.

    Raises OfflineError (repeat: what was delivered is answered again), HubAnswerError.
    """
    wires, damaged = _read_envelopes(source)
    answers = source / _ANSWERS
    durable.make_folder(answers)
    for start in range(0, len(wires), protocol.MAX_ENVELOPES):
        request = protocol.ExchangeRequest(
            version=protocol.VERSION,
            epoch=epoch,
            head_size=0,
            cursors={},
            kinds={},
            envelopes=tuple(wires[start : start + protocol.MAX_ENVELOPES]),
            budget=0,
        )
        for settled in hub.exchange(request).settled:
            if settled.sealed and _EVENT.fullmatch(settled.event):
                durable.write_file(answers / f"{settled.event}{_SUFFIX}", protocol.encode(settled))
    return Carried(len(wires), damaged)


def copy_in(profile: Path, source: Path) -> Carried:
    """Take the answers to this device's acts from a stick; they are verified and applied at the next unlock.

    Answers to others' acts are left for them. Raises StorageFullError.
    """
    envelopes = EnvelopeFolder(profile)
    own = {envelope.event_id for envelope in envelopes.list()}
    taken = 0
    damaged = []
    for path in _files(source / _ANSWERS, f"*{_SUFFIX}"):
        try:
            if path.stat().st_size > _MAX_FILE:
                raise InvalidInputError("too large")
            settled = protocol.decode(path.read_bytes(), protocol.Settled)
        except InvalidInputError:
            damaged.append(path.name)
            continue
        if settled.event in own and settled.sealed:
            envelopes.store_answer(settled.event, settled.sealed)
            taken += 1
    return Carried(taken, tuple(damaged))


def _read_envelopes(source: Path) -> tuple[list[bytes], tuple[str, ...]]:
    paths = [*_files(source, "*.env"), *_files(source / "envelopes", "*.env")]
    wires = []
    damaged = []
    # Names begin with rank and sequence: signed ballots come first, each device's acts in their order.
    for path in sorted(paths, key=lambda path: path.name):
        try:
            if path.stat().st_size > _MAX_FILE:
                raise DocumentDamagedError("too large")
            wires.append(split_file(path.read_bytes(), path.name)[0])
        except DocumentDamagedError:
            damaged.append(path.name)
    return wires, tuple(damaged)


def _files(folder: Path, pattern: str) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.glob(pattern) if path.is_file()]
    if len(found) > _MAX_FILES:
        raise InvalidInputError("too many files in the folder")
    return found
