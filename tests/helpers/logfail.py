"""A test fails when it logs at WARNING or above and did not say that it would.

A test that expects such records names their loggers: ``@pytest.mark.allow_logs("sync.client")`` allows that logger
and all below it; without arguments it allows every logger. Qt's own messages are watched by pytest-qt
(``qt_log_level_fail`` in pyproject.toml).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


class LogWatch(logging.Handler):
    """Collects what reaches the root logger, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def unexpected(records: list[logging.LogRecord], markers: list[pytest.Mark]) -> list[str]:
    """The records that no ``allow_logs`` marker covers, as lines."""
    allowed = {str(name) for marker in markers for name in marker.args}
    if any(not marker.args for marker in markers):
        return []
    return [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in records
        if not any(record.name == name or record.name.startswith(name + ".") for name in allowed)
    ]


@pytest.fixture(autouse=True)
def _watch_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        yield
    finally:
        root.removeHandler(watch)
    lines = unexpected(watch.records, list(request.node.iter_markers("allow_logs")))
    if lines:
        pytest.fail("unexpected log records:\n" + "\n".join(lines), pytrace=False)
