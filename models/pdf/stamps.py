"""What pages and signatures must write alike: the zone, a signature's time, the mark of a test, the field's name."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh has had this one offset since 1975; a fixed zone needs no table that could change."""

TEST_MARK = "CHỮ KÝ THỬ NGHIỆM"
FIELD_NAME = "ChuKy"
"""Name of the signature field of a page of ours."""


def stamp_time(moment: datetime) -> str:
    """``24/11/2026 08:20:30 +07:00``, the form of a signature's time (Decree 30/2020, Annex I, part I.8)."""
    return moment.astimezone(HANOI).strftime("%d/%m/%Y %H:%M:%S") + " +07:00"
