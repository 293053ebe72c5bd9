"""Networks that fail on purpose: each is a transport, swapped in where the real one stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from models.errors import OfflineError
from sync.client.transport import Answer, HttpTransport, ReplyLostError, Stream, Transport


@dataclass
class Line:
    """A connector whose transports share one count of requests.

    ``drop``: the number, from 1, of the request whose reply is lost after the hub has answered it; 0 for none.
    ``cut``: no request leaves at all. ``allow_document_bytes``: what is let through of each document. ``before``: called before each request with its path.
    """

    drop: int = 0
    cut: bool = False
    before: Callable[[str], None] | None = None
    allow_document_bytes: int | None = None
    count: int = 0
    dropped: list[str] = field(default_factory=list)

    def __call__(self, base_url: str, certificate: bytes | None) -> Transport:
        return _LineTransport(self, HttpTransport(base_url, certificate))

    def pass_on(self, path: str) -> bool:
        """Count a request; whether its reply is to be lost."""
        if self.cut:
            raise OfflineError("the line is cut")
        if self.before is not None:
            self.before(path)
        self.count += 1
        return self.count == self.drop


class _LineTransport:
    def __init__(self, line: Line, real: HttpTransport) -> None:
        self._line = line
        self._real = real

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        is_lost = self._line.pass_on(path)
        answer = self._real.request(method, path, headers, content, limit)
        if is_lost:
            self._line.dropped.append(path)
            raise ReplyLostError("dropped on purpose")
        return answer

    def stream(
        self, method: str, path: str, headers: Mapping[str, str], *, timeout: float
    ) -> AbstractContextManager[Stream]:
        return self._stream(method, path, headers, timeout)

    @contextmanager
    def _stream(self, method: str, path: str, headers: Mapping[str, str], timeout: float) -> Iterator[Stream]:
        is_lost = self._line.pass_on(path)
        with self._real.stream(method, path, headers, timeout=timeout) as stream:
            chunks = self._half(path, stream.chunks) if is_lost else stream.chunks
            if self._line.allow_document_bytes is not None:
                chunks = _limited(chunks, self._line.allow_document_bytes)
            yield Stream(stream.status, stream.headers, chunks)

    def _half(self, path: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Some of the body, then nothing."""
        yield next(chunks)[: 1024 * 700]
        self._line.dropped.append(path)
        raise ReplyLostError("dropped on purpose")

    def close(self) -> None:
        self._real.close()


def _limited(chunks: Iterator[bytes], allowed: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[:allowed]
        allowed -= len(chunk)
        if allowed <= 0:
            raise ReplyLostError("the line went dead")


@dataclass(frozen=True)
class Portal:
    """A connector to a captive portal: the same page, whatever was asked."""

    answer: Answer

    def __call__(self, base_url: str, certificate: bytes | None) -> Transport:
        del base_url, certificate
        return _PortalTransport(self.answer)


class _PortalTransport:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        del method, path, headers, content, limit
        return self._answer

    @contextmanager
    def stream(self, method: str, path: str, headers: Mapping[str, str], *, timeout: float) -> Iterator[Stream]:
        del method, path, headers, timeout
        yield Stream(self._answer.status, self._answer.headers, iter([self._answer.body]))

    def close(self) -> None:
        return
