"""What the figures measure on: a real hub with people and ballots, and devices that were really enrolled."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.acts import IssueBody
from models.commands.server.auditing import SYSTEM
from models.commands.server.changes import publish_all
from models.commands.server.people import add_membership, save_organization, save_person
from models.commands.server.uploads import begin_upload, complete_document
from models.rules.ruleset import ruleset_at
from models.statements import BallotStatement, papers_root
from models.tables.server.hub import Elector
from models.tables.shared.ballots import Ballot
from models.tables.shared.people import Membership
from models.types import (
    BallotId,
    BallotState,
    ChangeSet,
    DocumentId,
    EventKind,
    OrganizationId,
    PaperRef,
    Role,
)
from sync import protocol
from sync.server.codes import issue_code
from sync.server.console import Console, open_console
from sync.server.demo import working_instant
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from sync.server.setup import SetupOptions, create_hub
from tests.helpers.client import Client, enrol_client
from tests.helpers.hub import RunningHub

BUILD = Path(__file__).resolve().parents[2] / "build"
RECORDS = 20_000
MINISTRY = "Bộ Xây dựng"
CLERK = "c1e4" * 8
_MINISTRY_ID = OrganizationId("b0d1" * 8)
_ONSETS = ("b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x")
_RIMES = (
    *("a", "á", "à", "ả", "ạ", "an", "án", "ang", "ao", "ay", "ác", "ạt", "âm", "âng", "ấp", "ất", "ậu", "ăn", "ắc"),
    *("e", "é", "em", "ên", "ết", "êu", "i", "ì", "im", "in", "ính", "iên", "iệc", "o", "ò", "oa", "oan", "ôi", "ông"),
    *("ộc", "ốt", "ơ", "ờ", "u", "ủ", "ua", "ung", "úc", "ư", "ữ", "ươi", "ương", "ước", "ượng", "uyên", "uyết", "ý"),
)
_WORDS = random.Random(191).sample([onset + rime for onset in _ONSETS for rime in _RIMES], 1_000)
_WEIGHTS = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(_WORDS))))  # Zipf's law, flattened on top


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk that the project lies on (a temporary folder may be memory, where fsync costs nothing)."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=BUILD) as name:
        yield Path(name)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Hub]:
    """The hub of a folder in this process, while no other serves it."""
    hub = Hub(HubFolder(folder))
    try:
        yield hub
    finally:
        hub.close()


def member_id(number: int) -> str:
    """A member's id; 0 is the one that the figures look through."""
    return f"{number:032x}"


def make_hub(folder: Path, members: int = 1) -> Path:
    """A hub with a clerk and some members of the Government."""
    now = datetime.now(UTC) - timedelta(days=1)
    create_hub(folder, SetupOptions("127.0.0.1:8443", test_authority=True), now)
    with opened(folder) as hub, hub.database.writing() as session:
        save_organization(
            session, SYSTEM, MINISTRY, now, short_name="BXD", code="BXD", rank=0, organization=_MINISTRY_ID
        )
        save_person(
            session,
            SYSTEM,
            "Chuyên viên",
            _MINISTRY_ID,
            (Role.OFFICE_STAFF,),
            now,
            title="Chuyên viên",
            rank=99,
            person=CLERK,
        )
        for number in range(members):
            person = member_id(number)
            name = f"Thành viên {number}"
            save_person(
                session, SYSTEM, name, _MINISTRY_ID, (Role.MEMBER,), now, title=name, rank=number, person=person
            )
            add_membership(session, SYSTEM, person, now, now, is_pm=number == 0)
    return folder


def sentence(words: int, seed: str) -> str:
    """Text of some syllables out of a Vietnamese-looking vocabulary, always the same for a seed."""
    return " ".join(random.Random(seed).choices(_WORDS, cum_weights=_WEIGHTS, k=words)).capitalize()


def make_statement(number: int, papers: Sequence[PaperRef], now: datetime) -> BallotStatement:
    """A ballot of usual length."""
    seed = str(number)
    return BallotStatement(
        ballot=BallotId(hashlib.sha256(b"ballot %d" % number).hexdigest()[:32]),
        number=f"{100 + number}/PLYK-VPCP",
        title=f"Dự thảo Nghị định về {sentence(10, seed).lower()}",
        question=f"Thành viên Chính phủ có đồng ý với {sentence(24, seed + '?').lower()} không?",
        submitted_by=_MINISTRY_ID,
        submitted_by_name=MINISTRY,
        issued_at=now,
        deadline=working_instant(now, 3, time(17, 0)),
        rule_set=ruleset_at(now).id,
        papers=tuple(papers),
    )


@dataclass(frozen=True, slots=True)
class _Announced:
    """A paper's manifest, as :class:`models.commands.server.uploads.UploadLike` has it."""

    document: str
    filename: str
    size: int
    pieces: bytes
    media_type: str = "application/pdf"
    no_secret: bool = True


def add_papers(hub: Hub, count: int) -> tuple[PaperRef, ...]:
    """Papers of one small piece; their bytes are asked for by nobody."""
    now = hub.clock.now()
    clerk = open_console(hub, CLERK, now)
    papers = []
    for number in range(count):
        data = b"paper %d" % number
        digest = hashlib.sha256(data)
        title = f"Tài liệu {number + 1}. {sentence(6, f'paper {number}')}"
        upload = _Announced(digest.hexdigest(), f"{title}.pdf", len(data), digest.digest())
        hub.write(partial(_complete, upload=upload, clerk=clerk, now=now))
        papers.append(PaperRef(DocumentId(upload.document), title, upload.size, 12))
    return tuple(papers)


def add_document(hub: Hub, data: bytes) -> PaperRef:
    """A paper whose bytes lie on the hub."""
    now = hub.clock.now()
    parts = [data[start : start + protocol.PIECE_SIZE] for start in range(0, len(data), protocol.PIECE_SIZE)]
    pieces = b"".join(hashlib.sha256(part).digest() for part in parts)
    upload = _Announced(hashlib.sha256(data).hexdigest(), "Tài liệu.pdf", len(data), pieces)
    begin = protocol.UploadBegin(
        upload.document, upload.filename, upload.media_type, upload.size, upload.pieces, upload.no_secret
    )
    hub.blobs.announce(begin)
    for number, part in enumerate(parts):
        hub.blobs.put_piece(begin, number, part)
    hub.write(partial(_complete, upload=upload, clerk=open_console(hub, CLERK, now), now=now))
    hub.blobs.finish(upload.document)
    return PaperRef(DocumentId(upload.document), "Tài liệu", upload.size, 12)


def _complete(session: Session, upload: _Announced, clerk: Console, now: datetime) -> tuple[None, ChangeSet]:
    begin_upload(session, CLERK, clerk.device, upload, now)
    return complete_document(session, upload, CLERK, now)


def issue_ballots(hub: Hub, count: int, papers: Sequence[PaperRef]) -> tuple[BallotStatement, ...]:
    """Issue ballots as the Office does."""
    now = hub.clock.now()
    clerk = open_console(hub, CLERK, now)
    statements = [make_statement(number, papers, now) for number in range(count)]
    for statement in statements:
        clerk.act(EventKind.ISSUE, IssueBody(statement.encode()), now)
    return tuple(statements)


def fill_hub(hub: Hub, count: int = RECORDS) -> None:
    """Ballots of 1.5 KB to the first member, put into the hub's tables and change log at once: an archive of years."""
    now = hub.clock.now()
    paper = PaperRef(DocumentId(hashlib.sha256(b"paper 0").hexdigest()), "Tờ trình", 7, 3)
    with hub.database.writing() as session:
        membership = session.scalar(select(Membership.id).where(Membership.person == member_id(0)))
        statements = [make_statement(number, [paper], now - timedelta(minutes=number)) for number in range(count)]
        session.execute(insert(Ballot), [_ballot_row(statement) for statement in statements])
        session.execute(
            insert(Elector),
            [{"ballot": s.ballot, "person": member_id(0), "membership": membership, "is_pm": True} for s in statements],
        )
        publish_all(session, [("ballot", statement.ballot) for statement in statements], now)


def touch_ballots(hub: Hub, count: int) -> None:
    """Change some of the ballots that :func:`fill_hub` made."""

    def touch(session: Session) -> tuple[None, ChangeSet]:
        now = hub.clock.now()
        ballots = [make_statement(number, (_ANY,), now).ballot for number in range(count)]
        return None, publish_all(session, [("ballot", ballot) for ballot in ballots], now)

    hub.write(touch)


_ANY = PaperRef(DocumentId("0" * 64), "Tờ trình", 7, 3)


def _ballot_row(statement: BallotStatement) -> dict[str, object]:
    is_open = int(statement.ballot[:8], 16) % 1000 == 0  # one in a thousand is still to be answered
    return {
        "id": statement.ballot,
        "version": 1,
        "number": statement.number,
        "title": statement.title,
        "question": statement.question,
        "submitted_by": statement.submitted_by,
        "submitted_by_name": statement.submitted_by_name,
        "issued_at": statement.issued_at,
        "deadline": statement.deadline,
        "rule_set": statement.rule_set,
        "state": (BallotState.OPEN if is_open else BallotState.TALLIED).value,
        "statement": statement.encode(),
        "digest": statement.digest,
        "papers": [[p.document, p.title, p.size, p.pages] for p in statement.papers],
        "papers_root": papers_root(statement.papers),
        "n_members": 27,
        "threshold": 14,
        "closed_at": None if is_open else statement.deadline,
        "reason": "",
    }


def make_code(hub: RunningHub, number: int = 0) -> str:
    """A one-time code for a member, made beside the running hub, as the command line does."""
    with opened(hub.folder) as inside:
        expires = inside.clock.now() + timedelta(minutes=10)
        return issue_code(inside, SYSTEM, member_id(number), expires, hub.address)


def enrol(hub: RunningHub, folder: Path, number: int = 0) -> Client:
    """Enrol a device of a member."""
    return enrol_client(hub, member_id(number), folder, code=make_code(hub, number))
