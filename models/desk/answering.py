"""Answering ballots: prepare, sign, seal. One entry of the signing PIN for a batch, offline always.

A thin shell over pure parts, used by window and command line alike. Its calls block (tokens and persons may take
minutes): run them on a work thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from models.acts import AnswerBody, OpenedBody
from models.canonical import nfc
from models.commands.client.outbox import BALLOT_RANK, OwnAnswerData
from models.commands.client.settings import put_setting
from models.epochs import root_key_id
from models.errors import InvalidInputError
from models.events import SignedEvent
from models.ledger import EMPTY_ROOT
from models.local_settings import OPENED, setting
from models.papers.ballot import compression_dictionary, draw_ballot, tidy_text
from models.ports import Signer, SignerIdentity
from models.profile_session import UnlockedProfile
from models.queries.client.casting import CastInput, cast_input
from models.rules.commitment import telephone_code
from models.signing import PreparedBallot, SignedBallot, check_fit, pack, prepare, sign_all
from models.statements import AnswerStatement, papers_root
from models.types import NO_CHANGES, BallotId, ChangeSet, Choice, DeviceId, EventId, EventKind, PersonId, new_id

_START = datetime(1970, 1, 1, tzinfo=UTC)
_NO_HEAD = EMPTY_ROOT.hex()


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer ready to be signed: exact statement and page. Not signed, not sealed."""

    statement: AnswerStatement
    page: PreparedBallot
    papers: tuple[tuple[str, str], ...]  # title, SHA-256
    after: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class CastRow:
    """An answer that was sealed on this device. ``code`` is read over the telephone if the network stays away."""

    ballot: BallotId
    event: EventId
    number: str
    title: str
    choice: Choice
    code: str
    size: int


class BallotDesk:
    """Answers ballots for the person of an unlocked profile with one signer."""

    def __init__(self, profile: UnlockedProfile, signer: Signer) -> None:
        self._profile = profile
        self._signer = signer

    def identity(self) -> SignerIdentity:
        """The certificate that would sign, checked for fitness before any PIN is asked for.

        Raises SignerMissingError, CertificateUnfitError.
        """
        identity = self._signer.identity()
        check_fit(identity, self._profile.clock.now())
        return identity

    def prepare(self, ballots: Sequence[BallotId]) -> tuple[PreparedAnswer, ...]:
        """Draw the exact pages that would be signed, out of the saved drafts.

        Raises InvalidInputError, NotAllowedError, SignerMissingError, CertificateUnfitError.
        """
        identity = self.identity()
        profile = self._profile
        public = profile.public
        trust = profile.trust()
        now = profile.clock.now()
        root_key = root_key_id(public.root_key)
        prepared = []
        for ballot in ballots:

            def read(session: Session, ballot: BallotId = ballot) -> CastInput:
                return cast_input(session, ballot, PersonId(public.person), trust, now)

            given = profile.store.read(read).result()
            statement = _statement(given, root_key, public.device, public.person, now, is_test=identity.is_test)
            page = prepare(draw_ballot(statement), statement)
            papers = tuple((paper.title, paper.document) for paper in given.statement.papers)
            prepared.append(PreparedAnswer(statement, page, papers, given.after))
        return tuple(prepared)

    def sign_and_seal(
        self,
        prepared: Sequence[PreparedAnswer],
        pin: str,
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[CastRow, ...]:
        """Sign all with one PIN, then seal each; after the first seal there is no way back.

        Raises WrongSignerPinError, SignerLockedError, SignerCancelledError, CertificateUnfitError (nothing was
        sealed), StorageFullError (what was sealed before stays sealed).
        """
        pages = [answer.page for answer in prepared]
        signed = sign_all(pages, self._signer, pin, self._profile.clock, cancelled=cancelled)
        batch = new_id()
        return tuple(self._seal(page, answer.after, batch) for page, answer in zip(signed, prepared, strict=True))

    def cast(self, ballots: Sequence[BallotId], pin: str) -> tuple[CastRow, ...]:
        """Prepare, sign and seal the drafted answers to ``ballots``: one PIN."""
        return self.sign_and_seal(self.prepare(ballots), pin)

    def _seal(self, signed: SignedBallot, after: tuple[EventId, ...], batch: str) -> CastRow:
        statement = signed.statement
        packed = pack(signed.pdf, compression_dictionary(statement.template))

        def answer(event: SignedEvent) -> OwnAnswerData:
            return OwnAnswerData(
                ballot=statement.ballot,
                choice=statement.choice,
                opinion=statement.opinion,
                replaces=bytes.fromhex(statement.replaces) if statement.replaces else None,
                signed_at=statement.made_at,
                batch=batch,
                code=telephone_code(event.digest),
                dictionary=packed.dictionary,
                compressed=packed.compressed,
            )

        event = self._profile.seal(
            EventKind.ANSWER,
            AnswerBody(statement.ballot, packed.dictionary, packed.compressed),
            rank=BALLOT_RANK,
            after=after,
            event_id=statement.event,
            answer=answer,
        )
        return CastRow(
            ballot=statement.ballot,
            event=statement.event,
            number=statement.number,
            title=statement.title,
            choice=statement.choice,
            code=telephone_code(event.digest),
            size=len(packed.compressed),
        )


def check_draft(choice: Choice | None, opinion: str) -> Choice:
    """What a draft lacks before it can be signed. Raises :class:`InvalidInputError`."""
    if choice is None:
        raise InvalidInputError("no choice was made")
    if choice is not Choice.APPROVE and not opinion.strip():
        raise InvalidInputError("this choice needs an opinion in words")
    return choice


def mark_opened(profile: UnlockedProfile, ballot: BallotId, document: str | None = None) -> EventId | None:
    """Report to the Office that a ballot, or a paper of it, was opened; once each. None when it was reported."""
    key = f"{OPENED}{ballot}/{document or ''}"
    if profile.store.read(lambda session: setting(session, key)).result():
        return None
    signed = profile.seal(EventKind.OPENED, OpenedBody(ballot, document))

    def note(session: Session) -> tuple[None, ChangeSet]:
        put_setting(session, key, signed.event.id)
        return None, NO_CHANGES

    profile.store.write(note).result()
    return EventId(signed.event.id)


def _statement(
    given: CastInput, root_key: str, device: str, person: str, now: datetime, *, is_test: bool
) -> AnswerStatement:
    ballot = given.statement
    head = given.head
    return AnswerStatement(
        root_key=root_key,
        ballot=ballot.ballot,
        ballot_digest=ballot.digest.hex(),
        papers_root=papers_root(ballot.papers).hex(),
        paper_count=len(ballot.papers),
        event=EventId(new_id()),
        person=PersonId(person),
        person_name=nfc(given.person_name),
        person_title=nfc(given.person_title or given.person_name),
        membership=given.membership,
        device=DeviceId(device),
        choice=given.choice,
        opinion=tidy_text(given.opinion),
        replaces=given.replaces.hex() if given.replaces else None,
        head_size=head.size if head else 0,
        head_root=head.root.hex() if head else _NO_HEAD,
        head_time=head.time if head else _START,
        made_at=now,
        number=ballot.number,
        title=ballot.title,
        question=ballot.question,
        submitted_by_name=ballot.submitted_by_name,
        deadline=ballot.deadline,
        is_test=is_test,
    )
