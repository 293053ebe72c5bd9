"""What stands in a desk's store, and acts of a person on it."""

from __future__ import annotations

from functools import partial

from models.queries.client.ballot_detail import BallotDetailRow, ballot_detail
from models.queries.client.ballots import BallotBadge, BallotListRow, BallotTab, list_ballots
from models.types import BallotId, Choice
from tests.tour.stage import press, type_into, wait_for
from ui.desk import Desk
from ui.shell import Shell


def desk_of(shell: Shell) -> Desk:
    assert shell.desk is not None
    return shell.desk


def to_answer(desk: Desk) -> tuple[BallotListRow, ...]:
    context = desk.context
    query = context.profile.store.read(lambda s: list_ballots(s, context.person, BallotTab.TO_ANSWER, context.now()))
    return query.result()


def detail(desk: Desk, ballot: BallotId) -> BallotDetailRow:
    context = desk.context
    row = context.profile.store.read(lambda s: ballot_detail(s, ballot, context.person, context.now())).result()
    assert row is not None
    return row


def papers_are_here(desk: Desk) -> bool:
    return all(
        paper.availability.value == "complete" for row in to_answer(desk) for paper in detail(desk, row.id).papers
    )


def has_badge(desk: Desk, ballot: BallotId, badge: BallotBadge) -> bool:
    context = desk.context
    for tab in BallotTab:
        query = partial(list_ballots, person=context.person, tab=tab, now=context.now())
        rows = context.profile.store.read(query).result()
        if any(row.id == ballot and row.badge is badge for row in rows):
            return True
    return False


def draft(desk: Desk, ballot: BallotId, choice: Choice, opinion: str) -> None:
    """Choose and write as a person does, and wait until it is kept."""
    desk.open_ballot(ballot)
    wait_for("the answer bar", lambda: desk.ballots.shown_ballot() == ballot)
    press(desk.ballots, {Choice.APPROVE: "Đồng ý", Choice.OTHER: "Ý kiến khác"}[choice])
    type_into(desk.ballots.bar.opinion, opinion)
    wait_for(
        "the draft is kept",
        lambda: (draft := detail(desk, ballot).draft) is not None and draft.opinion == opinion,
    )
