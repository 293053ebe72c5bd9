"""Jobs: run when due, back off when they fail, and in one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.errors import EnvironmentFaultError
from sync.server.hub import Hub
from sync.server.jobs import LEASE, Job, JobRunner
from sync.server.setup import SetupOptions, create_hub

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    opened = Hub(create_hub(tmp_path / "hub", SetupOptions("localhost:8443"), START))
    yield opened
    opened.close()


class Recorder:
    """A job that notes when it ran, and fails while told to."""

    def __init__(self, every: timedelta = timedelta(minutes=1)) -> None:
        self.ran: list[datetime] = []
        self.fails = False
        self.job = Job("record", every, self._run)

    def _run(self, hub: Hub, now: datetime) -> None:
        self.ran.append(now)
        if self.fails:
            raise EnvironmentFaultError("as told")


def test_a_job_runs_at_its_pace(hub: Hub) -> None:
    recorder = Recorder()
    runner = JobRunner(hub, [recorder.job])
    for seconds in (0, 5, 59, 60, 61, 125):
        runner.run_due(START + timedelta(seconds=seconds))
    assert [(moment - START).seconds for moment in recorder.ran] == [0, 60, 125]


@pytest.mark.allow_logs("sync.server.jobs")
def test_a_failing_job_backs_off_and_the_others_go_on(hub: Hub) -> None:
    bad, good = Recorder(), Recorder()
    bad.fails = True
    runner = JobRunner(hub, [bad.job, Job("good", good.job.every, good.job.run)])
    for minute in range(31):
        runner.run_due(START + timedelta(minutes=minute))
    assert [int((moment - START).total_seconds() // 60) for moment in bad.ran] == [0, 2, 6, 14, 29]
    assert len(good.ran) == 31
    bad.fails = False
    runner.run_due(START + timedelta(minutes=44))
    runner.run_due(START + timedelta(minutes=45))
    assert len(bad.ran) == 7, "after a success the pace is the old one"


def test_one_process_at_a_time_and_a_dead_one_gives_up(hub: Hub) -> None:
    recorder = Recorder(timedelta(seconds=1))
    first, second = JobRunner(hub, [recorder.job]), JobRunner(hub, [recorder.job])
    assert first.run_due(START) == ("record",)
    assert second.run_due(START + timedelta(seconds=5)) == ()
    assert second.run_due(START + LEASE - timedelta(seconds=1)) == ()
    assert second.run_due(START + LEASE + timedelta(seconds=1)) == ("record",), "silence gives it up"
    assert first.run_due(START + LEASE + timedelta(seconds=2)) == ()
    second.stop()
    assert first.run_due(START + LEASE + timedelta(seconds=3)) == ("record",), "a clean stop gives it up at once"


def test_a_lease_from_a_clock_that_ran_ahead_does_not_stop_jobs(hub: Hub) -> None:
    recorder = Recorder()
    JobRunner(hub, [recorder.job]).run_due(START + timedelta(days=400))
    assert JobRunner(hub, [recorder.job]).run_due(START) == ("record",)


def test_the_standard_jobs_run_on_an_empty_hub(hub: Hub) -> None:
    assert set(JobRunner(hub).run_due(START)) >= {"close", "remind", "delegations"}
