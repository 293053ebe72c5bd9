"""A stream is cut into the manifest's pieces, wherever the network cut it; missing ones are asked for in runs."""

from __future__ import annotations

import hashlib
import io
import itertools

from hypothesis import given
from hypothesis import strategies as st

from models.blobs import PIECE_SIZE, manifest_of
from sync.client.transfer import _cut, _runs

DOCUMENT = hashlib.sha256(b"x").digest() * (PIECE_SIZE * 5 // 64)
MANIFEST = manifest_of(io.BytesIO(DOCUMENT), 1 << 30)


@given(cuts=st.lists(st.integers(0, len(DOCUMENT)), max_size=8), first=st.integers(0, 2))
def test_pieces_come_out_whole(cuts: list[int], first: int) -> None:
    start = first * PIECE_SIZE
    marks = sorted({start, *(cut for cut in cuts if cut > start), len(DOCUMENT)})
    chunks = [DOCUMENT[begin:end] for begin, end in itertools.pairwise(marks)]
    pieces = list(_cut(iter(chunks), MANIFEST, first))
    assert b"".join(pieces) == DOCUMENT[start:]
    for number, data in enumerate(pieces, start=first):
        MANIFEST.check(number, data)


@given(length=st.integers(0, len(DOCUMENT)))
def test_cut_short_stream_gives_no_half_piece(length: int) -> None:
    pieces = list(_cut(iter([DOCUMENT[:length]]), MANIFEST, 0))
    assert len(pieces) == (MANIFEST.count if length == len(DOCUMENT) else length // PIECE_SIZE)


@given(count=st.integers(0, 40), held=st.sets(st.integers(0, 45)))
def test_runs_cover_what_is_missing_and_nothing_else(count: int, held: set[int]) -> None:
    runs = _runs(count, held)
    asked = [number for first, last in runs for number in range(first, last + 1)]
    assert asked == [number for number in range(count) if number not in held]
    assert all(second[0] > first[1] + 1 for first, second in itertools.pairwise(runs))
