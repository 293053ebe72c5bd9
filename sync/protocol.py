"""Messages, limits and result codes of the exchange: the only file both ends share.

Bodies are MessagePack (arrays, unknown fields refused), ``Content-Type: application/x-msgpack``; with
``Content-Encoding: zstd`` where that makes them smaller. Times are Unix microseconds. See docs/protocol.md.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any, Final, TypeVar

import msgspec
import zstandard

from models.errors import InvalidInputError

VERSION: Final = 1
MEDIA_TYPE: Final = "application/x-msgpack"
PIECE_SIZE: Final = 1024 * 1024
MAX_REQUEST: Final = 8 * 1024 * 1024  # bytes of an exchange request, decompressed
MAX_ANSWER: Final = 32 * 1024 * 1024
MAX_ENVELOPES: Final = 64  # in one request
DEFAULT_BUDGET: Final = 4 * 1024 * 1024  # bytes of record bodies in one answer
MAX_DOCUMENT: Final = 1024 * 1024 * 1024
TOKEN_SECONDS: Final = 15 * 60
ENROL_SECONDS: Final = 30 * 60
CHALLENGE_SECONDS: Final = 60
PROBLEM_HUB: Final = "ecabinet"  # Problem.hub of every true hub
COMPRESS_FROM: Final = 512  # bytes: below this, compressing costs more than it saves
ENROL_CONTEXT: Final = b"ecabinet/enrol/v1\x00"
TOKEN_CONTEXT: Final = b"ecabinet/token/v1\x00"
RESULT_INFO: Final = b"ecabinet/settled/v1\x00"  # HPKE info of Settled.sealed, before the event's id (ASCII)


class Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Base of every message."""


class Health(Message, frozen=True):
    """``GET /v1/health``: the hub answers. ``now`` is its clock in Unix microseconds."""

    epoch: int
    now: int
    is_sample: bool


class Epochs(Message, frozen=True):
    """``GET /v1/epochs``: every epoch, oldest first, each (statement, root signature). Authenticates itself, so
    it is fetched before TLS can be trusted.
    """

    root_key: bytes
    epochs: tuple[tuple[bytes, bytes], ...]


class EnrolBegin(Message, frozen=True):
    """``POST /v1/enrol/begin``."""

    code_id: str


class EnrolChallenge(Message, frozen=True):
    """What the code is for, before anything is sent."""

    challenge: bytes
    person: str
    person_name: str
    organization_name: str
    expires_at: int
    is_sample: bool


class EnrolFinish(Message, frozen=True):
    """``POST /v1/enrol/finish``. ``proof`` = HMAC-SHA256(code secret, context ‖ challenge ‖ keys ‖ name);
    ``signature`` by the device key over the same bytes. ``csr`` asks the hub's *test* authority for a
    certificate where it runs one (empty otherwise).
    """

    code_id: str
    challenge: bytes
    device_name: str
    sign_key: bytes
    vault_key: bytes
    proof: bytes
    signature: bytes
    csr: bytes


class Enrolled(Message, frozen=True):
    """The device is known from now on."""

    device: str
    person: str
    person_name: str
    organization_name: str
    lease_until: int
    certificate: bytes  # DER, empty where none was issued
    chain: tuple[bytes, ...]


class ChallengeRequest(Message, frozen=True):
    """``POST /v1/challenge``."""

    device: str


class Challenge(Message, frozen=True):
    """A nonce bound to the device, good for a minute."""

    challenge: bytes


class TokenRequest(Message, frozen=True):
    """``POST /v1/token``: the device key's signature over context ‖ challenge."""

    device: str
    challenge: bytes
    signature: bytes


class Token(Message, frozen=True):
    """A bearer token for ``seconds``."""

    token: str
    seconds: int


class ExchangeRequest(Message, frozen=True):
    """``POST /v1/exchange``. ``envelopes`` are :class:`models.envelopes.WireEnvelope` bytes. With a signed answer
    aboard ``budget`` is 0: receipts return alone. ``head_size`` is the newest head verified in ``epoch``.
    """

    version: int
    epoch: int
    head_size: int
    cursors: dict[str, int]
    kinds: dict[str, int]
    envelopes: tuple[bytes, ...]
    budget: int


class Settled(Message, frozen=True):
    """The hub's answer to one envelope. ``code`` is a :class:`models.types.ResultCode`; ``sealed`` is a :class:`ResultBody`, HPKE-sealed to the vault key of the
    device that made the event; empty for RETRY, where ``reason`` says why (``upgrade``, ``waits_for``, …).
    """

    event: str
    code: str
    reason: str
    sealed: bytes


class ResultBody(Message, frozen=True):
    """What is sealed inside :class:`Settled`. ``receipt`` is a :class:`models.ledger.Receipt` encoding or empty
    (unsigned acts have none); ``standing``/``reason``: what the ledger says of a signed answer.
    """

    event: str
    digest: bytes
    code: str
    standing: str
    reason: str
    detail: str
    receipt: bytes
    received_at: int


class RecordChange(Message, frozen=True):
    """One record for one principal. ``body`` is None where it is withdrawn from that principal; it is empty where
    the same record, with its body, stands earlier in the same answer for another principal. Instants in a body are
    Unix microseconds. A cursor of 0 (a gained principal, a newly understood kind) is sent no withdrawals.
    """

    principal: str
    kind: str
    id: str
    body: dict[str, Any] | None


class ExchangeAnswer(Message, frozen=True):
    """``lost``: principals the person no longer has. ``head`` is a signed head, empty when ``head_size`` of the
    request is the newest; ``consistency`` proves that it extends the request's. ``orders``: signed orders.
    """

    epoch: int
    now: int
    lease_until: int
    settled: tuple[Settled, ...]
    changes: tuple[RecordChange, ...]
    cursors: dict[str, int]
    lost: tuple[str, ...]
    more: bool
    head: bytes
    consistency: tuple[bytes, ...]
    orders: tuple[bytes, ...]


class OrderDone(Message, frozen=True):
    """``POST /v1/orders/done``: the device's signature (:func:`models.orders.sign_done`) that it has obeyed. Answered
    by the same message. Repeating it is harmless.
    """

    order: str
    signature: bytes


class UploadBegin(Message, frozen=True):
    """``POST /v1/documents``: announces a document; ``pieces`` as in :class:`models.tables.shared.Document`.
    ``no_secret`` is the person's declaration "không chứa bí mật nhà nước" (DOMAIN.md section 4).
    """

    document: str
    filename: str
    media_type: str
    size: int
    pieces: bytes
    no_secret: bool


class UploadState(Message, frozen=True):
    """Pieces the hub still lacks; none left means the document is complete."""

    missing: tuple[int, ...]


class Problem(Message, frozen=True):
    """Body of every 4xx/5xx answer of the hub, so that a proxy's page is never taken for one."""

    hub: str  # always PROBLEM_HUB
    code: str
    detail: str


_M = TypeVar("_M", bound=Message)


def encode(message: Message) -> bytes:
    """MessagePack bytes of a message."""
    return msgspec.msgpack.encode(message)


def decode(data: bytes, kind: type[_M]) -> _M:
    """Parse a message. Raises :class:`InvalidInputError`."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise InvalidInputError(f"not a {kind.__name__}") from error


def compress(data: bytes) -> bytes | None:
    """``data`` as one zstd frame, or None where that does not make it smaller."""
    if len(data) < COMPRESS_FROM:
        return None
    packed = zstandard.ZstdCompressor(level=3, write_content_size=True).compress(data)
    return packed if len(packed) < len(data) else None


def decompress(data: bytes, limit: int) -> bytes:
    """Inverse of :func:`compress`, never making more than ``limit`` bytes. Raises :class:`InvalidInputError`."""
    window = 1 << max(10, (limit - 1).bit_length())
    reader = zstandard.ZstdDecompressor(max_window_size=window).stream_reader(io.BytesIO(data))
    try:
        plain = reader.read(limit + 1)
        whole = len(plain) > limit or zstandard.frame_content_size(data) in (-1, len(plain))
    except (zstandard.ZstdError, MemoryError) as error:
        raise InvalidInputError("not a zstd frame") from error
    if len(plain) > limit:
        raise InvalidInputError("body too large")
    if not whole:
        raise InvalidInputError("zstd frame cut short")
    return plain


def enrol_proof_input(root_key: bytes, finish: EnrolFinish) -> bytes:
    """What ``proof`` (HMAC-SHA256 keyed by the code's secret) and ``signature`` (device key) of an enrolment cover.

    Each part after the context is preceded by its length (4 bytes, big-endian), so that no two requests read alike.
    """
    name = finish.device_name.encode()
    parts = (root_key, finish.challenge, finish.sign_key, finish.vault_key, name, hashlib.sha256(finish.csr).digest())
    return ENROL_CONTEXT + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def token_input(root_key: bytes, device: str, challenge: bytes) -> bytes:
    """What a device signs for a token; parts as in :func:`enrol_proof_input`."""
    parts = (root_key, device.encode(), challenge)
    return TOKEN_CONTEXT + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
