"""Strict DER (X.690, section 10): each value has one encoding, and reading takes every byte."""

from __future__ import annotations

INTEGER = 0x02
OCTET_STRING = 0x04
OBJECT = 0x06
SEQUENCE = 0x30
SET = 0x31
CONTEXT_0 = 0xA0
_MAX_LENGTH_BYTES = 3


class DerError(ValueError):
    """Not DER, or not the value that was expected."""


def measure(data: bytes, at: int = 0) -> tuple[int, int]:
    """``(start, end)`` of the contents of the value at ``at``; its length in the shortest form."""
    if at + 2 > len(data):
        raise DerError("cut off")
    if data[at] & 0x1F == 0x1F:
        raise DerError("long tags are not used here")
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count]), start + count
        if not 1 <= count <= _MAX_LENGTH_BYTES or length < 0x80 or length >> 8 * (count - 1) == 0:
            raise DerError("length not in its shortest form")
    if start + length > len(data):
        raise DerError("cut off")
    return start, start + length


class DerReader:
    """Walks the values of one constructed value's contents."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def is_done(self) -> bool:
        return self._at == len(self._data)

    def finish(self) -> None:
        """Insist that nothing follows."""
        if not self.is_done():
            raise DerError("something follows")

    def raw(self, tag: int | None = None) -> bytes:
        """The next value with its tag and length; of this tag when one is given."""
        begin = self._at
        _, end = measure(self._data, begin)
        if tag is not None and self._data[begin] != tag:
            raise DerError(f"tag {self._data[begin]:#x}, not {tag:#x}")
        self._at = end
        return self._data[begin:end]

    def contents(self, tag: int) -> bytes:
        """The next value's contents."""
        return inside(self.raw(tag))

    def enter(self, tag: int) -> DerReader:
        """A reader of the next value's contents."""
        return DerReader(self.contents(tag))

    def expect(self, value: bytes) -> None:
        """Insist that the next value is exactly this one."""
        if self.raw() != value:
            raise DerError("another value than the only one allowed")


def inside(value: bytes) -> bytes:
    """Contents of one whole value."""
    start, end = measure(value)
    if end != len(value):
        raise DerError("something follows")
    return value[start:end]


def encode(tag: int, *parts: bytes) -> bytes:
    """A value from the parts of its contents."""
    contents = b"".join(parts)
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + contents


def object_identifier(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER value."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    out = bytearray()
    for arc in (40 * first + second, *rest):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        out += bytes(reversed(septets))
    return encode(OBJECT, bytes(out))
