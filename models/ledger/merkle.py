"""Merkle tree hash, frontier, inclusion and consistency proofs of RFC 6962, section 2.1.

A tree is known by the hashes of its *full subtrees*: the node ``(level, number)`` covers the leaves from
``number * 2**level`` to ``(number + 1) * 2**level``, end excluded; level 0 holds the leaf hashes. Full subtrees never
change, so a table of them is append-only and every root and proof of every former size can be made from it with
O(log n) look-ups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from models.errors import DefectError, LedgerMismatchError

HASH_SIZE = 32
"""Bytes of a SHA-256 digest, the size of every hash here."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962, 2.1)."""

HashAt = Callable[[int, int], bytes]
"""``hash_at(level, number)``: hash of a full subtree, e.g. one look-up in the hub's ``node`` table."""

_MAX_SIZE = 2**63  # sizes and indices are stored as signed 64-bit numbers


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data), the hash of one leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), the hash of an inner node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class NewNode:
    """A full subtree that an append has completed, to be kept for :data:`HashAt`."""

    level: int
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """The compact range of a tree: the roots of its maximal full subtrees, largest (leftmost) first.

    There is one peak for each bit set in ``size``; it is all that is needed to append and to know the root.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size < _MAX_SIZE or len(self.peaks) != self.size.bit_count():
            raise DefectError(f"a frontier of {self.size} leaves does not have {len(self.peaks)} peaks")

    @classmethod
    def load(cls, size: int, hash_at: HashAt) -> Frontier:
        """The frontier of the first ``size`` leaves, by one look-up for each bit of ``size``."""
        return cls(size, tuple(hash_at(level, number) for level, number in _full_subtrees(0, size)))

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[NewNode, ...]]:
        """Append a leaf by its *hash*; O(log n). Also returns every full subtree completed by it, level 0 first."""
        _check_hash(leaf)
        nodes = [NewNode(0, self.size, leaf)]
        peaks = list(self.peaks)
        number = self.size
        while number & 1:  # the tree's right edge is full at this level: merge upwards
            number >>= 1
            nodes.append(NewNode(len(nodes), number, node_hash(peaks.pop(), nodes[-1].hash)))
        return Frontier(self.size + 1, (*peaks, nodes[-1].hash)), tuple(nodes)

    def root(self) -> bytes:
        """The Merkle tree hash of the leaves so far (RFC 6962, 2.1)."""
        return _fold(self.peaks)


def root_at(size: int, hash_at: HashAt) -> bytes:
    """Root of the first ``size`` leaves."""
    return Frontier.load(size, hash_at).root()


def roots_at(leaf_hashes: Iterable[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """Roots of the tree at each of ``sizes``, in one pass over its leaf hashes.

    This is how an auditor who holds all leaves checks that many heads lie on one tree. Raises
    :class:`LedgerMismatchError` where a size is larger than the tree.
    """
    wanted = set(sizes)
    frontier = Frontier()
    roots = {0: frontier.root()} if 0 in wanted else {}
    for leaf in leaf_hashes:
        frontier, _ = frontier.append(leaf)
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root()
    if missing := wanted - roots.keys():
        raise LedgerMismatchError(f"a head of size {max(missing)} was signed, the ledger has {frontier.size} leaves")
    return roots


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Audit path of leaf ``index`` in the tree of ``size`` leaves, lowest first (RFC 6962, 2.1.1).

    Raises :class:`DefectError` where the leaf is not in that tree.
    """
    if not 0 <= index < size:
        raise DefectError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:  # from the root down; reversed at the end
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, hash_at))
            end = middle
        else:
            path.append(_range_hash(start, middle, hash_at))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old_size: int, new_size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Proof that the tree of ``old_size`` leaves is a prefix of that of ``new_size`` (RFC 6962, 2.1.2).

    Empty where the sizes are equal or the old tree is empty. Raises :class:`DefectError` where old > new.
    """
    if not 0 <= old_size <= new_size:
        raise DefectError(f"no consistency proof from {old_size} to {new_size}")
    if old_size in (0, new_size):
        return ()
    proof: list[bytes] = []
    start, end, known = 0, new_size, True  # known: the old tree's root is what the verifier already holds
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(_range_hash(middle, end, hash_at))
            end = middle
        else:
            proof.append(_range_hash(start, middle, hash_at))
            start, known = middle, False
    if not known:
        proof.append(_range_hash(start, end, hash_at))
    return tuple(reversed(proof))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check an audit path by the algorithm of RFC 9162, 2.1.3.2 (same trees as RFC 6962).

    ``leaf`` is the leaf's *hash*. Raises :class:`LedgerMismatchError` where it does not lead to ``root``.
    """
    if not 0 <= index < size < _MAX_SIZE or any(len(item) != HASH_SIZE for item in (leaf, root, *proof)):
        raise LedgerMismatchError(f"inclusion proof of leaf {index} in {size}: malformed")
    number, last, value = index, size - 1, leaf
    for item in proof:
        if last == 0:
            raise LedgerMismatchError(f"inclusion proof of leaf {index} in {size}: too long")
        if number & 1 or number == last:
            value = node_hash(item, value)
            while not number & 1 and number:  # levels at which the right edge has no sibling
                number, last = number >> 1, last >> 1
        else:
            value = node_hash(value, item)
        number, last = number >> 1, last >> 1
    if last != 0 or value != root:
        raise LedgerMismatchError(f"inclusion proof of leaf {index} in {size} does not lead to the root")


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check a consistency proof by the algorithm of RFC 9162, 2.1.4.2.

    Every tree extends the empty one, whose root is :data:`EMPTY_ROOT`, by an empty proof. Raises
    :class:`LedgerMismatchError`: history was rewritten, cut or forked, or the proof is damaged.
    """
    where = f"consistency from {old_size} to {new_size}"
    if not 0 <= old_size <= new_size < _MAX_SIZE:
        raise LedgerMismatchError(f"{where}: the tree has shrunk")
    if any(len(item) != HASH_SIZE for item in (old_root, new_root, *proof)):
        raise LedgerMismatchError(f"{where}: malformed")
    if old_size in (0, new_size):
        expected = EMPTY_ROOT if old_size == 0 else new_root
        if proof or old_root != expected or (new_size == 0 and new_root != EMPTY_ROOT):
            raise LedgerMismatchError(f"{where}: another tree")
        return
    if not proof:
        raise LedgerMismatchError(f"{where}: the proof is empty")
    # A complete old tree is itself the first node of the path; the proof leaves it out.
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    number, last = old_size - 1, new_size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old_value = new_value = path[0]
    for item in path[1:]:
        if last == 0:
            raise LedgerMismatchError(f"{where}: the proof is too long")
        if number & 1 or number == last:
            old_value, new_value = node_hash(item, old_value), node_hash(item, new_value)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new_value = node_hash(new_value, item)
        number, last = number >> 1, last >> 1
    if last != 0 or old_value != old_root or new_value != new_root:
        raise LedgerMismatchError(f"{where}: the new tree does not extend the old one")


def _split(size: int) -> int:
    """Largest power of two smaller than ``size`` (> 1): where RFC 6962 cuts a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def _full_subtrees(start: int, end: int) -> Iterable[tuple[int, int]]:
    """``(level, number)`` of the maximal full subtrees of a range that begins where a cut can begin, left to right."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_hash(start: int, end: int, hash_at: HashAt) -> bytes:
    """MTH(D[start:end]) for a range that RFC 6962's cuts produce."""
    return _fold(tuple(hash_at(level, number) for level, number in _full_subtrees(start, end)))


def _fold(peaks: Sequence[bytes]) -> bytes:
    """Join the roots of full subtrees, smallest (rightmost) first."""
    if not peaks:
        return EMPTY_ROOT
    value = peaks[-1]
    for peak in reversed(peaks[:-1]):
        value = node_hash(peak, value)
    return value


def _check_hash(value: bytes) -> None:
    if len(value) != HASH_SIZE:
        raise DefectError(f"a hash has {HASH_SIZE} bytes, not {len(value)}")
