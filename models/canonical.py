"""Canonical JSON: the one byte form in which statements are digested and signed.

RFC 8785 (JSON Canonicalization Scheme) restricted to what we use: objects, arrays, NFC strings, integers of
at most 53 bits, booleans and null. Floating point numbers are refused, so no number formatting can differ.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence

from models.errors import InvalidInputError

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_MAX_SAFE = 2**53 - 1


def nfc(text: str) -> str:
    """``text`` in Unicode Normalization Form C, the form in which all text is stored and signed."""
    return unicodedata.normalize("NFC", text)


def encode_canonical(value: Json) -> bytes:
    """The canonical UTF-8 bytes of ``value``.

    Raises :class:`InvalidInputError` for floats, over-large integers, non-string keys, lone surrogates.
    """
    _check(value)
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInputError("text holds a lone surrogate") from error


def digest_canonical(value: Json) -> bytes:
    """SHA-256 (32 bytes) of the canonical bytes of ``value``."""
    return hashlib.sha256(encode_canonical(value)).digest()


def decode_canonical(data: bytes) -> Json:
    """Parse ``data`` and insist that it is canonical, so that one meaning has one byte form.

    Raises :class:`InvalidInputError`.
    """
    try:
        value: Json = json.loads(data.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InvalidInputError("not canonical JSON") from error
    if encode_canonical(value) != data:
        raise InvalidInputError("JSON is not in canonical form")
    return value


def _no_float(text: str) -> float:
    raise ValueError(f"number not allowed: {text}")


def _check(value: object) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > _MAX_SAFE:
            raise InvalidInputError("integer over 53 bits")
    elif isinstance(value, str):
        if unicodedata.normalize("NFC", value) != value:
            raise InvalidInputError("text is not in NFC")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise InvalidInputError("object keys are ASCII strings")
            _check(item)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for item in value:
            _check(item)
    else:
        raise InvalidInputError(f"not a canonical value: {type(value).__name__}")
