"""After publication each device looks for its own leaf in the signed result; a missing one cannot be overlooked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.canonical import Json, encode_canonical
from models.commands.client.own_leaf import check_own_leaves
from models.leaves import sign_result
from models.ledger import Receipt as LedgerReceipt
from models.ledger import leaf_hash
from models.queries.client.ballot_detail import OwnLeaf, result_rows
from models.store import Store
from models.tables.client.local import Alarm, OutEvent, OwnAnswer, Receipt
from models.tables.shared.ballots import Answer, Result
from models.types import Choice, EventKind, SendState, Standing
from tests.unit.models.commands.client.conftest import doing
from tests.unit.models.commands.client.hub_keys import CHECKPOINT, NOW, TRUST, head

LEAF = leaf_hash(b"mine")
LISTS_MINE: list[Json] = [[3, LEAF.hex(), "d"], [4, leaf_hash(b"other").hex(), "d"]]
LISTS_OTHERS: list[Json] = [[4, leaf_hash(b"other").hex(), "d"]]


def result(leaves: list[Json], *, forged: bool = False, published: bool = True) -> Result:
    """Result 1 of ballot b."""
    statement = encode_canonical({"ballot": "b", "leaves": leaves})
    signature = sign_result(statement, CHECKPOINT)
    return Result(
        id="b:1", ballot="b", number=1, outcome="THONG_QUA", n_members=1, threshold=1, approve=1, deemed=0,
        disapprove=0, other=0, silent=0, pm_choice="", statement=statement,
        signature=bytes(64) if forged else signature, epoch=1, computed_at=NOW + timedelta(hours=1),
        published_at=NOW + timedelta(hours=2) if published else None,
    )  # fmt: skip


def record(standing: Standing, *, event: str = "e", index: int = 3) -> Answer:
    """The ledger's record of an answer of mine."""
    return Answer(
        id=event, ballot="b", person="me", device="d", choice=Choice.APPROVE.value, opinion="", digest=b"d",
        made_at=NOW, not_before=NOW, received_at=NOW, leaf_index=index, leaf_hash=LEAF, standing=standing.value,
    )  # fmt: skip


@dataclass(frozen=True)
class OnlyReceipt:
    """I hold a receipt of a counted answer, and the hub shows no record of it."""

    def rows(self) -> list[object]:
        receipt = LedgerReceipt("e", 3, LEAF, (), head(5, b"5" * 32))
        return [
            OutEvent(
                id="e", device_seq=1, kind=EventKind.ANSWER.value, subject="b", digest=b"d", envelope="e", size=1,
                rank=0, state=SendState.RECEIVED.value, made_at=NOW,
            ),
            OwnAnswer(
                event="e", ballot="b", choice="DONG_Y", opinion="", digest=b"d", signed_at=NOW, batch="x", code="",
                dictionary=b"", compressed=b"",
            ),
            Receipt(
                event="e", epoch=1, leaf_index=3, standing=Standing.COUNTED.value, reason="", data=receipt.encode(),
                received_at=NOW, verified_at=NOW,
            ),
        ]  # fmt: skip


def check(store: Store, *rows: object) -> set[str]:
    """Put the rows in, look for the leaf twice; kinds of the alarms that stand."""
    store.write(doing(lambda session: session.add_all(rows))).result()
    for _ in range(2):
        store.write(lambda session: (None, check_own_leaves(session, TRUST, "me", NOW))).result()

    def kinds(session: Session) -> set[str]:
        return set(session.scalars(select(Alarm.kind)))

    return store.read(kinds).result()


def own_leaf(store: Store, *, has_answer: bool) -> OwnLeaf:
    rows = store.read(lambda session: result_rows(session, "b", has_answer=has_answer, published_only=True)).result()
    return rows[0].own_leaf


def test_listed_answer_is_quiet(store: Store) -> None:
    assert check(store, record(Standing.COUNTED), result(LISTS_MINE)) == set()
    assert own_leaf(store, has_answer=True) is OwnLeaf.LISTED


def test_missing_answer_raises_the_alarm(store: Store) -> None:
    assert check(store, record(Standing.COUNTED), result(LISTS_OTHERS)) == {"missing_leaf"}
    assert own_leaf(store, has_answer=True) is OwnLeaf.MISSING


def test_hiding_the_record_does_not_hide_the_receipt(store: Store) -> None:
    assert check(store, *OnlyReceipt().rows(), result(LISTS_OTHERS)) == {"missing_leaf"}


def test_receipt_alone_is_enough_when_it_is_listed(store: Store) -> None:
    assert check(store, *OnlyReceipt().rows(), result(LISTS_MINE)) == set()


@pytest.mark.parametrize("standing", [Standing.SUPERSEDED, Standing.NOT_COUNTED, Standing.CHAIR_DECIDES])
def test_answer_that_never_counted_need_not_be_listed(store: Store, standing: Standing) -> None:
    assert check(store, record(standing), result(LISTS_OTHERS)) == set()


@pytest.mark.parametrize("standing", [Standing.NOT_COUNTED, Standing.CHAIR_DECIDES])
def test_record_may_not_take_back_what_the_receipt_says(store: Store, standing: Standing) -> None:
    assert check(store, record(standing), *OnlyReceipt().rows(), result(LISTS_OTHERS)) == {"missing_leaf"}


def test_answer_that_i_replaced_need_not_be_listed(store: Store) -> None:
    newer = record(Standing.COUNTED, event="newer")
    assert check(store, record(Standing.SUPERSEDED), newer, *OnlyReceipt().rows(), result(LISTS_MINE)) == set()


def test_nobody_without_an_answer_is_alarmed(store: Store) -> None:
    assert check(store, result(LISTS_OTHERS)) == set()
    assert own_leaf(store, has_answer=False) is OwnLeaf.NO_ANSWER


def test_result_that_the_checkpoint_key_did_not_sign_raises_the_alarm(store: Store) -> None:
    assert check(store, record(Standing.COUNTED), result(LISTS_MINE, forged=True)) == {"proof"}


def test_unpublished_result_is_not_judged(store: Store) -> None:
    assert check(store, record(Standing.COUNTED), result(LISTS_OTHERS, published=False)) == set()
