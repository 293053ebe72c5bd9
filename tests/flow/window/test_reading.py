"""Papers through the window: broken ones, locked ones, forged ones and good ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from models.queries.client.ballot_detail import BallotDetailRow
from models.queries.client.papers import Availability
from models.types import BallotId
from sync.client.transport import Answer, HttpTransport, Stream, Transport
from tests.flow.window.conftest import Issue, make_pdf
from tests.flow.window.seat import Seat, press, said, show_ballot, unlock, wait_until_said
from tests.tour.stage import wait_for
from ui.desk import Desk

GOOD, BROKEN, LOCKED = "Tờ trình Chính phủ", "Báo cáo tiếp thu", "Bản đánh giá tác động"


def wait_for_papers(seat: Seat, desk: Desk, ballot: BallotId, state: Availability) -> None:
    wait_for(
        f"every paper is {state.value}",
        lambda: all(paper.availability is state for paper in seat.detail(desk, ballot).papers),
    )


def test_broken_and_locked_papers_say_so_and_the_next_one_opens(minister: Seat, issue: Issue) -> None:
    ballot = issue(
        (BROKEN, b"%PDF-1.7\n" + b"no object of a paper at all " * 900),
        (LOCKED, make_pdf("Under a password", password="secret")),
        (GOOD, make_pdf("Good paper", pages=3)),
    )
    with minister.window() as shell:
        desk = unlock(shell)
        show_ballot(desk, ballot)
        wait_for_papers(minister, desk, ballot, Availability.COMPLETE)
        for title, words in (
            (BROKEN, "Không đọc được tài liệu này"),
            (LOCKED, "Tài liệu bị đặt mật khẩu"),
        ):
            press(desk.ballots, title)
            wait_until_said(shell.window, words)
            press(shell.window, "Quay lại")
            wait_until_said(desk.ballots, title)
        press(desk.ballots, GOOD)
        wait_until_said(shell.window, "/ 3")
        assert "Không đọc được" not in said(shell.window)
        press(shell.window, "Quay lại")
        wait_for(
            "the paper counts as opened",
            lambda: any(paper.title == GOOD and paper.opened_at for paper in minister.detail(desk, ballot).papers),
        )


class Forger:
    """A line on which somebody who has the hub's certificate key changes one paper."""

    def __init__(self, paper: bytes) -> None:
        self.path = f"/v1/documents/{hashlib.sha256(paper).hexdigest()}"
        self.is_at_work = True

    def __call__(self, base_url: str, certificate: bytes | None) -> Transport:
        return _Forging(self, HttpTransport(base_url, certificate))


class _Forging:
    def __init__(self, forger: Forger, real: HttpTransport) -> None:
        self._forger = forger
        self._real = real

    def request(self, method: str, path: str, headers: Mapping[str, str], content: bytes, limit: int) -> Answer:
        return self._real.request(method, path, headers, content, limit)

    @contextmanager
    def stream(self, method: str, path: str, headers: Mapping[str, str], *, timeout: float) -> Iterator[Stream]:
        with self._real.stream(method, path, headers, timeout=timeout) as real:
            forges = self._forger.is_at_work and path == self._forger.path
            changed = (bytes([data[0] ^ 1]) + data[1:] if forges and data else data for data in real.chunks)
            yield Stream(real.status, real.headers, changed)

    def close(self) -> None:
        self._real.close()


def all_asked_again(panel: QWidget, look: Callable[[], BallotDetailRow]) -> bool:
    """Press every "Thử lại" there is: papers of the hub's other ballots failed as well, some of them later."""
    for button in panel.findChildren(QAbstractButton):
        if button.isVisible() and button.text() == "Thử lại":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            break  # the panel is drawn anew
    return "Chưa tải được" not in said(panel) and look().papers[0].availability is Availability.COMPLETE


def test_a_paper_with_another_hash_is_not_kept_and_says_why(minister: Seat, issue: Issue) -> None:
    paper = make_pdf("Paper on its way")
    ballot = issue((GOOD, paper))
    forger = Forger(paper)
    with minister.window(connect=forger) as shell:
        desk = unlock(shell)
        show_ballot(desk, ballot)
        wait_for_papers(minister, desk, ballot, Availability.FAILED)
        wait_until_said(desk.ballots, "chưa tải được")
        failed = partial(minister.detail, desk, ballot)
        assert failed().papers[0].held == 0
        desk.open_sync_panel()
        panel = desk.window.overlay.panel
        assert panel is not None
        wait_until_said(panel, f"Chưa tải được “{GOOD}”")
        wait_until_said(panel, "Tệp nhận được không khớp mã băm của phiếu nên không được giữ lại.")
        forger.is_at_work = False
        wait_for("every paper was asked for again", partial(all_asked_again, panel, failed))
        wait_for("the problem is gone", lambda: "Chưa tải được" not in said(shell.window))
