"""The renderer process: reads ranges of a paper over its pipe, answers with bitmaps and text boxes.

It holds no keys, opens no files and no sockets (:mod:`ui.renderer.sandbox`). It does one request at a time; while it
does, it may ask for ranges. A page that cannot be drawn is answered with ``Failed``, a crash ends the process: the
window shows an error page in both cases.
"""

from __future__ import annotations

import array
import codecs
import io
import os
import sys
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from ui.renderer import sandbox
from ui.renderer.messages import (
    MAX_PAGES,
    MAX_PIXELS,
    Bitmap,
    ChannelClosedError,
    Failed,
    Open,
    Opened,
    OutlineItem,
    PageSizes,
    PageText,
    RangeNeed,
    RangeReply,
    Ready,
    Render,
    Reply,
    Request,
    Sizes,
    Text,
    receive_request,
    send,
)

_MAX_OUTLINE = 5_000
_MAX_TITLE = 500
_READ_AHEAD = 64 * 1024  # pdfium asks for small ranges one after another
_KEPT_PAGES = 4


class _RangeFile(io.RawIOBase):
    """The paper as a file whose bytes come over the pipe, a few blocks cached."""

    def __init__(self, size: int, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._size = size
        self._position = 0
        self._in, self._out = incoming, outgoing
        self._blocks: dict[int, bytes] = {}
        self.missing = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's buffer type is private
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), self._size - self._position)
        done = 0
        while done < wanted:
            block, offset = divmod(self._position, _READ_AHEAD)
            data = self._block(block)
            if data is None:
                self.missing = True
                return 0
            part = data[offset : offset + wanted - done]
            view[done : done + len(part)] = part
            done += len(part)
            self._position += len(part)
        return done

    def _block(self, number: int) -> bytes | None:
        known = self._blocks.get(number)
        if known is not None:
            return known
        start = number * _READ_AHEAD
        length = min(_READ_AHEAD, self._size - start)
        send(self._out, RangeNeed(start, length))
        reply = receive_request(self._in)
        if not isinstance(reply, RangeReply):
            raise ChannelClosedError
        if reply.data is None or len(reply.data) != length:
            return None
        if len(self._blocks) >= 64:
            self._blocks.pop(next(iter(self._blocks)))
        self._blocks[number] = reply.data
        return reply.data


class _Paper:
    """One open paper."""

    def __init__(self, file: _RangeFile) -> None:
        self._file = file
        self._document = pypdfium2.PdfDocument(file)
        self._pages: dict[int, pypdfium2.PdfPage] = {}

    def opened(self) -> Opened:
        count = min(len(self._document), MAX_PAGES)
        width, height = self._document.get_page_size(0)
        return Opened(count, (width, height), tuple(self._outline(count)))

    def render(self, request: Render) -> Bitmap:
        page = self._page(request.page)
        width, height = page.get_size()
        scale = request.scale
        pixels = width * scale * height * scale
        if pixels > MAX_PIXELS:
            scale *= (MAX_PIXELS / pixels) ** 0.5
        if min(width, height) * scale < 1 or max(width, height) * scale > 32_000:
            raise ValueError("page has no drawable size")
        bitmap = page.render(
            scale=scale, rotation=request.rotation, rev_byteorder=False, prefer_bgrx=True, may_draw_forms=False
        )
        return Bitmap(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))

    def text(self, number: int) -> PageText:
        page = self._page(number)
        height = page.get_height()
        text_page = page.get_textpage()
        count = text_page.count_chars()
        letters: list[str] = []
        boxes = array.array("f")
        left, right, bottom, top = (pdfium.c_double() for _ in range(4))
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
                continue
            ok = pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            letters.append(chr(code))
            boxes.extend(
                (left.value, height - top.value, right.value, height - bottom.value) if ok else (0.0, 0.0, 0.0, 0.0)
            )
        if sys.byteorder == "big":
            boxes.byteswap()
        return PageText("".join(letters), boxes.tobytes())

    def sizes(self, request: Sizes) -> PageSizes:
        last = min(request.first + request.count, len(self._document))
        return PageSizes(tuple(self._size(number) for number in range(request.first, last)))

    def _size(self, number: int) -> tuple[float, float]:
        try:
            width, height = self._document.get_page_size(number)
        except pypdfium2.PdfiumError:
            return (0.0, 0.0)
        return (width, height)

    def _page(self, number: int) -> pypdfium2.PdfPage:
        page = self._pages.pop(number, None)
        if page is None:
            page = self._document.get_page(number)
            if len(self._pages) >= _KEPT_PAGES:
                self._pages.pop(next(iter(self._pages))).close()
        self._pages[number] = page
        return page

    def _outline(self, count: int) -> list[OutlineItem]:
        items: list[OutlineItem] = []
        for mark in self._document.get_toc(max_depth=8):
            target = mark.get_dest()
            index = target.get_index() if target is not None else None
            page = index if index is not None and 0 <= index < count else -1
            items.append(OutlineItem(mark.level, (mark.get_title() or "")[:_MAX_TITLE], page))
            if len(items) >= _MAX_OUTLINE:
                break
        return items


def _answer(paper: _Paper, request: Request) -> Reply:
    if isinstance(request, Render):
        return paper.render(request)
    if isinstance(request, Text):
        return paper.text(request.page)
    if isinstance(request, Sizes):
        return paper.sizes(request)
    raise ChannelClosedError


def _serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    first = receive_request(incoming)
    if not isinstance(first, Open):
        return
    file = _RangeFile(first.size, incoming, outgoing)
    try:
        paper = _Paper(file)
        send(outgoing, paper.opened())
    except pypdfium2.PdfiumError as error:
        encrypted = error.err_code == pdfium.FPDF_ERR_PASSWORD
        send(outgoing, Failed("missing" if file.missing else "encrypted" if encrypted else "broken"))
        return
    while True:
        request = receive_request(incoming)
        file.missing = False
        try:
            reply = _answer(paper, request)
        except (pypdfium2.PdfiumError, ValueError, IndexError):
            reply = Failed("missing" if file.missing else "page")
        except MemoryError:
            reply = Failed("too-large")
        send(outgoing, reply)


def main() -> None:
    """Confine this process, then serve one paper until the pipe closes."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    # Loaded before files are out of reach: the library and the codecs it reads titles with.
    pypdfium2.PdfDocument.new().close()
    for codec in ("utf-16-le", "latin-1", "ascii"):
        codecs.lookup(codec)
    protections = sandbox.confine()
    try:
        send(outgoing, Ready(protections))
        _serve(incoming, outgoing)
    except ChannelClosedError:
        pass


if __name__ == "__main__":
    main()
