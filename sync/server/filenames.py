"""Names of uploaded files: shown to people, never used as a path."""

from __future__ import annotations

import re
import unicodedata

from models.canonical import nfc

MAX_NAME = 180
_DEFAULT = "tai-lieu"


def clean_filename(name: str) -> str:
    """A harmless name: the last path part, NFC, without control, format or right-to-left characters.

    What remains keeps its extension and has at most 180 characters; an empty rest becomes ``tai-lieu``.
    """
    last = re.split(r"[/\\]", nfc(name))[-1]
    # Cc control, Cf format (bidirectional overrides, zero width), Co private, Cs surrogates, Zl/Zp line separators
    visible = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
    tidy = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", visible)).strip(" .")
    stem, dot, extension = tidy.rpartition(".")
    if dot and 0 < len(extension) <= 8:
        return (stem[: MAX_NAME - len(extension) - 1].rstrip(" .") or _DEFAULT) + "." + extension
    return tidy[:MAX_NAME].rstrip(" .") or _DEFAULT
