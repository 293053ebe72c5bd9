"""The sample hub beside the window keeps its port, so that yesterday's profile finds it today."""

from __future__ import annotations

from pathlib import Path

from sync.embedded import start_sample_hub


def test_the_same_port_and_codes_that_work_after_a_restart(tmp_path: Path) -> None:
    first = start_sample_hub(tmp_path / "hub")
    try:
        again = start_sample_hub(tmp_path / "hub")
        assert (again.port, again.process) == (first.port, None)
        again.stop()  # is not its own to stop
        assert first.process is not None
        assert first.process.poll() is None
    finally:
        first.stop()
    second = start_sample_hub(tmp_path / "hub")
    try:
        assert second.port == first.port
        assert set(second.codes()) == {"minister", "clerk", "chief"}
        assert f":{second.port}#" in second.codes()["minister"]
    finally:
        second.stop()
