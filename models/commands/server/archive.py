"""Everything about one ballot, for an archive that recomputes the result without our software.

A command, not a query: it signs the ledger's newest head where none is stored yet, and leaves an audit line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.archive.data import ArchiveAnchor, ArchiveAnswer, ArchiveData, ArchiveLeaf, ArchivePerson, ArchiveResult
from models.commands.server import auditing
from models.commands.server.context import HubContext
from models.commands.server.ledger_log import inclusion, leaves_of, newest_head
from models.errors import InvalidInputError
from models.tables.server.hub import Anchor, AnswerFile, Elector, Leaf
from models.tables.shared.ballots import Answer, Ballot, Result
from models.tables.shared.people import Certificate, Person
from models.types import NO_CHANGES, ChangeSet, LeafKind


def export_ballot(
    session: Session,
    hub: HubContext,
    ballot: str,
    now: datetime,
    *,
    root_key: bytes,
    epochs: Sequence[tuple[bytes, bytes]],
    actor: str = auditing.SYSTEM,
) -> tuple[ArchiveData, ChangeSet]:
    """The ballot with all its ledger entries, proofs to the newest head, files, results, certificates and electorate.

    ``root_key``: raw public key; ``epochs``: (statement, signature), oldest first. Certificates are those of every
    elector, revoked ones too. Raises :class:`InvalidInputError` for an unknown ballot.
    """
    row = session.get(Ballot, ballot)
    if row is None:
        raise InvalidInputError(f"unknown ballot {ballot}")
    head = newest_head(session, hub, now)
    entries = list(leaves_of(session, ballot))
    electors = select(Elector.person).where(Elector.ballot == ballot)
    certificates = select(Certificate.person, Certificate.der).where(Certificate.person.in_(electors))
    data = ArchiveData(
        ballot=ballot,
        root_key=root_key,
        epochs=tuple(epochs),
        head=head.encode(),
        statement=row.statement,
        leaves=tuple(
            ArchiveLeaf(leaf.number, leaf.kind, leaf.data, inclusion(session, leaf.number, head.head.size))
            for leaf in entries
        ),
        answers=_answers(session, entries),
        results=_results(session, ballot, entries),
        certificates=tuple(session.execute(certificates.order_by(Certificate.person, Certificate.id)).tuples()),
        anchors=tuple(
            ArchiveAnchor(row.der, row.is_root, row.is_test)
            for row in session.scalars(select(Anchor).order_by(Anchor.id))
        ),
        members=_members(session, ballot),
        exported_at=now,
    )
    auditing.record(session, actor, "ballot.export", ballot, now, leaves=len(entries))
    return data, NO_CHANGES


def _answers(session: Session, entries: Sequence[Leaf]) -> tuple[ArchiveAnswer, ...]:
    """Files of the answers; one out of form has none beside its leaf."""
    made: list[ArchiveAnswer] = []
    for leaf in entries:
        file = session.get(AnswerFile, leaf.subject) if leaf.kind == LeafKind.ANSWER else None
        if file is not None:
            made.append(ArchiveAnswer(leaf.number, _person_of(session, leaf.subject), file.pdf, file.long_term))
    return tuple(made)


def _person_of(session: Session, event: str) -> str:
    return session.get_one(Answer, event).person


def _results(session: Session, ballot: str, entries: Sequence[Leaf]) -> tuple[ArchiveResult, ...]:
    numbers = {leaf.subject: leaf.number for leaf in entries if leaf.kind == LeafKind.RESULT}
    rows = session.scalars(select(Result).where(Result.ballot == ballot).order_by(Result.number))
    return tuple(ArchiveResult(row.number, row.epoch, row.statement, row.signature, numbers[row.id]) for row in rows)


def _members(session: Session, ballot: str) -> tuple[ArchivePerson, ...]:
    query = (
        select(Elector.person, Person.name, Person.title, Elector.is_pm)
        .join(Person, Person.id == Elector.person)
        .where(Elector.ballot == ballot)
        .order_by(Person.rank, Person.name, Person.id)
    )
    return tuple(ArchivePerson(*values) for values in session.execute(query).tuples())
