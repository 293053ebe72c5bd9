"""What is drawn: each screen in its states. A screen that is missing here has not been looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from models.queries.client.ballots import BallotTab
from models.types import BallotId, Choice
from tests.tour.looking import desk_of, detail, draft, papers_are_here, to_answer
from tests.tour.stage import (
    PIN,
    SIGNING_PIN,
    Stage,
    enrol,
    press,
    settle,
    type_into,
    unlock,
    wait_for,
    window_on,
)
from ui.desk import Desk
from ui.palette.panel import Palette
from ui.shell import Shell
from ui.theme import Scheme

LOOKS = (
    ("sang-100", Scheme.LIGHT, 1.0, (1280, 800)),
    ("toi-100", Scheme.DARK, 1.0, (1280, 800)),
    ("sang-150", Scheme.LIGHT, 1.5, (1280, 800)),
    ("hep-150", Scheme.DARK, 1.5, (1024, 700)),
)


def draw_all(stage: Stage) -> None:
    """Enrol a minister and the chief of the Office, and draw all they see."""
    with window_on(stage.folder / "minister", stage.theme, stage.code("minister")) as shell:
        wait_for("the code is checked", lambda: shell.enrol is not None and bool(shell.enrol.screen.form.name.text()))
        draw(stage, shell.window, "dang-ky")
        enrol(shell)
        draw(stage, shell.window, "mo-khoa")
        assert shell.unlock is not None
        type_into(shell.unlock.screen.pin_pane.field.line, PIN[::-1])
        press(shell.window, "Mở khóa")
        settle(1500)
        draw(stage, shell.window, "mo-khoa-sai-pin")
        unlock(shell)
        _draw_member(stage, shell)
    with window_on(stage.folder / "chief", stage.theme, stage.code("chief")) as shell:
        enrol(shell)
        unlock(shell)
        _draw_office(stage, shell, desk_of(shell))


def draw(stage: Stage, window: QWidget, name: str, ready: Callable[[], bool] = lambda: True) -> None:
    """One screen in every look, each once it is ``ready``."""
    for look, scheme, scale, size in LOOKS:
        stage.theme.set_scheme(scheme)
        stage.theme.set_scale(scale)
        window.resize(*size)
        settle()
        wait_for(f"{name} is drawn", ready)
        window.grab().save(str(stage.folder / f"{name}--{look}.png"))
    stage.theme.set_scheme(Scheme.LIGHT)
    stage.theme.set_scale(1.0)
    window.resize(1280, 800)
    settle(100)
    print(f"  {name}", flush=True)


def _draw_member(stage: Stage, shell: Shell) -> None:
    desk, window = desk_of(shell), shell.window
    wait_for("ballots have come", lambda: len(to_answer(desk)) >= 2)
    wait_for("their papers have come", lambda: papers_are_here(desk))
    draw(stage, window, "viec-can-xu-ly")
    first, second = (row.id for row in to_answer(desk)[:2])
    draft(desk, second, Choice.OTHER, "Đề nghị làm rõ nguồn kinh phí duy trì sau năm 2030.")
    draft(desk, first, Choice.APPROVE, "Đồng ý với dự thảo. Đề nghị rà soát thời hạn chuyển tiếp tại Điều 27.")
    draw(stage, window, "phieu-soan-y-kien")
    desk.open_sync_panel()
    draw(stage, window, "dong-bo")
    window.overlay.close_panel()
    desk.open_palette()
    palette = window.overlay.panel
    assert isinstance(palette, Palette)
    type_into(palette.line, "ben thuy")
    settle(500)
    draw(stage, window, "tim-hoac-ra-lenh")
    window.overlay.close_panel()
    _draw_reader(stage, desk, first)
    desk.show_screen("ballots")
    press(desk.ballots, "Ký phiếu")
    wait_for("the signing dialog", lambda: desk.ballots.dialog is not None)
    dialog = desk.ballots.dialog
    assert dialog is not None
    draw(stage, window, "ky-phieu")
    stage.line.cut()
    type_into(dialog.pin.line, SIGNING_PIN)
    press(dialog, "Ký phiếu")
    wait_for("the dialog is gone", lambda: desk.ballots.dialog is None)
    desk.open_ballot(first)
    wait_for("the chip says offline", lambda: "Ngoại tuyến" in window.chip_words())
    draw(stage, window, "phieu-da-ky-cho-gui")
    stage.line.mend()
    desk.context.link.wake()
    wait_for("all is sent", lambda: "Đã đồng bộ" in window.chip_words() and "chờ gửi" not in window.chip_words())
    draw(stage, window, "phieu-da-vao-so")
    desk.ballots.show_tab(BallotTab.CLOSED)
    settle(800)
    draw(stage, window, "phieu-da-dong")
    desk.ballots.show_tab(BallotTab.RETURNED)
    draw(stage, window, "phieu-tra-lai-trong")
    desk.show_screen("settings")
    draw(stage, window, "cai-dat")


def _draw_reader(stage: Stage, desk: Desk, ballot: BallotId) -> None:
    desk.reading.open_paper(ballot, detail(desk, ballot).papers[0].id)
    wait_for("the paper is open", lambda: desk.reading.screen.page_count > 0)
    wait_for("the page is drawn", desk.reading.screen.is_drawn)
    draw(stage, desk.window, "doc-tai-lieu", desk.reading.screen.is_drawn)
    desk.reading.screen.look_for("dieu")
    wait_for("the search is through", desk.reading.screen.search_is_through)
    press(desk.reading.screen, "Kết quả sau")
    draw(stage, desk.window, "doc-tim", desk.reading.screen.is_drawn)
    press(desk.reading.screen, "Quay lại")


def _draw_office(stage: Stage, shell: Shell, desk: Desk) -> None:
    window = shell.window
    wait_for("the Office's desk", lambda: desk.office is not None)
    office = desk.office
    assert office is not None
    wait_for("all is here", lambda: "Đã đồng bộ" in window.chip_words() and len(to_answer(desk)) >= 1)
    desk.show_screen("office")
    settle(800)
    draw(stage, window, "van-phong-danh-sach")
    for row in to_answer(desk)[:1]:
        office.open_ballot(row.id)
        settle(1500)
        draw(stage, window, "van-phong-ban-do")
    office.begin_ballot()
    settle(500)
    draw(stage, window, "van-phong-soan-phieu")
