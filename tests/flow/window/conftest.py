"""One hub with two members and the Office for all tests of the window, and devices of theirs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from models.commands.client.office import DraftFields
from models.desk.office import OfficeDesk
from models.queries.client.people import list_organizations
from models.queries.client.sync_state import sync_state
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import ruleset_at
from models.types import BallotId, PaperRef
from sync.server.admin import main as administer
from tests.flow.window.seat import Seat, enrolled_seat
from tests.helpers.client import CLERK, MINISTER, OTHER_MINISTER, Client, enrol_client
from tests.helpers.hub import RunningHub, running_hub
from tests.helpers.line import Line
from ui.theme import Theme

TakeSeat = Callable[[str], Seat]


class Issue(Protocol):
    """Issues a ballot and returns its id once the hub has it."""

    def __call__(self, *papers: tuple[str, bytes]) -> BallotId: ...


def make_pdf(text: str, *, password: str | None = None, pages: int = 2) -> bytes:
    """A small paper."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"{text}, page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def administer_hub(*arguments: str | Path) -> None:
    """``ecabinet-hub`` in this process: four starts of an interpreter are saved."""
    assert administer([str(argument) for argument in arguments]) == 0


def populate(folder: Path) -> None:
    """A new hub with a test authority, two members and a clerk."""
    administer_hub("init", folder, "--test-authority")
    for name, organization in ((MINISTER, "Bộ Xây dựng"), (OTHER_MINISTER, "Bộ Công Thương")):
        administer_hub(
            "person", "add", folder, name, "--organization", organization, "--role", "THANH_VIEN", "--member"
        )
    roles = ("--role", "CHUYEN_VIEN", "--role", "BO_TRUONG_CHU_NHIEM")
    administer_hub("person", "add", folder, CLERK, "--organization", "Văn phòng Chính phủ", *roles)


@pytest.fixture(scope="session")
def window_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """The hub. Ballots of other tests lie on it too."""
    folder = tmp_path_factory.mktemp("window-hub") / "hub"
    populate(folder)
    with running_hub(folder) as running:
        yield running


@pytest.fixture(scope="session")
def office(window_hub: RunningHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The Office's device, without a window."""
    client = enrol_client(window_hub, CLERK, tmp_path_factory.mktemp("office") / "profile")
    yield client
    client.hang_up()


@pytest.fixture
def line(window_hub: RunningHub) -> Iterator[Line]:
    """The line of this test's devices."""
    with Line(window_hub.port) as line:
        yield line


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme()
    made.apply(qapp)
    return made


@pytest.fixture
def take_seat(window_hub: RunningHub, line: Line, theme: Theme, tmp_path: Path) -> TakeSeat:
    """Enrol one more device for a person."""
    taken: list[Seat] = []

    def take(name: str) -> Seat:
        taken.append(enrolled_seat(window_hub, name, tmp_path / f"device-{len(taken)}", line, theme))
        return taken[-1]

    return take


@pytest.fixture
def minister(take_seat: TakeSeat) -> Seat:
    return take_seat(MINISTER)


@pytest.fixture
def issue(office: Client, tmp_path: Path, ballot_numbers: Iterator[int]) -> Issue:
    """Ballots of the Office; each has a number of its own."""
    return issuing(office, tmp_path, ballot_numbers)


@pytest.fixture(scope="session")
def ballot_numbers() -> Iterator[int]:
    return iter(range(9100, 9900))


def issuing(office: Client, folder: Path, numbers: Iterator[int]) -> Issue:
    """The Office's hand; ``folder`` is where its papers lie."""

    def issue_ballot(*papers: tuple[str, bytes]) -> BallotId:
        now = datetime.now(UTC)
        number = next(numbers)
        fitting = papers or (("Tờ trình Chính phủ", make_pdf(f"Paper of {number}")),)
        with office.unlocked() as profile:
            office.sync(profile)
            desk = OfficeDesk(profile)
            refs: list[PaperRef] = []
            for title, data in fitting:
                source = folder / f"{number}-{len(refs)}.pdf"
                source.write_bytes(data)
                refs.append(desk.stage_paper(source, title, declared_free_of_secrets=True))
            fields = DraftFields(
                number=f"{number}/PLYK-VPCP",
                title=f"Dự thảo Nghị định số {number}",
                question=f"Đồng ý ban hành Nghị định số {number}?",
                submitted_by=profile.store.read(list_organizations).result()[0].id,
                deadline=ruleset_at(now).deadline(now, 3, shipped_holidays()),
                papers=tuple(refs),
            )
            draft = desk.save_draft(None, fields)
            desk.issue(draft)
            office.sync(profile)
            state = profile.store.read(sync_state).result()
            assert (state.refused, state.waiting) == ((), ())
        return draft

    return issue_ballot
