"""Recount a ballot from its archive: keys, heads, proofs, signatures, standings, figures.

Nothing the hub said is taken for granted but the root key, which is compared with the one pinned at enrolment or
printed with it. What an archive cannot show, and its README says so: that no other answer was left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models.acts import AnswerBody, DecideLateBody, decode_act
from models.archive.reader import ArchiveFile, read_archive
from models.archive.writer import INDEX, pem_key
from models.canonical import Json
from models.epochs import EpochStatement, root_key_id, signed_epoch_bytes, verify_chain
from models.errors import EcabinetError, InvalidInputError, LedgerMismatchError
from models.events import Event
from models.leaves import read_leaf, signed_result_bytes, verify_result
from models.ledger import CheckpointTrust, SignedHead, leaf_hash, verify_head, verify_inclusion
from models.papers.ballot import compression_dictionary, draw_ballot
from models.rules.electorate import Electorate
from models.rules.replacement import Version, settle
from models.rules.ruleset import shipped_rules
from models.rules.tally import Tally, tally
from models.signing import PackedBallot, TrustAnchors, unpack, verify_ballot
from models.statements import AnswerStatement, BallotStatement, parse_instant
from models.types import EventKind, LeafKind, PersonId, Standing

_T = TypeVar("_T")
_TAKES_PART = frozenset({Standing.COUNTED, Standing.SUPERSEDED, Standing.COMPETING})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``name`` is stable; ``detail`` says what is wrong, empty when good."""

    name: str
    subject: str
    detail: str = ""

    @property
    def is_good(self) -> bool:
        return not self.detail


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, and the figures recounted for each result (by number)."""

    ballot: str
    number: str
    root_key: str
    checks: tuple[Check, ...]
    recounted: Mapping[int, Tally]

    @property
    def is_good(self) -> bool:
        """Whether every check passed and at least one result was recounted."""
        return bool(self.recounted) and all(check.is_good for check in self.checks)


@dataclass(slots=True)
class _Leaf:
    number: int
    kind: LeafKind
    header: dict[str, Json]
    payload: bytes
    hash: bytes


@dataclass(slots=True)
class _Answer:
    leaf: _Leaf
    statement: AnswerStatement
    digest: bytes


@dataclass(slots=True)
class _Work:
    archive: ArchiveFile
    checks: list[Check] = field(default_factory=list)

    def look(self, name: str, subject: str, task: Callable[[], _T]) -> _T | None:
        """Do one check; what it raises becomes its detail."""
        try:
            value = task()
        except (EcabinetError, KeyError, TypeError, ValueError) as error:
            self.checks.append(Check(name, subject, str(error) or type(error).__name__))
            return None
        self.checks.append(Check(name, subject))
        return value


def verify_archive(source: Path | bytes, root_fingerprint: str | None = None) -> Report:
    """Check everything and recount. ``root_fingerprint``: expected SHA-256 of the root key, hex (None: not compared).

    Raises :class:`InvalidInputError` for what is no archive at all; everything else is a failed check.
    """
    archive = read_archive(source)
    work = _Work(archive)
    index = archive.index
    root_key = bytes.fromhex(str(index.get("root_key", "")))
    key_id = root_key_id(root_key)
    if root_fingerprint is not None:
        work.look("root-key", key_id, partial(_require, key_id == root_fingerprint.lower(), "another root key"))
    epochs = work.look("epochs", key_id, lambda: _epochs(archive, root_key)) or {}
    head = work.look("head", "", lambda: _head(archive, key_id, epochs))
    work.look("files", "", lambda: _files(archive))
    work.look("copies", "", lambda: _copies(archive, root_key, epochs))
    leaves = _leaves(work, head) if head is not None else []
    ballot = work.look("ballot", str(index.get("ballot")), lambda: _ballot(leaves, str(index["ballot"])))
    answers = _answers(work, leaves, key_id, ballot[0]) if ballot else {}
    recounted: dict[int, Tally] = {}
    if ballot is not None:
        for entry in index.get("results", []):
            counting = partial(_recount, archive, entry, epochs, leaves, answers, ballot)
            figures = work.look("result", str(entry.get("number")), counting)
            if figures is not None:
                recounted[int(entry["number"])] = figures
    return Report(
        ballot=str(index.get("ballot")),
        number=ballot[0].number if ballot else "",
        root_key=key_id,
        checks=tuple(work.checks),
        recounted=recounted,
    )


def _require(condition: bool, words: str) -> None:
    if not condition:
        raise LedgerMismatchError(words)


def _epochs(archive: ArchiveFile, root_key: bytes) -> dict[int, EpochStatement]:
    pairs = [
        (archive.part(f"{entry['file']}.json"), archive.part(f"{entry['file']}.sig"))
        for entry in archive.index["epochs"]
    ]
    return {statement.number: statement for statement in verify_chain(root_key, pairs)}


def _trust(key_id: str, epochs: Mapping[int, EpochStatement], epoch: int) -> CheckpointTrust:
    _require(epoch in epochs, f"no epoch {epoch}")
    return CheckpointTrust(bytes.fromhex(key_id), epoch, epochs[epoch].checkpoint_key)


def _head(archive: ArchiveFile, key_id: str, epochs: Mapping[int, EpochStatement]) -> SignedHead:
    head = SignedHead.decode(bytes.fromhex(archive.index["head"]["encoded"]))
    verify_head(head, _trust(key_id, epochs, head.epoch))
    _require(archive.index["head"]["root"] == head.head.root.hex(), "the index names another root")
    _require(archive.index["head"]["size"] == head.head.size, "the index names another size")
    return head


def _files(archive: ArchiveFile) -> None:
    """Every part is the one the index names, and there is no other."""
    told = archive.index["files"]
    there = {name for name in archive.parts.namelist() if name != INDEX}
    _require(there == set(told), "the archive holds other parts than its index names")
    for name, mark in told.items():
        _require(hashlib.sha256(archive.part(name)).hexdigest() == mark, f"{name} was changed")


def _copies(archive: ArchiveFile, root_key: bytes, epochs: Mapping[int, EpochStatement]) -> None:
    """What stands twice, for public tools, says the same: keys as PEM, the signed bytes, the derived files."""
    index = archive.index
    head = SignedHead.decode(bytes.fromhex(index["head"]["encoded"]))
    pairs = [
        ("keys/root.pem", pem_key(root_key)),
        ("head/signed.bin", head.signed_bytes),
        ("head/signature.bin", head.signature),
    ]
    pairs += [(f"keys/checkpoint-{number}.pem", pem_key(e.checkpoint_key)) for number, e in epochs.items()]
    for entry in index["epochs"]:
        pairs.append((f"{entry['file']}.signed", signed_epoch_bytes(archive.part(f"{entry['file']}.json"))))
    for entry in index["results"]:
        pairs.append((f"{entry['file']}.signed", signed_result_bytes(archive.part(f"{entry['file']}.json"))))
    for name, expected in pairs:
        _require(archive.part(name) == expected, f"{name} is not the copy it should be")
    for entry in index["answers"]:
        if "long_term" in entry:
            derived = archive.part(entry["long_term"])
            _require(derived.startswith(archive.part(entry["file"])), f"{entry['long_term']} changes the signed page")


def _leaves(work: _Work, head: SignedHead) -> list[_Leaf]:
    found = []
    for entry in work.archive.index.get("leaves", []):
        leaf = work.look("leaf", str(entry.get("number")), partial(_leaf, work.archive, entry, head))
        if leaf is not None:
            found.append(leaf)
    return sorted(found, key=lambda leaf: leaf.number)


def _leaf(archive: ArchiveFile, entry: dict[str, Any], head: SignedHead) -> _Leaf:
    data, number = archive.part(entry["file"]), int(entry["number"])
    proof = tuple(bytes.fromhex(part) for part in entry["proof"])
    digest = leaf_hash(data)
    verify_inclusion(digest, number, head.head.size, proof, head.head.root)
    header, payload = read_leaf(data)
    kind = LeafKind(str(header["kind"]))
    _require(entry["kind"] == kind.value, "the index names another kind")
    _require(header["ballot"] == archive.index["ballot"], "the entry is another ballot's")
    return _Leaf(number, kind, header, payload, digest)


def _ballot(leaves: list[_Leaf], ballot: str) -> tuple[BallotStatement, Electorate]:
    issued = [leaf for leaf in leaves if leaf.kind is LeafKind.BALLOT]
    _require(len(issued) == 1, "there must be exactly one entry of the issue")
    statement = BallotStatement.decode(issued[0].payload)
    _require(statement.ballot == ballot, "the statement is another ballot's")
    members = cast(list[list[Any]], issued[0].header["electorate"])
    people = tuple(sorted(PersonId(str(member[0])) for member in members))
    pm = next((PersonId(str(member[0])) for member in members if member[2]), None)
    return statement, Electorate(people, pm)


def _answers(work: _Work, leaves: list[_Leaf], key_id: str, ballot: BallotStatement) -> dict[int, _Answer]:
    anchors = work.look("anchors", "", lambda: _anchors(work.archive)) or TrustAnchors()
    registered = work.look("certificates", "", lambda: _certificates(work.archive)) or {}
    files = {int(entry["leaf"]): entry for entry in work.archive.index.get("answers", [])}
    found: dict[int, _Answer] = {}
    for leaf in leaves:
        if leaf.kind is not LeafKind.ANSWER or (leaf.number not in files and leaf.header.get("reason") == "form"):
            continue  # an act out of form is entered, but has no page to check
        answer = work.look(
            "answer",
            str(leaf.number),
            partial(_answer, work.archive, files, leaf, key_id, ballot, anchors, registered),
        )
        if answer is not None:
            found[leaf.number] = answer
    return found


def _answer(
    archive: ArchiveFile,
    files: Mapping[int, dict[str, Any]],
    leaf: _Leaf,
    key_id: str,
    ballot: BallotStatement,
    anchors: TrustAnchors,
    registered: Mapping[str, frozenset[str]],
) -> _Answer:
    """The act's bytes, the page inside them, its signature, and that all name one member, ballot and hub."""
    pdf = archive.part(files[leaf.number]["file"])
    digest = hashlib.sha256(leaf.payload).digest()
    _require(leaf.header["digest"] == digest.hex(), "the entry names other bytes")
    event = msgspec.msgpack.decode(leaf.payload, type=Event)
    body = decode_act(EventKind(event.kind), event.body)
    _require(isinstance(body, AnswerBody), "not an answer")
    dictionary = compression_dictionary()
    packed = PackedBallot(cast(AnswerBody, body).dictionary, cast(AnswerBody, body).compressed)
    _require(unpack(packed, {hashlib.sha256(dictionary).digest(): dictionary}) == pdf, "another page than the entry's")
    received = parse_instant(str(leaf.header["received_at"]))
    checked = verify_ballot(pdf, draw_ballot, anchors, received)
    statement = checked.statement
    _require(statement.root_key == key_id, "the answer is to another hub")
    _require(statement.ballot == ballot.ballot, "the answer is to another ballot")
    _require(statement.event == leaf.header["event"] == event.id, "the answer was signed for another event")
    _require(statement.person == leaf.header["person"] == event.person, "the answer is another member's")
    fingerprint = hashlib.sha256(checked.certificate).hexdigest()
    _require(fingerprint in registered.get(statement.person, frozenset()), "the certificate is another person's")
    return _Answer(leaf, statement, digest)


def _anchors(archive: ArchiveFile) -> TrustAnchors:
    real: list[bytes] = []
    test: list[bytes] = []
    between: list[bytes] = []
    for entry in archive.index["anchors"]:
        der = _der(archive.part(entry["file"]))
        (between if not entry["is_root"] else test if entry["is_test"] else real).append(der)
    return TrustAnchors(tuple(real), tuple(test), tuple(between))


def _certificates(archive: ArchiveFile) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in archive.index["certificates"]:
        mark = hashlib.sha256(_der(archive.part(entry["file"]))).hexdigest()
        found[entry["person"]] = found.get(entry["person"], frozenset()) | {mark}
    return found


def _der(pem: bytes) -> bytes:
    certificate = x509.load_pem_x509_certificate(pem)
    _require(certificate.public_bytes(Encoding.PEM) == pem, "a certificate's PEM is not as it was written")
    return certificate.public_bytes(Encoding.DER)


def _recount(
    archive: ArchiveFile,
    entry: dict[str, Any],
    epochs: Mapping[int, EpochStatement],
    leaves: list[_Leaf],
    answers: Mapping[int, _Answer],
    ballot: tuple[BallotStatement, Electorate],
) -> Tally:
    """The figures of one result, counted anew from the entries before it."""
    asked, electorate = ballot
    epoch = int(entry["epoch"])
    _require(epoch in epochs, f"no epoch {epoch}")
    data, signature = archive.part(f"{entry['file']}.json"), archive.part(f"{entry['file']}.sig")
    statement = verify_result(data, signature, epochs[epoch].checkpoint_key)
    own = [leaf for leaf in leaves if leaf.kind is LeafKind.RESULT and leaf.payload == data]
    _require(len(own) == 1, "the result is not entered once in the ledger")
    before = [leaf for leaf in leaves if leaf.number < own[0].number]
    counted = _counted(before, answers)
    _require(statement["ballot_digest"] == asked.digest.hex(), "the result is of another ballot")
    stated = sorted(cast(list[list[Json]], statement["leaves"]), key=lambda item: cast(int, item[0]))
    mine = [[a.leaf.number, a.leaf.hash.hex(), a.digest.hex()] for a in counted]
    _require(stated == mine, "the result counts other answers than the ledger yields")
    for answer in counted:
        same = answer.statement.ballot_digest == asked.digest.hex()
        _require(same, f"counted answer {answer.leaf.number} is to another version of the ballot")
    rules = shipped_rules().get(asked.rule_set)
    figures = tally(electorate, {a.statement.person: a.statement.choice for a in counted}, rules, closed=True)
    for name, value in _figures(figures).items():
        _require(statement[name] == value, f"{name} is {statement[name]}, recounted {value}")
    return figures


def _figures(figures: Tally) -> dict[str, Json]:
    return {
        "n": figures.n,
        "threshold": figures.threshold,
        "approve": figures.approve,
        "deemed": figures.deemed,
        "disapprove": figures.disapprove,
        "other": figures.other,
        "silent": figures.silent,
        "pm_choice": figures.pm_choice.value if figures.pm_choice else None,
        "pm_basis": figures.pm_basis.value if figures.pm_basis else None,
        "outcome": figures.outcome.value if figures.outcome else None,
    }


def _counted(before: list[_Leaf], answers: Mapping[int, _Answer]) -> list[_Answer]:
    """Current answers, in the ledger's order: the succession of those accepted at receipt or by a decision."""
    decided: dict[str, bool] = {}
    for leaf in before:
        if leaf.kind is LeafKind.DECISION:
            decided[str(leaf.header["answer"])] = bool(leaf.header["counts"])
            _check_decision(leaf)
    lines: dict[str, list[_Answer]] = {}
    for leaf in before:
        if leaf.kind is not LeafKind.ANSWER:
            continue
        takes_part = decided.get(str(leaf.header["event"]), Standing(str(leaf.header["standing"])) in _TAKES_PART)
        if takes_part:
            _require(leaf.number in answers, f"counted answer {leaf.number} did not verify")
            lines.setdefault(str(leaf.header["person"]), []).append(answers[leaf.number])
    current = []
    for line in lines.values():
        versions = [
            Version(a.digest, bytes.fromhex(a.statement.replaces) if a.statement.replaces else None) for a in line
        ]
        succession = settle(versions)
        current += [a for a in line if a.digest == succession.current]
    return sorted(current, key=lambda a: a.leaf.number)


def _check_decision(leaf: _Leaf) -> None:
    event = msgspec.msgpack.decode(leaf.payload, type=Event)
    body = decode_act(EventKind(event.kind), event.body)
    if not isinstance(body, DecideLateBody) or body.answer != leaf.header["answer"]:
        raise InvalidInputError("the decision's act is about another answer")
    _require(body.counts == leaf.header["counts"], "the decision's act says other than its entry")
