"""Names of alarms about the hub's history. Pure."""

from __future__ import annotations

from enum import StrEnum


class AlarmKind(StrEnum):
    """What is wrong with the hub's history, or new about it."""

    ROLLBACK = "rollback"  # the ledger is shorter than what was seen, or was restored
    FORK = "fork"  # two histories
    PROOF = "proof"  # a proof or a signature does not verify
    EPOCH = "epoch"  # new working keys
    MISSING_LEAF = "missing_leaf"  # a published result does not list the member's own counted answer


def missing_leaf_alarm(ballot: str, number: int) -> str:
    """Id of the alarm that says: result ``number`` does not list the member's own counted answer."""
    return f"{AlarmKind.MISSING_LEAF.value}:{ballot}:{number}"
