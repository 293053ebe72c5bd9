"""Statements: what is asked and what is answered, in canonical JSON, bound to hub, ballot and papers.

The answer's statement is attached to the signed PDF, whose page is drawn from it: one file for people and
machines (ARCHITECTURE, "A ballot's way").
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from models.canonical import Json, decode_canonical, digest_canonical, encode_canonical
from models.errors import InvalidInputError
from models.types import BallotId, Choice, DeviceId, DocumentId, EventId, OrganizationId, PaperRef, PersonId

FORMAT = 1
TEMPLATE = "ballot-1"  # the versioned page template an answer is drawn from
MAX_OPINION = 4_000  # characters
MAX_TITLE = 500
MAX_QUESTION = 2_000
BALLOT_NUMBER = re.compile(r"(?:0[1-9]|[1-9][0-9]{1,5})/PLYK-[A-ZĐ]{2,12}")
"""Decree 30/2020, Annex I: a leading 0 below 10, then the kind of paper and the issuing body, as in 05/PLYK-VPCP."""

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, the one form of time inside statements."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_instant(text: str) -> datetime:
    """Inverse of :func:`instant_text`, for the instants that records carry: no device would take in a record with
    another one, and nothing else that comes after it. Raises :class:`InvalidInputError`.
    """
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidInputError(f"not an instant: {text!r}") from error
    if instant_text(moment) != text or not _FIRST <= moment <= _LAST:
        raise InvalidInputError(f"not an instant: {text!r}")
    return moment


def papers_root(papers: tuple[PaperRef, ...]) -> bytes:
    """Root of the papers' manifest: SHA-256 over the canonical list of hash, title and size, in order."""
    return digest_canonical([[p.document, p.title, p.size] for p in papers])


@dataclass(frozen=True, slots=True)
class BallotStatement:
    """What the Office asks. ``digest`` is what every answer names.

    ``deadline`` and ``issued_at`` are UTC instants; ``rule_set`` is an id such as ``nd191-2026``.
    """

    ballot: BallotId
    number: str  # e.g. 9012/PLYK-VPCP
    title: str
    question: str
    submitted_by: OrganizationId
    submitted_by_name: str
    issued_at: datetime
    deadline: datetime
    rule_set: str
    papers: tuple[PaperRef, ...]

    def __post_init__(self) -> None:
        if not self.title.strip() or len(self.title) > MAX_TITLE:
            raise InvalidInputError("title must have 1 to 500 characters")
        if not self.question.strip() or len(self.question) > MAX_QUESTION:
            raise InvalidInputError("question must have 1 to 2000 characters")
        if not self.papers:
            raise InvalidInputError("a ballot needs at least one paper")
        if self.deadline <= self.issued_at:
            raise InvalidInputError("the deadline lies before the issue")

    def encode(self) -> bytes:
        """Canonical JSON bytes."""
        return encode_canonical(
            {
                "format": FORMAT,
                "ballot": self.ballot,
                "number": self.number,
                "title": self.title,
                "question": self.question,
                "options": [c.value for c in Choice],
                "submitted_by": self.submitted_by,
                "submitted_by_name": self.submitted_by_name,
                "issued_at": instant_text(self.issued_at),
                "deadline": instant_text(self.deadline),
                "rule_set": self.rule_set,
                "papers": [[p.document, p.title, p.size, p.pages] for p in self.papers],
                "papers_root": papers_root(self.papers).hex(),
            }
        )

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes."""
        return hashlib.sha256(self.encode()).digest()

    @classmethod
    def decode(cls, data: bytes) -> BallotStatement:
        """Parse and check canonical bytes. Raises :class:`InvalidInputError`."""
        value = _object(data)
        try:
            statement = cls(
                ballot=BallotId(_text(value, "ballot")),
                number=_text(value, "number"),
                title=_text(value, "title"),
                question=_text(value, "question"),
                submitted_by=OrganizationId(_text(value, "submitted_by")),
                submitted_by_name=_text(value, "submitted_by_name"),
                issued_at=parse_instant(_text(value, "issued_at")),
                deadline=parse_instant(_text(value, "deadline")),
                rule_set=_text(value, "rule_set"),
                papers=tuple(_paper(item) for item in cast(list[Json], value["papers"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError("not a ballot statement") from error
        if statement.encode() != data:
            raise InvalidInputError("ballot statement has unknown or inconsistent fields")
        return statement


@dataclass(frozen=True, slots=True)
class AnswerStatement:
    """What a member answers; drawn on the ballot's page and attached to it.

    ``root_key``: id (SHA-256, hex) of the hub's root key, so that an answer to another hub is refused.
    ``replaces``: digest (hex) of the event this answer replaces, or None. ``head_*``: newest verified hub head
    when preparing, with the head's own time: the answer was signed *not before* it. ``made_at``: device clock.
    Page fields (number, title, question, names) are repeated so that the page is drawn from the statement alone.
    """

    root_key: str
    ballot: BallotId
    ballot_digest: str
    papers_root: str
    paper_count: int
    event: EventId
    person: PersonId
    person_name: str
    person_title: str
    membership: str
    device: DeviceId
    choice: Choice
    opinion: str
    replaces: str | None
    head_size: int
    head_root: str
    head_time: datetime
    made_at: datetime
    number: str
    title: str
    question: str
    submitted_by_name: str
    deadline: datetime
    is_test: bool  # signed with a test certificate: the page is stamped
    template: str = TEMPLATE

    def __post_init__(self) -> None:
        if self.choice is not Choice.APPROVE and not self.opinion.strip():
            raise InvalidInputError("this choice needs an opinion in words")
        if len(self.opinion) > MAX_OPINION:
            raise InvalidInputError("opinion over 4000 characters")

    def encode(self) -> bytes:
        """Canonical JSON bytes."""
        return encode_canonical(
            {
                "format": FORMAT,
                "template": self.template,
                "root_key": self.root_key,
                "ballot": self.ballot,
                "ballot_digest": self.ballot_digest,
                "papers_root": self.papers_root,
                "paper_count": self.paper_count,
                "event": self.event,
                "person": self.person,
                "person_name": self.person_name,
                "person_title": self.person_title,
                "membership": self.membership,
                "device": self.device,
                "choice": self.choice.value,
                "opinion": self.opinion,
                "replaces": self.replaces,
                "head": {"size": self.head_size, "root": self.head_root, "time": instant_text(self.head_time)},
                "made_at": instant_text(self.made_at),
                "number": self.number,
                "title": self.title,
                "question": self.question,
                "submitted_by_name": self.submitted_by_name,
                "deadline": instant_text(self.deadline),
                "is_test": self.is_test,
            }
        )

    @classmethod
    def decode(cls, data: bytes) -> AnswerStatement:
        """Parse and check canonical bytes. Raises :class:`InvalidInputError`."""
        value = _object(data)
        try:
            head = cast(dict[str, Json], value["head"])
            replaces = value["replaces"]
            statement = cls(
                root_key=_text(value, "root_key"),
                ballot=BallotId(_text(value, "ballot")),
                ballot_digest=_text(value, "ballot_digest"),
                papers_root=_text(value, "papers_root"),
                paper_count=_number(value, "paper_count"),
                event=EventId(_text(value, "event")),
                person=PersonId(_text(value, "person")),
                person_name=_text(value, "person_name"),
                person_title=_text(value, "person_title"),
                membership=_text(value, "membership"),
                device=DeviceId(_text(value, "device")),
                choice=Choice(_text(value, "choice")),
                opinion=_text(value, "opinion"),
                replaces=None if replaces is None else _text(value, "replaces"),
                head_size=_number(head, "size"),
                head_root=_text(head, "root"),
                head_time=parse_instant(_text(head, "time")),
                made_at=parse_instant(_text(value, "made_at")),
                number=_text(value, "number"),
                title=_text(value, "title"),
                question=_text(value, "question"),
                submitted_by_name=_text(value, "submitted_by_name"),
                deadline=parse_instant(_text(value, "deadline")),
                is_test=_flag(value, "is_test"),
                template=_text(value, "template"),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError("not an answer statement") from error
        if statement.encode() != data:
            raise InvalidInputError("answer statement has unknown or inconsistent fields")
        return statement


def _object(data: bytes) -> dict[str, Json]:
    value = decode_canonical(data)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InvalidInputError("unknown statement format")
    return cast(dict[str, Json], value)


def _text(value: dict[str, Json], key: str) -> str:
    item = value[key]
    if not isinstance(item, str):
        raise TypeError(key)
    return item


def _number(value: dict[str, Json], key: str) -> int:
    item = value[key]
    if not isinstance(item, int) or isinstance(item, bool) or item < 0:
        raise TypeError(key)
    return item


def _flag(value: dict[str, Json], key: str) -> bool:
    item = value[key]
    if not isinstance(item, bool):
        raise TypeError(key)
    return item


def _paper(item: Json) -> PaperRef:
    document, title, size, pages = cast(list[Json], item)
    if not (isinstance(document, str) and isinstance(title, str) and isinstance(size, int) and isinstance(pages, int)):
        raise TypeError("paper")
    if len(document) != 64 or size < 0 or pages < 0:
        raise ValueError("paper")
    return PaperRef(DocumentId(document), title, size, pages)
