"""Messages between the window and the page renderer: length-prefixed MessagePack over two pipes.

Lengths are in page points (1/72 inch) with the origin at the top left of the upright page; scales are pixels a
point. Everything that comes from the child is checked on arrival: it has read hostile bytes.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

import msgspec

MAX_MESSAGE: Final = 256 * 1024 * 1024
MAX_PIXELS: Final = 36_000_000  # a bitmap's bound: 144 MB, an A4 page at 600 dpi
MAX_PAGES: Final = 50_000
_LENGTH = struct.Struct("<I")


class Open(msgspec.Struct, frozen=True, tag="open"):
    """First message: a paper of ``size`` bytes can be asked for by ranges."""

    size: int


class Render(msgspec.Struct, frozen=True, tag="render"):
    """Draw ``page`` (from 0) at ``scale``, turned clockwise by ``rotation`` (0, 90, 180, 270)."""

    page: int
    scale: float
    rotation: int


class Text(msgspec.Struct, frozen=True, tag="text"):
    """The characters of ``page`` and their boxes."""

    page: int


class Sizes(msgspec.Struct, frozen=True, tag="sizes"):
    """Sizes of ``count`` pages from ``first``."""

    first: int
    count: int


class RangeReply(msgspec.Struct, frozen=True, tag="range"):
    """Bytes asked for, or None where they are not on this device yet."""

    data: bytes | None


Request = Open | Render | Text | Sizes | RangeReply


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The child is confined; ``protections`` names what is in force (rlimits, landlock, seccomp)."""

    protections: tuple[str, ...]


class RangeNeed(msgspec.Struct, frozen=True, tag="need"):
    """The child needs bytes of the paper to go on with the request at hand."""

    offset: int
    length: int


class OutlineItem(msgspec.Struct, frozen=True, array_like=True):
    """One bookmark: ``level`` from 0, ``page`` from 0 or -1 where it leads nowhere."""

    level: int
    title: str
    page: int


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The paper can be read."""

    pages: int
    first_size: tuple[float, float]
    outline: tuple[OutlineItem, ...]


class Bitmap(msgspec.Struct, frozen=True, tag="bitmap"):
    """Pixels, 4 bytes each (blue, green, red, unused), rows of ``stride`` bytes."""

    width: int
    height: int
    stride: int
    pixels: bytes


class PageText(msgspec.Struct, frozen=True, tag="page-text"):
    """``boxes`` holds four little-endian float32 (left, top, right, bottom) for each character of ``text``."""

    text: str
    boxes: bytes


class PageSizes(msgspec.Struct, frozen=True, tag="page-sizes"):
    """Width and height of each page; zeros where the page's bytes are not here yet."""

    sizes: tuple[tuple[float, float], ...]


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """``reason``: encrypted | broken | missing | too-large | page."""

    reason: str


Reply = Ready | RangeNeed | Opened | Bitmap | PageText | PageSizes | Failed

_decode_request: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_decode_reply: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
_encode = msgspec.msgpack.Encoder().encode


class ChannelClosedError(Exception):
    """The other end is gone."""


def send(stream: BinaryIO, message: Request | Reply) -> None:
    """Write one message. Raises :class:`ChannelClosedError`."""
    data = _encode(message)
    try:
        stream.write(_LENGTH.pack(len(data)))
        stream.write(data)
        stream.flush()
    except (OSError, ValueError) as error:
        raise ChannelClosedError from error


def receive_request(stream: BinaryIO) -> Request:
    """Read one message from the window. Raises :class:`ChannelClosedError`."""
    return _decode_request.decode(_receive(stream))


def receive_reply(stream: BinaryIO) -> Reply:
    """Read one message from the child; what is not a message closes the channel. Raises :class:`ChannelClosedError`."""
    try:
        return _decode_reply.decode(_receive(stream))
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ChannelClosedError from error


def _receive(stream: BinaryIO) -> bytes:
    try:
        head = stream.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise ChannelClosedError
        (length,) = _LENGTH.unpack(head)
        if length > MAX_MESSAGE:
            raise ChannelClosedError
        data = stream.read(length)
    except (OSError, ValueError) as error:
        raise ChannelClosedError from error
    if len(data) < length:
        raise ChannelClosedError
    return data
