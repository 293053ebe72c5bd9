"""The hub's blob store: only what was announced comes in, nothing readable lies on the disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DocumentDamagedError, InvalidInputError
from sync.protocol import PIECE_SIZE, UploadBegin
from sync.server.blobs import Blobs, check_announcement
from sync.server.documents import Part, parse_range
from sync.server.problems import ProblemError

DATA = b"".join(hashlib.sha256(n.to_bytes(4, "big")).digest() for n in range(PIECE_SIZE // 16)) + b"tail"


def announcement(data: bytes = DATA) -> UploadBegin:
    starts = range(0, len(data), PIECE_SIZE)
    pieces = b"".join(hashlib.sha256(data[s : s + PIECE_SIZE]).digest() for s in starts)
    return UploadBegin(hashlib.sha256(data).hexdigest(), "Dự thảo.pdf", "application/pdf", len(data), pieces, True)


def stored(path: Path) -> tuple[Blobs, UploadBegin]:
    blobs, upload = Blobs(path, b"k" * 32), announcement()
    blobs.announce(upload)
    for number in range(3):
        blobs.put_piece(upload, number, DATA[number * PIECE_SIZE : (number + 1) * PIECE_SIZE])
    return blobs, upload


def test_pieces_come_in_any_order_and_resume(tmp_path: Path) -> None:
    blobs, upload = Blobs(tmp_path, b"k" * 32), announcement()
    blobs.announce(upload)
    assert blobs.missing(upload) == (0, 1, 2)
    blobs.put_piece(upload, 2, DATA[2 * PIECE_SIZE :])
    again = Blobs(tmp_path, b"k" * 32)
    assert again.announced(upload.document) == upload
    assert again.missing(upload) == (0, 1)
    again.put_piece(upload, 0, DATA[:PIECE_SIZE])
    again.put_piece(upload, 1, DATA[PIECE_SIZE : 2 * PIECE_SIZE])
    assert again.missing(upload) == ()
    assert again.whole_fits(upload)
    again.finish(upload.document)
    assert again.announced(upload.document) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 0),
        (0, 1),
        (5, 5),
        (0, len(DATA)),
        (PIECE_SIZE - 1, PIECE_SIZE + 1),
        (PIECE_SIZE, 2 * PIECE_SIZE),
        (7, len(DATA) - 3),
    ],
)
def test_any_range_reads_back(tmp_path: Path, start: int, end: int) -> None:
    blobs, upload = stored(tmp_path)
    assert b"".join(blobs.read(upload.document, start, end)) == DATA[start:end]


def test_wrong_pieces_are_refused(tmp_path: Path) -> None:
    blobs, upload = Blobs(tmp_path, b"k" * 32), announcement()
    blobs.announce(upload)
    for number, data in ((0, DATA[1 : PIECE_SIZE + 1]), (0, DATA[:10]), (3, b""), (2, b"tail!")):
        with pytest.raises(InvalidInputError):
            blobs.put_piece(upload, number, data)
    assert blobs.missing(upload) == (0, 1, 2)


def test_pieces_that_make_another_whole_do_not_fit(tmp_path: Path) -> None:
    blobs, honest = Blobs(tmp_path, b"k" * 32), announcement(b"abc")
    forged = msgspec.structs.replace(honest, pieces=hashlib.sha256(b"xyz").digest())
    blobs.announce(forged)
    blobs.put_piece(forged, 0, b"xyz")
    assert not blobs.whole_fits(forged)


def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    _, upload = stored(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 4
    for path in files:
        content = path.read_bytes()
        assert upload.document not in str(path)
        for secret in (DATA[:32], b"tail", "Dự thảo".encode(), bytes.fromhex(upload.document)):
            assert secret not in content


def test_a_damaged_or_moved_piece_is_told(tmp_path: Path) -> None:
    blobs, upload = stored(tmp_path)
    paths = {path.name: path for path in tmp_path.rglob("*") if path.is_file()}
    first = paths["0"].read_bytes()
    paths["0"].write_bytes(first[:-1] + bytes([first[-1] ^ 1]))
    with pytest.raises(DocumentDamagedError):
        blobs.piece(upload.document, 0)
    paths["0"].write_bytes(paths["1"].read_bytes())
    with pytest.raises(DocumentDamagedError):
        blobs.piece(upload.document, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"document": "../../../etc/passwd"},
        {"document": "A" * 64},
        {"size": 0},
        {"size": -1},
        {"size": 2**40},
        {"pieces": b""},
        {"pieces": b"x" * 31},
    ],
)
def test_announcements_out_of_form(change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        check_announcement(msgspec.structs.replace(announcement(), **change))


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, Part(0, 100, 100, False)),
        ("bytes=0-0", Part(0, 1, 100, True)),
        ("bytes=10-", Part(10, 100, 100, True)),
        ("bytes=-10", Part(90, 100, 100, True)),
        ("bytes=-1000", Part(0, 100, 100, True)),
        ("bytes=90-1000", Part(90, 100, 100, True)),
        ("bytes=0-1,5-6", Part(0, 100, 100, False)),
        ("pages=1-2", Part(0, 100, 100, False)),
    ],
)
def test_ranges(header: str | None, part: Part) -> None:
    assert parse_range(header, 100) == part


@pytest.mark.parametrize(
    ("header", "status"), [("bytes=100-", 416), ("bytes=5-4", 416), ("bytes=-0", 416), ("bytes=-", 400)]
)
def test_ranges_outside(header: str, status: int) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_range(header, 100)
    assert caught.value.status == status


@given(st.text(max_size=40), st.integers(1, 10**9))
def test_any_range_header_stays_inside(header: str, size: int) -> None:
    try:
        part = parse_range(header, size)
    except ProblemError:
        return
    assert 0 <= part.start < part.end <= size
