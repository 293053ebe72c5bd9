"""The result of a ballot: counted from the ledger's answers, stated, signed, entered into the ledger, published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.canonical import Json, encode_canonical
from models.commands.server.context import HubContext
from models.commands.server.ledger_log import append_leaf
from models.commands.server.notices import NoticeKind, notify
from models.leaves import make_leaf, sign_result
from models.rules.ruleset import RuleSet
from models.rules.tally import Tally, tally
from models.statements import instant_text
from models.tables.server.reading import counted_answers, electorate_of
from models.tables.shared.ballots import Ballot, Result
from models.types import BallotState, Choice, LeafKind, PersonId

FORMAT = 1


def count(session: Session, ballot: Ballot, rules: RuleSet, *, closed: bool) -> Tally:
    """The figures as they stand."""
    answers = {PersonId(a.person): Choice(a.choice) for a in counted_answers(session, ballot.id)}
    return tally(electorate_of(session, ballot.id), answers, rules, closed=closed)


def newest_result(session: Session, ballot: str) -> Result | None:
    """The result with the highest number."""
    return session.scalars(
        select(Result).where(Result.ballot == ballot).order_by(Result.number.desc()).limit(1)
    ).first()


def compute_result(session: Session, hub: HubContext, ballot: Ballot, now: datetime) -> Result:
    """Count a closed ballot and enter the signed statement into the ledger; it supersedes an earlier one.

    The result of a ballot whose result is published is published with it (DOMAIN.md, "Offline and the deadline"):
    a figure known to be outdated must not stand. Otherwise it stays with the Office. The caller publishes the record.
    """
    session.flush()
    rules = hub.rules.get(ballot.rule_set)
    figures = count(session, ballot, rules, closed=True)
    before = newest_result(session, ballot.id)
    number = 1 if before is None else before.number + 1
    statement = encode_canonical(_statement(session, hub, ballot, rules, figures, number, now))
    signature = sign_result(statement, hub.checkpoint_key)
    assert figures.outcome is not None
    row = Result(
        id=f"{ballot.id}:{number}",
        ballot=ballot.id,
        number=number,
        outcome=figures.outcome.value,
        n_members=figures.n,
        threshold=figures.threshold,
        approve=figures.approve,
        deemed=figures.deemed,
        disapprove=figures.disapprove,
        other=figures.other,
        silent=figures.silent,
        pm_choice=figures.pm_choice.value if figures.pm_choice else "",
        statement=statement,
        signature=signature,
        epoch=hub.epoch,
        computed_at=now,
        published_at=now if ballot.state == BallotState.TALLIED else None,
    )
    session.add(row)
    fields: dict[str, Json] = {"number": number, "epoch": hub.epoch, "signature": signature.hex()}
    leaf = make_leaf(LeafKind.RESULT, ballot.id, fields, statement)
    append_leaf(session, LeafKind.RESULT, ballot.id, row.id, leaf, now)
    return row


def recompute(session: Session, hub: HubContext, ballot: Ballot, now: datetime) -> list[tuple[str, str]]:
    """After an answer changed what counts: a new result, if there is one to supersede. (kind, id) pairs to publish."""
    if ballot.state not in (BallotState.CLOSED, BallotState.TALLIED):
        return []
    row = compute_result(session, hub, ballot, now)
    pairs = [("result", row.id), ("ballot", ballot.id)]
    if row.published_at is not None:
        pairs += notify(session, ballot.id, electorate_of(session, ballot.id).members, NoticeKind.RESULT, now)
    return pairs


def _statement(
    session: Session, hub: HubContext, ballot: Ballot, rules: RuleSet, figures: Tally, number: int, now: datetime
) -> dict[str, Json]:
    """What is signed. ``leaves`` names every counted answer by number, leaf hash and event digest, so that each
    member finds the own one and anybody can recount from the archive; names and choices stand in the leaves only.
    """
    leaves: list[Json] = [
        [a.leaf_index, a.leaf_hash.hex(), a.digest.hex()] for a in counted_answers(session, ballot.id)
    ]
    return {
        "format": FORMAT,
        "type": "ecabinet-result",
        "root_key": hub.root_key,
        "epoch": hub.epoch,
        "ballot": ballot.id,
        "ballot_digest": ballot.digest.hex(),
        "number": number,
        "supersedes": number - 1 if number > 1 else None,
        "rule_set": rules.id,
        "decree": rules.decree,
        "silence": rules.silence.value,
        "deadline": instant_text(ballot.deadline),
        "closed_at": instant_text(ballot.closed_at) if ballot.closed_at else None,
        "computed_at": instant_text(now),
        "n": figures.n,
        "threshold": figures.threshold,
        "formula": f"approve + deemed >= floor(n * {rules.majority}) + 1",
        "approve": figures.approve,
        "deemed": figures.deemed,
        "disapprove": figures.disapprove,
        "other": figures.other,
        "silent": figures.silent,
        "pm_choice": figures.pm_choice.value if figures.pm_choice else None,
        "pm_basis": figures.pm_basis.value if figures.pm_basis else None,
        "outcome": figures.outcome.value if figures.outcome else None,
        "leaves": leaves,
    }
