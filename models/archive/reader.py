"""Reading an archive, which may come from anybody: bounded, by name, nothing is unpacked to disk."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.archive.writer import FORMAT, INDEX
from models.errors import InvalidInputError

_MAX_PARTS: Final = 100_000
_MAX_PART: Final = 64 * 1024 * 1024
_MAX_TOTAL: Final = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """An opened archive: its index and its parts by name."""

    index: dict[str, Any]
    parts: zipfile.ZipFile

    def part(self, name: object) -> bytes:
        """Bytes of one part. Raises :class:`InvalidInputError` where it is missing or damaged."""
        try:
            return self.parts.read(str(name))
        except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise InvalidInputError(f"archive part {name!s} is missing or damaged") from error


def read_archive(source: Path | bytes) -> ArchiveFile:
    """Open an archive from a file or from bytes. Raises :class:`InvalidInputError`."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        entries = parts.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise InvalidInputError("not an archive") from error
    total = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_PARTS or total > _MAX_TOTAL or any(entry.file_size > _MAX_PART for entry in entries):
        raise InvalidInputError("the archive is larger than any archive of ours")
    archive = ArchiveFile({}, parts)
    try:
        index = json.loads(archive.part(INDEX))
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("the archive's index cannot be read") from error
    if not isinstance(index, dict) or index.get("type") != "ecabinet-archive" or index.get("format") != FORMAT:
        raise InvalidInputError("not an archive of a format known here")
    return ArchiveFile(index, parts)
