"""A theme applied to the test's application."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    # Widgets of earlier tests still wait to be deleted: a new style sheet would polish them all, test after test.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    made = Theme()
    made.apply(qapp)
    return made
