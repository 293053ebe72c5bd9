"""What the next exchange has to say: cursors, kinds, acts that wait, the newest head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from models.epochs import EpochReason
from models.hub_trust import HubTrust
from models.ledger import SignedHead, TreeHead
from models.local_settings import EPOCH, KNOWN_KINDS
from models.queries.client.my_answer import WAITING_STATES
from models.tables.client.local import SeenHead
from models.tables.shared.registry import KINDS


@dataclass(frozen=True, slots=True)
class WaitingAct:
    """An act to send. ``rank`` 0: a signed ballot."""

    event: str
    envelope: str
    rank: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """Everything an exchange needs from the store. ``epoch`` is the one last applied (0: none yet).

    ``new_kinds``: kinds that this version understands and the last exchange did not: they start at 0.
    """

    epoch: int
    cursors: Mapping[str, int]
    new_kinds: Mapping[str, int]
    waiting: tuple[WaitingAct, ...]
    base: TreeHead | None


def understood_kinds() -> dict[str, int]:
    """Every kind of this version with its schema."""
    return {kind.name: kind.schema for kind in KINDS.values()}


# An exchange with nothing to say reads little else than these: plain text costs a third of a built statement.
_SETTINGS = text("SELECT key, value FROM setting WHERE key IN (:epoch, :kinds)").bindparams(
    epoch=EPOCH, kinds=KNOWN_KINDS
)
_CURSORS = text("SELECT principal, seq FROM cursor")
_WAITING = text(
    "SELECT id, envelope, rank, digest FROM out_event WHERE state IN :states ORDER BY rank, device_seq"
).bindparams(bindparam("states", [state.value for state in WAITING_STATES], expanding=True))
_OPEN_HEADS = text("SELECT data FROM seen_head WHERE NOT linked AND epoch >= :first ORDER BY size")
_NEWEST_HEAD = text("SELECT data FROM seen_head WHERE epoch = :epoch AND linked ORDER BY size DESC LIMIT 1")


def exchange_plan(session: Session, trust: HubTrust) -> ExchangePlan:
    """Read in one snapshot what the next exchange needs."""
    settings: dict[str, str] = dict(session.execute(_SETTINGS).tuples().all())
    known: dict[str, int] = msgspec.json.decode(settings.get(KNOWN_KINDS, "{}"), type=dict[str, int])
    cursors: dict[str, int] = dict(session.execute(_CURSORS).tuples().all())
    new = {name: schema for name, schema in understood_kinds().items() if known.get(name) != schema}
    waiting = session.execute(_WAITING)
    return ExchangePlan(
        epoch=int(settings.get(EPOCH, "0")),
        cursors=cursors,
        new_kinds=new if cursors else {},
        waiting=tuple(WaitingAct(*row) for row in waiting),
        base=newest_head(session, trust),
    )


def newest_head(session: Session, trust: HubTrust) -> TreeHead | None:
    """The newest linked head, which the next one must extend; None where nothing was seen yet."""
    for epoch in reversed(trust.epochs):
        data = session.scalar(_NEWEST_HEAD, {"epoch": epoch.number})
        if data is not None:
            return SignedHead.decode(data).head
        if epoch.reason is EpochReason.RESTORE:  # the ledger goes on from there, not from what was seen before
            return TreeHead(epoch.base_size, epoch.base_root, epoch.valid_from)
    return None


def open_heads(session: Session, trust: HubTrust) -> tuple[SignedHead, ...]:
    """Heads of receipts that no proof links to the others yet, but for those that an honest restore cut off."""
    first = max((epoch.number for epoch in trust.epochs if epoch.reason is EpochReason.RESTORE), default=1)
    return tuple(SignedHead.decode(data) for data in session.scalars(_OPEN_HEADS, {"first": first}))


def linked_root(session: Session, size: int, epoch: int | None = None) -> bytes | None:
    """Root of the linked head of a size, in one epoch or in the newest that has one."""
    query = select(SeenHead.root).where(SeenHead.size == size, SeenHead.linked.is_(True))
    if epoch is not None:
        query = query.where(SeenHead.epoch == epoch)
    return session.scalars(query.order_by(SeenHead.epoch.desc()).limit(1)).first()
