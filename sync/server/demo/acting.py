"""Sample members answer for real: keys, test certificates, signed pages, events through the hub's one door."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from models.acts import AnswerBody
from models.commands.server.auditing import SYSTEM
from models.commands.server.people import register_certificate
from models.commands.server.receive import Outcome
from models.errors import DefectError
from models.papers.ballot import compression_dictionary, draw_ballot
from models.ports import Signer, SignerIdentity, SigningSession
from models.signing import pack, prepare, sign_all
from models.signing.cms import make_cms, make_signer
from models.statements import AnswerStatement, BallotStatement, papers_root
from models.tables.shared.people import Membership, Person
from models.types import Choice, DeviceId, EventId, EventKind, PersonId, new_id
from sync.server.console import Console, open_console
from sync.server.hub import Hub
from sync.server.settling import newest_signed_head


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands: the sample's past is made, not waited for."""

    moment: datetime

    def now(self) -> datetime:
        """Always the same."""
        return self.moment


@dataclass(frozen=True, slots=True)
class _Session:
    key: ec.EllipticCurvePrivateKey
    identity: SignerIdentity

    def sign(self, digest: bytes) -> bytes:
        """A CMS signature."""
        signer = make_signer(
            self.identity.der, self.identity.chain, lambda data: self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        )
        return make_cms(signer, digest)


@dataclass(frozen=True, slots=True)
class SampleSigner:
    """A member's key in memory, without a PIN: it is gone when the sample is made."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    def identity(self) -> SignerIdentity:
        """Its test certificate."""
        parsed = x509.load_der_x509_certificate(self.certificate)
        return SignerIdentity(
            der=self.certificate,
            chain=(),
            subject=parsed.subject.rfc4514_string(),
            not_before=parsed.not_valid_before_utc,
            not_after=parsed.not_valid_after_utc,
            is_test=True,
            on_token=False,
        )

    @contextlib.contextmanager
    def unlock(self, pin: str) -> Iterator[SigningSession]:
        """Any PIN opens it."""
        yield _Session(self.key, self.identity())


@dataclass(frozen=True, slots=True)
class SampleMember:
    """A member with a device of the hub's own and a test certificate."""

    console: Console
    signer: Signer
    name: str
    title: str
    membership: str
    pin: str = ""

    def answer(self, ballot: BallotStatement, choice: Choice, opinion: str, now: datetime) -> Outcome:
        """Sign an answer and deliver it at ``now``."""
        event, body = self.sign(ballot, choice, opinion, now)
        return self.console.act(EventKind.ANSWER, body, now, event)

    def sign(self, ballot: BallotStatement, choice: Choice, opinion: str, now: datetime) -> tuple[EventId, AnswerBody]:
        """A signed answer and the id of the event that must carry it."""
        hub = self.console.hub
        head = newest_signed_head(hub, now).head
        statement = AnswerStatement(
            root_key=hub.root_key_id,
            ballot=ballot.ballot,
            ballot_digest=ballot.digest.hex(),
            papers_root=papers_root(ballot.papers).hex(),
            paper_count=len(ballot.papers),
            event=EventId(new_id()),
            person=PersonId(self.console.person),
            person_name=self.name,
            person_title=self.title,
            membership=self.membership,
            device=DeviceId(self.console.device),
            choice=choice,
            opinion=opinion,
            replaces=None,
            head_size=head.size,
            head_root=head.root.hex(),
            head_time=head.time,
            made_at=now,
            number=ballot.number,
            title=ballot.title,
            question=ballot.question,
            submitted_by_name=ballot.submitted_by_name,
            deadline=ballot.deadline,
            is_test=True,
        )
        prepared = prepare(draw_ballot(statement), statement)
        signed = sign_all([prepared], self.signer, self.pin, FixedClock(now))[0]
        packed = pack(signed.pdf, compression_dictionary())
        return statement.event, AnswerBody(ballot.ballot, packed.dictionary, packed.compressed)


def make_member(hub: Hub, person: str, now: datetime) -> SampleMember:
    """Give a member a device and a test certificate."""
    authority = hub.test_authority
    if authority is None:
        raise DefectError("a sample hub has a test authority")
    row = hub.read(lambda session: session.get_one(Person, person))
    query = select(Membership.id).where(Membership.person == person)
    membership = hub.read(lambda session: session.execute(query).scalar_one())
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, row.name[:64])])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    certificate = authority.issue(request.public_bytes(Encoding.DER), row.name, now)
    hub.write(
        lambda session: register_certificate(
            session, SYSTEM, person, certificate, is_test=True, software_key=True, now=now
        )
    )
    return SampleMember(
        open_console(hub, person, now, "Máy giả lập"), SampleSigner(key, certificate), row.name, row.title, membership
    )
