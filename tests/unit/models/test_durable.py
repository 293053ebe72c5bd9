"""Files that survive a crash, and the sweep after one."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from models import durable


def test_a_sweep_takes_what_an_earlier_process_left_and_not_what_this_one_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / f"{durable.TEMPORARY}0011223344556677"
    left.write_bytes(b"half")
    replace, reached, swept = os.replace, threading.Event(), threading.Event()

    def replace_later(source: Path, target: Path) -> None:
        reached.set()
        assert swept.wait(20)
        replace(source, target)

    monkeypatch.setattr(os, "replace", replace_later)
    writer = threading.Thread(target=durable.write_file, args=(tmp_path / "answer", b"whole"))
    writer.start()
    assert reached.wait(20)
    assert durable.sweep(tmp_path) == 1
    swept.set()
    writer.join(20)
    assert [path.name for path in tmp_path.iterdir()] == ["answer"]
    assert (tmp_path / "answer").read_bytes() == b"whole"
