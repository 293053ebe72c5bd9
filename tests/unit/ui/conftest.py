"""A theme applied to the test's application."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme()
    made.apply(qapp)
    return made
