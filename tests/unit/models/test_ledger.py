"""The Merkle log against the published vectors of certificate transparency, and by property."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DefectError, LedgerMismatchError
from models.ledger import (
    EMPTY_ROOT,
    Frontier,
    NewNode,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    roots_at,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves, roots and proofs of certificate-transparency's own tests (merkle_tree_test.cc; in the Go and Rust
# libraries as testonly.LeafInputs and RootHashes). RFC 6962 has no numbers of its own.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
CT_INCLUSION = {  # (index, size): path
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
CT_CONSISTENCY = {  # (old, new): proof
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
MAX = 70
P = ParamSpec("P")


@dataclass
class Tree:
    """A ledger as the hub keeps it: a table of full subtrees, and the frontier."""

    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier)
    reads: int = 0

    def append(self, leaf: bytes) -> tuple[NewNode, ...]:
        self.frontier, new = self.frontier.append(leaf)
        for node in new:
            assert (node.level, node.number) not in self.nodes
            self.nodes[node.level, node.number] = node.hash
        return new

    def hash_at(self, level: int, number: int) -> bytes:
        self.reads += 1
        return self.nodes[level, number]


def tree_of(*leaves: bytes) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


BIG = tree_of(*(number.to_bytes(4, "big") for number in range(MAX)))
ROOTS = [root_at(size, BIG.hash_at) for size in range(MAX + 1)]


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return node_hash(plain_root(leaves[:cut]), plain_root(leaves[cut:]))


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    tree = tree_of(*CT_LEAVES[:size])
    assert tree.frontier.root() == CT_ROOTS[size]
    assert root_at(size, tree_of(*CT_LEAVES).hash_at) == CT_ROOTS[size]  # of a tree that has grown since


@pytest.mark.parametrize(("index", "size"), CT_INCLUSION)
def test_published_audit_paths(index: int, size: int) -> None:
    path = tuple(bytes.fromhex(item) for item in CT_INCLUSION[index, size])
    assert inclusion_proof(index, size, tree_of(*CT_LEAVES).hash_at) == path
    verify_inclusion(leaf_hash(CT_LEAVES[index]), index, size, path, CT_ROOTS[size])


@pytest.mark.parametrize(("old", "new"), CT_CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int) -> None:
    proof = tuple(bytes.fromhex(item) for item in CT_CONSISTENCY[old, new])
    assert consistency_proof(old, new, tree_of(*CT_LEAVES).hash_at) == proof
    verify_consistency(old, CT_ROOTS[old], new, CT_ROOTS[new], proof)


def test_the_example_tree_of_rfc_6962() -> None:
    """Section 2.1.3: the shapes of its audit paths and consistency proofs in a tree of seven leaves."""
    a, b, c, d, e, f, j = (leaf_hash(bytes([number])) for number in range(7))
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, m = node_hash(g, h), node_hash(i, j)
    tree = tree_of(*(bytes([number]) for number in range(7)))
    assert tree.frontier.root() == node_hash(k, m)
    assert inclusion_proof(0, 7, tree.hash_at) == (b, h, m)
    assert inclusion_proof(3, 7, tree.hash_at) == (c, g, m)
    assert inclusion_proof(4, 7, tree.hash_at) == (f, j, k)
    assert inclusion_proof(6, 7, tree.hash_at) == (i, k)
    assert consistency_proof(3, 7, tree.hash_at) == (c, d, g, m)
    assert consistency_proof(4, 7, tree.hash_at) == (m,)
    assert consistency_proof(6, 7, tree.hash_at) == (i, j, k)


@pytest.mark.parametrize("size", range(MAX + 1))
def test_the_incremental_root_is_the_defined_one(size: int) -> None:
    assert ROOTS[size] == plain_root([number.to_bytes(4, "big") for number in range(size)])


@pytest.mark.parametrize("size", range(1, MAX + 1))
def test_every_inclusion_proof_verifies_and_only_for_its_leaf(size: int) -> None:
    for index in range(size):
        leaf = BIG.hash_at(0, index)
        proof = inclusion_proof(index, size, BIG.hash_at)
        verify_inclusion(leaf, index, size, proof, ROOTS[size])
        for other in {index + 1, index - 1, index ^ 1, 0} - {index}:
            fails(verify_inclusion, leaf, other, size, proof, ROOTS[size])
        fails(verify_inclusion, leaf_hash(b"another"), index, size, proof, ROOTS[size])
        fails(verify_inclusion, leaf, index, size, (*proof, leaf), ROOTS[size])
        if proof:
            fails(verify_inclusion, leaf, index, size, proof[:-1], ROOTS[size])
            fails(verify_inclusion, leaf, index, size, proof[1:], ROOTS[size])


@pytest.mark.parametrize("new", range(MAX + 1))
def test_every_consistency_proof_verifies_and_only_for_its_trees(new: int) -> None:
    fork = roots_at([leaf_hash(b"forged"), *(BIG.hash_at(0, n) for n in range(1, MAX))], range(MAX + 1))
    for old in range(new + 1):
        proof = consistency_proof(old, new, BIG.hash_at)
        verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)
        fails(verify_consistency, old, ROOTS[old], new, ROOTS[new], (*proof, ROOTS[1]))
        if old:
            fails(verify_consistency, old, fork[old], new, ROOTS[new], proof)
            fails(verify_consistency, old, ROOTS[old], new, fork[new], proof)
        if proof:
            fails(verify_consistency, old, ROOTS[old], new, ROOTS[new], proof[:-1])
            fails(verify_consistency, old, ROOTS[old], new, ROOTS[new], proof[1:])
            fails(verify_consistency, old, ROOTS[old], new, ROOTS[new], ())
        if old != new:
            fails(verify_consistency, new, ROOTS[new], old, ROOTS[old], proof)


def fails(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    with pytest.raises(LedgerMismatchError):
        check(*args, **kwargs)


@given(st.data())
def test_an_inclusion_proof_with_any_bit_flipped_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, MAX))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, BIG.hash_at)
    broken = flip(proof, data)
    fails(verify_inclusion, BIG.hash_at(0, index), index, size, broken, ROOTS[size])


@given(st.data())
def test_a_consistency_proof_with_any_bit_flipped_fails(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, MAX))
    old = data.draw(st.integers(1, new - 1))
    broken = flip(consistency_proof(old, new, BIG.hash_at), data)
    fails(verify_consistency, old, ROOTS[old], new, ROOTS[new], broken)


def flip(proof: tuple[bytes, ...], data: st.DataObject) -> tuple[bytes, ...]:
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    item = bytearray(proof[place])
    item[bit // 8] ^= 1 << bit % 8
    return (*proof[:place], bytes(item), *proof[place + 1 :])


@given(
    st.integers(-2, 2**64),
    st.integers(-2, 2**64),
    st.lists(st.binary(min_size=0, max_size=33), max_size=70),
    st.binary(min_size=31, max_size=33),
)
def test_hostile_proofs_are_refused_by_our_own_error(old: int, new: int, proof: list[bytes], root: bytes) -> None:
    fails(verify_inclusion, ROOTS[3], old, new, proof, root)
    if old != new and old != 0:
        fails(verify_consistency, old, ROOTS[3], new, root, proof)


@given(st.integers(0, MAX), st.lists(st.binary(max_size=8), max_size=40))
def test_a_frontier_goes_on_from_the_table(size: int, more: list[bytes]) -> None:
    loaded = Frontier.load(size, BIG.hash_at)
    assert loaded.root() == ROOTS[size]
    leaves = [number.to_bytes(4, "big") for number in range(size)]
    for leaf in more:
        loaded, _ = loaded.append(leaf_hash(leaf))
    assert loaded.root() == plain_root(leaves + more)


def test_reads_stay_logarithmic() -> None:
    tree = tree_of(*(number.to_bytes(4, "big") for number in range(5000)))
    tree.reads = 0
    Frontier.load(5000, tree.hash_at)
    assert tree.reads <= 13
    tree.reads = 0
    inclusion_proof(1234, 5000, tree.hash_at)
    assert tree.reads <= 26
    tree.reads = 0
    consistency_proof(1234, 5000, tree.hash_at)
    assert tree.reads <= 26


def test_roots_of_many_heads_in_one_pass() -> None:
    leaves = [BIG.hash_at(0, number) for number in range(20)]
    assert roots_at(leaves, [0, 3, 20, 3]) == {0: ROOTS[0], 3: ROOTS[3], 20: ROOTS[20]}
    with pytest.raises(LedgerMismatchError, match="21"):
        roots_at(leaves, [21])


def test_misuse_is_our_defect() -> None:
    for misuse in (
        lambda: Frontier(3, (EMPTY_ROOT,)),
        lambda: Frontier().append(b"short"),
        lambda: inclusion_proof(3, 3, BIG.hash_at),
        lambda: consistency_proof(4, 3, BIG.hash_at),
    ):
        with pytest.raises(DefectError):
            misuse()
