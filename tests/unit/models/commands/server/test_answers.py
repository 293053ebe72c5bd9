"""Every answer a member validly signed enters the ledger, and what becomes of it is said (ARCHITECTURE, "A ballot's way")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.acts import OpenedBody
from models.commands.server import devices, people
from models.events import SignedEvent
from models.leaves import AnswerLeaf, read_leaf
from models.ledger import TreeHead, leaf_hash
from models.rules.ruleset import LateRule, RuleBook, shipped_rules
from models.statements import BallotStatement
from models.tables.server.hub import AnswerFile, Leaf
from models.tables.shared.ballots import Notice
from models.tables.shared.people import Certificate
from models.types import BallotId, Choice, EventKind, Refusal, Role
from tests.factory import MONDAY, ballot_statement
from tests.unit.models.commands.server.world import World

HOUR = timedelta(hours=1)


def leaves(world: World) -> int:
    return world.read(lambda s: s.execute(select(func.count()).select_from(Leaf)).scalar_one())


def test_an_answer_is_counted_and_its_leaf_can_be_rebuilt(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked, Choice.DISAPPROVE)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.standing, outcome.reason) == ("accepted", "counted", "")
    leaf = world.read(lambda s: s.get_one(Leaf, outcome.leaf_number))
    rebuilt = AnswerLeaf(
        outcome.event,
        asked.ballot,
        world.ministers[0].id,
        outcome.digest,
        outcome.standing,
        outcome.reason,
        outcome.received_at,
    ).encode(event.event_bytes)
    assert leaf.data == rebuilt
    assert leaf.hash == leaf_hash(rebuilt)
    answer = world.stored(event)
    assert (answer.choice, answer.leaf_index, answer.leaf_hash) == ("KHONG_DONG_Y", leaf.number, leaf.hash)
    assert world.read(lambda s: s.get_one(AnswerFile, event.event.id)).long_term is None


Make = Callable[[World, BallotStatement], SignedEvent]

REFUSED: list[tuple[str, str, Make]] = [
    ("another person's certificate", "certificate",
     lambda w, b: w.answer(w.ministers[0], b, signer=w.ministers[1])),
    ("another hub", "wrong_ballot", lambda w, b: w.answer(w.ministers[0], b, root_key="b" * 64)),
    ("another ballot than the event's", "wrong_ballot", lambda w, b: w.answer(w.ministers[0], b, ballot="c" * 32)),
    ("replayed in another event", "invalid", lambda w, b: w.answer(w.ministers[0], b, event="d" * 32)),
    ("another person's statement", "invalid", lambda w, b: w.answer(w.ministers[0], b, person=w.pm.id)),
    ("another device's statement", "invalid", lambda w, b: w.answer(w.ministers[0], b, device=w.enrol(w.pm.id))),
    ("an aide", "not_a_member", lambda w, b: w.answer(w.aide, b)),
    ("a clerk", "not_a_member", lambda w, b: w.answer(w.clerk, b)),
    ("a substitute", "not_a_member", lambda w, b: w.answer(w.add("Thứ trưởng", Role.SUBSTITUTE), b)),
    ("a member since the issue", "not_a_member", lambda w, b: w.answer(w.add("Mới", Role.MEMBER, member=True), b)),
    ("a broken signature", "signature", lambda w, b: w.answer(w.ministers[0], b, refusal=Refusal.SIGNATURE)),
    ("an unknown issuer", "certificate", lambda w, b: w.answer(w.ministers[0], b, refusal=Refusal.CERTIFICATE)),
    ("an aide's form", "form", lambda w, b: w.answer(w.aide, b, refusal=Refusal.FORM)),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "make"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_members_act_is_refused_without_a_leaf(world: World, reason: str, make: Make) -> None:
    asked = world.issue()
    event = make(world, asked)
    before = leaves(world)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason, outcome.leaf_number) == ("rejected", reason, None)
    assert leaves(world) == before
    assert world.settle(event)[0].reason == reason, "final: the same answer again"


NOT_COUNTED: list[tuple[str, str, dict[str, Any]]] = [
    ("another version of the ballot", "ballot_changed", {"ballot_digest": "e" * 64}),
    ("other papers", "wrong_ballot", {"papers_root": "e" * 64}),
    ("another number of papers", "wrong_ballot", {"paper_count": 2}),
    ("another title on the page", "form", {"title": "Khác"}),
    ("another question on the page", "form", {"question": "Khác"}),
    ("another deadline on the page", "form", {"deadline": MONDAY + timedelta(days=90)}),
    ("another membership", "form", {"membership": "f" * 32}),
    ("another page than the statement", "form", {"refusal": Refusal.FORM}),
    ("a certificate that had expired", "certificate", {"valid": (MONDAY - 9 * HOUR, MONDAY - HOUR)}),
    ("a certificate not valid yet", "certificate", {"valid": (MONDAY + 90 * HOUR, MONDAY + 99 * HOUR)}),
]


@pytest.mark.parametrize(
    ("reason", "values"), [case[1:] for case in NOT_COUNTED], ids=[case[0] for case in NOT_COUNTED]
)
def test_a_members_signature_that_does_not_count_is_entered_with_the_reason(
    world: World, reason: str, values: dict[str, Any]
) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked, **values)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.standing, outcome.reason) == ("not_counted", "not_counted", reason)
    header, payload = read_leaf(world.read(lambda s: s.get_one(Leaf, outcome.leaf_number)).data)
    assert (header["standing"], header["reason"], payload) == ("not_counted", reason, event.event_bytes)


def test_software_keys_count_only_where_the_rule_set_allows_them(world: World) -> None:
    strict = RuleBook(replace(rules, software_keys_allowed=False) for rules in shipped_rules())
    world.hub = replace(world.hub, rules=strict)
    (outcome,) = world.settle(world.answer(world.ministers[0], world.issue()))
    assert (outcome.code, outcome.reason) == ("not_counted", "certificate")


def test_test_certificates_count_only_on_a_hub_of_sample_data(world: World) -> None:
    world.hub = replace(world.hub, allows_test_certificates=False)
    (outcome,) = world.settle(world.answer(world.ministers[0], world.issue()))
    assert (outcome.code, outcome.reason) == ("rejected", "certificate")


def test_a_certificate_revoked_before_the_embedded_head_does_not_count(world: World) -> None:
    asked = world.issue()
    member = world.ministers[0]
    identifier = world.read(lambda s: people_certificate(s, member.id))
    world.write(lambda s: people.revoke_certificate(s, "system", identifier, world.now))
    world.now += HOUR
    world.settle(world.answer(world.pm, asked))  # the ledger moves on
    world.now += HOUR
    (outcome,) = world.settle(world.answer(member, asked))
    assert (outcome.standing, outcome.reason) == ("not_counted", "certificate")


def people_certificate(session: Session, person: str) -> str:
    return str(session.scalars(select(Certificate.id).where(Certificate.person == person)).one())


def test_revoked_between_head_and_receipt_is_for_the_chair(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    world.now += HOUR
    identifier = world.read(lambda s: people_certificate(s, world.ministers[0].id))
    world.write(lambda s: people.revoke_certificate(s, "system", identifier, world.now))
    world.now += HOUR
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.standing, outcome.reason) == ("not_counted", "chair_decides", "certificate")


def test_committed_before_the_revocation_counts(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked)
    world.commit(member, event, asked.ballot)
    world.now += HOUR
    identifier = world.read(lambda s: people_certificate(s, member.id))
    world.write(lambda s: people.revoke_certificate(s, "system", identifier, world.now))
    assert world.settle(event)[0].standing == "counted"


def test_expired_between_head_and_receipt_is_for_the_chair(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked, valid=(MONDAY - HOUR, MONDAY + HOUR))
    world.now += 2 * HOUR
    assert world.settle(event)[0].standing == "chair_decides"


def test_an_answer_of_a_revoked_device_is_for_the_chair_and_its_other_acts_are_refused(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked)
    world.write(lambda s: devices.revoke_device(s, "system", member.device.id, world.now))
    (outcome,) = world.settle(event)
    assert (outcome.standing, outcome.reason) == ("chair_decides", "device_revoked")
    other = world.do(member, EventKind.OPENED, OpenedBody(asked.ballot, None))
    assert (other.code, other.reason) == ("rejected", "device_revoked")


def test_a_member_who_has_left_does_not_vote(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    offline = world.answer(member, asked)
    world.now += HOUR
    world.end_membership(member, world.now)
    world.now += HOUR
    assert (world.settle(offline)[0].standing, world.settle(offline)[0].reason) == ("chair_decides", "not_a_member")
    world.settle(world.answer(world.pm, asked))
    world.now += HOUR
    (outcome,) = world.settle(world.answer(member, asked))
    assert (outcome.standing, outcome.reason) == ("not_counted", "not_a_member")


def test_signed_before_and_received_after_the_deadline_is_for_the_chair(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    seen = world.now
    world.now = asked.deadline + HOUR
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.standing, outcome.reason) == ("not_counted", "chair_decides", "late")
    answer = world.stored(event)
    assert (answer.late, answer.not_before, answer.received_at) == (True, seen, world.now)


def test_at_the_very_deadline_is_in_time(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    world.now = asked.deadline
    assert world.settle(event)[0].standing == "counted"


def test_a_head_younger_than_the_deadline_proves_lateness(world: World) -> None:
    asked = world.issue()
    late = world.answer(world.ministers[0], asked)
    world.now = asked.deadline + HOUR
    world.settle(late)
    event = world.answer(world.ministers[1], asked)
    (outcome,) = world.settle(event)
    assert (outcome.standing, outcome.reason) == ("not_counted", "late")


def test_the_members_word_for_the_heads_time_is_not_taken(world: World) -> None:
    """A head's time is the hub's own record of it, whatever the statement says."""
    asked = world.issue()
    world.settle(world.answer(world.ministers[0], asked))
    seen = world.head()
    event = world.answer(world.ministers[1], asked, head_time=asked.deadline + HOUR)
    world.settle(event)
    assert world.stored(event).not_before == seen.time


def test_a_head_older_than_the_ballot_is_outdone_by_the_issue(world: World) -> None:
    world.issue()
    seen = world.head()
    world.now += HOUR
    asked = world.issue(number="9013/PLYK-VPCP")
    event = world.answer(world.ministers[0], asked, head=seen)
    world.settle(event)
    assert world.stored(event).not_before == asked.issued_at


def test_a_head_this_ledger_never_had_proves_nothing(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked, head=TreeHead(999, b"\x01" * 32, asked.deadline))
    world.now += HOUR
    assert world.settle(event)[0].standing == "counted"
    assert world.stored(event).not_before == asked.issued_at


@pytest.mark.parametrize("rule", list(LateRule))
def test_an_answer_committed_before_the_deadline_counts_where_the_rule_set_says_so(
    world: World, rule: LateRule
) -> None:
    world.set_late_rule(rule)
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    world.now += HOUR
    assert world.commit(world.ministers[0], event, asked.ballot).code == "accepted"
    world.now = asked.deadline + HOUR
    (outcome,) = world.settle(event)
    assert outcome.standing == ("counted" if rule is LateRule.COUNT_IF_COMMITTED else "chair_decides")
    assert world.stored(event).late


def test_another_answers_commitment_helps_nothing(world: World) -> None:
    world.set_late_rule(LateRule.COUNT_IF_COMMITTED)
    asked = world.issue()
    event, other = (world.answer(world.ministers[0], asked) for _ in range(2))
    world.commit(world.ministers[0], other, asked.ballot)
    world.now = asked.deadline + HOUR
    assert world.settle(event)[0].standing == "chair_decides"


def test_an_answer_to_a_cancelled_ballot_is_entered_and_not_counted(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    assert world.on_ballot(world.clerk, EventKind.CANCEL, asked.ballot, "Trùng nội dung").code == "accepted"
    (outcome,) = world.settle(event)
    assert (outcome.standing, outcome.reason) == ("not_counted", "cancelled")


def test_a_replacement_that_names_the_current_answer_counts(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    first = world.answer(member, asked, Choice.APPROVE)
    second = world.answer(member, asked, Choice.DISAPPROVE, replaces=first)
    assert [o.standing for o in world.settle(first, second)] == ["counted", "counted"]
    assert world.standings(member) == ["superseded", "counted"]


def test_two_devices_that_do_not_know_of_one_another_compete_until_the_member_confirms(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    second_device = world.enrol(member.id)
    first = world.answer(member, asked)
    other = world.answer(member, asked, Choice.DISAPPROVE, device=second_device)
    assert [o.standing for o in world.settle(first, other)] == ["counted", "competing"]
    assert world.settle(other)[0].reason == "competing"
    notices = world.read(lambda s: list(s.scalars(select(Notice.kind).where(Notice.person == member.id))))
    assert notices == ["competing"]
    confirmed = world.answer(member, asked, Choice.DISAPPROVE, device=second_device, replaces=first)
    assert world.settle(confirmed)[0].standing == "counted"
    assert world.standings(member) == ["superseded", "superseded", "counted"]


def test_a_version_that_was_replaced_before_it_arrived_is_superseded(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    first = world.answer(member, asked)
    second = world.answer(member, asked, Choice.OTHER, replaces=first)
    assert [o.standing for o in world.settle(second, first)] == ["counted", "superseded"]
    assert world.standings(member) == ["counted", "superseded"]


def test_an_unknown_template_waits_for_a_newer_hub(world: World) -> None:
    event = world.answer(world.ministers[0], world.issue(), dictionary=b"\x07" * 32)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason) == ("retry", "upgrade")


def test_an_answer_that_comes_before_its_ballot_waits(world: World) -> None:
    """After a restore the members' envelopes may come before the Office's."""
    event = world.answer(world.ministers[0], ballot_statement(ballot=BallotId("9" * 32)))
    assert [(o.code, o.reason) for o in world.settle(event)] == [("retry", "unknown_ballot")]
