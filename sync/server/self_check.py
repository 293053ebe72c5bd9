"""The hub looks through its own ledger: leaves, nodes, heads it has signed, heads that devices have signed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.commands.server.ledger_log import tree_root, tree_size
from models.epochs import EpochReason, EpochStatement
from models.errors import InvalidInputError, LedgerMismatchError, RefusedError
from models.events import decode_signed
from models.ledger import EMPTY_ROOT, CheckpointTrust, SignedHead, leaf_hash, roots_at, verify_head
from models.signing.verify import extract_statement
from models.tables.server.hub import AnswerFile, Head, Leaf, ReceivedEvent

_PAGE = 500


@dataclass(slots=True)
class LedgerReport:
    """``size``: leaves looked at. ``problems``: what somebody or something changed. ``foreign``: events signed over a
    head that is not of this ledger; after a restore they are expected, before any they are a problem, too.
    """

    size: int
    heads: int = 0
    events: int = 0
    problems: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def check_ledger(session: Session, chain: tuple[EpochStatement, ...]) -> LedgerReport:
    """Recompute everything from the leaves' bytes; ``chain`` are the verified epochs."""
    report = LedgerReport(tree_size(session))
    heads = list(_heads(session, report))
    claims = list(_claims(session, report))
    sizes = {head.head.size for head in heads} | {size for _, size, _ in claims} | {e.base_size for e in chain}
    known = {size for size in sizes | {report.size} if size <= report.size}
    roots = roots_at(_leaf_hashes(session, report), known)
    if roots.get(report.size, EMPTY_ROOT) != tree_root(session, report.size):
        report.problems.append("the stored nodes are not those of the leaves")
    for epoch in chain:
        if epoch.base_size > report.size or roots[epoch.base_size] != epoch.base_root:
            report.problems.append(f"epoch {epoch.number} starts from another ledger")
    for head in heads:
        _check_head(head, roots, chain, report)
    report.events = len(claims)
    was_restored = any(epoch.reason is EpochReason.RESTORE for epoch in chain)
    for event, size, root in claims:
        if size and roots.get(size) != root:
            report.foreign.append(event)
            if not was_restored:
                report.problems.append(f"event {event} was signed over a head that this ledger never had")
    return report


def _leaf_hashes(session: Session, report: LedgerReport) -> Iterator[bytes]:
    """Of the leaves' own bytes, in order."""
    for start in range(0, report.size, _PAGE):
        query = select(Leaf.number, Leaf.data, Leaf.hash).where(Leaf.number >= start, Leaf.number < start + _PAGE)
        rows = session.execute(query.order_by(Leaf.number)).all()
        found = {number: (data, stored) for number, data, stored in rows}
        for number in range(start, min(start + _PAGE, report.size)):
            data, stored = found.get(number, (b"", b""))
            computed = leaf_hash(data)
            if number not in found:
                report.problems.append(f"leaf {number} is missing")
            elif computed != stored:
                report.problems.append(f"leaf {number} is not what was entered")
            yield computed


def _heads(session: Session, report: LedgerReport) -> Iterator[SignedHead]:
    for epoch, size, data in session.execute(select(Head.epoch, Head.size, Head.data).order_by(Head.epoch, Head.size)):
        try:
            yield SignedHead.decode(data)
        except LedgerMismatchError:
            report.problems.append(f"head {epoch}/{size} does not read")


def _claims(session: Session, report: LedgerReport) -> Iterator[tuple[str, int, bytes]]:
    """(event, size, root) of every head inside an event, and inside a signed page."""
    for event, data in session.execute(select(ReceivedEvent.id, ReceivedEvent.data)):
        try:
            decoded = decode_signed(data).event
        except InvalidInputError:
            report.problems.append(f"event {event} does not read")
            continue
        yield event, decoded.head_size, decoded.head_root
    for event, pdf in session.execute(select(AnswerFile.event, AnswerFile.pdf)):
        try:
            statement = extract_statement(pdf)
        except RefusedError:
            report.problems.append(f"the signed page of event {event} does not read")
            continue
        yield event, statement.head_size, bytes.fromhex(statement.head_root)


def _check_head(
    signed: SignedHead, roots: dict[int, bytes], chain: tuple[EpochStatement, ...], report: LedgerReport
) -> None:
    report.heads += 1
    name = f"head {signed.epoch}/{signed.head.size}"
    epoch = next((item for item in chain if item.number == signed.epoch), None)
    if epoch is None:
        report.problems.append(f"{name} is of an unknown epoch")
        return
    try:
        verify_head(signed, CheckpointTrust(bytes.fromhex(epoch.root_key), epoch.number, epoch.checkpoint_key))
    except LedgerMismatchError as error:
        report.problems.append(f"{name}: {error}")
    if roots.get(signed.head.size) != signed.head.root:
        report.problems.append(f"{name} was signed over other leaves")
