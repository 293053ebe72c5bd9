"""A file is looked at before it becomes a paper: it opens in the confined renderer, and bears no stamp of secrecy."""

from __future__ import annotations

import logging
from pathlib import Path

from models.errors import InvalidInputError, RendererError, SecrecyRefusedError
from models.rules.secrecy import PAGES, stamp_in_name, stamp_on_page
from ui.renderer.process import PaperRenderer, RendererSpare

_log = logging.getLogger(__name__)


class _File:
    """A local file as the renderer's source of bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size

    def read(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes."""
        with self._path.open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)


def inspect_paper(path: Path, spare: RendererSpare) -> int:
    """Number of pages of a PDF. Blocking: run it on a work thread. The file is parsed in the renderer's child only.

    Raises InvalidInputError for a file that cannot be read (broken, encrypted, gone), SecrecyRefusedError for a stamp
    at the head of its first pages or in its name. What is logged is the rule alone, nothing of the paper.
    """
    if stamp_in_name(path.stem):
        raise _refused("a stamp of secrecy in the file's name")
    try:
        renderer = PaperRenderer(_File(path), spare)
    except OSError as error:
        raise InvalidInputError("the file cannot be read") from error
    try:
        pages = renderer.open().result().pages
        for page in range(min(pages, PAGES)):
            if stamp_on_page(renderer.text(page).result().text):
                raise _refused("a stamp of secrecy at the head of a page")
    except RendererError as error:
        raise InvalidInputError(f"not a PDF that can be read: {error}") from error
    finally:
        renderer.close()
    return pages


def _refused(rule: str) -> SecrecyRefusedError:
    _log.info("a paper was refused: %s", rule)
    return SecrecyRefusedError(rule)
