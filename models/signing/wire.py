"""The wire form of a signed ballot: zstd (RFC 8878) against the template's blank ballot, named by its SHA-256.

The dictionary is a plain file, so that ``zstd -d --patch-from``-like tools or any zstd library unpack an archive
without this program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import zstandard

from models.errors import InvalidInputError, RefusedError
from models.signing.verify import MAX_BALLOT
from models.types import Refusal

_LEVEL = 19
_WINDOW_LOG = 20  # 1 MiB: the dictionary stays within reach of the whole file
MAX_PACKED = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class PackedBallot:
    """``dictionary``: SHA-256 (32 bytes) of the dictionary; ``compressed``: one zstd frame with its content size."""

    dictionary: bytes
    compressed: bytes

    def __post_init__(self) -> None:
        if len(self.dictionary) != 32:
            raise InvalidInputError("a dictionary is named by 32 bytes")
        if not 0 < len(self.compressed) <= MAX_PACKED:
            raise InvalidInputError("packed ballot too large or empty")


@lru_cache(maxsize=4)
def _prepared(dictionary: bytes) -> tuple[bytes, zstandard.ZstdCompressionDict]:
    return hashlib.sha256(dictionary).digest(), zstandard.ZstdCompressionDict(
        dictionary, dict_type=zstandard.DICT_TYPE_RAWCONTENT
    )


def pack(pdf: bytes, dictionary: bytes) -> PackedBallot:
    """Compress a signed ballot against ``dictionary``. Raises :class:`InvalidInputError` when it is too large."""
    if len(pdf) > MAX_BALLOT:
        raise InvalidInputError("ballot too large")
    name, prepared = _prepared(dictionary)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, window_log=_WINDOW_LOG, source_size=len(pdf), dict_size=len(dictionary), write_content_size=True,
        write_checksum=False, write_dict_id=False,
    )  # fmt: skip
    compressor = zstandard.ZstdCompressor(dict_data=prepared, compression_params=parameters)
    return PackedBallot(name, compressor.compress(pdf))


def unpack(packed: PackedBallot, dictionaries: Mapping[bytes, bytes]) -> bytes:
    """The signed file, at most :data:`MAX_BALLOT` bytes. ``dictionaries``: SHA-256 → dictionary.

    Raises :class:`RefusedError` (``form``) for an unknown dictionary, damaged data or too large a content.
    """
    dictionary = dictionaries.get(packed.dictionary)
    if dictionary is None:
        raise RefusedError(Refusal.FORM.value, "unknown dictionary")
    name, prepared = _prepared(dictionary)
    if name != packed.dictionary:
        raise RefusedError(Refusal.FORM.value, "the dictionary is another one")
    try:
        parameters = zstandard.get_frame_parameters(packed.compressed)
        if not 0 < parameters.content_size <= MAX_BALLOT:
            raise RefusedError(Refusal.FORM.value, "content size")
        decompressor = zstandard.ZstdDecompressor(dict_data=prepared, max_window_size=2 << _WINDOW_LOG)
        data = decompressor.decompress(packed.compressed, max_output_size=MAX_BALLOT, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise RefusedError(Refusal.FORM.value, f"not a packed ballot: {error}") from error
    if len(data) != parameters.content_size:
        raise RefusedError(Refusal.FORM.value, "content size")
    return data
