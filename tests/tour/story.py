"""The story, step by step. Every step waits for what it needs; nothing sleeps and hopes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from models.desk.pages import signed_page
from models.envelopes import EnvelopeFolder
from models.ledger import Receipt
from models.profile_session import UnlockedProfile
from models.queries.client.ballot_detail import OwnLeaf, ballot_detail
from models.queries.client.ballots import BallotBadge
from models.queries.client.office import ResponseMapRow, response_map
from models.queries.client.outbox import kept_receipts
from models.types import BallotId, BallotState, Choice, PersonId
from sync.embedded import EmbeddedHub, start_sample_hub
from tests.tour.looking import desk_of, detail, draft, has_badge, papers_are_here, to_answer
from tests.tour.stage import SIGNING_PIN, Stage, enrol, press, settle, type_into, unlock, wait_for, window_on
from ui.desk import Desk
from ui.office.screen import OfficeScreen
from ui.shell import Shell
from ui.theme import Scheme

_ROOT = Path(__file__).resolve().parents[2]
_OPINION = "Đồng ý với dự thảo. Đề nghị rà soát thời hạn chuyển tiếp đối với bến khách ngang sông."
_OTHER = "Đề nghị làm rõ nguồn kinh phí duy trì thư viện số cấp xã sau năm 2030."


def play_member(stage: Stage) -> tuple[BallotId, ...]:
    """A minister enrols, reads, signs offline; the receipts come while the app is locked. Returns the ballots signed."""
    profile = stage.folder / "minister"
    with window_on(profile, stage.theme, stage.code("minister")) as shell:
        enrol(shell, stage.album)
        stage.album.shot(shell.window, "mo-khoa")
        unlock(shell)
        desk = desk_of(shell)
        wait_for("ballots have come", lambda: len(to_answer(desk)) >= 2)
        wait_for("their papers have come", lambda: papers_are_here(desk))
        stage.album.shot(shell.window, "viec-can-xu-ly")
        desk.open_sync_panel()
        stage.album.shot(shell.window, "dong-bo")
        shell.window.overlay.close_panel()
        ballots = _read_and_sign_offline(stage, shell, desk)
    stage.line.mend()
    _come_home_locked(stage, profile)
    with window_on(profile, stage.theme) as shell:
        unlock(shell)
        desk = desk_of(shell)
        for ballot in ballots:
            wait_for("the receipt is verified and recorded", partial(has_badge, desk, ballot, BallotBadge.RECORDED))
        desk.open_ballot(ballots[0])
        stage.album.shot(shell.window, "da-vao-so")
        keep_evidence(stage.folder, desk.context.profile, ballots[0])
    return ballots


def _read_and_sign_offline(stage: Stage, shell: Shell, desk: Desk) -> tuple[BallotId, ...]:
    album, window = stage.album, shell.window
    stage.line.cut()
    desk.context.link.wake()
    wait_for("the chip says offline", lambda: "Ngoại tuyến" in window.chip_words())
    first, second = (row.id for row in to_answer(desk)[:2])
    desk.open_ballot(first)
    album.shot(window, "phieu-ngoai-tuyen")
    paper = detail(desk, first).papers[0]
    desk.reading.open_paper(first, paper.id)
    wait_for("the paper is open", lambda: desk.reading.screen.page_count > 0)
    wait_for("the page is drawn", desk.reading.screen.is_drawn)
    album.shot(window, "doc-tai-lieu")
    desk.reading.screen.look_for("dieu")
    wait_for("the search is through", desk.reading.screen.search_is_through)
    press(desk.reading.screen, "Kết quả sau")
    album.shot(window, "tim-khong-dau")
    stage.theme.set_scheme(Scheme.DARK)
    album.shot(window, "doc-ban-dem")
    stage.theme.set_scheme(Scheme.LIGHT)
    press(desk.reading.screen, "Quay lại")
    draft(desk, second, Choice.OTHER, _OTHER)
    draft(desk, first, Choice.APPROVE, _OPINION)
    album.shot(window, "soan-y-kien")
    press(desk.ballots, "Ký phiếu")
    wait_for("the signing dialog", lambda: desk.ballots.dialog is not None)
    dialog = desk.ballots.dialog
    assert dialog is not None
    press(dialog, detail(desk, second).title)
    type_into(dialog.pin.line, SIGNING_PIN)
    album.shot(window, "ky-hai-phieu")
    press(dialog, "Ký 2 phiếu")
    for ballot in (first, second):
        wait_for("signed, not sent", partial(has_badge, desk, ballot, BallotBadge.WAITING))
    desk.open_ballot(first)
    album.shot(window, "da-ky-chua-gui")
    desk.show_screen("home")
    album.shot(window, "viec-sau-khi-ky")
    return first, second


def _come_home_locked(stage: Stage, profile: Path) -> None:
    """The laptop is opened, nobody unlocks: the ballots go, the sealed receipts are kept."""
    with window_on(profile, stage.theme) as shell:
        folder = EnvelopeFolder(profile)
        wait_for("everything signed is sent while locked", lambda: not folder.to_send())
        wait_for("sealed receipts are kept", lambda: len(folder.answers()) >= 2)
        settle()
        stage.album.shot(shell.window, "gui-khi-dang-khoa")


def keep_evidence(folder: Path, profile: UnlockedProfile, ballot: BallotId) -> None:
    """The signed ballot and its receipt, as files anybody can check."""
    person, now = PersonId(profile.public.person), profile.clock.now()
    row = profile.store.read(lambda s: ballot_detail(s, ballot, person, now)).result()
    assert row is not None
    assert row.current is not None
    event = row.current.event
    (folder / "phieu-da-ky.pdf").write_bytes(signed_page(profile, event))
    kept = next(row for row in profile.store.read(kept_receipts).result() if row.event == event)
    receipt = Receipt.decode(kept.data)
    (folder / "bien-nhan.json").write_text(
        json.dumps(
            {
                "event": event,
                "leaf": receipt.leaf_index,
                "leaf_hash": receipt.leaf_hash.hex(),
                "proof": [part.hex() for part in receipt.proof],
                "size": receipt.head.head.size,
                "root": receipt.head.head.root.hex(),
                "signature": receipt.head.signature.hex(),
            },
            indent=1,
        ),
        encoding="utf-8",
    )


def play_office(stage: Stage, ballots: tuple[BallotId, ...]) -> EmbeddedHub:
    """The Office sees the answers; the deadline passes and silence is counted; the chief publishes; the member sees it.

    Returns the hub that runs at the end: its clock was set ahead of the deadline.
    """
    album, ballot = stage.album, ballots[0]
    with window_on(stage.folder / "clerk", stage.theme, stage.code("clerk")) as shell:
        enrol(shell)
        unlock(shell)
        desk = desk_of(shell)
        office = _office(desk)
        wait_for("the answer is seen", partial(_is_answered, desk, ballot))
        desk.show_screen("office")
        office.open_ballot(ballot)
        wait_for("the map is shown", lambda: office.shown_ballot() == ballot)
        album.shot(shell.window, "van-phong-ban-do")
        deadline = _map(desk, ballot).ballot.deadline
    hub = _pass_the_deadline(stage, deadline)
    with window_on(stage.folder / "chief", stage.theme, stage.code("chief")) as shell:
        enrol(shell)
        unlock(shell)
        desk = desk_of(shell)
        office = _office(desk)
        wait_for("the ballot is closed and counted", lambda: bool(_map(desk, ballot).results))
        desk.show_screen("office")
        office.open_ballot(ballot)
        wait_for("the map is shown", lambda: office.shown_ballot() == ballot)
        album.shot(shell.window, "da-dong-va-tong-hop")
        press(office, "Công bố kết quả")
        panel = shell.window.overlay.panel
        assert panel is not None
        album.shot(shell.window, "cong-bo")
        press(panel, "Công bố")
        wait_for("the result is published", lambda: _map(desk, ballot).ballot.state is BallotState.TALLIED)
        album.shot(shell.window, "da-cong-bo")
    with window_on(stage.folder / "minister", stage.theme) as shell:
        unlock(shell)
        desk = desk_of(shell)
        wait_for("the result lists the own answer", partial(_lists_own_answer, desk, ballot))
        desk.open_ballot(ballot)
        album.shot(shell.window, "ket-qua-cua-thanh-vien")
    return hub


def check_in_public(folder: Path, ballot: BallotId) -> None:
    """Anybody checks the returned ballot and the whole result."""
    hub, archive = folder / "hub", folder / "luu-tru.zip"
    _keep(folder / "pdfsig.txt", "pdfsig", folder / "phieu-da-ky.pdf")
    _hub(hub, "ballot", "export", hub, ballot, archive)
    _hub(hub, "ballot", "summary", hub, ballot, folder / "bang-tong-hop.pdf")
    (folder / "kiem-chung.txt").write_text(_hub(hub, "verify", archive), encoding="utf-8")
    print((folder / "kiem-chung.txt").read_text(encoding="utf-8").strip(), flush=True)


def _pass_the_deadline(stage: Stage, deadline: datetime) -> EmbeddedHub:
    """Start the hub again with its clock an hour past the deadline; its job closes the ballot and counts silence."""
    stage.hub.stop()
    hours = (deadline - datetime.now(UTC)).total_seconds() / 3600 + 1
    hub = start_sample_hub(stage.folder / "hub", ahead_hours=hours)
    stage.line.retarget(hub.port)
    return hub


def _office(desk: Desk) -> OfficeScreen:
    wait_for("the Office's desk", lambda: desk.office is not None)
    assert desk.office is not None
    return desk.office


def _map(desk: Desk, ballot: BallotId) -> ResponseMapRow:
    context = desk.context
    row = context.profile.store.read(lambda s: response_map(s, ballot, context.now())).result()
    assert row is not None
    return row


def _is_answered(desk: Desk, ballot: BallotId) -> bool:
    context = desk.context
    row = context.profile.store.read(lambda s: response_map(s, ballot, context.now())).result()
    return row is not None and any("Công Thương" in tile.name and tile.choice is not None for tile in row.tiles)


def _lists_own_answer(desk: Desk, ballot: BallotId) -> bool:
    results = detail(desk, ballot).results
    return bool(results) and results[0].own_leaf is OwnLeaf.LISTED


def _hub(folder: Path, *words: str | Path) -> str:
    command = [sys.executable, "-m", "sync.server.admin", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=_ROOT).stdout


def _keep(target: Path, *command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    target.write_text(done.stdout + done.stderr, encoding="utf-8")
