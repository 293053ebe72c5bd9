"""The reader on real renderer processes: opening, moving, searching, trouble, and what it tells of reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.unit.ui.test_renderer import Paper as Bytes
from tests.unit.ui.test_renderer import make_paper
from ui.bridge import Bridge
from ui.reader.layout import GAP, DeskLayout, fit_zoom
from ui.reader.paper_view import ZoomMode
from ui.reader.screen import Paper, ReaderScreen
from ui.renderer.process import RendererSpare
from ui.theme import Theme

PATIENCE = 30_000


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[ReaderScreen]:
    bridge, spare = Bridge(), RendererSpare()
    screen = ReaderScreen(Theme(), bridge, spare)
    qtbot.addWidget(screen)
    screen.resize(1000, 700)
    screen.show()
    yield screen
    screen.put_away()
    bridge.close()
    spare.close()


def test_a_paper_opens_where_reading_stopped(reader: ReaderScreen, qtbot: QtBot) -> None:
    reader.open_paper(Paper("d1", "Tờ trình", "", Bytes(make_paper(9)), page=4))
    qtbot.waitUntil(lambda: reader.page_count == 9, timeout=PATIENCE)
    assert reader.view.position()[0] == 4


def test_the_position_and_the_pages_seen_are_told_once_reading_settles(reader: ReaderScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(reader.moved, timeout=PATIENCE):
        reader.open_paper(Paper("d1", "Tờ trình", "", Bytes(make_paper(9))))
    with qtbot.waitSignal(reader.moved, timeout=PATIENCE) as told:
        reader.view.go_to(6)
    document, page, _, zoom, seen = told.args
    assert (document, page, zoom) == ("d1", 6, ZoomMode.WIDTH.value)
    assert {0, 6} <= seen
    assert 3 not in seen


def test_search_finds_across_pages_and_moves_there(reader: ReaderScreen, qtbot: QtBot) -> None:
    reader.open_paper(Paper("d1", "Tờ trình", "", Bytes(make_paper(5))))
    qtbot.waitUntil(lambda: reader.page_count == 5, timeout=PATIENCE)
    reader.look_for("page 4")
    qtbot.waitUntil(lambda: len(reader._search.hits) == 1, timeout=PATIENCE)
    reader._on_stepped(1)
    qtbot.waitUntil(lambda: reader.view.page == 3, timeout=PATIENCE)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", make_paper(1, encrypted=True)])
def test_trouble_is_said_and_the_next_paper_opens(reader: ReaderScreen, qtbot: QtBot, data: bytes) -> None:
    reader.open_paper(Paper("bad", "Hỏng", "", Bytes(data)))
    qtbot.waitUntil(lambda: reader._stack.currentWidget() is reader._trouble, timeout=PATIENCE)
    reader.open_paper(Paper("good", "Tờ trình", "", Bytes(make_paper(2))))
    qtbot.waitUntil(lambda: reader.page_count == 2, timeout=PATIENCE)
    assert reader._stack.currentWidget() is reader.view


def test_a_paper_still_on_its_way_opens_when_its_pieces_have_come(reader: ReaderScreen, qtbot: QtBot) -> None:
    data = make_paper(2)
    source = Bytes(data, held=len(data) // 2)
    reader.open_paper(Paper("d1", "Tờ trình", "", source))
    qtbot.waitUntil(lambda: reader._stack.currentWidget() is reader._trouble, timeout=PATIENCE)
    source.held = len(data)
    reader.pieces_came("another", source)
    assert reader.page_count == 0
    reader.pieces_came("d1", source)
    qtbot.waitUntil(lambda: reader.page_count == 2, timeout=PATIENCE)


def test_pages_lie_below_one_another_without_overlap() -> None:
    sizes = [(595.0, 842.0), (842.0, 595.0), (100.0, 100.0)]
    layout = DeskLayout(sizes, 1.5, 0, 1000)
    for page in range(2):
        upper, lower = layout.place(page), layout.place(page + 1)
        assert lower.y == pytest.approx(upper.y + upper.height + GAP)
    assert layout.page_at(layout.place(1).y + 1) == 1
    assert [place.page for place in layout.between(0, layout.height)] == [0, 1, 2]


@pytest.mark.parametrize(("rotation", "expected"), [(0, 968 / 842), (90, 968 / 842)])
def test_fit_width_uses_the_widest_page(rotation: int, expected: float) -> None:
    assert fit_zoom([(595, 842), (842, 595)], rotation, 1000) == pytest.approx(expected)
