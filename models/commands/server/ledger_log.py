"""The hub's Merkle log in its tables: append, heads, proofs, receipts (RFC 6962).

Rows of ``node`` are hashes of full subtrees and never change, so each root and proof of each former size is made
from a few look-ups. What a leaf's bytes are says :mod:`models.leaves`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from models import ledger
from models.commands.server.context import HubContext
from models.commands.server.sequence import LEAVES, insert_new, insert_rows
from models.errors import DefectError
from models.hub_store import allocate, newest
from models.tables.server.hub import Head, Leaf, Node
from models.types import LeafKind

_T = TypeVar("_T")

# Made once: an event asks each of these.
_NODES = select(Node.__table__).where(
    tuple_(Node.__table__.c.level, Node.__table__.c.number).in_(bindparam("wanted", expanding=True))
)
_HEAD = select(Head.__table__.c.data).where(
    Head.__table__.c.epoch == bindparam("epoch"), Head.__table__.c.size == bindparam("size")
)
_HANDED_OUT = select(func.min(Head.__table__.c.time)).where(
    Head.__table__.c.size == bindparam("size"), Head.__table__.c.root == bindparam("root")
)
_LEAF_HASH = select(Leaf.__table__.c.hash).where(Leaf.__table__.c.number == bindparam("number"))

_FRONTIER = "ledger_frontier"
"""Where a session keeps the tree's right edge after an append; good only while the size is still the frontier's."""


def append_leaf(session: Session, kind: LeafKind, ballot: str, subject: str, data: bytes, now: datetime) -> int:
    """Append one entry and return its number (0 for the first). ``subject``: id of the event or record it is about.

    Takes the lock of the sequences (see :mod:`models.commands.server.sequence`).
    """
    number = allocate(session, LEAVES) - 1
    leaf = ledger.leaf_hash(data)
    frontier, nodes = _frontier(session, number).append(leaf)
    row = {"number": number, "kind": kind.value, "ballot": ballot, "subject": subject, "data": data, "hash": leaf}
    insert_rows(session, Leaf, [{**row, "added_at": now}])
    insert_rows(session, Node, [{"level": n.level, "number": n.number, "hash": n.hash} for n in nodes])
    session.info[_FRONTIER] = frontier
    return number


def tree_size(session: Session) -> int:
    """Number of leaves."""
    return newest(session, LEAVES)


def tree_root(session: Session, size: int) -> bytes:
    """Merkle root of the first ``size`` leaves. Raises :class:`DefectError` where there are fewer."""
    if size > tree_size(session):
        raise DefectError(f"the ledger has fewer than {size} leaves")
    return _with_nodes(session, lambda hash_at: ledger.root_at(size, hash_at))


def newest_head(session: Session, hub: HubContext, now: datetime) -> ledger.SignedHead:
    """The signed head of the whole ledger: the one handed out before for this size and epoch, or a fresh one.

    Commands that append end with it, so an exchange that only reads finds it there and writes nothing.
    """
    size = tree_size(session)
    connection, wanted = session.connection(), {"epoch": hub.epoch, "size": size}
    known = connection.execute(_HEAD, wanted).scalar()
    if known is not None:
        return ledger.SignedHead.decode(known)
    head = ledger.TreeHead(size, _frontier(session, size).root(), now)
    signed = ledger.sign_head(head, bytes.fromhex(hub.root_key), hub.epoch, hub.checkpoint_key)
    row = {"epoch": hub.epoch, "size": size, "root": head.root, "time": now, "data": signed.encode()}
    if insert_new(session, Head, [row]):
        return signed
    return ledger.SignedHead.decode(connection.execute(_HEAD, wanted).scalar_one())


def inclusion(session: Session, number: int, size: int) -> tuple[bytes, ...]:
    """Audit path of leaf ``number`` in the tree of ``size`` leaves."""
    return _with_nodes(session, lambda hash_at: ledger.inclusion_proof(number, size, hash_at))


def consistency(session: Session, old_size: int, new_size: int) -> tuple[bytes, ...]:
    """Proof that the ledger of ``new_size`` leaves extends the one of ``old_size``."""
    return _with_nodes(session, lambda hash_at: ledger.consistency_proof(old_size, new_size, hash_at))


def receipt(session: Session, hub: HubContext, event: str, number: int, now: datetime) -> ledger.Receipt:
    """The receipt of ``event``, which is leaf ``number``, under the newest head."""
    head = newest_head(session, hub, now)
    leaf = session.connection().execute(_LEAF_HASH, {"number": number}).scalar_one()
    return ledger.Receipt(event, number, leaf, inclusion(session, number, head.head.size), head)


def head_time(session: Session, size: int, root: bytes) -> datetime | None:
    """When the ledger had this head, by the hub's clock: *not before* of what was signed over it.

    None where no such head was ever part of this ledger (another history; or an empty one, which proves nothing).
    """
    if size > 0:
        known = session.connection().execute(_HANDED_OUT, {"size": size, "root": root}).scalar()
        if isinstance(known, datetime):
            return known
    if not 0 < size <= tree_size(session) or tree_root(session, size) != root:
        return None
    return session.execute(select(Leaf.added_at).where(Leaf.number == size - 1)).scalar_one()


def leaves_of(session: Session, ballot: str) -> Iterator[Leaf]:
    """Entries about one ballot, oldest first."""
    return iter(session.scalars(select(Leaf).where(Leaf.ballot == ballot).order_by(Leaf.number)))


def _frontier(session: Session, size: int) -> ledger.Frontier:
    """The frontier of all ``size`` leaves, from the append before or from the nodes."""
    kept = session.info.get(_FRONTIER)
    if isinstance(kept, ledger.Frontier) and kept.size == size:
        return kept
    return _with_nodes(session, lambda hash_at: ledger.Frontier.load(size, hash_at))


def _with_nodes(session: Session, make: Callable[[ledger.HashAt], _T]) -> _T:
    """Run ``make`` twice: once to learn which nodes it asks for, then with all of them out of one query."""
    wanted: set[tuple[int, int]] = set()

    def note(level: int, number: int) -> bytes:
        wanted.add((level, number))
        return ledger.EMPTY_ROOT

    empty = make(note)
    if not wanted:
        return empty
    rows = session.connection().execute(_NODES, {"wanted": sorted(wanted)}).all()
    found = {(level, number): value for level, number, value in rows}
    if len(found) != len(wanted):
        raise DefectError("the ledger's nodes are incomplete")
    return make(lambda level, number: found[level, number])
