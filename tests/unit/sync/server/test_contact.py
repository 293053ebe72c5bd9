"""When a device's contact, and its lease with it, is written anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.server.exchange import CONTACT_INTERVAL, is_contact_due

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last_seen", "is_due"),
    [
        (None, True),
        (NOW, False),
        (NOW - CONTACT_INTERVAL / 2, False),
        (NOW - CONTACT_INTERVAL, True),
        (NOW + timedelta(days=3650), True),  # the hub's clock was ahead
    ],
)
def test_contact_is_written_once_a_minute_and_after_a_wrong_clock(last_seen: datetime | None, is_due: bool) -> None:
    assert is_contact_due(last_seen, NOW) is is_due
