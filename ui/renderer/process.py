"""The window's end of the page renderer: one child a paper, jobs by priority, answers as futures.

The child is started ahead (:class:`RendererSpare`), so that opening a paper does not wait for an interpreter. A job
that takes too long, a crash or nonsense on the pipe ends the child; the job fails with RendererError, and the next
job gets a fresh child. Nothing here imports Qt.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from models.errors import EcabinetError, PieceMissingError, RendererError
from ui.renderer.messages import (
    MAX_PAGES,
    MAX_PIXELS,
    Bitmap,
    ChannelClosedError,
    Failed,
    Open,
    Opened,
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
    receive_reply,
    send,
)

_ROOT = Path(__file__).resolve().parents[2]
_TIME_LIMIT = 30.0  # seconds for one request
_MAX_CRASHES = 3
_ReplyT = TypeVar("_ReplyT", Opened, Bitmap, PageText, PageSizes)


class RangeSource(Protocol):
    """Where a paper's decrypted bytes come from; called on the renderer's thread."""

    @property
    def size(self) -> int:
        """Bytes of the whole paper."""

    def read(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes. Raises PieceMissingError where they are not on this device yet."""


def _spawn() -> subprocess.Popen[bytes]:
    # -I: no environment, no user site, no current folder; the path is given by hand.
    start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from ui.renderer.child import main; main()"
    command = [sys.executable, "-I", "-c", start]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, close_fds=True
    )


class RendererSpare:
    """Keeps one child started ahead."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: subprocess.Popen[bytes] | None = None
        self._closed = False

    def prepare(self) -> None:
        """Start the spare child if there is none. Cheap; callable from any thread."""
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = _spawn()

    def take(self) -> subprocess.Popen[bytes]:
        """A child for one paper; the caller owns it."""
        with self._lock:
            child, self._spare = self._spare, None
        if child is not None and child.poll() is None:
            return child
        if child is not None:
            _end(child)
        return _spawn()

    def close(self) -> None:
        """End the spare child; none is started afterwards."""
        with self._lock:
            self._closed = True
            child, self._spare = self._spare, None
        if child is not None:
            _end(child)


class PaperRenderer:
    """One open paper. Every method answers with a future that fails with RendererError.

    ``priority``: smaller goes first (0 the page on screen, 10 prefetched pages, 20 search).
    """

    def __init__(self, source: RangeSource, spare: RendererSpare) -> None:
        self._source = source
        self._spare = spare
        self._jobs: list[tuple[int, int, Request, type[Any], Future[Any]]] = []
        self._count = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._child: subprocess.Popen[bytes] | None = None
        self._crashes = 0
        self.protections: tuple[str, ...] = ()
        self._thread = threading.Thread(target=self._run, name="renderer", daemon=True)
        self._thread.start()

    def open(self) -> Future[Opened]:
        """Number of pages, first size, outline."""
        return self._submit(0, Open(self._source.size), Opened)

    def render(self, page: int, scale: float, rotation: int = 0, priority: int = 0) -> Future[Bitmap]:
        """Pixels of ``page`` (from 0)."""
        return self._submit(priority, Render(page, scale, rotation), Bitmap)

    def text(self, page: int, priority: int = 20) -> Future[PageText]:
        """Characters of ``page`` with their boxes."""
        return self._submit(priority, Text(page), PageText)

    def sizes(self, first: int, count: int, priority: int = 5) -> Future[PageSizes]:
        """Sizes of pages."""
        return self._submit(priority, Sizes(first, count), PageSizes)

    def close(self) -> None:
        """Cancel what waits and end the child. Does not block on a request under way."""
        with self._wake:
            self._closed = True
            waiting, self._jobs = self._jobs, []
            child = self._child
            self._wake.notify()
        for _, _, _, _, future in waiting:
            future.cancel()
        if child is not None:
            child.kill()

    def _submit(self, priority: int, request: Request, expected: type[_ReplyT]) -> Future[_ReplyT]:
        future: Future[_ReplyT] = Future()
        with self._wake:
            if self._closed:
                future.cancel()
                return future
            heapq.heappush(self._jobs, (priority, next(self._count), request, expected, future))
            self._wake.notify()
        return future

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._closed:
                    self._wake.wait()
                if self._closed:
                    break
                _, _, request, expected, future = heapq.heappop(self._jobs)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._perform(request, expected))
            except RendererError as error:
                future.set_exception(error)
            except (EcabinetError, OSError) as error:  # the range source failed: a damaged piece, a closed store
                self._drop_child()
                future.set_exception(RendererError(str(error)))
        self._drop_child()

    def _perform(self, request: Request, expected: type[Any]) -> Reply:
        if isinstance(request, Open):
            self._drop_child()
            return self._ensure_child()
        self._ensure_child()
        reply = self._talk(request)
        if not isinstance(reply, expected):
            self._drop_child()
            raise RendererError("broken")
        return _checked(reply)

    def _ensure_child(self) -> Reply:
        """A child that has opened the paper; the answer to its opening where it was just started."""
        if self._child is not None:
            return Ready(self.protections)
        if self._crashes >= _MAX_CRASHES:
            raise RendererError("broken")
        self._child = self._spare.take()
        self._spare.prepare()
        opened = self._talk(Open(self._source.size))
        if not isinstance(opened, Opened):
            self._drop_child()
            raise RendererError("broken")
        return _checked(opened)

    def _talk(self, request: Request) -> Reply:
        child = cast("subprocess.Popen[bytes]", self._child)
        if child.stdin is None or child.stdout is None:
            raise RendererError("broken")
        watchdog = threading.Timer(_TIME_LIMIT, child.kill)
        watchdog.start()
        try:
            send(child.stdin, request)  # type: ignore[arg-type]  # IO[bytes] is BinaryIO at run time
            while True:
                reply = receive_reply(child.stdout)  # type: ignore[arg-type]
                if isinstance(reply, Ready):
                    self.protections = reply.protections
                elif isinstance(reply, RangeNeed):
                    send(child.stdin, RangeReply(self._range(reply)))  # type: ignore[arg-type]
                elif isinstance(reply, Failed):
                    if isinstance(request, Open):
                        self._drop_child()
                    raise RendererError(reply.reason)
                else:
                    return reply
        except ChannelClosedError as error:
            self._crashes += 1
            self._drop_child()
            raise RendererError("crashed") from error
        finally:
            watchdog.cancel()

    def _range(self, need: RangeNeed) -> bytes | None:
        if need.offset < 0 or need.length <= 0 or need.offset + need.length > self._source.size:
            return None
        try:
            return self._source.read(need.offset, need.length)
        except PieceMissingError:
            return None

    def _drop_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            _end(child)


def _checked(reply: Reply) -> Reply:
    """Refuse answers that a child gone wrong could use against the window."""
    good = True
    if isinstance(reply, Bitmap):
        good = (
            0 < reply.width * reply.height <= MAX_PIXELS * 1.1
            and reply.stride >= reply.width * 4
            and len(reply.pixels) >= reply.stride * reply.height
        )
    elif isinstance(reply, PageText):
        good = len(reply.boxes) == 16 * len(reply.text)
    elif isinstance(reply, Opened):
        good = 0 < reply.pages <= MAX_PAGES
    if not good:
        raise RendererError("broken")
    return reply


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    child.wait()
