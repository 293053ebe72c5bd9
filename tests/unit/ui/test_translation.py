"""Every text of the window goes through Qt and has an English translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scripts.translations import QM, Text, collect, read_module, read_ts
from ui.theme import Theme
from ui.unlock import UnlockScreen
from ui.widgets.buttons import Button


def _places(text: str) -> tuple[list[str], list[str]]:
    """The places that are filled in later: Qt's %1 and Python's {}."""
    return sorted(re.findall(r"%\d", text)), sorted(
        field or "" for _, field, _, _ in Formatter().parse(text) if field is not None
    )


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator(qapp)
    assert translator.load(str(QM))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_no_vietnamese_text_bypasses_qt() -> None:
    assert collect()[1] == []


def test_every_text_has_an_english_translation() -> None:
    """Red after a new text: run `python -m scripts.translations` and fill in what it lists."""
    done = read_ts()
    assert sorted(text for text in collect()[0] if text not in done) == []


def test_translations_fill_in_the_same_places() -> None:
    wrong = [(text.source, words) for text, words in read_ts().items() if _places(text.source) != _places(words)]
    assert wrong == []


def test_translations_keep_the_spaces_at_both_ends() -> None:
    def ends(words: str) -> tuple[bool, bool]:
        return words[:1].isspace(), words[-1:].isspace()

    assert [text for text, words in read_ts().items() if ends(text.source) != ends(words)] == []


def test_the_compiled_file_says_what_the_source_says(english: None) -> None:
    stale = [
        text for text, words in read_ts().items() if QCoreApplication.translate(text.context, text.source) != words
    ]
    assert stale == []


def test_a_screen_speaks_english(english: None, theme: Theme, qtbot: QtBot) -> None:
    screen = UnlockScreen(theme)
    qtbot.addWidget(screen)
    assert {"Unlock", "Forgotten PIN"} <= {button.text() for button in screen.findChildren(Button)}


@pytest.mark.parametrize(
    ("source", "texts", "astray"),
    [
        ('class A:\n    def f(self):\n        return self.tr("Ký")\n', {Text("A", "Ký")}, 0),
        ('x = "Ký phiếu"\n', set(), 1),
        ('"""Chú thích bằng tiếng Việt."""\n', set(), 0),
        (
            'def _tr(t):\n    return QCoreApplication.translate("w", t)\n\n\ndef f(n):\n    return _tr(("T2", "T3")[n])\n',
            {Text("w", "T2"), Text("w", "T3")},
            0,
        ),
        (
            'TABLE = {1: "Đã ký"}\n\n\ndef _tr(t):\n    return QCoreApplication.translate("w", t)\n',
            {Text("w", "Đã ký")},
            0,
        ),
    ],
)
def test_the_collector_tells_texts_from_stray_ones(source: str, texts: set[Text], astray: int) -> None:
    found = read_module(source)
    assert set(found.texts) == texts
    assert len(found.astray) == astray
