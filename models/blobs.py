"""Documents on disk: encrypted pieces of 1 MiB under random names, verified against a manifest of hashes.

Each document has its own AES-256-GCM key. The nonce is the piece's number, the associated data binds document and
piece count, so that no piece passes for another. A key encrypts the bytes of one document only, whose hash is its
name: the same nonce never meets other bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models import durable
from models.errors import DefectError, DocumentDamagedError, InvalidInputError, PieceMissingError
from models.types import DocumentId

PIECE_SIZE: Final = 1024 * 1024
HASH_SIZE: Final = 32
_NAME_BYTES: Final = 16
_TAG_SIZE: Final = 16
_KEPT_PIECES: Final = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """A document's identity. ``document``: SHA-256 of the whole, hex; ``pieces``: 32 bytes of SHA-256 a piece."""

    document: DocumentId
    size: int
    pieces: bytes

    def __post_init__(self) -> None:
        if len(self.pieces) != HASH_SIZE * piece_count(self.size):
            raise InvalidInputError("manifest: number of pieces and size do not agree")

    @property
    def count(self) -> int:
        """Number of pieces."""
        return len(self.pieces) // HASH_SIZE

    def check(self, number: int, data: bytes) -> None:
        """Whether ``data`` is piece ``number``. Raises :class:`DocumentDamagedError`."""
        if not 0 <= number < self.count or len(data) != piece_length(self.size, number):
            raise DocumentDamagedError(f"piece {number} has a wrong length")
        if hashlib.sha256(data).digest() != self.pieces[number * HASH_SIZE : (number + 1) * HASH_SIZE]:
            raise DocumentDamagedError(f"piece {number} does not match its hash")


def piece_count(size: int) -> int:
    """Pieces of a document of ``size`` bytes."""
    return -(-size // PIECE_SIZE)


def piece_length(size: int, number: int) -> int:
    """Length of one piece: 1 MiB but for the last."""
    return min(PIECE_SIZE, size - number * PIECE_SIZE)


def new_key() -> bytes:
    """A fresh document key, 32 bytes."""
    return AESGCM.generate_key(256)


def manifest_of(stream: BinaryIO, limit: int) -> Manifest:
    """Hash a document from the stream's position on. Raises :class:`InvalidInputError` when longer than ``limit``."""
    whole, pieces, size = hashlib.sha256(), bytearray(), 0
    for data in _pieces_of(stream):
        size += len(data)
        if size > limit:
            raise InvalidInputError(f"a document has at most {limit} bytes")
        whole.update(data)
        pieces += hashlib.sha256(data).digest()
    return Manifest(DocumentId(whole.hexdigest()), size, bytes(pieces))


_local = threading.local()


def _buffer() -> memoryview:
    """Room for one encrypted piece, kept by the thread: fresh memory would cost more than encrypting into it does."""
    buffer: bytearray | None = getattr(_local, "buffer", None)
    if buffer is None:
        buffer = _local.buffer = bytearray(PIECE_SIZE + _TAG_SIZE)
    return memoryview(buffer)


class PieceFolder:
    """The folder of pieces. Stateless: any thread may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        durable.make_folder(path)

    def write_piece(self, key: bytes, document: str, count: int, number: int, data: bytes) -> str:
        """Encrypt and store one verified piece; returns its random name. On disk after :meth:`sync`.

        Raises :class:`StorageFullError`.
        """
        sealed = _buffer()[: len(data) + _TAG_SIZE]
        AESGCM(key).encrypt_into(_nonce(number), data, _binding(document, count), sealed)
        name = secrets.token_hex(_NAME_BYTES)
        path = self._path / name
        with durable.naming_full_disks():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            try:
                durable.write_all(handle, sealed)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            finally:
                os.close(handle)
        return name

    def sync(self, names: Iterable[str]) -> None:
        """Make these pieces outlive a power cut. Call it before a document counts as complete."""
        for name in names:
            with durable.naming_full_disks():
                handle = os.open(self._place(name), os.O_RDWR)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        durable.sync_folder(self._path)

    def read_piece(self, key: bytes, document: str, count: int, number: int, name: str) -> bytes:
        """Decrypt one piece. Raises :class:`DocumentDamagedError`: fetch it again."""
        try:
            sealed = self._place(name).read_bytes()
            return AESGCM(key).decrypt(_nonce(number), sealed, _binding(document, count))
        except (FileNotFoundError, InvalidTag, ValueError) as error:
            raise DocumentDamagedError(f"piece {number} of {document[:8]} is missing or broken") from error

    def import_document(self, stream: BinaryIO, key: bytes, limit: int) -> tuple[Manifest, tuple[str, ...]]:
        """Take in a local paper: hash it, then encrypt its pieces, durably. The stream must be seekable.

        Raises :class:`InvalidInputError` (too long, or changed while it was read), :class:`StorageFullError`.
        """
        manifest = manifest_of(stream, limit)
        stream.seek(0)
        names: list[str] = []
        try:
            for number, data in enumerate(_pieces_of(stream)):
                manifest.check(number, data)
                names.append(self.write_piece(key, manifest.document, manifest.count, number, data))
            if len(names) != manifest.count:
                raise DocumentDamagedError("the file became shorter")
            self.sync(names)
        except BaseException as error:
            self.remove(names)
            if isinstance(error, DocumentDamagedError):
                raise InvalidInputError("the file changed while it was read") from error
            raise
        return manifest, tuple(names)

    def remove(self, names: Iterable[str]) -> None:
        """Delete pieces; fine if they are gone."""
        for name in names:
            self._place(name).unlink(missing_ok=True)

    def orphans(self, known: Iterable[str]) -> tuple[str, ...]:
        """Files that no row names (a crash between piece and row, a rebuild): remove them at opening."""
        keep = set(known)
        return tuple(sorted(path.name for path in self._path.iterdir() if path.name not in keep))

    def _place(self, name: str) -> Path:
        if not name or any(c not in "0123456789abcdef" for c in name):
            raise DefectError("not a piece's name")
        return self._path / name


class PieceReader:
    """Reads ranges of a document straight from its encrypted pieces. Not thread-safe: one per reader.

    ``name_of`` gives a piece's file name, or None while it is not here.
    """

    def __init__(
        self, folder: PieceFolder, key: bytes, document: str, size: int, name_of: Callable[[int], str | None]
    ) -> None:
        self._folder = folder
        self._key = key
        self._document = document
        self._name_of = name_of
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self.size: Final = size

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from ``offset``, at most ``length``, fewer at the end, none beyond it.

        Raises :class:`PieceMissingError`, :class:`DocumentDamagedError`.
        """
        if offset < 0 or length < 0:
            raise DefectError("a range starts at 0 or later and has no negative length")
        end = min(self.size, offset + length)
        parts = []
        while offset < end:
            number, start = divmod(offset, PIECE_SIZE)
            part = self._piece(number)[start : start + end - offset]
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def _piece(self, number: int) -> bytes:
        data = self._kept.get(number)
        if data is None:
            name = self._name_of(number)
            if name is None:
                raise PieceMissingError(number)
            data = self._folder.read_piece(self._key, self._document, piece_count(self.size), number, name)
            if len(data) != piece_length(self.size, number):
                raise DocumentDamagedError(f"piece {number} has a wrong length")
            self._kept[number] = data
            if len(self._kept) > _KEPT_PIECES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return data


def _pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    while data := _read_full(stream):
        yield data


def _read_full(stream: BinaryIO) -> bytes:
    """One piece, even from a stream that gives less at a time."""
    data = stream.read(PIECE_SIZE)
    while data and len(data) < PIECE_SIZE and (more := stream.read(PIECE_SIZE - len(data))):
        data += more
    return data


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _binding(document: str, count: int) -> bytes:
    return b"ecabinet/piece/v1\x00" + document.encode() + count.to_bytes(8, "big")
