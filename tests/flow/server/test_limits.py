"""Limits keep guessers out; they do not let a stranger shut a device out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from sync import protocol
from sync.server.app import make_app
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from tests.helpers.client import make_hub

DEVICE = "d" * 32


async def _ask(hub: Hub, address: str, times: int) -> list[int]:
    transport = httpx.ASGITransport(make_app(hub), client=(address, 1))
    headers = {"Content-Type": protocol.MEDIA_TYPE}
    body = protocol.encode(protocol.ChallengeRequest(DEVICE))
    async with httpx.AsyncClient(transport=transport, base_url="https://hub") as client:
        answers = [await client.post("/v1/challenge", content=body, headers=headers) for _ in range(times)]
    return [answer.status_code for answer in answers]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hub(tmp_path_factory.mktemp("limits") / "hub")


def test_a_stranger_cannot_use_up_the_tries_of_a_device(folder: Path) -> None:
    hub = Hub(HubFolder(folder))
    try:
        assert 429 in asyncio.run(_ask(hub, "192.0.2.7", 200))
        assert asyncio.run(_ask(hub, "192.0.2.8", 1)) == [200]
    finally:
        hub.close()
