"""A small Government on a real hub database, and the acts its people send."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ledger
from models.acts import (
    Act,
    AnswerBody,
    BallotBody,
    CommitmentBody,
    DecideLateBody,
    IssueBody,
    encode_act,
)
from models.commands.server import devices, people, uploads
from models.commands.server.context import HubContext, VerifiedAnswer
from models.commands.server.ledger_log import newest_head
from models.commands.server.receive import Outcome, examine, settle_events
from models.errors import RefusedError
from models.events import Event, SignedEvent, sign_event
from models.hub_store import HubDatabase
from models.rules.commitment import telephone_code
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import RuleBook, shipped_rules
from models.statements import AnswerStatement, BallotStatement
from models.tables.shared.ballots import Answer, Ballot, Result
from models.tables.shared.people import Membership
from models.types import ChangeSet, Choice, DeviceId, EventId, EventKind, PersonId, Refusal, Role, new_id
from tests.factory import MONDAY, ORGANIZATION, ORGANIZATION_NAME, answer_statement, ballot_statement, certificate

T = TypeVar("T")
TEMPLATE = hashlib.sha256(b"template").digest()


class _Packed(msgspec.Struct):
    statement: bytes
    certificate: bytes
    is_test: bool
    valid_from: datetime
    valid_to: datetime
    refusal: str


def verify(body: AnswerBody, received_at: datetime) -> VerifiedAnswer:
    """Stands for the check of a signed PDF (models.signing has its own tests): unpacks what :meth:`World.answer` packed."""
    packed = msgspec.msgpack.decode(body.compressed, type=_Packed)
    if packed.refusal:
        raise RefusedError(Refusal(packed.refusal))
    return VerifiedAnswer(
        AnswerStatement.decode(packed.statement),
        packed.certificate,
        packed.is_test,
        packed.valid_from,
        packed.valid_to,
        body.compressed,
    )


@dataclass(slots=True)
class Device:
    """One device of a person."""

    id: str
    person: PersonId
    key: Ed25519PrivateKey = field(repr=False)
    seq: int = 0


@dataclass(slots=True)
class Someone:
    """A person with a device and a certificate."""

    id: PersonId
    name: str
    device: Device
    certificate: bytes = field(repr=False)
    membership: str = ""

    def copy(self) -> Someone:
        """The same person, whose device counts for itself."""
        return replace(self, device=replace(self.device))


class World:
    """Prime Minister, Minister-Chairman, ministers; a clerk, an aide, an administrator, who are no members."""

    def __init__(self, url: str = "sqlite://", ministers: int = 3, now: datetime = MONDAY) -> None:
        self.now = now
        self.database = HubDatabase(url)
        self.database.upgrade()
        self.hub = HubContext(
            root_key="a" * 64,
            epoch=1,
            checkpoint_key=Ed25519PrivateKey.generate(),
            rules=shipped_rules(),
            holidays=shipped_holidays(),
            verify=verify,
            templates=frozenset({TEMPLATE}),
            allows_test_certificates=True,
        )
        self.write(
            lambda s: people.save_organization(s, "system", ORGANIZATION_NAME, self.now, organization=ORGANIZATION)
        )
        self.pm = self.add("Thủ tướng Chính phủ", Role.PRIME_MINISTER, member=True)
        self.chief = self.add("Bộ trưởng, Chủ nhiệm VPCP", Role.OFFICE_CHIEF, Role.MEMBER, member=True)
        self.ministers = [self.add(f"Bộ trưởng {n}", Role.MEMBER, member=True) for n in range(1, ministers + 1)]
        self.clerk = self.add("Chuyên viên", Role.OFFICE_STAFF)
        self.aide = self.add("Trợ lý", Role.AIDE)
        self.admin = self.add("Quản trị", Role.ADMIN)

    @property
    def members(self) -> list[Someone]:
        """Everybody who votes."""
        return [self.pm, self.chief, *self.ministers]

    def close(self) -> None:
        self.database.close()

    @classmethod
    def small(cls) -> World:
        """The usual world with three ministers, copied from one made before: much faster than making it."""
        template = _template()
        made = cls.__new__(cls)
        made.now, made.hub, made.database = template.now, template.hub, HubDatabase("sqlite://")
        with template.database.reading() as source, made.database.reading() as target:
            _driver(source).backup(_driver(target))
        for name in ("pm", "chief", "clerk", "aide", "admin"):
            setattr(made, name, getattr(template, name).copy())
        made.ministers = [minister.copy() for minister in template.ministers]
        return made

    def write(self, command: Callable[[Session], tuple[T, ChangeSet]]) -> T:
        with self.database.writing() as session:
            return command(session)[0]

    def read(self, query: Callable[[Session], T]) -> T:
        with self.database.reading() as session:
            return query(session)

    def add(self, name: str, *roles: Role, member: bool = False) -> Someone:
        """A person with device and certificate, and with ``member`` a membership since a year ago."""
        now = self.now
        person = self.write(lambda s: people.save_person(s, "system", name, ORGANIZATION, roles, now))
        der = certificate(name, since=now, until=now + timedelta(days=365))
        self.write(lambda s: people.register_certificate(s, "system", person, der, True, True, now))
        someone = Someone(person, name, self.enrol(person), der)
        if member:
            since, is_pm = now - timedelta(days=365), Role.PRIME_MINISTER in roles
            someone.membership = self.write(
                lambda s: people.add_membership(s, "system", person, since, now, is_pm=is_pm)
            )
        return someone

    def enrol(self, person: PersonId) -> Device:
        """One more device of a person."""
        key, code, now = Ed25519PrivateKey.generate(), new_id(), self.now
        raw, lease = key.public_key().public_bytes_raw(), now + timedelta(days=30)
        self.write(lambda s: devices.make_enrol_code(s, "system", person, code, b"s" * 10, lease, now))
        device = self.write(lambda s: devices.use_enrol_code(s, code, "máy tính", raw, b"v" * 1216, lease, now))
        return Device(device, person, key)

    def upload(self, content: bytes) -> str:
        """A complete document of the clerk's."""

        class Upload(msgspec.Struct):
            document: str
            filename: str
            media_type: str
            size: int
            pieces: bytes

        digest = hashlib.sha256(content)
        upload = Upload(digest.hexdigest(), "a.pdf", "application/pdf", len(content), digest.digest())
        clerk, now = self.clerk, self.now
        self.write(lambda s: uploads.begin_upload(s, clerk.id, clerk.device.id, upload, now))
        self.write(lambda s: uploads.complete_document(s, upload, clerk.id, now))
        return upload.document

    # -- events --------------------------------------------------------------------------------------------------------

    def event(self, who: Someone, kind: EventKind, act: Act, **values: Any) -> SignedEvent:
        """An act of a person on the own device."""
        return self.event_on(who.device, kind, encode_act(act), **values)

    def event_on(self, device: Device, kind: str, body: bytes, **values: Any) -> SignedEvent:
        device.seq += 1
        fields: dict[str, Any] = {
            "id": new_id(),
            "person": device.person,
            "device": device.id,
            "device_seq": device.seq,
            "after": (),
            "kind": kind,
            "schema": 1,
            "base": 0,
            "made_at": 0,
            "head_size": 0,
            "head_root": b"",
            "body": body,
        }
        return sign_event(Event(**{**fields, **values}), device.key)

    def settle(self, *events: SignedEvent) -> tuple[Outcome, ...]:
        """Deliver events in one exchange."""
        examined = [examine(self.hub, event, self.now) for event in events]
        return self.write(lambda s: settle_events(s, self.hub, examined, self.now))

    def do(self, who: Someone, kind: EventKind, act: Act) -> Outcome:
        """Make and deliver one act."""
        return self.settle(self.event(who, kind, act))[0]

    def issue(self, **values: Any) -> BallotStatement:
        """A ballot issued now by the clerk, with its paper."""
        self.upload(b"to trinh")
        statement = ballot_statement(**{"issued_at": self.now, **values})
        outcome = self.do(self.clerk, EventKind.ISSUE, IssueBody(statement.encode()))
        assert outcome.code == "accepted", outcome
        return statement

    def head(self) -> ledger.TreeHead:
        """The hub's newest head, as a device has seen it."""
        signed = self.write(lambda s: (newest_head(s, self.hub, self.now), ChangeSet()))
        return signed.head

    def answer(
        self,
        who: Someone,
        asked: BallotStatement,
        choice: Choice = Choice.APPROVE,
        *,
        device: Device | None = None,
        replaces: SignedEvent | str | None = None,
        head: ledger.TreeHead | None = None,
        signer: Someone | None = None,
        valid: tuple[datetime, datetime] = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=365)),
        refusal: Refusal | None = None,
        after: tuple[str, ...] = (),
        ballot: str = "",
        dictionary: bytes = TEMPLATE,
        is_test: bool = True,
        **values: Any,
    ) -> SignedEvent:
        """A signed answer. ``values`` go into its statement."""
        used, event = device or who.device, EventId(new_id())
        head = head or self.head()
        fields: dict[str, Any] = {
            "root_key": self.hub.root_key,
            "event": event,
            "person": who.id,
            "device": DeviceId(used.id),
            "membership": who.membership,
            "choice": choice,
            "opinion": "" if choice is Choice.APPROVE else "Đề nghị làm rõ.",
            "replaces": replaces.digest.hex() if isinstance(replaces, SignedEvent) else replaces,
            "head_size": head.size,
            "head_root": head.root.hex(),
            "head_time": head.time,
        }
        statement = answer_statement(asked, **{**fields, **values})
        packed = _Packed(
            statement.encode(), (signer or who).certificate, is_test, *valid, refusal.value if refusal else ""
        )
        body = AnswerBody(ballot or asked.ballot, dictionary, msgspec.msgpack.encode(packed))
        return self.event_on(used, EventKind.ANSWER, encode_act(body), id=event, after=after)

    def commit(self, member: Someone, answer: SignedEvent, ballot: str) -> Outcome:
        """The clerk enters the code that the member reads over the telephone."""
        body = CommitmentBody(ballot, member.id, telephone_code(answer.digest))
        return self.do(self.clerk, EventKind.COMMITMENT, body)

    def on_ballot(self, who: Someone, kind: EventKind, ballot: str, reason: str = "") -> Outcome:
        return self.do(who, kind, BallotBody(ballot, reason))

    def decide(self, who: Someone, ballot: str, answer: SignedEvent, counts: bool) -> Outcome:
        body = DecideLateBody(ballot, answer.event.id, counts, "Thủ tướng đồng ý.")
        return self.do(who, EventKind.DECIDE_LATE, body)

    # -- what is there ---------------------------------------------------------------------------------------------------

    def ballot(self, ballot: str) -> Ballot:
        return self.read(lambda s: s.get_one(Ballot, ballot))

    def standings(self, who: Someone) -> list[str]:
        """Standings of a member's answers, in the ledger's order."""
        query = select(Answer.standing).where(Answer.person == who.id).order_by(Answer.leaf_index)
        return self.read(lambda s: list(s.scalars(query)))

    def stored(self, event: SignedEvent) -> Answer:
        return self.read(lambda s: s.get_one(Answer, event.event.id))

    def results(self, ballot: str) -> list[Result]:
        query = select(Result).where(Result.ballot == ballot).order_by(Result.number)
        return self.read(lambda s: list(s.scalars(query)))

    def set_late_rule(self, late: Any) -> None:
        """The rule sets with another rule for what comes late."""
        rules = RuleBook(replace(item, late=late) for item in shipped_rules())
        self.hub = replace(self.hub, rules=rules)

    def end_membership(self, who: Someone, until: datetime) -> None:
        self.write(lambda s: people.end_membership(s, "system", who.membership, until, self.now))
        assert self.read(lambda s: s.get_one(Membership, who.membership)).until == until


@cache
def _template() -> World:
    return World()


def _driver(session: Session) -> sqlite3.Connection:
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection
