"""After publication: does the signed result list this member's own answer? (ARCHITECTURE, "A ballot's way", 6)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.alarms import AlarmKind, missing_leaf_alarm
from models.commands.client.alarms import raise_alarm
from models.commands.client.settings import put_setting
from models.errors import LedgerMismatchError
from models.hub_trust import HubTrust
from models.leaves import result_lists, verify_result
from models.ledger import Receipt as LedgerReceipt
from models.local_settings import CHECKED_RESULT
from models.tables.client.local import OutEvent, OwnAnswer, Receipt, Setting
from models.tables.shared.ballots import Answer, Result
from models.types import NO_CHANGES, ChangeSet, Standing

_TAKEN_BACK = frozenset({Standing.NOT_COUNTED, Standing.CHAIR_DECIDES})


@dataclass(frozen=True, slots=True)
class _Leaf:
    index: int
    hash: bytes


def check_own_leaves(session: Session, trust: HubTrust, person: str, now: datetime) -> ChangeSet:
    """Check every published result not checked before; a missing leaf or a false signature raises an alarm."""
    checked = frozenset(
        session.scalars(select(Setting.key).where(Setting.key.startswith(CHECKED_RESULT, autoescape=True)))
    )
    changes = NO_CHANGES
    for result in session.scalars(select(Result).where(Result.published_at.is_not(None))):
        if CHECKED_RESULT + result.id not in checked:
            changes |= _check(session, trust, person, result, now)
            put_setting(session, CHECKED_RESULT + result.id, "1")
    return changes


def _check(session: Session, trust: HubTrust, person: str, result: Result, now: datetime) -> ChangeSet:
    name = missing_leaf_alarm(result.ballot, result.number)
    try:
        statement = verify_result(result.statement, result.signature, trust.checkpoint(result.epoch).checkpoint_key)
    except LedgerMismatchError as error:
        return raise_alarm(session, AlarmKind.PROOF, str(error), result.epoch, now, f"result:{result.id}")[1]
    leaf = _counted_leaf(session, person, result)
    if leaf is None or result_lists(statement, leaf.index, leaf.hash):
        return NO_CHANGES
    detail = f"{result.ballot} {result.number} {leaf.index}"
    return raise_alarm(session, AlarmKind.MISSING_LEAF, detail, result.epoch, now, name)[1]


def _counted_leaf(session: Session, person: str, result: Result) -> _Leaf | None:
    """The leaf that the result must list: this member's counted answer by the ledger's record, or by the receipt of
    the newest answer sealed here and received before the result, where the hub shows no record of it or one that
    takes back what the receipt says: an answer counted at its receipt is replaced by the member only.
    """
    records = {
        answer.id: answer
        for answer in session.scalars(select(Answer).where(Answer.ballot == result.ballot, Answer.person == person))
    }
    counted = [answer for answer in records.values() if answer.standing == Standing.COUNTED]
    if counted:
        newest = max(counted, key=lambda answer: answer.leaf_index)
        return _Leaf(newest.leaf_index, newest.leaf_hash) if newest.received_at <= result.computed_at else None
    receipt = session.execute(
        select(Receipt.event, Receipt.leaf_index, Receipt.data)
        .join(OwnAnswer, OwnAnswer.event == Receipt.event)
        .join(OutEvent, OutEvent.id == Receipt.event)
        .where(
            OwnAnswer.ballot == result.ballot,
            Receipt.standing == Standing.COUNTED.value,
            Receipt.received_at <= result.computed_at,
        )
        .order_by(OutEvent.device_seq.desc(), Receipt.epoch.desc())
        .limit(1)
    ).first()
    if receipt is None:
        return None
    record = records.get(receipt.event)
    if record is not None and record.standing not in _TAKEN_BACK:
        return None
    return _Leaf(receipt.leaf_index, LedgerReceipt.decode(receipt.data).leaf_hash)
