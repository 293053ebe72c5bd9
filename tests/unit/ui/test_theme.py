"""Tokens, contrast, icons, style sheet, text scale."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from ui.theme import Colour, Scheme, Style, Theme, Tone
from ui.theme.fonts import RESOURCES, MissingResourceError
from ui.theme.icons import icon_pixmap
from ui.theme.sheet import style_sheet
from ui.theme.tokens import palette


def _luminance(colour: QColor) -> float:
    raw = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in raw]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_GROUNDS = (Colour.BG, Colour.SURFACE, Colour.RAIL, Colour.SUNKEN, Colour.HOVER)
_TEXT_PAIRS = [
    *itertools.product((Colour.INK, Colour.INK2, Colour.INK3), _GROUNDS),
    (Colour.INK, Colour.SELECTED),
    (Colour.INK2, Colour.SELECTED),
    (Colour.ON_ACCENT, Colour.ACCENT),
    (Colour.ON_ACCENT, Colour.ACCENT_HOVER),
    (Colour.ON_GREEN, Colour.GREEN_SOLID),
    (Colour.ON_GOLD, Colour.GOLD),
    (Colour.PAGE_TEXT, Colour.PAGE),
    (Colour.ON_CURRENT_HIT, Colour.CURRENT_HIT),
    *((tone.text, tone.ground) for tone in Tone),
]


@pytest.mark.parametrize("scheme", list(Scheme))
def test_texts_reach_a_contrast_of_four_and_a_half(scheme: Scheme) -> None:
    colours = palette(scheme)
    weak = {
        (one.value, other.value): round(_contrast(colours[one], colours[other]), 2)
        for one, other in _TEXT_PAIRS
        if _contrast(colours[one], colours[other]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", list(Scheme))
def test_edges_of_controls_reach_three(scheme: Scheme) -> None:
    colours = palette(scheme)
    for ground in (Colour.BG, Colour.SURFACE):
        assert _contrast(colours[Colour.CONTROL], colours[ground]) >= 3.0


@pytest.mark.parametrize("path", sorted((RESOURCES / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_shipped_icon_draws_something(qapp: QApplication, path: Path) -> None:
    assert QSvgRenderer(str(path)).isValid()
    image = icon_pixmap(path.stem, 24, QColor("#123456").rgba(), 2.0).toImage()
    assert (image.width(), image.height()) == (48, 48)
    seen = {image.pixelColor(x, y).alpha() for x in range(48) for y in range(48)}
    assert max(seen) > 200


def test_an_icon_takes_the_colour_asked_for(qapp: QApplication) -> None:
    image = icon_pixmap("pause", 24, QColor("#00FF00").rgba(), 1.0).toImage()
    opaque = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 200]
    assert opaque
    assert all(colour.green() > 200 and colour.red() < 60 for colour in opaque)


@pytest.mark.parametrize("name", ["no-such-icon", "../fonts/NotoSans-Regular", ""])
def test_an_unknown_icon_is_refused(qapp: QApplication, name: str) -> None:
    with pytest.raises(MissingResourceError):
        icon_pixmap(name, 24, 0xFF000000, 1.0)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_style_sheet_has_no_token_left(theme: Theme, scheme: Scheme) -> None:
    theme.set_scheme(scheme)
    sheet = style_sheet(theme)
    assert "@" not in sheet
    assert theme.color(Colour.CONTROL).name() in sheet


def test_text_grows_and_padding_does_not(theme: Theme) -> None:
    assert theme.grown(44) == 44
    theme.set_scale(1.5)
    assert theme.font(Style.TITLE).pixelSize() == 30
    assert theme.grown(44) == 44 + 11
    assert theme.icon_size(20) == 28


@pytest.mark.parametrize(("asked", "given"), [(0.2, 1.0), (1.25, 1.25), (9.0, 2.0)])
def test_the_scale_stays_between_one_and_two(theme: Theme, asked: float, given: float) -> None:
    theme.set_scale(asked)
    assert theme.scale == given


def test_a_change_is_announced_once_and_only_when_something_changed(theme: Theme) -> None:
    heard: list[str] = []
    theme.changed.connect(lambda: heard.append(theme.scheme))
    theme.set_scheme(Scheme.LIGHT)
    assert heard == []
    theme.set_scheme(Scheme.DARK)
    assert heard == ["dark"]


def test_the_window_font_has_every_vietnamese_letter(theme: Theme) -> None:
    letters = "ăâđêôơưĂÂĐÊÔƠƯáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ₫·–…“”"
    face = QRawFont.fromFont(theme.font(Style.BODY))
    assert face.familyName() == "Noto Sans"
    assert [letter for letter in letters if not face.supportsCharacter(ord(letter))] == []


def test_figures_are_tabular(theme: Theme) -> None:
    metrics = theme.metrics(Style.BODY)
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
