"""A member with a device, as far as the hub can see: enrolled, certified, able to sign and seal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from models.acts import Act, AnswerBody, encode_act
from models.envelopes import EnvelopeFolder
from models.events import Event, SignedEvent, sign_event
from models.ledger import SignedHead
from models.papers.ballot import compression_dictionary, draw_ballot
from models.sealing import public_of
from models.signing import pack, prepare, sign_all
from models.statements import AnswerStatement, BallotStatement, papers_root
from models.tables.base import to_micros
from models.types import Choice, DeviceId, EventId, EventKind, PersonId, new_id
from sync import protocol
from sync.server.codes import issue_code
from sync.server.demo.acting import FixedClock, SampleSigner
from sync.server.demo.cast import sample_id
from sync.server.folder import HubFolder
from sync.server.hub import Hub
from tests.helpers.device import Device, enrol


@dataclass
class Member:
    """An enrolled device with a signer, and the records it has been sent."""

    device: Device
    signer: SampleSigner
    folder: Path
    records: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    head: SignedHead | None = None
    sequence: int = 0

    def pull(self) -> protocol.ExchangeAnswer:
        """Exchange without events and keep what comes."""
        answer = self.device.exchange()
        self.keep(answer)
        return answer

    def keep(self, answer: protocol.ExchangeAnswer) -> None:
        """Apply records and head."""
        for change in answer.changes:
            if change.body is None:
                self.records.pop((change.kind, change.id), None)
            elif change.body:
                self.records[change.kind, change.id] = change.body
        if answer.head:
            self.head = SignedHead.decode(answer.head)
            self.device.head_size = self.head.head.size

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Records of one kind."""
        return [body for (name, _), body in self.records.items() if name == kind]

    def ballot(self, number: str) -> BallotStatement:
        """A ballot's statement, by its number."""
        body = next(body for body in self.of_kind("ballot") if body["number"] == number)
        return BallotStatement.decode(body["statement"])

    def event(self, kind: EventKind, act: Act, *, event: str | None = None, after: tuple[str, ...] = ()) -> SignedEvent:
        """An event signed by the device."""
        self.sequence += 1
        head = None if self.head is None else self.head.head
        made = Event(
            id=event or new_id(),
            person=self.device.person,
            device=self.device.id,
            device_seq=self.sequence,
            after=after,
            kind=kind.value,
            schema=1,
            base=0,
            made_at=to_micros(datetime.now(UTC)),
            head_size=0 if head is None else head.size,
            head_root=b"" if head is None else head.root,
            body=encode_act(act),
        )
        return sign_event(made, self.device.key)

    def seal(self, signed: SignedEvent, rank: int = 0) -> bytes:
        """The envelope's wire bytes."""
        envelopes = EnvelopeFolder(self.folder)
        sealed = envelopes.seal(signed, rank, self.device.epoch.envelope_key, public_of(self.device.vault))
        return envelopes.wire(sealed.file_name)

    def sign(
        self, ballot: BallotStatement, choice: Choice = Choice.APPROVE, opinion: str = "", **changes: Any
    ) -> SignedEvent:
        """A signed answer as an event. ``changes`` replace fields of the statement."""
        assert self.head is not None
        person = self.records["person", self.device.person]
        membership = next(m for m in self.of_kind("membership") if m["person"] == self.device.person)
        head = self.head.head
        fields: dict[str, Any] = {
            "root_key": self.device.epoch.root_key,
            "ballot": ballot.ballot,
            "ballot_digest": ballot.digest.hex(),
            "papers_root": papers_root(ballot.papers).hex(),
            "paper_count": len(ballot.papers),
            "event": EventId(new_id()),
            "person": PersonId(self.device.person),
            "person_name": person["name"],
            "person_title": person["title"],
            "membership": membership["id"],
            "device": DeviceId(self.device.id),
            "choice": choice,
            "opinion": opinion,
            "replaces": None,
            "head_size": head.size,
            "head_root": head.root.hex(),
            "head_time": head.time,
            "made_at": datetime.now(UTC),
            "number": ballot.number,
            "title": ballot.title,
            "question": ballot.question,
            "submitted_by_name": ballot.submitted_by_name,
            "deadline": ballot.deadline,
            "is_test": True,
        }
        statement = AnswerStatement(**{**fields, **changes})
        prepared = prepare(draw_ballot(statement), statement)
        signed = sign_all([prepared], self.signer, "", FixedClock(datetime.now(UTC)))[0]
        packed = pack(signed.pdf, compression_dictionary())
        body = AnswerBody(ballot.ballot, packed.dictionary, packed.compressed)
        return self.event(EventKind.ANSWER, body, event=statement.event)

    def deliver(self, *signed: SignedEvent) -> list[protocol.ResultBody]:
        """Send events and open what comes back, in the order sent."""
        answer = self.device.exchange([self.seal(item) for item in signed])
        opened = {settled.event: self.device.open_result(settled) for settled in answer.settled if settled.sealed}
        assert len(answer.settled) == len(signed)
        self.keep(answer)
        return [opened[item.event.id] for item in signed]


def new_code(folder: Path, person: str, minutes: float = 30, address: str | None = None) -> str:
    """A one-time code for a person of the sample, out of a hub's folder, beside the server that runs on it."""
    hub = Hub(HubFolder(folder))
    try:
        return issue_code(hub, "test", sample_id(person), datetime.now(UTC) + timedelta(minutes=minutes), address)
    finally:
        hub.close()


def enrol_member(http: httpx.Client, epochs: protocol.Epochs, code: str, folder: Path, name: str = "Máy thử") -> Member:
    """Enrol with a fresh key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    device = enrol(http, epochs, code, name, csr.public_bytes(Encoding.DER))
    member = Member(device, SampleSigner(key, device.enrolled.certificate), folder / device.id)
    member.pull()
    return member


def codes_of(folder: Path) -> dict[str, str]:
    """The sample hub's codes."""
    codes = json.loads((folder / "codes.json").read_text())
    return {key: codes[key]["code"] for key in ("minister", "clerk", "chief")}
