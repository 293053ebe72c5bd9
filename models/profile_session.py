"""An unlocked profile: vault, store, envelopes and pieces of one person on this device, tied together.

Window, command line and exchange loop share one object. Its calls block (files, cryptography, the store's answers):
run them on a work thread, never on the main one, never inside a command or query of the store. The process holds
:class:`models.profile.ProfileLock` for as long as it uses the folder, locked or unlocked.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import durable
from models.acts import Act, AnswerBody, decode_act, encode_act
from models.blobs import PieceFolder, PieceReader
from models.commands.client.epochs import enter_epoch
from models.commands.client.outbox import ACT_RANK, OwnAnswerData, record_sealed, unindexed
from models.device_key import load_device_key
from models.envelopes import EnvelopeFolder, SealedEnvelope
from models.errors import (
    DefectError,
    DocumentDamagedError,
    InvalidInputError,
    LeaseExpiredError,
    RefusedError,
    SignerMissingError,
)
from models.events import Event, SignedEvent, sign_event
from models.hub_trust import EpochPair, HubTrust
from models.ledger import EMPTY_ROOT
from models.papers.ballot import compression_dictionary
from models.ports import Clock, SecretStore
from models.profile import PIECES, STORE, Profile, check_facts, read_profile, write_profile
from models.queries.client.documents import HeldDocumentRow, held_document, piece_names
from models.queries.client.exchange_plan import newest_head
from models.queries.client.outbox import newest_device_seq
from models.rules.commitment import telephone_code
from models.salvage import finish_rebuild, rebuild_store
from models.signing import PackedBallot, extract_statement, unpack
from models.signing.software import FilePinAttempts, SoftwareKey, SoftwareSigner
from models.store import Store
from models.tables.base import from_micros, to_micros
from models.types import DocumentId, EventId, EventKind, new_id
from models.vault import Vault, open_vault

SIGNING_KEY: Final = "signing-key"  # the vault's name for the outer wrapping of the software signing key
_EPOCHS: Final = "epochs"  # every epoch with its signature: public, checked against the pinned root key
_SIGNING_TRIES: Final = "signing.tries"

_log = logging.getLogger(__name__)

AnswerMaker = Callable[[SignedEvent], OwnAnswerData]


def open_profile(
    folder: Path, pin: str, secrets: SecretStore | None, clock: Clock, *, rebuild: bool = False
) -> UnlockedProfile:
    """Unlock by PIN or passphrase and open everything. Blocks for about a quarter of a second.

    With ``rebuild`` a damaged store is replaced first: what can be read of it, envelopes and hub fill the new one.
    Raises WrongPinError, PinLockedError, LeaseExpiredError, KeyringUnavailableError, VaultDamagedError,
    HubIdentityError (profile.json was changed), StoreDamagedError, StoreNewerError, StorageFullError.
    """
    return open_with_vault(folder, open_vault(folder, pin, secrets, clock), secrets, clock, rebuild=rebuild)


def open_with_vault(
    folder: Path, vault: Vault, secrets: SecretStore | None, clock: Clock, *, rebuild: bool = False
) -> UnlockedProfile:
    """Open everything with a vault that is open already (by the recovery code, at enrolment, in a test)."""
    try:
        public = read_profile(folder)
        check_facts(public, vault)
        _check_lease(public, clock.now())
        key = load_device_key(folder, secrets, vault)
        if key is None:
            raise DefectError("an open vault always yields the device key")
        finish_rebuild(folder / STORE)
        if rebuild:
            rebuild_store(folder / STORE, vault.store_key, clock.now())
        store = Store.open(folder / STORE, vault.store_key)
    except BaseException:
        vault.lock()
        raise
    profile = UnlockedProfile(folder, vault, store, key, secrets, clock)
    try:
        profile.tidy()
    except BaseException:
        profile.lock()
        raise
    return profile


def _check_lease(public: Profile, now: datetime) -> None:
    """A lease holds until T by the later of device clock and newest hub time (ARCHITECTURE, "Keys")."""
    # At the very instant, too: a revoked device's lease ends at the hub's time of that contact, whatever its own clock.
    if public.lease_until and max(to_micros(now), public.newest_time) >= public.lease_until:
        raise LeaseExpiredError(from_micros(public.lease_until))


class UnlockedProfile:
    """One person's opened profile. Thread-safe; made by :func:`open_profile`, ended by :meth:`lock`."""

    def __init__(
        self,
        folder: Path,
        vault: Vault,
        store: Store,
        device_key: Ed25519PrivateKey,
        secrets: SecretStore | None,
        clock: Clock,
    ) -> None:
        self.folder: Final = folder
        self.vault: Final = vault
        self.store: Final = store
        self.device_key: Final = device_key
        self.secrets: Final = secrets
        self.clock: Final = clock
        self.envelopes: Final = EnvelopeFolder(folder)
        self.pieces: Final = PieceFolder(folder / PIECES)
        self._sealing = threading.Lock()
        self._next_seq = 0
        self._trust: HubTrust | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.lock()

    @property
    def public(self) -> Profile:
        """The public facts as they are on disk now."""
        return read_profile(self.folder)

    def tidy(self) -> tuple[str, ...]:
        """After a crash or a rebuild: remove unfinished files and pieces without a row, adopt envelopes without one.

        Returns the ids of adopted acts.
        """
        self.envelopes.sweep()
        self.pieces.remove(self.pieces.orphans(self.store.read(piece_names).result()))
        return self.adopt_envelopes()

    def adopt_envelopes(self) -> tuple[str, ...]:
        """Index every envelope that has no row. A damaged one is moved aside by the folder and logged by name."""
        envelopes = self.envelopes.list()
        adopted = []
        for envelope in self.store.read(lambda session: unindexed(session, envelopes)).result():
            try:
                signed = self.envelopes.open(envelope.file_name, self.vault)
            except DocumentDamagedError:
                _log.warning("envelope %s is damaged and was set aside", envelope.file_name)
                continue
            if envelope.settled:  # its receipt was in the lost store: the hub gives it again
                self.envelopes.reopen(envelope.file_name)
            self._index(envelope, signed, _answer_of(signed))
            adopted.append(envelope.event_id)
        return tuple(adopted)

    def trust(self) -> HubTrust:
        """The hub's verified epochs. Raises HubIdentityError where what is stored does not verify."""
        if self._trust is None:
            self._trust = HubTrust.verified(self.public.root_key, _read_epochs(self.folder), None)
        return self._trust

    def renew_trust(self, pairs: tuple[EpochPair, ...]) -> HubTrust:
        """Take over the hub's epochs once they verify; a new one is entered (see commands.client.epochs).

        Raises HubIdentityError.
        """
        public = self.public
        trust = HubTrust.verified(public.root_key, pairs, public.epoch)
        now = self.clock.now()
        durable.write_file(self.folder / _EPOCHS, msgspec.msgpack.encode(trust.pairs))
        waiting = self.store.write(lambda session: enter_epoch(session, trust, now)).result()
        for file_name in waiting:
            self.envelopes.reopen(file_name)
        statement, signature = trust.pairs[-1]
        if statement != public.epoch:
            write_profile(self.folder, msgspec.structs.replace(public, epoch=statement, epoch_signature=signature))
        self._trust = trust
        return trust

    def note_hub_time(self, hub_now: datetime, lease_until: datetime | None) -> None:
        """Keep the newest hub time and the lease where they are read before the PIN."""
        note_hub_time(self.folder, hub_now, lease_until)

    def seal(
        self,
        kind: EventKind,
        act: Act,
        *,
        rank: int = ACT_RANK,
        after: tuple[EventId, ...] = (),
        base: int = 0,
        event_id: EventId | None = None,
        answer: AnswerMaker | None = None,
    ) -> SignedEvent:
        """Seal one act: an event, signed by the device, in an envelope that is durable before its row.

        Once this returns the act survives everything but the disk's loss. Raises StorageFullError: nothing was
        sealed then.
        """
        public = self.public
        trust = self.trust()
        head = self.store.read(lambda session: newest_head(session, trust)).result()
        with self._sealing:
            event = Event(
                id=event_id or new_id(),
                person=public.person,
                device=public.device,
                device_seq=self._take_seq(),
                after=tuple(after),
                kind=kind.value,
                schema=1,
                base=base,
                made_at=to_micros(self.clock.now()),
                head_size=head.size if head else 0,
                head_root=head.root if head else EMPTY_ROOT,
                body=encode_act(act),
            )
            signed = sign_event(event, self.device_key)
            # The verified chain's key, not the one in profile.json, which anybody may write to.
            envelope = self.envelopes.seal(signed, rank, trust.newest.envelope_key, self.vault.public_key)
            self._next_seq = event.device_seq + 1
        self._index(envelope, signed, answer(signed) if answer else None)
        return signed

    def software_signer(self) -> SoftwareSigner:
        """The signer whose key lies in this profile. Raises SignerMissingError."""
        wrapped = self.public.signing_key
        if not wrapped:
            raise SignerMissingError("this profile holds no signing key")
        try:
            key = SoftwareKey.decode(self.vault.unwrap(SIGNING_KEY, wrapped))
        except (InvalidInputError, DocumentDamagedError) as error:
            raise SignerMissingError("the signing key does not open") from error
        return SoftwareSigner(key, FilePinAttempts(self.folder / _SIGNING_TRIES))

    def held(self, document: DocumentId) -> HeldDocumentRow | None:
        """What lies here of a document."""
        return self.store.read(lambda session: held_document(session, document)).result()

    def open_paper(self, document: DocumentId) -> PieceReader:
        """Reads ranges of a paper straight from its encrypted pieces, also while it still comes.

        Raises PieceMissingError where nothing of it is here.
        """
        row = self.held(document)
        if row is None:
            raise DocumentDamagedError(f"document {document[:8]} is not on this device")
        names = list(row.pieces)

        def name_of(number: int) -> str | None:
            if names[number] is None and (fresh := self.held(document)) is not None:
                names[:] = fresh.pieces
            return names[number]

        return PieceReader(self.pieces, row.key, document, row.size, name_of)

    def lock(self) -> None:
        """Close the store and drop every key. What runs meets a closed store and ends."""
        self.store.close()
        self.vault.lock()

    def _take_seq(self) -> int:
        if self._next_seq == 0:
            sealed = max((envelope.device_seq for envelope in self.envelopes.list()), default=0)
            self._next_seq = 1 + max(sealed, self.store.read(newest_device_seq).result())
        return self._next_seq

    def _index(self, envelope: SealedEnvelope, signed: SignedEvent, answer: OwnAnswerData | None) -> None:
        self.store.write(lambda session: record_sealed(session, envelope, signed, answer)).result()


def note_hub_time(folder: Path, hub_now: datetime, lease_until: datetime | None) -> None:
    """Keep the hub's last word on the time, and the lease, in ``profile.json``; writes only when the lease changed or the
    time moved by more than a minute.

    A lease is given at the hub's time and measured by it: after a clock of the hub that ran ahead for a while, the
    corrected one counts, or every device that was in contact then would stay locked. Nobody but the hub can set it back:
    both come over its pinned TLS.
    """
    public = read_profile(folder)
    if lease_until is None:
        newest, lease = max(public.newest_time, to_micros(hub_now)), public.lease_until
    else:
        newest, lease = to_micros(hub_now), to_micros(lease_until)
    if lease != public.lease_until or abs(newest - public.newest_time) > 60_000_000:
        write_profile(folder, msgspec.structs.replace(public, newest_time=newest, lease_until=lease))


def _read_epochs(folder: Path) -> tuple[EpochPair, ...]:
    """The chain of epochs last verified, oldest first; empty where there is none. It authenticates itself."""
    try:
        return tuple(msgspec.msgpack.decode((folder / _EPOCHS).read_bytes(), type=list[EpochPair]))
    except (FileNotFoundError, msgspec.DecodeError):
        return ()


def _answer_of(signed: SignedEvent) -> OwnAnswerData | None:
    """An adopted answer's row, out of its own signed page; None for other acts."""
    if signed.event.kind != EventKind.ANSWER:
        return None
    dictionary = compression_dictionary()
    try:
        body = decode_act(EventKind.ANSWER, signed.event.body)
        if not isinstance(body, AnswerBody):
            raise InvalidInputError("not an answer")
        packed = PackedBallot(body.dictionary, body.compressed)
        pdf = unpack(packed, {hashlib.sha256(dictionary).digest(): dictionary})
        statement = extract_statement(pdf)
    except (InvalidInputError, RefusedError):
        _log.warning("the answer in envelope %s cannot be read by this version", signed.event.id)
        return None
    return OwnAnswerData(
        ballot=statement.ballot,
        choice=statement.choice,
        opinion=statement.opinion,
        replaces=bytes.fromhex(statement.replaces) if statement.replaces else None,
        signed_at=statement.made_at,
        batch=signed.event.id,
        code=telephone_code(signed.digest),
        dictionary=body.dictionary,
        compressed=body.compressed,
    )
