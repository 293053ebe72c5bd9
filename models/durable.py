"""Files that survive a crash: whole or not at all.

A write goes to a temporary file beside its target, is fsynced, renamed over it, and the folder is fsynced
(POSIX ``rename``; ``ReplaceFile`` on Windows, whose folders cannot be fsynced). What is under a final name is
therefore complete, and when the call returned it outlives a power cut.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models.errors import StorageFullError

TEMPORARY: Final = ".tmp-"
"""Prefix of unfinished files; :func:`sweep` removes what a crash left of them."""

_OWN: Final = f"{TEMPORARY}{secrets.token_hex(4)}-"
"""Prefix of this process's: the loop may be writing one while the profile is being opened."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SLICE: Final = 64 * 1024  # bytes


@contextlib.contextmanager
def naming_full_disks() -> Iterator[None]:
    """Turn "no space", "over quota" and "over the size limit" into :class:`StorageFullError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError(f"no space: {os.strerror(error.errno or 0)}") from error
        raise


def write_file(path: Path, data: bytes, *, private: bool = True) -> None:
    """Put ``data`` at ``path``, replacing what was there. ``private``: readable by the owner only.

    Raises :class:`StorageFullError` (the old content stays) or OSError.
    """
    temporary = path.with_name(f"{_OWN}{secrets.token_hex(8)}")
    with naming_full_disks():
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if private else 0o644)
            try:
                write_all(handle, data)
                os.fsync(handle)
            finally:
                os.close(handle)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in ``folder`` durable: creations, renames, removals."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create ``folder`` (and its parents) for the owner only; fine if it exists."""
    with naming_full_disks():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def sweep(folder: Path) -> int:
    """Remove what an earlier process left unfinished; what this one writes at the moment stays.

    No other process may write there. Returns how many files went.
    """
    found = folder.iterdir() if folder.is_dir() else ()
    left = [path for path in found if path.name.startswith(TEMPORARY) and not path.name.startswith(_OWN)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def write_all(handle: int, data: bytes | memoryview) -> None:
    """Write every byte; ``os.write`` may take fewer.

    In slices: for a large write Linux looks for large stretches of page cache, which took three times as long here.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view[:_SLICE]) :]
