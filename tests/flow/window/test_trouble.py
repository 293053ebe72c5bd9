"""The hub dies, shrinks and comes back; the disk is full: what the window says, and that nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from models.queries.client.outbox import kept_receipts
from models.queries.client.papers import Availability
from models.queries.client.sync_state import list_alarms
from models.types import BallotId, Choice, SendState
from tests.flow.window.conftest import Issue, administer_hub, issuing, make_pdf, populate
from tests.flow.window.seat import (
    Seat,
    enrolled_seat,
    press,
    said,
    show_ballot,
    sign,
    unlock,
    wait_until_said,
    write_answer,
)
from tests.helpers.client import CLERK, MINISTER, enrol_client
from tests.helpers.hub import RunningHub, start_hub, stop_hub
from tests.helpers.line import Line
from tests.tour.stage import wait_for
from ui.desk import Desk
from ui.theme import Theme

pytestmark = pytest.mark.fault

_READ = "Tôi đã đọc giải trình"
EXPLANATION = "Ổ đĩa máy chủ hỏng lúc 02:00; đã phục hồi từ bản sao lưu lúc 01:00."


class OwnHub:
    """A hub that one test kills, replaces and starts again; the line finds it wherever it listens."""

    def __init__(self, folder: Path) -> None:
        populate(folder)
        self.hub = start_hub(folder)
        self.line = Line(self.hub.port)

    def start(self) -> None:
        self.hub = start_hub(self.hub.folder)
        self.line.retarget(self.hub.port)

    def stop(self, *, hard: bool = False) -> None:
        stop_hub(self.hub, hard=hard)
        (self.hub.folder / "port").unlink(missing_ok=True)


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[OwnHub]:
    made = OwnHub(tmp_path / "hub")
    yield made
    made.line.close()
    made.stop()


def wait_for_state(seat: Seat, desk: Desk, ballot: BallotId, state: SendState) -> None:
    def is_so() -> bool:
        current = seat.detail(desk, ballot).current
        return current is not None and current.state is state

    wait_for(f"the answer is {state.value}", is_so)


def open_panel(desk: Desk, text: str) -> str:
    """The sync panel once it says ``text``."""
    desk.open_sync_panel()
    panel = desk.window.overlay.panel
    assert panel is not None
    wait_until_said(panel, text)
    return said(panel)


def test_a_hub_killed_and_restored_alarms_until_a_person_has_read_why(
    own_hub: OwnHub, theme: Theme, tmp_path: Path
) -> None:
    folder = own_hub.hub.folder
    office = enrol_client(own_hub.hub, CLERK, tmp_path / "office")
    seat = enrolled_seat(own_hub.hub, MINISTER, tmp_path / "minister", own_hub.line, theme)
    ballot = issuing(office, tmp_path, iter([9901]))()
    office.hang_up()
    backup = tmp_path / "backup"
    with seat.window() as shell:
        desk = unlock(shell)
        show_ballot(desk, ballot)
        administer_hub("backup", folder, backup)
        write_answer(desk, ballot, Choice.APPROVE, "")
        sign(desk)
        wait_for_state(seat, desk, ballot, SendState.RECORDED)
        own_hub.stop(hard=True)
        desk.context.link.wake()
        wait_for("the chip says offline", lambda: "Ngoại tuyến" in shell.window.chip_words())

        # Put back behind everybody's back.
        for path in folder.glob("hub.db*"):
            path.unlink()
        shutil.copy(backup / "hub.db", folder / "hub.db")
        own_hub.start()
        wait_for("the chip asks for attention", lambda: shell.window.chip_words() == "Cần xử lý")
        words = open_panel(desk, "Sổ của máy chủ không khớp với những gì máy này đã thấy")
        assert "Hãy báo Văn phòng Chính phủ và chờ giải trình có ký." in words
        assert _READ not in words
        shell.window.overlay.close_panel()
        own_hub.stop()

        # Now honestly, with a new epoch under the offline root key.
        administer_hub("restore", folder, backup, "--yes")
        statement, signature = tmp_path / "epoch.json", tmp_path / "epoch.sig"
        administer_hub("epoch", "new", folder, statement, "--explanation", EXPLANATION)
        administer_hub("epoch", "sign", statement, folder / "root.key", signature)
        administer_hub("epoch", "adopt", folder, statement, signature)
        own_hub.start()
        desk.context.link.wake()
        wait_for("the ledger has the answer again", lambda: _epochs(desk, ballot) == [1, 2])
        wait_for_state(seat, desk, ballot, SendState.RECORDED)
        open_panel(desk, EXPLANATION)
        _acknowledge_all(desk)
        wait_for("the chip is calm", lambda: shell.window.chip_words().startswith("Đã đồng bộ"))


def _epochs(desk: Desk, ballot: BallotId) -> list[int]:
    """Epochs under which receipts of the ballot's answers are kept."""
    kept = desk.context.profile.store.read(kept_receipts).result()
    return sorted(receipt.epoch for receipt in kept if receipt.ballot == ballot)


def _acknowledge_all(desk: Desk) -> None:
    """A person reads one explanation after another."""
    panel = desk.window.overlay.panel
    assert panel is not None
    while before := _standing(desk):
        wait_for("the panel shows what stands", partial(_shows, panel, before))
        press(panel, _READ)
        wait_for("one alarm less", partial(_is_less, desk, before))


def _standing(desk: Desk) -> int:
    return len(desk.context.profile.store.read(list_alarms).result())


def _shows(panel: QWidget, count: int) -> bool:
    return sum(button.isVisible() and button.text() == _READ for button in panel.findChildren(QAbstractButton)) == count


def _is_less(desk: Desk, before: int) -> bool:
    return _standing(desk) < before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small file system here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_stops_the_papers_and_not_the_ballots(
    window_hub: RunningHub, line: Line, theme: Theme, issue: Issue, small_disk: Path
) -> None:
    large = make_pdf("Large paper") + os.urandom(9 * 1024 * 1024)
    ballot = issue(("Hồ sơ nhiều phụ lục", large))
    seat = enrolled_seat(window_hub, MINISTER, small_disk / "profile", line, theme)
    with seat.window() as shell:
        desk = unlock(shell)
        show_ballot(desk, ballot)
        wait_for("the chip asks for attention", lambda: shell.window.chip_words() == "Cần xử lý")
        words = open_panel(desk, "Ổ đĩa đầy: tạm dừng tải tài liệu.")
        assert "Phiếu đã ký vẫn được giữ và vẫn gửi." in words
        shell.window.overlay.close_panel()
        write_answer(desk, ballot, Choice.APPROVE, "")
        sign(desk)
        wait_for_state(seat, desk, ballot, SendState.RECORDED)
        assert seat.detail(desk, ballot).papers[0].availability is Availability.PARTIAL
        subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
        desk.context.link.wake()
        wait_for(
            "the paper is here",
            lambda: seat.detail(desk, ballot).papers[0].availability is Availability.COMPLETE,
        )
