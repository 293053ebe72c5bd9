"""Sealed events on disk: outbox, crash journal and courier load are the same files.

An envelope is written and fsynced before the database row that indexes it. On disk it is::

    magic (8) ‖ length of the wire form (4, big-endian) ‖ wire form ‖ content key sealed to the own vault ‖ SHA-256 (32)

The wire form is what travels: it holds the signed event encrypted with a fresh content key (AES-256-GCM), and
that key sealed to the hub (HPKE, :mod:`models.sealing`). Only the hub, and the person's own vault, read it. What
is readable without a key: event id, device, sequence, and which of the hub's keys it was sealed to.

Folders of a profile: ``envelopes/`` waits to be settled, ``envelopes/settled/`` is kept as evidence and for a
new epoch, ``answers/`` holds the hub's sealed answers until the next unlock, ``damaged/`` what did not check.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models import durable, sealing
from models.errors import DocumentDamagedError, EnvelopeKeyError, InvalidInputError
from models.events import MAX_EVENT_BYTES, SignedEvent, decode_signed

MAX_WIRE: Final = MAX_EVENT_BYTES + 4096
_VERSION: Final = 1
_MAGIC: Final = b"ECENV\x00\x01\n"
_ANSWER_MAGIC: Final = b"ECANS\x00\x01\n"
_TO_HUB: Final = b"ecabinet/envelope/v1/hub\x00"
_TO_VAULT: Final = b"ecabinet/envelope/v1/vault\x00"
_CEK_SIZE: Final = 32
_CHECKSUM: Final = 32
_NAME: Final = re.compile(r"(\d{2})-(\d{12})-([0-9a-f]{32})\.env")
_ANSWER_NAME: Final = re.compile(r"[0-9a-z-]{1,80}")
# The content key is fresh for each envelope and encrypts once, so that a constant nonce is safe.
_NONCE: Final = bytes(12)


class Unsealer(Protocol):
    """The open vault, as far as envelopes need it."""

    def open_sealed(self, data: bytes, info: bytes) -> bytes:
        """Open what was sealed to the vault's public key. Raises DocumentDamagedError."""


class WireEnvelope(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What travels. ``hub_key`` is :func:`models.sealing.key_id` of the key that ``sealed_key`` is for."""

    version: int
    event: str
    device: str
    device_seq: int
    hub_key: bytes
    sealed_key: bytes
    payload: bytes

    @property
    def binding(self) -> bytes:
        """What payload and both sealed keys are bound to; not the hub's key, which may change with an epoch."""
        return msgspec.msgpack.encode((self.version, self.event, self.device, self.device_seq))


@dataclass(frozen=True, slots=True)
class SealedEnvelope:
    """Index entry of an envelope file; ``size`` is the wire form's length in bytes."""

    event_id: str
    device_seq: int
    rank: int
    file_name: str
    size: int
    settled: bool


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A sealed answer of the hub that waits for the next unlock; ``data`` as it was given to store_answer."""

    event_id: str
    data: bytes


def decode_wire(data: bytes) -> WireEnvelope:
    """Parse hostile bytes. Raises :class:`InvalidInputError`."""
    if len(data) > MAX_WIRE:
        raise InvalidInputError("envelope too large")
    try:
        wire = msgspec.msgpack.decode(data, type=WireEnvelope)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InvalidInputError("not an envelope") from error
    if wire.version != _VERSION:
        raise InvalidInputError(f"envelope version {wire.version}")
    return wire


def open_wire(data: bytes, hub_private_keys: Mapping[bytes, bytes]) -> SignedEvent:
    """The hub opens an envelope. ``hub_private_keys``: private sealing keys by their key id.

    The device's signature is still to be checked. Raises :class:`InvalidInputError` for what is not an envelope
    or does not decrypt, :class:`EnvelopeKeyError` when it is sealed to a key that the hub does not hold.
    """
    wire = decode_wire(data)
    private = hub_private_keys.get(wire.hub_key)
    if private is None:
        raise EnvelopeKeyError(wire.hub_key.hex())
    try:
        content_key = sealing.open_with(private, wire.sealed_key, _TO_HUB + wire.binding)
        return _open_payload(wire, content_key)
    except DocumentDamagedError as error:
        raise InvalidInputError("envelope does not open") from error


class EnvelopeFolder:
    """The envelopes and stored answers of one profile. Stateless: any thread may use its own instance or share one.

    One process owns the profile (:class:`models.profile.ProfileLock`); within it, at most one thread seals.
    """

    def __init__(self, profile: Path) -> None:
        self._waiting = profile / "envelopes"
        self._settled = self._waiting / "settled"
        self._answers = profile / "answers"
        self._damaged = profile / "damaged"
        for folder in (self._waiting, self._settled, self._answers, self._damaged):
            durable.make_folder(folder)

    def seal(self, signed: SignedEvent, rank: int, hub_key: bytes, vault_public_key: bytes) -> SealedEnvelope:
        """Encrypt and write an event; durable when this returns. ``rank`` 0 goes first, at most 99.

        ``hub_key``: the hub's public envelope key. Raises :class:`StorageFullError`, :class:`InvalidInputError`.
        """
        event = signed.event
        name = f"{rank:02d}-{event.device_seq:012d}-{event.id}.env"
        if not _NAME.fullmatch(name):
            raise InvalidInputError("event id, sequence or rank cannot name an envelope")
        content_key = os.urandom(_CEK_SIZE)
        bare = WireEnvelope(_VERSION, event.id, event.device, event.device_seq, b"", b"", b"")
        wire = msgspec.structs.replace(
            bare,
            hub_key=sealing.key_id(hub_key),
            sealed_key=sealing.seal_to(hub_key, content_key, _TO_HUB + bare.binding),
            payload=AESGCM(content_key).encrypt(_NONCE, signed.encode(), bare.binding),
        )
        own_key = sealing.seal_to(vault_public_key, content_key, _TO_VAULT + bare.binding)
        data = msgspec.msgpack.encode(wire)
        durable.write_file(self._waiting / name, _file_bytes(data, own_key))
        return SealedEnvelope(event.id, event.device_seq, rank, name, len(data), settled=False)

    def list(self) -> tuple[SealedEnvelope, ...]:
        """Every envelope, settled ones too, by rank and sequence. Looks at names and sizes, not at contents."""
        found = [*_scan(self._waiting, settled=False), *_scan(self._settled, settled=True)]
        return tuple(sorted(found, key=lambda envelope: (envelope.rank, envelope.device_seq)))

    def to_send(self) -> tuple[SealedEnvelope, ...]:
        """Envelopes that are not settled and have no stored answer: what goes out while the app is locked."""
        answered = {path.name for path in self._answers.iterdir()}
        return tuple(e for e in self.list() if not e.settled and e.event_id not in answered)

    def wire(self, file_name: str) -> bytes:
        """The bytes to send. Raises :class:`DocumentDamagedError` after moving a broken file to ``damaged/``."""
        return self._split(file_name)[0]

    def open(self, file_name: str, vault: Unsealer) -> SignedEvent:
        """The event, by the person's own vault. Raises :class:`DocumentDamagedError`."""
        data, own_key = self._split(file_name)
        wire = _trusted(data)
        return _open_payload(wire, vault.open_sealed(own_key, _TO_VAULT + wire.binding))

    def rewrap(self, file_name: str, vault: Unsealer, hub_key: bytes) -> SealedEnvelope:
        """Seal the content key to another envelope key of the hub (a new epoch); the payload stays as it is."""
        data, own_key = self._split(file_name)
        wire = _trusted(data)
        content_key = vault.open_sealed(own_key, _TO_VAULT + wire.binding)
        fresh = msgspec.msgpack.encode(
            msgspec.structs.replace(
                wire,
                hub_key=sealing.key_id(hub_key),
                sealed_key=sealing.seal_to(hub_key, content_key, _TO_HUB + wire.binding),
            )
        )
        path = self._path(file_name)
        durable.write_file(path, _file_bytes(fresh, own_key))
        return _entry(path, len(fresh), settled=path.parent == self._settled)

    def settle(self, file_name: str) -> None:
        """Mark as settled: kept, but not sent again while locked. Call it after the result's row is committed; a
        crash in between only sends once more. Harmless when repeated.
        """
        _move(self._waiting / _checked(file_name), self._settled)

    def reopen(self, file_name: str) -> None:
        """Mark as waiting again: a new epoch's ledger lacks it."""
        _move(self._settled / _checked(file_name), self._waiting)

    def damaged(self) -> tuple[str, ...]:
        """Names of files that did not check and were moved aside, never deleted."""
        return tuple(sorted(path.name for path in self._damaged.iterdir()))

    def sweep(self) -> int:
        """Remove unfinished files of a crash; once, when the profile is opened. Returns how many."""
        return sum(durable.sweep(folder) for folder in (self._waiting, self._settled, self._answers))

    def store_answer(self, event_id: str, data: bytes) -> None:
        """Keep the hub's sealed answer to an event; durable when this returns. A newer one replaces an older one.

        ``event_id`` may also name an order: lower-case letters, digits and dashes.
        """
        if not _ANSWER_NAME.fullmatch(event_id):
            raise InvalidInputError("not a name for an answer")
        body = _ANSWER_MAGIC + data
        durable.write_file(self._answers / event_id, body + hashlib.sha256(body).digest())

    def answers(self) -> tuple[StoredAnswer, ...]:
        """Stored answers, by name. A broken one is moved to ``damaged/``: the hub gives the same answer again."""
        found = []
        for path in sorted(self._answers.iterdir()):
            if _ANSWER_NAME.fullmatch(path.name):
                data = path.read_bytes()
                body = data[:-_CHECKSUM]
                if body.startswith(_ANSWER_MAGIC) and hashlib.sha256(body).digest() == data[-_CHECKSUM:]:
                    found.append(StoredAnswer(path.name, body[len(_ANSWER_MAGIC) :]))
                else:
                    self._set_aside(path)
        return tuple(found)

    def discard_answer(self, event_id: str) -> None:
        """Forget an answer that was applied and committed."""
        if not _ANSWER_NAME.fullmatch(event_id):
            raise InvalidInputError("not a name for an answer")
        (self._answers / event_id).unlink(missing_ok=True)

    def _path(self, file_name: str) -> Path:
        waiting = self._waiting / _checked(file_name)
        return waiting if waiting.exists() else self._settled / file_name

    def _split(self, file_name: str) -> tuple[bytes, bytes]:
        path = self._path(file_name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # settled between the look and the read, or gone
            path = self._settled / file_name
            if not path.exists():
                raise DocumentDamagedError(f"envelope {file_name} is missing") from None
            data = path.read_bytes()
        try:
            return split_file(data, file_name)
        except DocumentDamagedError:
            self._set_aside(path)
            raise

    def _set_aside(self, path: Path) -> None:
        os.replace(path, self._damaged / path.name)
        durable.sync_folder(self._damaged)


def split_file(data: bytes, file_name: str) -> tuple[bytes, bytes]:
    """Check an envelope file: (wire form, content key sealed to its vault). Raises :class:`DocumentDamagedError`.

    The courier reads files by it that were copied from another profile. ``file_name`` must agree with the content.
    """
    body, checksum = data[:-_CHECKSUM], data[-_CHECKSUM:]
    start = len(_MAGIC) + 4
    if len(body) < start or not body.startswith(_MAGIC) or hashlib.sha256(body).digest() != checksum:
        raise DocumentDamagedError(f"envelope {file_name} does not check")
    (length,) = struct.unpack_from(">I", body, len(_MAGIC))
    wire_data, own_key = body[start : start + length], body[start + length :]
    wire = _trusted(wire_data)
    name = _NAME.fullmatch(file_name)
    if name is None or (wire.device_seq, wire.event) != (int(name[2]), name[3]):
        raise DocumentDamagedError(f"envelope {file_name} holds another event")
    return wire_data, own_key


def _trusted(data: bytes) -> WireEnvelope:
    try:
        return decode_wire(data)
    except InvalidInputError as error:
        raise DocumentDamagedError("envelope does not parse") from error


def _open_payload(wire: WireEnvelope, content_key: bytes) -> SignedEvent:
    try:
        signed = decode_signed(AESGCM(content_key).decrypt(_NONCE, wire.payload, wire.binding))
    except (InvalidTag, ValueError, InvalidInputError) as error:
        raise DocumentDamagedError("envelope's content does not open") from error
    event = signed.event
    if (event.id, event.device, event.device_seq) != (wire.event, wire.device, wire.device_seq):
        raise DocumentDamagedError("envelope's cover names another event")
    return signed


def _file_bytes(wire: bytes, own_key: bytes) -> bytes:
    body = _MAGIC + struct.pack(">I", len(wire)) + wire + own_key
    return body + hashlib.sha256(body).digest()


def _checked(file_name: str) -> str:
    if not _NAME.fullmatch(file_name):
        raise InvalidInputError("not an envelope's name")
    return file_name


def _move(path: Path, folder: Path) -> None:
    if path.exists():
        os.replace(path, folder / path.name)


_FRAME: Final = len(_MAGIC) + 4 + _CEK_SIZE + sealing.OVERHEAD + _CHECKSUM


def _entry(path: Path, size: int, *, settled: bool) -> SealedEnvelope:
    name = _NAME.fullmatch(path.name)
    if name is None:
        raise InvalidInputError("not an envelope's name")
    return SealedEnvelope(name[3], int(name[2]), int(name[1]), path.name, size, settled)


def _scan(folder: Path, *, settled: bool) -> list[SealedEnvelope]:
    with os.scandir(folder) as entries:
        return [
            _entry(Path(entry.path), max(0, entry.stat().st_size - _FRAME), settled=settled)
            for entry in entries
            if _NAME.fullmatch(entry.name)
        ]
