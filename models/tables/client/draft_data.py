"""What the column ``ballot_draft.data`` holds, as JSON."""

from __future__ import annotations

from datetime import datetime

import msgspec


class DraftData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ballot in preparation. ``deadline`` is aware or None; ``papers``: document, title, size, pages."""

    number: str
    title: str
    question: str
    submitted_by: str
    deadline: datetime | None
    rule_set: str
    papers: tuple[tuple[str, str, int, int], ...]
