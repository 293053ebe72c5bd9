"""Who sees what (DOMAIN.md section 3), and how the change log tells them."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.commands.server import people
from models.commands.server.changes import publish, reach_anew
from models.commands.server.visibility import audience, principals_of
from models.queries.server.changes import EMPTY, Pulled, newest_seq, pull
from models.statements import BallotStatement
from models.tables.base import to_micros
from models.tables.server.hub import Change
from models.tables.shared.ballots import Ballot, Notice
from models.tables.shared.people import Certificate, Person
from models.tables.shared.registry import KINDS
from models.types import ALL, Choice, EventKind, Principal, Role
from tests.factory import paper
from tests.unit.models.commands.server.world import Someone, World

HOUR = timedelta(hours=1)
EVERY_KIND = {kind.name: kind.schema for kind in KINDS.values()}
OFFICE = {"role:BO_TRUONG_CHU_NHIEM", "role:CHUYEN_VIEN"}
OVERSIGHT = OFFICE | {"role:THU_TUONG"}


def sees(world: World, kind: str, record: str) -> set[str]:
    return {str(p) for p in world.read(lambda s: audience(s, kind, record, world.now))}


def persons(*people: Someone) -> set[str]:
    return {f"person:{someone.id}" for someone in people}


def take(
    world: World,
    who: Someone,
    cursors: dict[str, int] | None = None,
    budget: int = 1 << 20,
    kinds: dict[str, int] | None = None,
) -> Pulled:
    return world.read(
        lambda s: pull(s, principals_of(s, who.id, world.now), cursors or {}, kinds or EVERY_KIND, budget)
    )


class Client:
    """What a device holds: records and through whom each reaches it, as models.commands.client applies them."""

    def __init__(self, world: World, who: Someone) -> None:
        self.world, self.who = world, who
        self.cursors: dict[str, int] = {}
        self.records: dict[tuple[str, str], dict[str, object]] = {}
        self.reach: dict[tuple[str, str], set[str]] = {}

    def sync(self, budget: int = 1 << 20) -> int:
        """Pull until nothing is left; how many changes came."""
        changes = 0
        for _ in range(10_000):
            pulled = take(self.world, self.who, self.cursors, budget)
            for lost in pulled.lost:
                self.cursors.pop(lost)
                for key in list(self.reach):
                    self._withdraw(key, lost)
            for change in pulled.changes:
                changes += 1
                key = (change.kind, change.id)
                if change.body is None:
                    self._withdraw(key, change.principal)
                    continue
                if change.body is not EMPTY:
                    self.records[key] = msgspec.msgpack.decode(change.body)
                assert key in self.records, "an empty body needs one sent before"
                self.reach.setdefault(key, set()).add(change.principal)
            self.cursors.update(pulled.cursors)
            if not pulled.more:
                return changes
        raise AssertionError("the log has no end")

    def _withdraw(self, key: tuple[str, str], principal: str) -> None:
        reach = self.reach.get(key, set())
        reach.discard(principal)
        if not reach:
            self.reach.pop(key, None)
            self.records.pop(key, None)

    def ids(self, kind: str) -> set[str]:
        return {record for of, record in self.records if of == kind}


# -- audiences ---------------------------------------------------------------------------------------------------------


def test_principals_of_a_person(world: World) -> None:
    got = world.read(lambda s: principals_of(s, world.chief.id, world.now))
    assert got == {
        ALL,
        Principal(f"person:{world.chief.id}"),
        Principal("role:BO_TRUONG_CHU_NHIEM"),
        Principal("role:THANH_VIEN"),
        Principal("org:" + "b" * 32),
    }
    assert world.read(lambda s: principals_of(s, "0" * 32, world.now)) == set()


def test_everybody_sees_people_and_their_offices(world: World) -> None:
    assert sees(world, "person", world.pm.id) == {"all"}
    assert sees(world, "membership", world.pm.membership) == {"all"}
    assert sees(world, "organization", "b" * 32) == {"all"}


def test_certificates_and_devices(world: World) -> None:
    member = world.ministers[0]
    certificate = world.read(lambda s: s.scalars(select(Certificate.id).where(Certificate.person == member.id)).one())
    assert sees(world, "certificate", certificate) == persons(member) | OFFICE | {"role:QUAN_TRI"}
    assert sees(world, "device", member.device.id) == persons(member) | {"role:QUAN_TRI"}


def test_a_ballot_and_its_papers_reach_the_electorate_and_the_office_only(world: World) -> None:
    document = world.upload(b"to trinh")
    assert sees(world, "document", document) == persons(world.clerk)
    asked = world.issue()
    expected = persons(*world.members) | OVERSIGHT
    assert sees(world, "ballot", asked.ballot) == expected
    assert sees(world, "document", document) == expected


def test_an_aide_sees_what_the_leader_was_asked_while_the_delegation_holds(world: World) -> None:
    asked, leader = world.issue(), world.ministers[0]
    until = world.now + 2 * HOUR
    delegation = world.write(
        lambda s: people.add_delegation(s, "system", leader.id, world.aide.id, world.now, until=until)
    )
    assert persons(world.aide) < sees(world, "ballot", asked.ballot)
    assert sees(world, "delegation", delegation) == persons(leader, world.aide)
    world.now = until
    assert not persons(world.aide) & sees(world, "ballot", asked.ballot)


def test_a_delegation_of_another_scope_shows_no_ballots(world: World) -> None:
    asked = world.issue()
    world.write(lambda s: people.add_delegation(s, "system", world.pm.id, world.aide.id, world.now, scope=["calendar"]))
    assert not persons(world.aide) & sees(world, "ballot", asked.ballot)


def test_single_answers_are_for_the_member_the_office_and_the_prime_minister(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    event = world.answer(member, asked)
    world.commit(member, event, asked.ballot)
    world.settle(event)
    assert sees(world, "answer", event.event.id) == persons(member) | OVERSIGHT
    assert sees(world, "tracking", f"{asked.ballot}:{member.id}") == OVERSIGHT


def test_a_result_leaves_the_office_when_published(world: World) -> None:
    asked = world.issue()
    world.now = asked.deadline + HOUR
    world.on_ballot(world.clerk, EventKind.CLOSE, asked.ballot)
    (result,) = world.results(asked.ballot)
    assert sees(world, "result", result.id) == OVERSIGHT
    world.on_ballot(world.chief, EventKind.PUBLISH, asked.ballot)
    assert sees(world, "result", result.id) == persons(*world.members) | OVERSIGHT
    notice = world.read(lambda s: s.scalars(select(Notice).where(Notice.person == world.pm.id)).first())
    assert notice is not None
    assert sees(world, "notice", notice.id) == persons(world.pm)


@pytest.mark.parametrize("kind", list(KINDS))
def test_nobody_sees_what_does_not_exist(world: World, kind: str) -> None:
    expected = {"all"} if kind in ("organization", "person", "membership") else set()
    assert sees(world, kind, "0" * 32) == expected


# -- change log --------------------------------------------------------------------------------------------------------


def test_bodies_are_wire_values_by_column(world: World) -> None:
    asked = world.issue()
    client = Client(world, world.pm)
    client.sync()
    body = client.records["ballot", asked.ballot]
    assert set(body) == {column.name for column in Ballot.__table__.columns}
    assert body["deadline"] == to_micros(asked.deadline)
    assert body["closed_at"] is None
    assert body["statement"] == asked.encode()
    assert body["papers"] == [[paper().document, "Tờ trình", 8, 1]]


def test_a_record_seen_through_two_principals_carries_one_body(world: World) -> None:
    asked = world.issue()  # reaches the Prime Minister as a member and by role
    changes = [c for c in take(world, world.pm).changes if (c.kind, c.id) == ("ballot", asked.ballot)]
    assert {c.principal for c in changes} == {f"person:{world.pm.id}", "role:THU_TUONG"}
    assert [c.body is EMPTY for c in changes] == [False, True]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(changes[1])) == [
        changes[1].principal,
        "ballot",
        asked.ballot,
        {},
    ]


def test_only_the_newest_line_is_kept_and_versions_rise(world: World) -> None:
    before = world.read(lambda s: s.execute(select(func.count()).select_from(Change)).scalar_one())
    version = world.read(lambda s: s.get_one(Person, world.pm.id)).version
    for _ in range(3):
        world.write(lambda s: (None, publish(s, "person", world.pm.id, now=world.now)))
    after = world.read(lambda s: s.execute(select(func.count()).select_from(Change)).scalar_one())
    assert after == before
    assert world.read(lambda s: s.get_one(Person, world.pm.id)).version == version + 3


def test_reaching_anew_sends_nothing_to_those_who_saw_it(world: World) -> None:
    asked = world.issue()
    client = Client(world, world.pm)
    client.sync()
    world.write(lambda s: (None, reach_anew(s, [("ballot", asked.ballot)], world.now)))
    assert client.sync() == 0


def test_withdrawal_reaches_who_saw_it_and_not_a_first_pull(world: World) -> None:
    asked, leader = world.issue(), world.ministers[0]
    delegation = world.write(lambda s: people.add_delegation(s, "system", leader.id, world.aide.id, world.now))
    aide = Client(world, world.aide)
    aide.sync()
    assert aide.ids("ballot") == {asked.ballot}
    assert aide.ids("document") == {paper().document}
    world.write(lambda s: people.revoke_delegation(s, "system", delegation, world.now))
    aide.sync()
    assert aide.ids("ballot") == aide.ids("document") == set()
    fresh = take(world, world.aide)
    assert all(change.body is not None for change in fresh.changes)


def test_delegations_that_begin_or_end_by_themselves_are_noticed_by_the_job(world: World) -> None:
    asked, leader = world.issue(), world.ministers[0]
    aide = Client(world, world.aide)
    world.write(lambda s: people.expire_delegations(s, world.now))
    since, until = world.now + HOUR / 2, world.now + 5 * HOUR / 2
    world.write(
        lambda s: people.add_delegation(s, "system", leader.id, world.aide.id, world.now, since=since, until=until)
    )
    seen = []
    for _ in range(4):
        aide.sync()
        seen.append(bool(aide.ids("ballot")))
        world.now += HOUR
        world.write(lambda s: people.expire_delegations(s, world.now))
    assert seen == [False, True, True, False]
    assert asked.ballot not in aide.ids("ballot")


def test_a_gained_role_starts_at_nothing_and_a_lost_one_is_named(world: World) -> None:
    asked = world.issue()
    someone = world.add("Chuyên viên mới")
    client = Client(world, someone)
    client.sync()
    assert client.ids("ballot") == set()

    def roles(*given: Role) -> None:
        world.write(lambda s: people.save_person(s, "system", "Tên", "b" * 32, given, world.now, person=someone.id))

    roles(Role.OFFICE_STAFF)
    client.sync()
    assert client.ids("ballot") == {asked.ballot}
    roles()
    assert take(world, someone, client.cursors).lost == ("role:CHUYEN_VIEN",)
    client.sync()
    assert client.ids("ballot") == set()
    assert client.ids("person"), "what reaches everybody stays"


def test_unknown_kinds_are_left_out(world: World) -> None:
    world.issue()
    pulled = take(world, world.pm, kinds={"ballot": 1, "dance": 1})
    assert {change.kind for change in pulled.changes} == {"ballot"}


def test_without_a_budget_nothing_is_sent_and_more_is_said(world: World) -> None:
    world.issue()
    client = Client(world, world.pm)
    pulled = take(world, world.pm, budget=0)
    assert (pulled.changes, pulled.more) == ((), True)
    client.sync()
    pulled = take(world, world.pm, client.cursors, budget=0)
    assert (pulled.changes, pulled.cursors, pulled.more) == ((), client.cursors, False)


@pytest.mark.parametrize("cursor", [-5, 10**9])
def test_a_cursor_of_another_history_starts_anew(world: World, cursor: int) -> None:
    world.issue()
    pulled = take(world, world.pm, {"all": cursor})
    assert pulled.cursors["all"] == world.read(newest_seq)
    assert any(change.kind == "person" for change in pulled.changes)


@settings(max_examples=20)
@given(st.data())
def test_small_portions_bring_the_same_as_one(data: st.DataObject) -> None:
    world = World.small()
    try:
        clients = [Client(world, who) for who in (world.pm, world.clerk, world.ministers[0], world.aide)]
        asked: list[BallotStatement] = []
        delegations: list[str] = []
        for number in range(data.draw(st.integers(1, 6))):
            act(world, data, number, asked, delegations)
            for client in data.draw(st.lists(st.sampled_from(clients), max_size=2)):
                client.sync(data.draw(st.integers(1, 4_000)))
        for client in clients:
            client.sync(data.draw(st.integers(1, 4_000)))
            fresh = Client(world, client.who)
            fresh.sync()
            assert client.records == fresh.records
            assert client.reach == fresh.reach
            assert client.records.keys() == visible(world, client.who)
    finally:
        world.close()


def act(world: World, data: st.DataObject, number: int, asked: list[BallotStatement], delegations: list[str]) -> None:
    """Something happens."""
    member = data.draw(st.sampled_from(world.ministers))
    match data.draw(st.sampled_from(["issue", "answer", "delegate", "revoke", "rename", "remind"])):
        case "answer" if asked:
            world.settle(world.answer(member, data.draw(st.sampled_from(asked)), Choice.OTHER))
        case "delegate":
            leader = member.id
            delegations.append(
                world.write(lambda s: people.add_delegation(s, "system", leader, world.aide.id, world.now))
            )
        case "revoke" if delegations:
            delegation = data.draw(st.sampled_from(delegations))
            world.write(lambda s: people.revoke_delegation(s, "system", delegation, world.now))
        case "rename":
            world.write(
                lambda s: people.save_person(
                    s, "system", f"Tên {number}", "b" * 32, [Role.MEMBER], world.now, person=member.id
                )
            )
        case "remind" if asked:
            world.on_ballot(world.clerk, EventKind.REMIND, data.draw(st.sampled_from(asked)).ballot)
        case _:
            asked.append(world.issue(number=f"{9100 + number}/PLYK-VPCP"))


def visible(world: World, who: Someone) -> set[tuple[str, str]]:
    """By the rule itself, record by record."""

    def read(session: Session) -> set[tuple[str, str]]:
        mine = principals_of(session, who.id, world.now)
        return {
            (kind.name, record)
            for kind in KINDS.values()
            for record in session.scalars(select(kind.table.id)).all()
            if audience(session, kind.name, record, world.now) & mine
        }

    return world.read(read)
