"""The page renderer: real papers, hostile bytes, missing ranges, and what the child is denied."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from models.blobs import PIECE_SIZE
from models.errors import PieceMissingError, RendererError
from ui.renderer.process import PaperRenderer, RendererSpare

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60


def make_paper(pages: int = 3, *, encrypted: bool = False, size: tuple[float, float] = A4) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, encrypt="secret" if encrypted else None)
    for number in range(1, pages + 1):
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"Page {number}", f"p{number}", 0)
        canvas.drawString(72, 720, f"Paper page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class Paper:
    """A range source of bytes, of which a part may be missing."""

    def __init__(self, data: bytes, held: int | None = None) -> None:
        self.data = data
        self.held = len(data) if held is None else held

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        if offset + length > self.held:
            raise PieceMissingError(offset // PIECE_SIZE)
        return self.data[offset : offset + length]


OpenPaper = Callable[[Paper], PaperRenderer]


@pytest.fixture
def spare() -> Iterator[RendererSpare]:
    spare = RendererSpare()
    yield spare
    spare.close()


@pytest.fixture
def open_paper(spare: RendererSpare) -> Iterator[OpenPaper]:
    opened: list[PaperRenderer] = []

    def _open(source: Paper) -> PaperRenderer:
        renderer = PaperRenderer(source, spare)
        opened.append(renderer)
        return renderer

    yield _open
    for renderer in opened:
        renderer.close()


def test_a_paper_is_opened_drawn_and_read(open_paper: OpenPaper) -> None:
    source = Paper(make_paper())
    renderer = open_paper(source)
    opened = renderer.open().result(PATIENCE)
    assert opened.pages == 3
    assert [(item.title, item.page) for item in opened.outline] == [("Page 1", 0), ("Page 2", 1), ("Page 3", 2)]
    bitmap = renderer.render(1, 2.0).result(PATIENCE)
    assert (bitmap.width, bitmap.height) == (1191, 1684)
    pixels = bitmap.pixels[: bitmap.stride * bitmap.height]
    assert 0 < pixels.count(b"\x00\x00\x00") < len(pixels) // 100  # some ink on a page
    text = renderer.text(2).result(PATIENCE)
    assert text.text.strip() == "Paper page 3"
    sizes = renderer.sizes(0, 9).result(PATIENCE).sizes
    assert [pytest.approx(A4, abs=0.01)] * 3 == list(sizes)


def test_a_turned_page_swaps_its_sides(open_paper: OpenPaper) -> None:
    renderer = open_paper(Paper(make_paper(1)))
    upright = renderer.render(0, 1.0).result(PATIENCE)
    turned = renderer.render(0, 1.0, rotation=90).result(PATIENCE)
    assert (turned.width, turned.height) == (upright.height, upright.width)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "broken"),
        (b"not a paper at all", "broken"),
        (make_paper()[:400], "broken"),
        (make_paper(encrypted=True), "encrypted"),
    ],
)
def test_what_cannot_be_opened_says_why(open_paper: OpenPaper, data: bytes, reason: str) -> None:
    with pytest.raises(RendererError, match=reason):
        open_paper(Paper(data)).open().result(PATIENCE)


def test_bytes_not_here_yet_are_told_apart_from_a_broken_paper(open_paper: OpenPaper) -> None:
    data = make_paper()
    with pytest.raises(RendererError, match="missing"):
        open_paper(Paper(data, held=len(data) // 2)).open().result(PATIENCE)


def test_a_huge_page_is_drawn_within_bounds(open_paper: OpenPaper) -> None:
    renderer = open_paper(Paper(make_paper(1, size=(14_000, 14_000))))
    bitmap = renderer.render(0, 4.0).result(PATIENCE)
    assert bitmap.width * bitmap.height < 40_000_000


def test_a_page_that_does_not_exist_fails_alone(open_paper: OpenPaper) -> None:
    renderer = open_paper(Paper(make_paper(1)))
    with pytest.raises(RendererError):
        renderer.render(7, 1.0).result(PATIENCE)
    assert renderer.render(0, 1.0).result(PATIENCE).width > 0


def test_a_crashed_child_costs_one_job(open_paper: OpenPaper) -> None:
    renderer = open_paper(Paper(make_paper()))
    renderer.open().result(PATIENCE)
    assert renderer._child is not None
    renderer._child.kill()
    with pytest.raises(RendererError, match="crashed"):
        renderer.render(0, 1.0).result(PATIENCE)
    assert renderer.render(0, 1.0).result(PATIENCE).width > 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_bytes_never_take_the_window_down(open_paper: OpenPaper, data: st.DataObject) -> None:
    paper = bytearray(make_paper(1))
    for _ in range(data.draw(st.integers(1, 12))):
        paper[data.draw(st.integers(0, len(paper) - 1))] = data.draw(st.integers(0, 255))
    renderer = open_paper(Paper(bytes(paper)))
    try:
        renderer.open().result(PATIENCE)
        renderer.render(0, 1.0).result(PATIENCE)
        renderer.text(0).result(PATIENCE)
    except RendererError:
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd').read()",
        "open('/dev/shm/leak', 'w')",
        "__import__('socket').socket()",
        "__import__('os').execv('/bin/true', ['true'])",
    ],
)
def test_the_child_is_denied_files_network_and_programs(attempt: str) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import socket\n"
        "from ui.renderer import sandbox\n"
        "print(','.join(sandbox.confine()), flush=True)\n"
        f"try:\n    {attempt}\nexcept OSError:\n    print('denied')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    protections, _, verdict = done.stdout.partition("\n")
    if "landlock" not in protections or "seccomp" not in protections:
        pytest.skip(f"this kernel offers only: {protections}")
    assert verdict.strip() == "denied", done.stderr
