"""Papers on their way to a device."""

from __future__ import annotations

import os
import secrets
import statistics
import time
from pathlib import Path

from models.profile_session import UnlockedProfile
from models.queries.client.transfers import DownloadRow, next_downloads
from sync.client.exchange import Exchanger
from sync.client.hub import HubConnection
from sync.client.transfer import Mover
from tests.bench._world import add_document, enrol, issue_ballots, make_code, make_hub, opened, scratch
from tests.bench.figures import Measurement, figure, ratio_at_least
from tests.helpers import device as plain_device
from tests.helpers.hub import running_hub

_SIZE = 48 * 1024 * 1024 + 12_345
_REPEAT = 5
_MB = 1e6


@figure(name="download", unit="MB/s", goal=ratio_at_least(0.6))
def download() -> Measurement:
    """A paper of 50 MB: pieces verified, encrypted, fsynced, noted; against plain httpx, written and fsynced."""
    with scratch() as folder:
        make_hub(folder / "hub")
        with opened(folder / "hub") as hub:
            papers = [add_document(hub, secrets.token_bytes(_SIZE)) for _ in range(_REPEAT)]
            issue_ballots(hub, 1, papers)
        with running_hub(folder / "hub") as running:
            client = enrol(running, folder / "device")
            with (
                client.unlocked() as profile,
                client.connection() as connection,
                plain_device.trusted(running.address) as (http, epochs),
            ):
                Exchanger(profile, connection).run()
                other = plain_device.enrol(http, epochs, make_code(running))
                other.log_in()
                ours, plain = [], []
                for row in profile.store.read(lambda session: next_downloads(session, 100)).result():
                    plain.append(_fetch_plain(other, row.document, folder / row.document))
                    ours.append(_fetch(profile, connection, row))
    return Measurement(_SIZE / statistics.median(ours) / _MB, yardstick=_SIZE / statistics.median(plain) / _MB)


def _fetch(profile: UnlockedProfile, connection: HubConnection, row: DownloadRow) -> float:
    begin = time.perf_counter()
    is_complete = Mover(profile, connection, lambda _: None, lambda _: False).download(row)
    duration = time.perf_counter() - begin
    if not is_complete:
        raise AssertionError("the download failed")
    return duration


def _fetch_plain(device: plain_device.Device, document: str, path: Path) -> float:
    begin = time.perf_counter()
    with (
        device.http.stream("GET", f"/v1/documents/{document}", headers=device.headers()) as response,
        path.open("wb") as file,
    ):
        response.raise_for_status()
        for chunk in response.iter_bytes():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - begin
