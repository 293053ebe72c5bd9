"""The Office's acts: who may, when, and what follows (DOMAIN.md sections 2 and 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.acts import BallotBody, CommitmentBody, DecideLateBody, IssueBody
from models.commands.server import people
from models.leaves import read_leaf, result_lists, verify_result
from models.rules.commitment import telephone_code
from models.rules.ruleset import LateRule
from models.tables.server.hub import Elector, Leaf
from models.tables.shared.ballots import Commitment, Notice, Tracking
from models.types import Choice, EventKind, PaperRef, Role
from tests.factory import MONDAY, ballot_statement, paper
from tests.unit.models.commands.server.world import Someone, World

HOUR = timedelta(hours=1)


def leaf_kinds(world: World, ballot: str) -> list[str]:
    query = select(Leaf.kind).where(Leaf.ballot == ballot).order_by(Leaf.number)
    return world.read(lambda s: list(s.scalars(query)))


def notices(world: World, kind: str) -> set[str]:
    return world.read(lambda s: set(s.scalars(select(Notice.person).where(Notice.kind == kind))))


def public_key(world: World) -> bytes:
    return world.hub.checkpoint_key.public_key().public_bytes_raw()


# -- issue -------------------------------------------------------------------------------------------------------------


def test_issue_fixes_the_electorate_and_the_threshold(world: World) -> None:
    asked = world.issue()
    world.add("Bộ trưởng mới", Role.MEMBER, member=True)
    row = world.ballot(asked.ballot)
    assert (row.state, row.n_members, row.threshold) == ("DANG_LAY", 5, 3)
    electors = world.read(lambda s: {e.person: e.is_pm for e in s.scalars(select(Elector))})
    assert electors == {member.id: member is world.pm for member in world.members}
    tracked = world.read(lambda s: set(s.scalars(select(Tracking.person))))
    assert tracked == set(electors)
    header, payload = read_leaf(world.read(lambda s: s.get_one(Leaf, 0)).data)
    assert payload == asked.encode()
    assert header["electorate"] == sorted([m.id, m.membership, m is world.pm] for m in world.members)


def test_a_member_who_has_left_is_not_asked(world: World) -> None:
    world.end_membership(world.ministers[0], world.now)
    assert world.ballot(world.issue().ballot).n_members == 4


INVALID_BALLOTS: list[tuple[str, dict[str, Any]]] = [
    ("no number", {"number": "abc"}),
    ("a number without its zero", {"number": "5/PLYK-VPCP"}),
    ("one working day", {"deadline": MONDAY + timedelta(days=1, hours=9)}),
    ("six working days", {"deadline": MONDAY + timedelta(days=8, hours=9)}),
    ("a Sunday", {"deadline": MONDAY + timedelta(days=6, hours=9)}),
    ("another hour", {"deadline": MONDAY + timedelta(days=3)}),
    ("a repealed rule set", {"rule_set": "nd138-2016"}),
    ("an unknown rule set", {"rule_set": "nd1-1900"}),
    ("an unknown organisation", {"submitted_by": "c" * 32}),
    ("another name of it", {"submitted_by_name": "Bộ Khác"}),
    ("a clock a year ahead", {"issued_at": MONDAY + timedelta(days=365)}),
    ("a clock a year behind", {"issued_at": MONDAY - timedelta(days=150)}),
    ("the same paper twice", {"papers": (paper(), paper(title="Khác"))}),
    ("another size of the paper", {"papers": (PaperRef(paper().document, "Tờ trình", 9, 1),)}),
]


@pytest.mark.parametrize("values", [c[1] for c in INVALID_BALLOTS], ids=[c[0] for c in INVALID_BALLOTS])
def test_a_ballot_out_of_order_is_refused(world: World, values: dict[str, Any]) -> None:
    world.upload(b"to trinh")
    outcome = world.do(world.clerk, EventKind.ISSUE, IssueBody(ballot_statement(**values).encode()))
    assert (outcome.code, outcome.reason) == ("rejected", "invalid")
    assert outcome.detail
    assert world.read(lambda s: s.scalars(select(Leaf)).all()) == []


def test_two_to_five_working_days_are_allowed(world: World) -> None:
    for number, days in ((1, 2), (2, 3), (3, 4), (4, 7)):
        world.issue(number=f"901{number}/PLYK-VPCP", deadline=MONDAY + timedelta(days=days, hours=9))


def test_a_number_is_given_once(world: World) -> None:
    world.issue()
    outcome = world.do(world.clerk, EventKind.ISSUE, IssueBody(ballot_statement().encode()))
    assert outcome.reason == "invalid"


def test_a_ballot_is_not_issued_twice_or_changed(world: World) -> None:
    asked = world.issue()
    changed = ballot_statement(ballot=asked.ballot, number="9013/PLYK-VPCP", title="Khác")
    outcome = world.do(world.clerk, EventKind.ISSUE, IssueBody(changed.encode()))
    assert outcome.reason == "invalid"
    assert world.ballot(asked.ballot).title == asked.title


def test_a_ballot_waits_for_its_papers(world: World) -> None:
    event = world.event(world.clerk, EventKind.ISSUE, IssueBody(ballot_statement().encode()))
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason, outcome.detail) == ("retry", "documents", paper().document)
    world.upload(b"to trinh")
    assert world.settle(event)[0].code == "accepted"


# (days from issue to the restore, negative where the restore came first; days from the restore to arrival; answer)
RETURNS = [
    ("no restore", None, 30, "rejected"),
    ("issued long before the restore", 16, 13, "accepted"),
    ("issued at the restore", 0, 13, "accepted"),
    ("at the window's end", 16, 14, "accepted"),
    ("past the window", 16, 15, "rejected"),
    ("backdated, yet after the restore", -1, 13, "rejected"),
]


@pytest.mark.parametrize(("restored", "arrives", "code"), [c[1:] for c in RETURNS], ids=[c[0] for c in RETURNS])
def test_a_ballot_past_its_deadline_comes_in_only_soon_after_the_restore_that_lost_it(
    world: World, restored: int | None, arrives: int, code: str
) -> None:
    world.upload(b"to trinh")
    asked = ballot_statement()
    event = world.event(world.clerk, EventKind.ISSUE, IssueBody(asked.encode()))
    if restored is not None:
        world.hub = replace(world.hub, restored_at=asked.issued_at + timedelta(days=restored))
    world.now = (world.hub.restored_at or asked.issued_at) + timedelta(days=arrives)
    assert world.now > asked.deadline
    assert world.settle(event)[0].code == code


def test_after_a_restore_a_new_ballot_is_issued_as_ever(world: World) -> None:
    world.hub = replace(world.hub, restored_at=world.now - timedelta(days=1))
    world.issue()


# -- who may -----------------------------------------------------------------------------------------------------------

OFFICE = {"chief", "clerk"}
MAY: dict[EventKind, set[str]] = {
    EventKind.ISSUE: OFFICE,
    EventKind.CLOSE: OFFICE,
    EventKind.CANCEL: OFFICE,
    EventKind.REMIND: OFFICE,
    EventKind.COMMITMENT: OFFICE,
    EventKind.PUBLISH: {"chief", "pm"},
    EventKind.DECIDE_LATE: {"pm"},
}


@pytest.mark.parametrize("role", ["pm", "chief", "minister", "clerk", "aide", "admin"])
@pytest.mark.parametrize("kind", list(MAY))
def test_who_may_do_what(world: World, kind: EventKind, role: str) -> None:
    cast: dict[str, Someone] = {
        "pm": world.pm,
        "chief": world.chief,
        "minister": world.ministers[0],
        "clerk": world.clerk,
        "aide": world.aide,
        "admin": world.admin,
    }
    who = cast[role]
    asked = world.issue()
    answer = world.answer(world.ministers[1], asked)
    if kind is EventKind.ISSUE:
        outcome = world.do(who, kind, IssueBody(ballot_statement(number="9014/PLYK-VPCP").encode()))
    elif kind is EventKind.COMMITMENT:
        body = CommitmentBody(asked.ballot, world.ministers[1].id, telephone_code(answer.digest))
        outcome = world.do(who, kind, body)
    else:
        if kind not in (EventKind.CANCEL, EventKind.REMIND):
            world.now = asked.deadline + HOUR
        if kind in (EventKind.PUBLISH, EventKind.DECIDE_LATE):
            world.settle(answer)
            world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
        if kind is EventKind.DECIDE_LATE:
            outcome = world.decide(who, asked.ballot, answer, counts=True)
        else:
            outcome = world.on_ballot(who, kind, asked.ballot, "Trùng nội dung")
    expected = ("accepted", "") if role in MAY[kind] else ("rejected", "not_allowed")
    assert (outcome.code, outcome.reason) == expected, outcome.detail


@pytest.mark.parametrize("kind", [EventKind.CLOSE, EventKind.CANCEL, EventKind.REMIND])
def test_an_unknown_ballot_is_refused(world: World, kind: EventKind) -> None:
    assert world.on_ballot(world.clerk, kind, "0" * 32, "x").reason == "invalid"


# -- close, publish, cancel --------------------------------------------------------------------------------------------


def test_before_the_deadline_a_ballot_closes_only_when_all_have_answered(world: World) -> None:
    asked = world.issue()
    *most, last = (world.answer(member, asked) for member in world.members)
    world.settle(*most)
    assert world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot).reason == "not_allowed"
    world.settle(last)
    assert world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot).code == "accepted"
    assert world.ballot(asked.ballot).state == "DA_DONG"


def test_closing_twice_changes_nothing(world: World) -> None:
    asked = world.issue()
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    assert world.on_ballot(world.chief, EventKind.CLOSE, asked.ballot).code == "accepted"
    assert len(world.results(asked.ballot)) == 1
    assert leaf_kinds(world, asked.ballot) == ["ballot", "closing", "result"]


def test_an_answer_signed_after_an_early_closing_does_not_count(world: World) -> None:
    asked = world.issue()
    events = {member.id: world.answer(member, asked) for member in world.members}
    world.settle(*events.values())
    world.now += HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    world.now += HOUR
    world.issue(number="9013/PLYK-VPCP")
    member = world.ministers[0]
    (outcome,) = world.settle(world.answer(member, asked, Choice.DISAPPROVE, replaces=events[member.id]))
    assert (outcome.standing, outcome.reason) == ("not_counted", "ballot_closed")


def test_the_result_stays_with_the_office_until_it_is_published(world: World) -> None:
    asked = world.issue()
    world.settle(*(world.answer(member, asked) for member in world.members[:3]))
    assert world.on_ballot(world.chief, EventKind.PUBLISH, asked.ballot).reason == "invalid", "still open"
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    (result,) = world.results(asked.ballot)
    assert (result.outcome, result.approve, result.deemed, result.silent) == ("THONG_QUA", 3, 2, 0)
    assert result.published_at is None
    assert notices(world, "overdue") == {member.id for member in world.members[3:]}
    world.on_ballot(world.chief, EventKind.PUBLISH, asked.ballot)
    (result,) = world.results(asked.ballot)
    assert (world.ballot(asked.ballot).state, result.published_at) == ("DA_TONG_HOP", world.now)
    assert notices(world, "result") == {member.id for member in world.members}


def test_the_statement_names_every_counted_leaf_and_is_signed(world: World) -> None:
    asked = world.issue()
    first = world.answer(world.pm, asked, Choice.APPROVE)
    events = [first, world.answer(world.pm, asked, Choice.DISAPPROVE, replaces=first)]
    events.append(world.answer(world.chief, asked, Choice.OTHER))
    world.settle(*events)
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    (result,) = world.results(asked.ballot)
    fields = verify_result(result.statement, result.signature, public_key(world))
    counted = [world.stored(event) for event in events[1:]]
    assert fields["leaves"] == [[a.leaf_index, a.leaf_hash.hex(), a.digest.hex()] for a in counted]
    assert all(result_lists(fields, a.leaf_index, a.leaf_hash) for a in counted)
    replaced = world.stored(first)
    assert not result_lists(fields, replaced.leaf_index, replaced.leaf_hash)
    assert (fields["n"], fields["threshold"], fields["pm_choice"], fields["pm_basis"]) == (
        5,
        3,
        "KHONG_DONG_Y",
        "TRUC_TIEP",
    )
    header, payload = read_leaf(world.read(lambda s: s.scalars(select(Leaf).where(Leaf.kind == "result")).one()).data)
    assert (payload, header["signature"]) == (result.statement, result.signature.hex())


def test_a_cancelled_ballot_needs_a_reason_and_has_no_result(world: World) -> None:
    asked = world.issue()
    assert world.on_ballot(world.clerk, EventKind.CANCEL, asked.ballot, " ").reason == "invalid"
    assert world.on_ballot(world.clerk, EventKind.CANCEL, asked.ballot, "Trùng nội dung").code == "accepted"
    row = world.ballot(asked.ballot)
    assert (row.state, row.reason) == ("HUY", "Trùng nội dung")
    for kind in (EventKind.CLOSE, EventKind.PUBLISH, EventKind.REMIND, EventKind.CANCEL):
        assert world.on_ballot(world.chief, kind, asked.ballot, "x").reason == "cancelled"
    assert leaf_kinds(world, asked.ballot) == ["ballot", "closing"]


def test_a_published_ballot_cannot_be_cancelled(world: World) -> None:
    asked = world.issue()
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    world.on_ballot(world.chief, EventKind.PUBLISH, asked.ballot)
    assert world.on_ballot(world.chief, EventKind.CANCEL, asked.ballot, "x").reason == "ballot_closed"


# -- late answers ------------------------------------------------------------------------------------------------------


def close_and_publish(world: World, ballot: str) -> None:
    world.on_ballot(world.clerk, EventKind.CLOSE, ballot)
    world.on_ballot(world.chief, EventKind.PUBLISH, ballot)


def test_an_answer_that_counts_after_publication_makes_a_new_numbered_result(world: World) -> None:
    world.set_late_rule(LateRule.COUNT_IF_COMMITTED)
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked, Choice.DISAPPROVE)
    world.commit(member, event, asked.ballot)
    world.now = asked.deadline + HOUR
    close_and_publish(world, asked.ballot)
    world.now += HOUR
    assert world.settle(event)[0].standing == "counted"
    old, new = world.results(asked.ballot)
    assert (old.number, old.disapprove, old.deemed) == (1, 0, 5)
    assert (new.number, new.disapprove, new.deemed, new.published_at) == (2, 1, 4, world.now)
    fields = verify_result(new.statement, new.signature, public_key(world))
    assert (fields["number"], fields["supersedes"]) == (2, 1)
    assert world.settle(event)[0].code == "already"
    assert len(world.results(asked.ballot)) == 2


def test_an_answer_that_is_only_for_the_chair_changes_no_result(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked, Choice.DISAPPROVE)
    world.now = asked.deadline + HOUR
    close_and_publish(world, asked.ballot)
    world.settle(event)
    assert len(world.results(asked.ballot)) == 1


def test_a_late_answer_that_competes_changes_no_result(world: World) -> None:
    world.set_late_rule(LateRule.COUNT_IF_COMMITTED)
    asked, member = world.issue(), world.ministers[0]
    current = world.answer(member, asked)
    other = world.answer(member, asked, Choice.DISAPPROVE, device=world.enrol(member.id))
    world.settle(current)
    world.commit(member, other, asked.ballot)
    world.now = asked.deadline + HOUR
    close_and_publish(world, asked.ballot)
    assert world.settle(other)[0].standing == "competing"
    assert len(world.results(asked.ballot)) == 1
    confirmed = world.answer(member, asked, Choice.DISAPPROVE, replaces=current, after=(other.event.id,))
    assert world.settle(confirmed)[0].reason == "late"


@pytest.mark.parametrize("counts", [True, False])
def test_the_chair_decides_once(world: World, counts: bool) -> None:
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked, Choice.DISAPPROVE)
    world.now = asked.deadline + HOUR
    close_and_publish(world, asked.ballot)
    world.settle(event)
    assert world.decide(world.pm, asked.ballot, event, counts).code == "accepted"
    assert world.stored(event).standing == ("counted" if counts else "not_counted")
    assert len(world.results(asked.ballot)) == (2 if counts else 1)
    assert notices(world, "decision") == {member.id}
    assert leaf_kinds(world, asked.ballot)[4] == "decision"
    assert world.decide(world.pm, asked.ballot, event, not counts).reason == "invalid"


def test_a_decision_needs_grounds_and_an_answer_that_waits_for_it(world: World) -> None:
    asked = world.issue()
    counted = world.answer(world.ministers[0], asked)
    late = world.answer(world.ministers[1], asked)
    world.settle(counted)
    world.now = asked.deadline + HOUR
    world.settle(late)
    assert world.decide(world.pm, asked.ballot, counted, False).reason == "invalid"
    body = DecideLateBody(asked.ballot, late.event.id, True, "")
    assert world.do(world.pm, EventKind.DECIDE_LATE, body).reason == "invalid"


def test_a_late_replacement_that_the_chair_admits_replaces(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    first = world.answer(member, asked)
    second = world.answer(member, asked, Choice.DISAPPROVE, replaces=first)
    world.settle(first)
    world.now = asked.deadline + HOUR
    world.settle(second)
    assert world.standings(member) == ["counted", "chair_decides"]
    world.decide(world.pm, asked.ballot, second, counts=True)
    assert world.standings(member) == ["superseded", "counted"]


# -- commitment, reminders ---------------------------------------------------------------------------------------------


def test_a_commitment_is_recorded_with_the_hubs_time(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked)
    world.now += HOUR
    world.commit(member, event, asked.ballot)
    row = world.read(lambda s: s.scalars(select(Commitment)).one())
    assert (row.person, row.code, row.recorded_by, row.recorded_at) == (
        member.id,
        telephone_code(event.digest),
        world.clerk.id,
        world.now,
    )
    header, _ = read_leaf(world.read(lambda s: s.get_one(Leaf, row.leaf_index)).data)
    assert header["code"] == row.code


def test_a_commitment_after_the_deadline_or_of_no_member_or_mistyped_is_refused(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked)
    code = telephone_code(event.digest)
    mistyped = ("0" if code[0] != "0" else "1") + code[1:]
    bad = CommitmentBody(asked.ballot, member.id, mistyped)
    assert world.do(world.clerk, EventKind.COMMITMENT, bad).reason == "invalid"
    assert world.commit(world.aide, event, asked.ballot).reason == "not_a_member"
    world.now = asked.deadline + timedelta(microseconds=1)
    assert world.commit(member, event, asked.ballot).reason == "late"


def test_reminders_go_to_those_who_have_not_answered_and_to_their_aides(world: World) -> None:
    asked, silent = world.issue(), world.ministers[0]
    world.write(lambda s: people.add_delegation(s, "system", silent.id, world.aide.id, world.now))
    world.settle(*(world.answer(m, asked) for m in world.members if m is not silent))
    assert world.do(world.clerk, EventKind.REMIND, BallotBody(asked.ballot, "")).code == "accepted"
    assert notices(world, "reminder") == {silent.id, world.aide.id}
    row = world.read(lambda s: s.get_one(Tracking, f"{asked.ballot}:{silent.id}"))
    assert (row.reminders, row.reminded_at) == (1, world.now)
