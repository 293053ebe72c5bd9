"""The sample hub: DỮ LIỆU GIẢ LẬP, made through the same commands and checks as everything else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from models.acts import BallotBody, IssueBody
from models.canonical import nfc
from models.commands.server import tracking
from models.commands.server.auditing import SYSTEM
from models.commands.server.closing import close_due_ballots
from models.commands.server.people import add_delegation, add_membership, save_organization, save_person
from models.durable import write_file
from models.rules.calendar import VIETNAM, add_working_days, local_day
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import ruleset_at
from models.statements import BallotStatement, instant_text
from models.types import BallotId, Choice, DocumentId, EventKind, OrganizationId, PaperRef
from sync import protocol
from sync.server.codes import issue_code
from sync.server.console import open_console
from sync.server.demo.acting import FixedClock, make_member
from sync.server.demo.cast import CHIEF, CLERK, MEMBERS, MINISTER, ORGANIZATIONS, PEOPLE, sample_id
from sync.server.demo.matters import BALLOTS, SampleBallot, SamplePaper
from sync.server.demo.sample_papers import draw_paper
from sync.server.documents import store_document
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from sync.server.setup import SetupOptions, create_hub

CODE_HOLDERS = {"minister": MINISTER, "clerk": CLERK, "chief": CHIEF}
_PAST = timedelta(days=21)


def make_demo(path: Path, now: datetime, database: str = "") -> None:
    """Make a sample hub in a new folder, its past included. Raises :class:`InvalidInputError`."""
    start = now - _PAST
    create_hub(path, SetupOptions("127.0.0.1:8443", database, is_sample=True, test_authority=True), start)
    hub = Hub(HubFolder(path), FixedClock(start))
    try:
        _add_people(hub, start)
        _Play(hub, now).run()
    finally:
        hub.close()


def make_codes(hub: Hub, address: str) -> None:
    """Fresh one-time codes for the minister, a clerk and the Office's chief, in ``codes.json``."""
    expires = hub.clock.now() + timedelta(seconds=protocol.ENROL_SECONDS)
    codes = {
        key: {
            "name": next(p.name for p in PEOPLE if p.key == person),
            "code": issue_code(hub, SYSTEM, sample_id(person), expires, address),
        }
        for key, person in CODE_HOLDERS.items()
    }
    document = {"expires_at": instant_text(expires), **codes}
    write_file(hub.folder.path / "codes.json", json.dumps(document, ensure_ascii=False, indent=2).encode())


def _add_people(hub: Hub, start: datetime) -> None:
    with hub.database.writing() as session:
        for rank, item in enumerate(ORGANIZATIONS):
            save_organization(
                session, SYSTEM, item.name, start, short_name=item.short_name, code=item.code, rank=rank,
                organization=item.id,
            )  # fmt: skip
        for rank, person in enumerate(PEOPLE):
            save_person(
                session, SYSTEM, person.name, sample_id(person.organization), person.roles, start, title=person.title, rank=rank,
                person=person.id,
            )  # fmt: skip
            if person.is_member:
                add_membership(session, SYSTEM, person.id, start, start, is_pm=person.key == "ttg")
        for person in PEOPLE:
            if person.aide_of:
                add_delegation(session, SYSTEM, sample_id(person.aide_of), person.id, start)


class _Play:
    """The sample's past: what happened when, then done in the order of time."""

    def __init__(self, hub: Hub, now: datetime) -> None:
        self.hub = hub
        self.now = now
        start = now - _PAST
        self.clerk, self.chief = open_console(hub, sample_id(CLERK), start), open_console(hub, sample_id(CHIEF), start)
        self.members = {person: make_member(hub, sample_id(person), start) for person in MEMBERS}
        self.happened: list[tuple[datetime, Callable[[datetime], object]]] = []

    def run(self) -> None:
        """Make it happen."""
        for sample in BALLOTS:
            self._plan(sample)
        for moment, act in sorted(self.happened, key=lambda item: item[0]):
            act(moment)
        for sample in BALLOTS:
            if sample.due > 0:
                self._show_delivery(sample)

    def _plan(self, sample: SampleBallot) -> None:
        issued = working_instant(self.now, -sample.issued, time(9, 50))
        papers = [(paper, _draw(sample, paper.title, paper.pages)) for paper in sample.papers]
        statement = _statement(self.now, sample, issued, papers)
        self.happened.append((issued - timedelta(minutes=5), lambda at: self._upload(papers, at)))
        issue = IssueBody(statement.encode())
        self.happened.append((issued, lambda at: self.clerk.act(EventKind.ISSUE, issue, at)))
        first, last = issued + timedelta(minutes=40), min(statement.deadline, self.now) - timedelta(minutes=5)
        for n, (person, (choice, opinion)) in enumerate(sample.answers.items()):
            moment = first + (last - first) * (n + 1) / (len(sample.answers) + 1)
            self.happened.append((moment, partial(self._answer, person, statement, choice, opinion)))
        if statement.deadline < self.now:
            self.happened.append((statement.deadline + timedelta(seconds=5), self._close_due))
        if sample.published:
            body = BallotBody(statement.ballot, "")
            published = statement.deadline + timedelta(hours=16)
            self.happened.append((published, lambda at: self.chief.act(EventKind.PUBLISH, body, at)))

    def _answer(self, person: str, statement: BallotStatement, choice: Choice, opinion: str, moment: datetime) -> None:
        opened = moment - timedelta(minutes=20)
        ballot = statement.ballot
        self.hub.write(lambda session: tracking.mark_delivered(session, sample_id(person), [ballot], opened))
        self.members[person].answer(statement, choice, opinion, moment)

    def _close_due(self, moment: datetime) -> None:
        self.hub.write(lambda session: close_due_ballots(session, self.hub.context, moment))

    def _upload(self, papers: Sequence[tuple[SamplePaper, bytes]], moment: datetime) -> None:
        for paper, data in papers:
            store_document(self.hub, self.clerk.person, self.clerk.device, f"{paper.title}.pdf", data, moment)

    def _show_delivery(self, sample: SampleBallot) -> None:
        """Delivered to all, opened by most, and some not heard of for hours."""
        ballot = _ballot_id(sample)
        seen = self.now - timedelta(minutes=50)
        lost = self.now - timedelta(hours=3)
        with self.hub.database.writing() as session:
            for person in MEMBERS:
                moment = lost if person in sample.unreached else seen
                member = sample_id(person)
                tracking.mark_delivered(session, member, [ballot], moment)
                if person not in sample.unopened:
                    tracking.mark_opened(session, member, ballot, moment)
                tracking.note_contact(session, member, moment)


def working_instant(now: datetime, days: int, hour: time) -> datetime:
    """The ``days``-th working day after today (before it where negative), at an hour in Vietnam."""
    day = add_working_days(local_day(now), days, shipped_holidays())
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


def _statement(
    now: datetime, sample: SampleBallot, issued: datetime, papers: Sequence[tuple[SamplePaper, bytes]]
) -> BallotStatement:
    agency = next(item for item in ORGANIZATIONS if item.key == sample.agency)
    return BallotStatement(
        ballot=_ballot_id(sample),
        number=sample.number,
        title=nfc(sample.title),
        question=nfc(sample.question),
        submitted_by=OrganizationId(agency.id),
        submitted_by_name=agency.name,
        issued_at=issued,
        deadline=working_instant(now, sample.due, time(17, 0)),
        rule_set=ruleset_at(issued).id,
        papers=tuple(
            PaperRef(DocumentId(hashlib.sha256(data).hexdigest()), nfc(paper.title), len(data), paper.pages)
            for paper, data in papers
        ),
    )


def _ballot_id(sample: SampleBallot) -> BallotId:
    return BallotId(hashlib.sha256(sample.number.encode()).hexdigest()[:32])


def _draw(sample: SampleBallot, title: str, pages: int) -> bytes:
    agency = next(item for item in ORGANIZATIONS if item.key == sample.agency)
    number = f"{sample.number.split('/')[0]}/TTr-{agency.code}"
    return draw_paper(title, sample.title[0].lower() + sample.title[1:], agency.name, number, pages)
