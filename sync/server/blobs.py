"""Documents on the hub: pieces of 1 MiB, encrypted at rest with a key that never enters a backup.

One folder a document, named by a keyed hash so that a copied disk does not tell which known document lies there.
A piece file is nonce (12) ‖ AES-256-GCM ciphertext; the document's key is derived from the hub's blob key (HKDF),
document id and piece number are associated data. An upload's announcement is kept the same way until it is complete.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.durable import make_folder, write_file
from models.errors import DocumentDamagedError, InvalidInputError
from sync import protocol
from sync.protocol import PIECE_SIZE, UploadBegin

_NONCE = 12


@dataclass(frozen=True, slots=True)
class Blobs:
    """The hub's blob store in a local folder. ``key`` is the hub's blob key, 32 bytes."""

    path: Path
    key: bytes = field(repr=False)

    def announce(self, upload: UploadBegin) -> None:
        """Remember what is going to be uploaded. Raises :class:`InvalidInputError`."""
        check_announcement(upload)
        self._write(upload.document, "announced", protocol.encode(upload))

    def announced(self, document: str) -> UploadBegin | None:
        """The announcement of an unfinished upload, or None."""
        try:
            return protocol.decode(self._read(document, "announced"), UploadBegin)
        except FileNotFoundError:
            return None

    def missing(self, upload: UploadBegin) -> tuple[int, ...]:
        """Numbers of the pieces that are not here yet."""
        folder = self._folder(upload.document)
        return tuple(n for n in range(piece_count(upload.size)) if not (folder / str(n)).exists())

    def put_piece(self, upload: UploadBegin, number: int, data: bytes) -> None:
        """Store a piece whose bytes fit the announcement. Raises :class:`InvalidInputError`."""
        if number >= piece_count(upload.size) or len(data) != piece_length(upload.size, number):
            raise InvalidInputError("piece has the wrong number or length")
        if hashlib.sha256(data).digest() != upload.pieces[number * 32 : number * 32 + 32]:
            raise InvalidInputError("piece does not match its hash")
        self._write(upload.document, str(number), data)

    def whole_fits(self, upload: UploadBegin) -> bool:
        """Whether the stored pieces together are the document that the announcement names."""
        digest = hashlib.sha256()
        for number in range(piece_count(upload.size)):
            digest.update(self.piece(upload.document, number))
        return digest.hexdigest() == upload.document

    def finish(self, document: str) -> None:
        """Forget the announcement: the document is complete and known to the database."""
        with contextlib.suppress(FileNotFoundError):
            (self._folder(document) / "announced").unlink()

    def discard(self, document: str) -> None:
        """Remove every piece."""
        shutil.rmtree(self._folder(document), ignore_errors=True)

    def piece(self, document: str, number: int) -> bytes:
        """A piece in plain. Raises FileNotFoundError or :class:`DocumentDamagedError`."""
        return self._read(document, str(number))

    def read(self, document: str, start: int, end: int) -> Iterator[bytes]:
        """Bytes ``start`` up to, not including, ``end``, a piece or a part of one at a time."""
        for number in range(start // PIECE_SIZE, (end - 1) // PIECE_SIZE + 1 if end > start else 0):
            offset = number * PIECE_SIZE
            data = self.piece(document, number)
            inside = data[max(0, start - offset) : min(PIECE_SIZE, end - offset)]
            yield inside

    def _folder(self, document: str) -> Path:
        name = hmac.digest(self.key, b"name\x00" + document.encode(), hashlib.sha256).hex()
        return self.path / name[:2] / name[2:]

    def _cipher(self, document: str) -> AESGCM:
        info = b"ecabinet/blob/v1\x00" + document.encode()
        return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(self.key))

    def _write(self, document: str, name: str, data: bytes) -> None:
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher(document).encrypt(nonce, data, _associated(document, name))
        folder = self._folder(document)
        make_folder(folder)
        write_file(folder / name, sealed)

    def _read(self, document: str, name: str) -> bytes:
        data = (self._folder(document) / name).read_bytes()
        view = memoryview(data)
        try:
            return self._cipher(document).decrypt(bytes(view[:_NONCE]), view[_NONCE:], _associated(document, name))
        except (InvalidTag, ValueError) as error:
            raise DocumentDamagedError(f"piece {name} of {document} does not decrypt") from error


def check_announcement(upload: UploadBegin) -> None:
    """Form of an announcement. Raises :class:`InvalidInputError`."""
    if len(upload.document) != 64 or set(upload.document) - set("0123456789abcdef"):
        raise InvalidInputError("document id is not a SHA-256")
    if not 0 < upload.size <= protocol.MAX_DOCUMENT:
        raise InvalidInputError("document is empty or too large")
    if len(upload.pieces) != 32 * piece_count(upload.size):
        raise InvalidInputError("piece hashes do not fit the size")


def piece_count(size: int) -> int:
    """Number of pieces of a document of ``size`` bytes."""
    return -(-size // PIECE_SIZE)


def piece_length(size: int, number: int) -> int:
    """Length of one piece."""
    return min(PIECE_SIZE, size - number * PIECE_SIZE)


def _associated(document: str, name: str) -> bytes:
    return f"{document}/{name}".encode()
