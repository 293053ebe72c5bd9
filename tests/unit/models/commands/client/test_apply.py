"""One answer is applied whole or not at all, and a second time without harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.commands.client.apply import Applied, Exchanged, SettledAct, apply_exchange
from models.commands.client.epochs import enter_epoch
from models.commands.client.records import parse_changes
from models.epochs import EpochReason
from models.errors import LedgerMismatchError
from models.ledger import Receipt, SignedHead, TreeHead, leaf_hash
from models.local_settings import HUB_NOW, KNOWN_KINDS, instant_setting, setting
from models.queries.client.exchange_plan import exchange_plan, newest_head, open_heads
from models.store import Store
from models.tables.client.local import Alarm, Cursor, OutEvent
from models.tables.client.local import Receipt as ReceiptRow
from models.tables.shared.ballots import Ballot
from models.types import EventKind, ResultCode, SendState
from sync.protocol import RecordChange
from tests.unit.models.commands.client.bodies import ballot
from tests.unit.models.commands.client.conftest import doing
from tests.unit.models.commands.client.hub_keys import FIRST, NOW, TRUST, epoch, head, trust


def apply(store: Store, exchanged: Exchanged) -> Applied:
    return store.write(lambda session: apply_exchange(session, exchanged, TRUST, "p", NOW)).result()


def sealed(store: Store, name: str = "e", kind: EventKind = EventKind.ANSWER, seq: int = 1) -> None:
    row = OutEvent(
        id=name, device_seq=seq, kind=kind.value, subject="b", digest=b"d", envelope=f"{name}.env", size=9, rank=0,
        state=SendState.SIGNED.value, made_at=NOW,
    )  # fmt: skip
    store.write(doing(lambda session: session.add(row))).result()


def state(store: Store, name: str = "e") -> tuple[str, str, str]:
    return (
        store.read(
            lambda session: session.execute(
                select(OutEvent.state, OutEvent.code, OutEvent.reason).where(OutEvent.id == name)
            ).one()
        )
        .result()
        ._tuple()
    )


def receipt(index: int, signed: SignedHead, event: str = "e") -> Receipt:
    return Receipt(event, index, leaf_hash(b"x"), (), signed)


PULL = Exchanged(
    batch=parse_changes([RecordChange("all", "ballot", "b", ballot("b"))]),
    cursors={"all": 7},
    heads=(head(4, b"4" * 32),),
    linked=(head(4, b"4" * 32),),
    hub_now=NOW,
    lease_until=NOW + timedelta(days=14),
    kinds={"ballot": 1},
)


def test_records_cursors_heads_and_contact_come_together(store: Store) -> None:
    apply(store, PULL)
    apply(store, PULL)  # a crash between commit and tidying repeats it
    assert store.read(lambda session: session.get(Ballot, "b") is not None).result()
    assert store.read(lambda session: session.get_one(Cursor, "all").seq).result() == 7
    assert store.read(lambda session: newest_head(session, TRUST)).result() == PULL.heads[0].head
    assert store.read(lambda session: setting(session, KNOWN_KINDS)).result() == '{"ballot":1}'


def test_contradicting_head_applies_nothing(store: Store) -> None:
    apply(store, Exchanged(heads=(head(4, b"4" * 32),), linked=(head(4, b"4" * 32),)))
    sealed(store)
    with pytest.raises(LedgerMismatchError):
        apply(
            store,
            replace(
                PULL,
                heads=(head(4, b"5" * 32),),
                settled=(SettledAct("e", ResultCode.REJECTED, "", "late", None, NOW),),
            ),
        )
    assert store.read(lambda session: session.get(Ballot, "b")).result() is None
    assert store.read(lambda session: session.get(Cursor, "all")).result() is None
    assert state(store)[0] == SendState.SIGNED


def test_kinds_are_known_as_soon_as_cursors_stand_for_them(store: Store) -> None:
    apply(store, replace(PULL, more=True))
    assert store.read(lambda session: setting(session, KNOWN_KINDS)).result() == '{"ballot":1}'
    plan = store.read(lambda session: exchange_plan(session, TRUST)).result()
    assert "ballot" not in plan.new_kinds
    assert "answer" in plan.new_kinds


def test_hub_time_never_goes_back(store: Store) -> None:
    apply(store, PULL)
    apply(store, Exchanged(hub_now=NOW - timedelta(days=400)))
    assert store.read(lambda session: instant_setting(session, HUB_NOW)).result() == NOW


@pytest.mark.parametrize(
    ("code", "reason", "expected"),
    [
        (ResultCode.ACCEPTED, "", SendState.RECEIVED),
        (ResultCode.ALREADY, "", SendState.RECEIVED),
        (ResultCode.NOT_COUNTED, "late", SendState.RECEIVED),
        (ResultCode.REJECTED, "certificate", SendState.REFUSED),
        (ResultCode.RETRY, "upgrade", SendState.SENT),
    ],
)
def test_each_code_has_its_state(store: Store, code: ResultCode, reason: str, expected: SendState) -> None:
    sealed(store)
    applied = apply(store, Exchanged(settled=(SettledAct("e", code, "", reason, None, NOW),)))
    assert state(store) == (expected, code, reason)
    assert applied.settled == (() if code is ResultCode.RETRY else ("e.env",))
    assert applied.known == {"e"}


@pytest.mark.parametrize("later", [ResultCode.REJECTED, ResultCode.RETRY])
def test_final_word_is_not_taken_back(store: Store, later: ResultCode) -> None:
    sealed(store)
    apply(store, Exchanged(settled=(SettledAct("e", ResultCode.ACCEPTED, "", "", None, NOW),)))
    apply(store, Exchanged(settled=(SettledAct("e", later, "", "late", None, NOW),)))
    assert state(store) == (SendState.RECEIVED, ResultCode.ACCEPTED, "")


def test_answer_to_an_act_not_adopted_yet_waits(store: Store) -> None:
    applied = apply(store, Exchanged(settled=(SettledAct("unknown", ResultCode.ACCEPTED, "", "", None, NOW),)))
    assert (applied.settled, applied.known) == ((), frozenset())


def test_receipt_is_kept_once_and_its_head_waits_for_its_proof(store: Store) -> None:
    sealed(store)
    signed = head(5, b"5" * 32)
    act = SettledAct("e", ResultCode.ACCEPTED, "counted", "", receipt(4, signed), NOW)
    apply(store, Exchanged(settled=(act,), heads=(signed,)))
    apply(store, Exchanged(settled=(act,), heads=(signed,)))
    kept = store.read(lambda session: session.scalars(select(ReceiptRow.leaf_index)).all()).result()
    assert kept == [4]
    assert store.read(lambda session: newest_head(session, TRUST)).result() is None
    assert store.read(lambda session: open_heads(session, TRUST)).result() == (signed,)


def test_restored_epoch_sends_again_what_its_ledger_lacks(store: Store) -> None:
    store.write(lambda session: enter_epoch(session, TRUST, NOW)).result()
    apply(store, PULL)
    for name, seq, index in (("kept", 1, 1), ("lost", 2, 3)):
        sealed(store, name, seq=seq)
        signed = head(10 + index, b"%d" % index * 32)
        act = SettledAct(name, ResultCode.ACCEPTED, "counted", "", receipt(index, signed, name), NOW)
        apply(store, Exchanged(settled=(act,), heads=(signed,)))
    sealed(store, "unsigned", EventKind.OPENED, 3)
    apply(store, Exchanged(settled=(SettledAct("unsigned", ResultCode.ACCEPTED, "", "", None, NOW),)))

    restored = trust(FIRST, epoch(2, EpochReason.RESTORE, FIRST.digest, base=2, root=b"2" * 32))
    waiting = store.write(lambda session: enter_epoch(session, restored, NOW)).result()
    assert sorted(waiting) == ["lost.env", "unsigned.env"]
    assert state(store, "kept")[0] == SendState.RECEIVED
    assert state(store, "lost")[0] == SendState.SIGNED
    plan = store.read(lambda session: exchange_plan(session, restored)).result()
    assert plan.cursors == {}
    assert plan.base == TreeHead(2, b"2" * 32, NOW)
    assert store.read(lambda session: [a.kind for a in session.scalars(select(Alarm))]).result() == ["rollback"]
    again = store.write(lambda session: enter_epoch(session, restored, NOW)).result()
    assert again == ()


def test_rotation_keeps_the_tree_and_what_was_received(store: Store) -> None:
    store.write(lambda session: enter_epoch(session, TRUST, NOW)).result()
    apply(store, PULL)
    sealed(store)
    apply(store, Exchanged(settled=(SettledAct("e", ResultCode.ACCEPTED, "", "", None, NOW),)))
    rotated = trust(FIRST, epoch(2, EpochReason.ROTATION, FIRST.digest, base=4, root=b"4" * 32))
    assert store.write(lambda session: enter_epoch(session, rotated, NOW)).result() == ()
    assert store.read(lambda session: newest_head(session, rotated)).result() == PULL.heads[0].head
    assert state(store)[0] == SendState.RECEIVED


def test_epoch_from_another_tree_raises_the_fork_alarm(store: Store) -> None:
    store.write(lambda session: enter_epoch(session, TRUST, NOW)).result()
    apply(store, PULL)
    forged = trust(FIRST, epoch(2, EpochReason.RESTORE, FIRST.digest, base=4, root=b"9" * 32))
    store.write(lambda session: enter_epoch(session, forged, NOW)).result()
    kinds = store.read(lambda session: {alarm.kind for alarm in session.scalars(select(Alarm))}).result()
    assert kinds == {"fork", "rollback"}
