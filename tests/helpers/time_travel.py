"""A hub in this process, without sockets, under a clock that a test sets: for stories that last days."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from fastapi import FastAPI

from models.errors import OfflineError
from sync.client.transport import Answer, Stream, Transport
from sync.protocol import decompress
from sync.server.app import make_app
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from sync.server.jobs import JobRunner
from tests.helpers.client import SystemClock


class TravelClock(SystemClock):
    """Stands still until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime.now(UTC)

    def now(self) -> datetime:
        return self.moment


@dataclass
class LocalHub:
    """The hub and its line. ``cut``: no request comes through."""

    hub: Hub
    clock: TravelClock
    runner: asyncio.Runner
    app: FastAPI
    cut: bool = False

    def connect(self, base_url: str, certificate: bytes | None) -> Transport:
        """A connector for clients; there is no TLS to check in here."""
        del base_url, certificate
        return _LocalTransport(self)

    def run_jobs(self) -> None:
        """What the hub does by itself."""
        JobRunner(self.hub).run_due(self.clock.now())


class _LocalTransport:
    def __init__(self, local: LocalHub) -> None:
        self._local = local

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        if self._local.cut:
            raise OfflineError("the line is cut")
        answer = self._local.runner.run(self._ask(method, path, headers, content))
        if answer.headers.get("content-encoding") == "zstd":
            return Answer(answer.status, answer.headers, decompress(answer.body, limit))
        return answer

    @contextmanager
    def stream(self, method: str, path: str, headers: Mapping[str, str], *, timeout: float) -> Iterator[Stream]:
        del timeout
        answer = self.request(method, path, headers, b"", 1 << 30)
        yield Stream(answer.status, answer.headers, iter([answer.body]))

    def close(self) -> None:
        return

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        transport = httpx.ASGITransport(self._local.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://hub") as http:
            http.headers.clear()
            request = http.build_request(method, path, headers=dict(headers), content=content)
            response = await http.send(request, stream=True)
            body = b"".join([chunk async for chunk in response.aiter_raw()])
            await response.aclose()
            return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)


@contextmanager
def travelling_hub(folder: Path) -> Iterator[LocalHub]:
    """Serve the hub in ``folder`` within this process."""
    clock = TravelClock()
    hub = Hub(HubFolder(folder), clock)
    try:
        with asyncio.Runner() as runner:
            yield LocalHub(hub, clock, runner, make_app(hub))
    finally:
        hub.close()
