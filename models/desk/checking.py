"""Checking a whole profile: store, envelopes, receipts, papers. Reads everything, changes nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.blobs import Manifest
from models.commands.client.transfers import drop_pieces
from models.errors import DocumentDamagedError, InvalidInputError, LedgerMismatchError
from models.hub_trust import HubTrust, ReceivedAnswer, check_receipt
from models.ledger import Receipt
from models.profile_session import UnlockedProfile
from models.queries.client.documents import HeldDocumentRow, held_document, held_documents
from models.queries.client.exchange_plan import linked_root
from models.queries.client.outbox import KeptReceiptRow, kept_receipts
from models.types import DocumentId


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``part``: store, envelope, receipt or paper."""

    part: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """How much was looked at, and what is wrong."""

    envelopes: int
    receipts: int
    papers: int
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing is wrong."""
        return not self.findings


def check_profile(profile: UnlockedProfile, store_problems: Sequence[str] = ()) -> ProfileReport:
    """Open every envelope, verify every receipt against it, decrypt and hash every piece. Blocks long.

    ``store_problems``: what :func:`models.store.check_store` found before the store was opened.
    """
    findings = [Finding("store", "store.db", problem) for problem in store_problems]
    findings += [Finding("envelope", name, "set aside as damaged") for name in profile.envelopes.damaged()]
    envelopes = profile.envelopes.list()
    for envelope in envelopes:
        try:
            profile.envelopes.open(envelope.file_name, profile.vault)
        except DocumentDamagedError as error:
            findings.append(Finding("envelope", envelope.file_name, str(error)))
    receipts = profile.store.read(kept_receipts).result()
    trust = profile.trust()
    for receipt in receipts:
        findings += _check_receipt(profile, receipt, trust)
    papers = profile.store.read(held_documents).result()
    for document in papers:
        findings += [
            Finding("paper", document, f"piece {number}: {detail}")
            for number, detail in damaged_pieces(profile, document)
        ]
    return ProfileReport(len(envelopes), len(receipts), len(papers), tuple(findings))


def repair_papers(profile: UnlockedProfile) -> int:
    """Forget damaged pieces, so that the next round fetches them again. Returns how many papers were mended."""
    mended = 0
    for document in profile.store.read(held_documents).result():
        numbers = [number for number, _ in damaged_pieces(profile, document)]
        if numbers:
            _drop(profile, document, numbers)
            mended += 1
    return mended


def damaged_pieces(profile: UnlockedProfile, document: DocumentId) -> list[tuple[int, str]]:
    """(number, what is wrong) of every piece here that does not decrypt or hash."""
    held: HeldDocumentRow | None = profile.store.read(lambda session: held_document(session, document)).result()
    if held is None:
        return []
    try:
        manifest = Manifest(document, held.size, held.hashes)
    except InvalidInputError as error:
        return [(0, str(error))]
    wrong = []
    for number, name in enumerate(held.pieces):
        if name is None:
            continue
        try:
            data = profile.pieces.read_piece(held.key, document, manifest.count, number, name)
            manifest.check(number, data)
        except DocumentDamagedError as error:
            wrong.append((number, str(error)))
    return wrong


def _drop(profile: UnlockedProfile, document: DocumentId, numbers: list[int]) -> None:
    names = profile.store.write(lambda session: drop_pieces(session, document, numbers)).result()
    profile.pieces.remove(names)


def _check_receipt(profile: UnlockedProfile, kept: KeptReceiptRow, trust: HubTrust) -> list[Finding]:
    received = ReceivedAnswer(kept.standing, kept.reason, kept.received_at, kept.data)
    try:
        signed = profile.envelopes.open(kept.envelope, profile.vault)
        receipt = check_receipt(signed, kept.ballot, received, trust)
    except (DocumentDamagedError, LedgerMismatchError) as error:
        return [Finding("receipt", kept.event, str(error))]
    return [] if _is_on_known_tree(profile, receipt) else [Finding("receipt", kept.event, "another tree")]


def _is_on_known_tree(profile: UnlockedProfile, receipt: Receipt) -> bool:
    """A receipt's head must not contradict the linked head of its size."""
    size = receipt.head.head.size
    root = profile.store.read(lambda session: linked_root(session, size, receipt.head.epoch)).result()
    return root is None or root == receipt.head.head.root
