"""Pieces: round trips, ranges, swapped, cut and missing pieces, hostile manifests."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.blobs import PIECE_SIZE, Manifest, PieceFolder, PieceReader, manifest_of, new_key, piece_count
from models.errors import DefectError, DocumentDamagedError, InvalidInputError, PieceMissingError
from models.types import DocumentId

LIMIT = 64 * PIECE_SIZE
PATTERN = os.urandom(PIECE_SIZE)


class Dribble(io.RawIOBase):
    """A stream that gives few bytes at a time, as pipes do."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size, 100_003))


@pytest.fixture
def folder(tmp_path: Path) -> PieceFolder:
    return PieceFolder(tmp_path / "pieces")


SIZES = [0, 1, PIECE_SIZE - 1, PIECE_SIZE, PIECE_SIZE + 1, 3 * PIECE_SIZE + 17]


@pytest.mark.parametrize("size", SIZES)
def test_a_document_comes_back_whole(folder: PieceFolder, size: int) -> None:
    data, key = os.urandom(size), new_key()
    manifest, names = folder.import_document(io.BytesIO(data), key, LIMIT)
    assert manifest.document == hashlib.sha256(data).hexdigest()
    assert (manifest.size, manifest.count) == (size, len(names)) == (size, piece_count(size))
    reader = PieceReader(folder, key, manifest.document, size, lambda n: names[n])
    assert reader.read(0, size + 10) == data
    assert reader.read(size, 10) == b""
    for number, name in enumerate(names):
        piece = folder.read_piece(key, manifest.document, manifest.count, number, name)
        manifest.check(number, piece)


def test_how_a_stream_gives_its_bytes_does_not_matter() -> None:
    data = os.urandom(2 * PIECE_SIZE + 5)
    stream: BinaryIO = Dribble(data)  # type: ignore[assignment]  # a raw stream, as a pipe is
    assert manifest_of(stream, LIMIT) == manifest_of(io.BytesIO(data), LIMIT)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_range_is_the_same_range(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.getbasetemp() / "ranges"
    content = PATTERN + PATTERN[::-1] + PATTERN[:999]
    folder, key = PieceFolder(place), b"k" * 32
    names = [folder.write_piece(key, "d", 3, n, content[n * PIECE_SIZE : (n + 1) * PIECE_SIZE]) for n in range(3)]
    reader = PieceReader(folder, key, "d", len(content), lambda n: names[n])
    for _ in range(4):
        start = data.draw(st.integers(0, len(content) + 3))
        length = data.draw(st.integers(0, 2 * PIECE_SIZE))
        assert reader.read(start, length) == content[start : start + length]
    folder.remove(names)


def test_pieces_do_not_pass_for_one_another(folder: PieceFolder) -> None:
    key = new_key()
    first = folder.write_piece(key, "a", 2, 0, b"x" * 100)
    for wrong in (("a", 2, 1), ("a", 3, 0), ("b", 2, 0)):
        with pytest.raises(DocumentDamagedError):
            folder.read_piece(key, *wrong, first)
    with pytest.raises(DocumentDamagedError):
        folder.read_piece(new_key(), "a", 2, 0, first)
    assert folder.read_piece(key, "a", 2, 0, first) == b"x" * 100


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "gone"])
def test_a_damaged_piece_is_found(folder: PieceFolder, tmp_path: Path, damage: str) -> None:
    key = new_key()
    name = folder.write_piece(key, "a", 1, 0, b"x" * 5000)
    path = tmp_path / "pieces" / name
    good = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"flip": good[:9] + bytes([good[9] ^ 1]) + good[10:], "cut": good[:-1], "empty": b""}[damage])
    with pytest.raises(DocumentDamagedError):
        folder.read_piece(key, "a", 1, 0, name)


def test_a_paper_is_readable_while_it_comes(folder: PieceFolder) -> None:
    key = new_key()
    names: dict[int, str] = {1: folder.write_piece(key, "a", 2, 1, b"tail")}
    reader = PieceReader(folder, key, "a", PIECE_SIZE + 4, names.get)
    assert reader.read(PIECE_SIZE, 4) == b"tail"
    with pytest.raises(PieceMissingError) as caught:
        reader.read(PIECE_SIZE - 1, 4)
    assert caught.value.number == 0
    names[0] = folder.write_piece(key, "a", 2, 0, PATTERN)
    assert reader.read(PIECE_SIZE - 1, 4) == PATTERN[-1:] + b"tai"


def test_nothing_readable_on_disk_and_names_say_nothing(folder: PieceFolder, tmp_path: Path) -> None:
    data = b"TO TRINH CHINH PHU " * 1000
    manifest, names = folder.import_document(io.BytesIO(data), new_key(), LIMIT)
    files = list((tmp_path / "pieces").iterdir())
    assert {path.name for path in files} == set(names)
    assert all(b"TRINH" not in path.read_bytes() for path in files)
    assert all(manifest.document[:8] not in path.name for path in files)


def test_too_long_or_changing_files_leave_nothing(folder: PieceFolder, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        folder.import_document(io.BytesIO(bytes(PIECE_SIZE + 1)), new_key(), PIECE_SIZE)

    class Changing(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            self.getbuffer()[PIECE_SIZE + 3] ^= 1
            return super().seek(offset, whence)

    with pytest.raises(InvalidInputError):
        folder.import_document(Changing(bytes(2 * PIECE_SIZE)), new_key(), LIMIT)
    assert not list((tmp_path / "pieces").iterdir())


def test_orphans_are_what_no_row_names(folder: PieceFolder) -> None:
    kept, lost = (folder.write_piece(new_key(), "a", 1, 0, b"x") for _ in range(2))
    assert folder.orphans([kept]) == (lost,)
    folder.remove([lost, lost])
    assert folder.orphans([kept]) == ()
    folder.sync([kept])


def test_hostile_names_and_manifests_are_refused(folder: PieceFolder) -> None:
    with pytest.raises(DefectError):
        folder.read_piece(new_key(), "a", 1, 0, "../store.db")
    with pytest.raises(InvalidInputError):
        Manifest(DocumentId("0" * 64), PIECE_SIZE + 1, bytes(32))
    manifest = manifest_of(io.BytesIO(b"abc"), LIMIT)
    for number, data in ((0, b"abd"), (0, b"ab"), (1, b"abc"), (-1, b"abc")):
        with pytest.raises(DocumentDamagedError):
            manifest.check(number, data)
