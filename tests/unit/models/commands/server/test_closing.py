"""The jobs: closing at the deadline, reminders by the rule set (DOMAIN.md B8 to B12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.commands.server.closing import close_due_ballots, send_reminders
from models.rules.calendar import VIETNAM
from models.rules.ruleset import RuleBook, shipped_rules
from models.tables.server.hub import Leaf
from models.tables.shared.ballots import Notice, Tracking
from models.types import Choice
from tests.unit.models.commands.server.world import Someone, World

SECOND = timedelta(seconds=1)


def close_due(world: World) -> tuple[str, ...]:
    return world.write(lambda s: close_due_ballots(s, world.hub, world.now))


def send(world: World) -> int:
    return world.write(lambda s: send_reminders(s, world.hub, world.now))


def reminded(world: World, someone: Someone) -> int:
    query = select(Notice.id).where(Notice.kind == "reminder", Notice.person == someone.id)
    return len(world.read(lambda s: s.scalars(query).all()))


def test_ballots_close_after_their_deadline_once(world: World) -> None:
    first = world.issue()
    later = world.issue(number="9013/PLYK-VPCP", deadline=first.deadline + timedelta(days=1))
    world.now = first.deadline
    assert close_due(world) == (), "an answer at the very deadline is in time"
    world.now += SECOND
    assert close_due(world) == (first.ballot,)
    assert close_due(world) == ()
    assert (world.ballot(first.ballot).state, world.ballot(later.ballot).state) == ("DA_DONG", "DANG_LAY")
    assert len(world.results(first.ballot)) == 1
    assert world.read(lambda s: s.scalars(select(Leaf).where(Leaf.kind == "closing")).one()).ballot == first.ballot


GOLDEN = [
    # members besides PM and chief, explicit approvals, disapprovals, PM's choice, outcome under nd191-2026
    ("14 of 27 approve", 25, 14, 13, Choice.APPROVE, "THONG_QUA"),
    ("13 of 27 approve", 25, 13, 14, Choice.APPROVE, "KHONG_THONG_QUA"),
    ("14 against 14 follows the Prime Minister", 26, 14, 14, Choice.APPROVE, "THEO_Y_KIEN_THU_TUONG"),
    ("12 and 12 and 4 silent is 16 deemed", 26, 12, 12, Choice.APPROVE, "THONG_QUA"),
    ("nobody answers", 25, 0, 0, None, "THONG_QUA"),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", GOLDEN, ids=[case[0] for case in GOLDEN])
def test_golden_cases_through_the_whole_hub(case: tuple[str, int, int, int, Choice | None, str]) -> None:
    _, ministers, approve, disapprove, pm_choice, outcome = case
    world = World(ministers=ministers)
    try:
        asked = world.issue()
        choices = [Choice.APPROVE] * approve + [Choice.DISAPPROVE] * disapprove
        if pm_choice is not None:
            choices.remove(pm_choice)
            choices.insert(0, pm_choice)
        head = world.head()
        events = [world.answer(m, asked, c, head=head) for m, c in zip(world.members, choices, strict=False)]
        world.settle(*events)
        world.now = asked.deadline + SECOND
        close_due(world)
        (result,) = world.results(asked.ballot)
        silent = ministers + 2 - approve - disapprove
        assert (result.approve, result.disapprove, result.deemed, result.silent) == (approve, disapprove, silent, 0)
        assert result.outcome == outcome
    finally:
        world.close()


def test_silence_is_only_overdue_under_the_older_regulation() -> None:
    world = World(ministers=26)
    try:
        world.hub = replace(world.hub, rules=RuleBook([shipped_rules().get("nd138-2016")]))
        asked, head = world.issue(rule_set="nd138-2016"), world.head()
        choices = [Choice.APPROVE] * 12 + [Choice.DISAPPROVE] * 12
        world.settle(*(world.answer(m, asked, c, head=head) for m, c in zip(world.members, choices, strict=False)))
        world.now = asked.deadline + SECOND
        close_due(world)
        (result,) = world.results(asked.ballot)
        assert (result.approve, result.disapprove, result.deemed, result.silent) == (12, 12, 0, 4)
        assert result.outcome == "CHUA_DU_QUA_NUA"
    finally:
        world.close()


def test_reminders_follow_the_rule_set_and_each_time_reminds_once(world: World) -> None:
    asked = world.issue()
    times = world.hub.rules.get(asked.rule_set).reminder_times(asked.issued_at, asked.deadline, world.hub.holidays)
    assert [t.astimezone(VIETNAM).strftime("%d %H") for t in times] == ["24 09", "25 09", "26 14"]
    member, other = world.ministers[0], world.ministers[1]
    counts = []
    for moment in times:
        world.now = moment - SECOND
        send(world)
        world.now = moment
        send(world)
        counts.append(send(world))
        if moment == times[0]:
            world.settle(world.answer(other, asked))
    assert counts == [0, 0, 0]
    assert (reminded(world, member), reminded(world, other)) == (3, 1)
    row = world.read(lambda s: s.get_one(Tracking, f"{asked.ballot}:{member.id}"))
    assert (row.reminders, row.reminded_at) == (3, times[-1])


def test_reminders_missed_while_the_hub_was_down_are_made_up_for_once(world: World) -> None:
    asked = world.issue()
    world.now = asked.deadline - timedelta(hours=1)
    assert send(world) == len(world.members)
    assert send(world) == 0
    assert reminded(world, world.pm) == 1


def test_nobody_is_reminded_after_the_deadline(world: World) -> None:
    asked = world.issue()
    world.now = asked.deadline
    assert send(world) == 0
