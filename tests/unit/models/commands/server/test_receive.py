"""Each event is settled once, whatever the network repeats, reorders or loses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.acts import AcknowledgeAlarmBody, Act, BallotBody, CommitmentBody, DecideLateBody, IssueBody, OpenedBody
from models.commands.server.answers import UNKNOWN_HEAD
from models.commands.server.ledger_log import receipt
from models.events import SignedEvent, sign_event
from models.leaves import read_leaf
from models.ledger import CheckpointTrust, TreeHead, verify_receipt
from models.statements import BallotStatement
from models.tables.server.hub import Audit, Leaf, ReceivedEvent
from models.tables.shared.ballots import Answer, Tracking
from models.types import BallotId, ChangeSet, Choice, EventKind
from tests.factory import ballot_statement, paper
from tests.unit.models.commands.server.world import Device, World

HOUR = timedelta(hours=1)


def count(world: World, table: type[ReceivedEvent | Leaf | Answer]) -> int:
    return world.read(lambda s: s.execute(select(func.count()).select_from(table)).scalar_one())


def test_the_same_event_again_gets_the_same_receipt(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    (first,) = world.settle(event)
    world.now += HOUR
    world.settle(world.answer(world.ministers[1], asked))
    (again,) = world.settle(event)
    assert again == replace(first, code="already")
    assert first.leaf_number is not None
    number = first.leaf_number
    proof = world.write(lambda s: (receipt(s, world.hub, first.event, number, world.now), ChangeSet()))
    leaf = world.read(lambda s: s.get_one(Leaf, number)).data
    trust = CheckpointTrust(
        bytes.fromhex(world.hub.root_key), 1, world.hub.checkpoint_key.public_key().public_bytes_raw()
    )
    assert verify_receipt(proof, first.event, leaf, trust).size == 3


def test_the_same_event_twice_in_one_exchange_counts_once(world: World) -> None:
    event = world.answer(world.ministers[0], world.issue())
    assert [o.code for o in world.settle(event, event)] == ["accepted", "already"]
    assert count(world, Answer) == 1


def test_the_same_id_with_other_bytes_is_refused(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    forged = sign_event(msgspec.structs.replace(event.event, made_at=7), world.ministers[0].device.key)
    world.settle(event)
    (outcome,) = world.settle(forged)
    assert (outcome.code, outcome.reason, outcome.leaf_number) == ("rejected", "reused_id", None)
    assert world.settle(event)[0].code == "already"


@pytest.mark.parametrize(
    ("kind", "schema"), [("ballot.dance", 1), (EventKind.OPENED, 2), (EventKind.ANSWER, 99), ("", 1)]
)
def test_an_unknown_kind_or_a_newer_schema_waits_for_a_newer_hub(world: World, kind: str, schema: int) -> None:
    event = world.event_on(world.pm.device, kind, b"\x90", schema=schema)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason) == ("retry", "upgrade")
    assert count(world, ReceivedEvent) == 0


def test_a_body_of_another_kind_is_refused_for_good(world: World) -> None:
    event = world.event(world.pm, EventKind.OPENED, BallotBody("e" * 32, "y"))
    broken = world.event_on(world.pm.device, EventKind.CLOSE, b"\xc1")
    assert [(o.code, o.reason) for o in world.settle(event, broken)][1] == ("rejected", "invalid")
    assert world.settle(broken)[0].reason == "invalid"


def test_an_event_waits_for_those_it_depends_on(world: World) -> None:
    asked = world.issue()
    first = world.answer(world.pm, asked)
    second = world.answer(world.pm, asked, Choice.OTHER, replaces=first, after=(first.event.id,))
    (outcome,) = world.settle(second)
    assert (outcome.code, outcome.reason, outcome.detail) == ("retry", "waits_for", first.event.id)
    assert [o.code for o in world.settle(first, second)] == ["accepted", "accepted"]


def test_an_unknown_device_waits(world: World) -> None:
    stranger = Device("0" * 32, world.pm.id, Ed25519PrivateKey.generate())
    event = world.event_on(stranger, EventKind.OPENED, b"\x92\xa1x\xc0")
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason) == ("retry", "unknown_device")


def test_an_unknown_device_with_a_known_id_waits_too(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.pm, asked)
    world.settle(event)
    stranger = Device("0" * 32, world.pm.id, Ed25519PrivateKey.generate())
    (outcome,) = world.settle(world.event_on(stranger, EventKind.OPENED, b"\x92\xa1x\xc0", id=event.event.id))
    assert (outcome.code, outcome.reason) == ("retry", "unknown_device")


def test_a_forged_device_signature_is_refused_and_does_not_spend_the_id(world: World) -> None:
    asked = world.issue()
    event = world.answer(world.ministers[0], asked)
    forged = sign_event(event.event, Ed25519PrivateKey.generate())
    (outcome,) = world.settle(forged)
    assert (outcome.code, outcome.reason) == ("rejected", "signature")
    assert world.settle(event)[0].code == "accepted"


def test_an_event_in_another_persons_name_is_refused(world: World) -> None:
    event = world.event_on(world.aide.device, EventKind.OPENED, b"\x92\xa1x\xc0", person=world.pm.id)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason) == ("rejected", "invalid")
    assert count(world, ReceivedEvent) == 0


def test_one_refusal_spoils_nothing_beside_it(world: World) -> None:
    asked = world.issue()
    good = world.answer(world.ministers[0], asked)
    bad = world.answer(world.aide, asked)
    other = world.answer(world.ministers[1], asked)
    assert [o.code for o in world.settle(good, bad, other)] == ["accepted", "rejected", "accepted"]
    assert count(world, Answer) == 2


def test_an_issue_and_an_answer_in_one_exchange(world: World) -> None:
    """After a restore a device may bring both."""
    world.upload(b"to trinh")
    asked = ballot_statement()
    issue = world.event(world.clerk, EventKind.ISSUE, IssueBody(asked.encode()))
    assert [o.code for o in world.settle(issue, world.answer(world.pm, asked))] == ["accepted", "accepted"]


def test_opening_is_noted_once_and_only_for_members(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    body = OpenedBody(asked.ballot, None)
    assert world.do(member, EventKind.OPENED, body).code == "accepted"
    opened = world.now
    world.now += HOUR
    world.do(member, EventKind.OPENED, body)
    assert world.do(world.aide, EventKind.OPENED, body).code == "accepted"
    rows = world.read(lambda s: list(s.scalars(select(Tracking).where(Tracking.opened_at.is_not(None)))))
    assert [(row.person, row.opened_at) for row in rows] == [(member.id, opened)]


def test_reading_an_explanation_is_audited(world: World) -> None:
    world.do(world.pm, EventKind.ACKNOWLEDGE_ALARM, AcknowledgeAlarmBody(2, b"\x01" * 32))
    line = world.read(lambda s: s.scalars(select(Audit).order_by(Audit.seq.desc())).first())
    assert line is not None
    assert (line.actor, line.action, line.device) == (world.pm.id, "alarm.acknowledge", world.pm.device.id)


@settings(max_examples=25)
@given(st.data())
def test_any_order_and_duplication_leaves_one_counted_answer_and_one_leaf_each(data: st.DataObject) -> None:
    """Two devices of one member sign a few answers, some replacing what that device knew; the network does the rest."""
    world = World.small()
    try:
        asked, member = world.issue(), world.ministers[0]
        sent = two_devices(world, data, asked)
        again = data.draw(st.lists(st.sampled_from(sent), max_size=6))
        deliveries = data.draw(st.permutations(sent + again))
        cuts = sorted(data.draw(st.sets(st.integers(0, len(deliveries)), max_size=3)))
        for start, end in zip([0, *cuts], [*cuts, len(deliveries)], strict=True):
            world.settle(*deliveries[start:end])
        standings = world.standings(member)
        assert len(standings) == len(sent)
        assert standings.count("counted") == 1
        entered = world.read(lambda s: list(s.scalars(select(Leaf).where(Leaf.kind == "answer"))))
        assert sorted(str(read_leaf(leaf.data)[0]["event"]) for leaf in entered) == sorted(e.event.id for e in sent)
    finally:
        world.close()


def two_devices(world: World, data: st.DataObject, asked: BallotStatement) -> list[SignedEvent]:
    member = world.ministers[0]
    other = world.enrol(member.id)
    known: dict[str, SignedEvent] = {}
    sent: list[SignedEvent] = []
    head = world.head()
    for _ in range(data.draw(st.integers(1, 5))):
        device = data.draw(st.sampled_from([member.device, other]))
        replaces = known.get(device.id) if data.draw(st.booleans()) else None
        event = world.answer(member, asked, device=device, replaces=replaces, head=head)
        known[device.id] = event
        sent.append(event)
    return sent


@settings(max_examples=25)
@given(st.data())
def test_a_chain_of_replacements_in_the_devices_order_ends_with_the_last(data: st.DataObject) -> None:
    world = World.small()
    try:
        asked, member = world.issue(), world.ministers[0]
        chain: list[SignedEvent] = []
        for choice in data.draw(st.lists(st.sampled_from(list(Choice)), min_size=1, max_size=5)):
            last = chain[-1] if chain else None
            chain.append(world.answer(member, asked, choice, replaces=last, after=(last.event.id,) if last else ()))
        waiting = list(chain)
        while waiting:  # retries come again, in any order
            batch = data.draw(st.permutations(waiting))
            outcomes = world.settle(*batch)
            waiting = [e for e, o in zip(batch, outcomes, strict=True) if o.code == "retry"]
        assert world.stored(chain[-1]).standing == "counted"
        assert world.standings(member) == ["superseded"] * (len(chain) - 1) + ["counted"]
    finally:
        world.close()


HOSTILE_EVENTS: list[dict[str, object]] = [
    {"id": "\x00" * 32},
    {"id": "A" * 32},
    {"id": "a" * 4_000},
    {"device_seq": 2**63},
    {"device_seq": 0},
    {"after": ("\x00",)},
    {"after": tuple("a" * 32 for _ in range(65))},
]


@pytest.mark.parametrize("values", HOSTILE_EVENTS)
def test_an_event_out_of_form_is_neither_stored_nor_looked_up(world: World, values: dict[str, object]) -> None:
    event = world.event_on(world.pm.device, EventKind.OPENED, b"\x92\xa1x\xc0", **values)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason) == ("rejected", "invalid")
    assert count(world, ReceivedEvent) == 0


HOSTILE_ACTS: list[tuple[EventKind, Act]] = [
    (EventKind.OPENED, OpenedBody("\x00", None)),
    (EventKind.CANCEL, BallotBody("\x00" * 32, "x")),
    (EventKind.CANCEL, BallotBody("a" * 32, "x\x00")),
    (EventKind.COMMITMENT, CommitmentBody("a" * 32, "\x00", "x")),
    (EventKind.COMMITMENT, CommitmentBody("a" * 32, "b" * 32, "\x00")),
    (EventKind.DECIDE_LATE, DecideLateBody("a" * 32, "b" * 32, True, "\x1b[2J")),
    (EventKind.DECIDE_LATE, DecideLateBody("a" * 32, "/", True, "x")),
    (EventKind.ISSUE, IssueBody(b"\xff")),
    (EventKind.ISSUE, IssueBody(ballot_statement(title="x\x00").encode())),
    (EventKind.ISSUE, IssueBody(ballot_statement(papers=(paper(title="x\x07"),)).encode())),
    (EventKind.ISSUE, IssueBody(ballot_statement(ballot=BallotId("../x")).encode())),
]


@pytest.mark.parametrize(("kind", "act"), HOSTILE_ACTS)
def test_an_act_out_of_form_is_refused(world: World, kind: EventKind, act: Act) -> None:
    outcome = world.do(world.clerk, kind, act)
    assert (outcome.code, outcome.reason) == ("rejected", "invalid")


@pytest.mark.parametrize("values", [{"head_root": "zz"}, {"replaces": "A" * 64}, {"opinion": "x\x00"}])
def test_a_statement_out_of_form_is_refused(world: World, values: dict[str, Any]) -> None:
    event = world.answer(world.pm, world.issue(), **values)
    (outcome,) = world.settle(event)
    assert (outcome.code, outcome.reason) == ("rejected", "invalid")


def test_a_head_of_another_history_is_noted(world: World) -> None:
    asked = world.issue()
    world.settle(world.answer(world.pm, asked))
    world.settle(world.answer(world.chief, asked, head=TreeHead(1, b"\x01" * 32, world.now)))
    lines = world.read(lambda s: list(s.scalars(select(Audit).where(Audit.action == UNKNOWN_HEAD))))
    assert [(line.actor, line.subject, line.detail["size"]) for line in lines] == [(world.chief.id, asked.ballot, 1)]
