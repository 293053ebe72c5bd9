"""The exchange: a first pull, a day's changes, and nothing at all."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from models.profile_session import UnlockedProfile
from models.store import connect
from sync.client.exchange import Exchanger
from sync.client.hub import HubConnection
from tests.bench._wire import Meter, metered
from tests.bench._world import RECORDS, enrol, fill_hub, make_hub, opened, scratch, touch_ballots
from tests.bench.figures import Measurement, at_most, figure, median_ms, ratio_at_most
from tests.helpers.hub import RunningHub, running_hub

_DELTA = 1_000
_REPEAT = 30
_TABLE = "SELECT sql FROM sqlite_schema WHERE tbl_name = 'ballot' AND sql IS NOT NULL"


@figure(name="pull-20000", unit="s", goal=ratio_at_most(2.5))
def first_pull() -> Measurement:
    """First pull of 20,000 ballots of 1.5 KB over TLS: the hub's visibility, reach, full text, change sets."""
    gc.disable()  # as in the window, which collects cycles in quiet moments
    pulled, inserted = [], []
    with _hub(RECORDS) as running:
        for number in range(3):
            client = enrol(running, running.folder.with_name(f"device-{number}"))
            with client.unlocked() as profile, client.connection() as connection:
                begin = time.perf_counter()
                Exchanger(profile, connection).run()
                pulled.append(time.perf_counter() - begin)
                key = profile.vault.store_key
            # Only now, when nothing of ours runs any more.
            inserted.append(_insert_from_file(client.folder / "store.db", key, client.folder.with_suffix(".rows")))
    return Measurement(statistics.median(pulled), yardstick=statistics.median(inserted))


@figure(name="delta-1000", unit="ms", goal=at_most(100))
def delta() -> Measurement:
    """Exchange that brings 1,000 changed ballots into a store of 20,000 (median)."""
    with _hub(RECORDS) as running, _synced(running) as (profile, connection), opened(running.folder) as hub:
        durations = []
        for _ in range(7):
            touch_ballots(hub, _DELTA)
            durations.append(median_ms(Exchanger(profile, connection).run, repeat=1, warm_up=0))
        return Measurement(statistics.median(durations))


@figure(name="idle-exchange", unit="ms", goal=at_most(5))
def idle_exchange() -> Measurement:
    """Exchange with nothing to say, over TLS on loopback, contact noted in the store (median)."""
    with _hub(100) as running, _synced(running) as (profile, connection):
        return Measurement(median_ms(Exchanger(profile, connection).run, repeat=_REPEAT))


@figure(name="idle-request", unit="bytes", goal=at_most(600))
def idle_request() -> Measurement:
    """The one request of an idle exchange on the wire, HTTP headers and TLS included."""
    meter = _idle_bytes()
    return Measurement(meter.sent.wire, note=f"{meter.sent.plain} without TLS")


@figure(name="idle-answer", unit="bytes", goal=at_most(600))
def idle_answer() -> Measurement:
    """The answer to it on the wire, HTTP headers and TLS included."""
    meter = _idle_bytes()
    return Measurement(meter.received.wire, note=f"{meter.received.plain} without TLS")


def _idle_bytes() -> Meter:
    with _hub(100) as running, metered(running.port) as meter, _synced(running, meter) as (profile, connection):
        exchanger = Exchanger(profile, connection)
        exchanger.run()
        meter.reset()
        exchanger.run()
        if meter.sent.turns != 1:
            raise AssertionError(f"an idle exchange took {meter.sent.turns} requests")
        return meter


@contextmanager
def _hub(ballots: int) -> Iterator[RunningHub]:
    with scratch() as folder:
        make_hub(folder / "hub")
        with opened(folder / "hub") as hub:
            fill_hub(hub, ballots)
        with running_hub(folder / "hub") as running:
            yield running


@contextmanager
def _synced(running: RunningHub, meter: Meter | None = None) -> Iterator[tuple[UnlockedProfile, HubConnection]]:
    """A device that has everything, on a warm connection."""
    client = enrol(running, running.folder.with_name("device"))
    if meter is not None:
        client.connect = meter.connect
    with client.unlocked() as profile, client.connection() as connection:
        Exchanger(profile, connection).run()
        yield profile, connection


def _insert_from_file(store: Path, key: bytes, path: Path) -> float:
    """Seconds to read the pulled rows from one MessagePack file and insert them into an SQLCipher table of the same
    columns and indexes, by one ``executemany`` in one transaction.
    """
    with closing(connect(store, key, writing=False)) as source:
        schema = [sql for (sql,) in source.execute(_TABLE)]
        rows = source.execute("SELECT * FROM ballot").fetchall()
    path.write_bytes(msgspec.msgpack.encode(rows))
    marks = ", ".join("?" * len(rows[0]))
    with closing(connect(path.with_suffix(".db"), key, writing=True)) as target:
        target.execute("PRAGMA journal_mode = WAL")
        for sql in schema:
            target.execute(sql)
        begin = time.perf_counter()
        values = msgspec.msgpack.decode(path.read_bytes())
        target.execute("BEGIN IMMEDIATE")
        target.executemany(f"INSERT INTO ballot VALUES ({marks})", values)
        target.execute("COMMIT")
        return time.perf_counter() - begin
