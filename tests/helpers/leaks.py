"""Looks for known plaintext and keys in every byte of files, in every form in which they might lie there.

Words: UTF-8 and UTF-16 (both orders), composed and decomposed, folded for search, lower case, as JSON escapes and
base64. Keys: raw, hexadecimal, base64. Each also inside zlib, gzip and zstd streams found anywhere in a file.
"""

from __future__ import annotations

import base64
import gzip
import json
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from models.search import fold

_MOST = 64 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_PAGE = 4096
_RESERVED = 80  # SQLCipher 4: initialisation vector (16) and HMAC-SHA512 (64)
_FRAME = 24
_LOG_HEADER = 32


@dataclass(frozen=True, slots=True)
class Leak:
    """What was found where."""

    place: str
    name: str
    form: str


class LeakScanner:
    """Holds what must not be found. Forms shorter than six bytes are left out: they occur by chance."""

    def __init__(self, dictionaries: Iterable[bytes] = ()) -> None:
        self._forms: list[tuple[str, str, bytes]] = []
        self._dictionaries = [None, *(zstandard.ZstdCompressionDict(data) for data in dictionaries)]

    def add_text(self, name: str, text: str) -> None:
        """A text that must be readable nowhere."""
        seen = set()
        composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
        for form, variant in (
            ("composed", composed),
            ("decomposed", decomposed),
            ("folded", fold(composed)),
            ("lower", composed.lower()),
            ("folded lower", fold(composed).lower()),
            ("upper", composed.upper()),
            ("JSON", json.dumps(composed)[1:-1]),
        ):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                data = variant.encode(encoding)
                if data not in seen:
                    seen.add(data)
                    self._forms.append((name, f"{form} {encoding}", data))
        self._forms += [(name, form, data) for form, data in _base64_forms(composed.encode())]

    def add_key(self, name: str, key: bytes) -> None:
        """A key that must lie nowhere."""
        forms = [("raw", key), ("hex", key.hex().encode()), ("HEX", key.hex().upper().encode()), *_base64_forms(key)]
        self._forms += [(name, form, data) for form, data in forms]

    def scan_bytes(self, place: str, data: bytes) -> list[Leak]:
        """Leaks in these bytes and in every compressed stream among them."""
        found = self._scan_plain(place, data)
        for stream, inside in self._decompressed(data):
            found += self._scan_plain(f"{place} ({stream})", inside)
        return found

    def scan_folder(self, folder: Path) -> list[Leak]:
        """Leaks in every file below, and in the names of files."""
        found: list[Leak] = []
        for path in sorted(folder.rglob("*")):
            found += self._scan_plain(f"name of {path}", path.name.encode())
            if path.is_file():
                found += self.scan_bytes(str(path), path.read_bytes())
        return found

    def _scan_plain(self, place: str, data: bytes) -> list[Leak]:
        return [Leak(place, name, form) for name, form, needle in self._forms if len(needle) >= 6 and needle in data]

    def _decompressed(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        for at in _places(data, _ZLIB):
            yield from _named("zlib", at, _inflate(data[at:], zlib.MAX_WBITS))
        for at in _places(data, (_GZIP,)):
            yield from _named("gzip", at, _inflate(data[at:], zlib.MAX_WBITS | 16))
        for at in _places(data, (_ZSTD,)):
            for dictionary in self._dictionaries:
                yield from _named("zstd", at, _unzstd(data[at:], dictionary))


def decrypted_pages(path: Path, key: bytes) -> bytes:
    """Every page of an SQLCipher database and of its log, decrypted one by one: free pages and old frames too.

    ``key``: 48 bytes, raw key and salt. What SQLite would never show is in here.
    """
    data = path.read_bytes()
    pages = [data[at : at + _PAGE] for at in range(0, len(data), _PAGE)]
    log = path.with_name(path.name + "-wal")
    frames = log.read_bytes()[_LOG_HEADER:] if log.exists() else b""
    pages += [frames[at + _FRAME : at + _FRAME + _PAGE] for at in range(0, len(frames), _FRAME + _PAGE)]
    return b"".join(_decrypted(page, key) for page in pages if len(page) == _PAGE)


def _decrypted(page: bytes, key: bytes) -> bytes:
    salted = page.startswith(key[32:])
    body, vector = page[16 if salted else 0 : -_RESERVED], page[-_RESERVED : -_RESERVED + 16]
    return Cipher(algorithms.AES(key[:32]), modes.CBC(vector)).decryptor().update(body)


def _base64_forms(data: bytes) -> list[tuple[str, bytes]]:
    """The three alignments, without the symbols that depend on neighbours."""
    forms = []
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + data)
        inner = text[4 if shift else 0 : len(text) - 4]
        forms.append((f"base64/{shift}", inner))
        forms.append((f"base64url/{shift}", inner.replace(b"+", b"-").replace(b"/", b"_")))
    return forms


def _places(data: bytes, marks: Iterable[bytes]) -> Iterator[int]:
    for mark in marks:
        at = data.find(mark)
        while at >= 0:
            yield at
            at = data.find(mark, at + 1)


def _named(kind: str, at: int, inside: bytes) -> Iterator[tuple[str, bytes]]:
    if inside:
        yield f"{kind} at {at}", inside


def _inflate(data: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(data, _MOST)
    except zlib.error:
        return b""


def _unzstd(data: bytes, dictionary: zstandard.ZstdCompressionDict | None) -> bytes:
    try:
        return zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj().decompress(data)[:_MOST]
    except (zstandard.ZstdError, MemoryError):
        return b""


def planted(text: str) -> dict[str, bytes]:
    """One leak of each form, to see that each is found."""
    composed = unicodedata.normalize("NFC", text).encode()
    return {
        "UTF-8": composed,
        "UTF-16": text.encode("utf-16-le"),
        "decomposed": unicodedata.normalize("NFD", text).encode(),
        "folded": fold(text).lower().encode(),
        "JSON": json.dumps({"a": text}).encode(),
        "base64": base64.b64encode(b"z" + composed),
        "zlib": zlib.compress(composed),
        "gzip": gzip.compress(composed, 9),
        "zstd": zstandard.ZstdCompressor().compress(composed * 3),
    }
