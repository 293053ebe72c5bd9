"""Envelopes: round trips to hub and vault, order, settling, damage at every byte, hostile wires."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from models import sealing
from models.envelopes import EnvelopeFolder, WireEnvelope, decode_wire, open_wire
from models.errors import DocumentDamagedError, EnvelopeKeyError, InvalidInputError
from models.events import Event, SignedEvent, check_device_signature, sign_event
from models.types import new_id

HUB = sealing.generate()
HUB_PUBLIC = sealing.public_of(HUB)
HUB_KEYS = {sealing.key_id(HUB_PUBLIC): HUB}
DEVICE = Ed25519PrivateKey.generate()


class OwnKey:
    """The vault's part: a private sealing key."""

    def __init__(self) -> None:
        self._private = sealing.generate()
        self.public_key = sealing.public_of(self._private)

    def open_sealed(self, data: bytes, info: bytes) -> bytes:
        return sealing.open_with(self._private, data, info)


VAULT = OwnKey()


def make_event(seq: int = 1, body: bytes = b"phieu", event_id: str = "") -> SignedEvent:
    moment = 1_790_000_000_000_000
    event = Event(event_id or new_id(), "p1", "d1", seq, (), "ballot.answer", 1, 0, moment, 0, b"", body)
    return sign_event(event, DEVICE)


@pytest.fixture
def folder(tmp_path: Path) -> EnvelopeFolder:
    return EnvelopeFolder(tmp_path)


def test_hub_and_own_vault_read_the_same_bytes(folder: EnvelopeFolder) -> None:
    signed = make_event(body="Tôi đồng ý".encode())
    sealed = folder.seal(signed, 0, HUB_PUBLIC, VAULT.public_key)
    wire = folder.wire(sealed.file_name)
    assert open_wire(wire, HUB_KEYS) == signed
    assert folder.open(sealed.file_name, VAULT) == signed
    assert check_device_signature(open_wire(wire, HUB_KEYS), DEVICE.public_key().public_bytes_raw())
    assert sealed.size == len(wire)
    assert sealed in folder.list()


@settings(max_examples=30, deadline=None)
@given(body=st.binary(max_size=9000))
def test_any_body_comes_back(body: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = EnvelopeFolder(tmp_path_factory.mktemp("profile"))
    signed = make_event(body=body)
    wire = folder.wire(folder.seal(signed, 3, HUB_PUBLIC, VAULT.public_key).file_name)
    assert open_wire(wire, HUB_KEYS).event_bytes == signed.event_bytes
    assert len(wire) < len(signed.encode()) + 1400


def test_nothing_of_the_content_stands_in_the_file(tmp_path: Path) -> None:
    folder = EnvelopeFolder(tmp_path)
    folder.seal(make_event(body=b"KHONG-AI-DOC-DUOC" * 40), 0, HUB_PUBLIC, VAULT.public_key)
    for path in tmp_path.rglob("*.env"):
        data = path.read_bytes()
        assert b"KHONG-AI" not in data
        assert b"ballot.answer" not in data


def test_signed_ballots_come_first_then_by_sequence(folder: EnvelopeFolder) -> None:
    for seq, rank in ((1, 5), (2, 0), (3, 5), (4, 0)):
        folder.seal(make_event(seq), rank, HUB_PUBLIC, VAULT.public_key)
    assert [envelope.device_seq for envelope in folder.list()] == [2, 4, 1, 3]


def test_what_is_answered_or_settled_is_not_sent_while_locked(folder: EnvelopeFolder) -> None:
    first, second, third = (folder.seal(make_event(n), 0, HUB_PUBLIC, VAULT.public_key) for n in (1, 2, 3))
    folder.store_answer(first.event_id, b"sealed result")
    folder.settle(second.file_name)
    folder.settle(second.file_name)
    assert [e.event_id for e in folder.to_send()] == [third.event_id]
    assert [(a.event_id, a.data) for a in folder.answers()] == [(first.event_id, b"sealed result")]
    assert folder.open(second.file_name, VAULT).event.device_seq == 2
    folder.reopen(second.file_name)
    folder.discard_answer(first.event_id)
    assert [e.device_seq for e in folder.to_send()] == [1, 2, 3]


def test_a_missing_envelope_says_so(folder: EnvelopeFolder, tmp_path: Path) -> None:
    sealed = folder.seal(make_event(), 9, HUB_PUBLIC, VAULT.public_key)
    (tmp_path / "envelopes" / sealed.file_name).unlink()
    with pytest.raises(DocumentDamagedError):
        folder.wire(sealed.file_name)


def test_a_new_hub_key_gets_the_same_event(folder: EnvelopeFolder) -> None:
    signed = make_event()
    sealed = folder.seal(signed, 0, HUB_PUBLIC, VAULT.public_key)
    folder.settle(sealed.file_name)
    fresh = sealing.generate()
    again = folder.rewrap(sealed.file_name, VAULT, sealing.public_of(fresh))
    assert again.settled
    wire = folder.wire(sealed.file_name)
    assert open_wire(wire, {sealing.key_id(sealing.public_of(fresh)): fresh}) == signed
    with pytest.raises(EnvelopeKeyError):
        open_wire(wire, HUB_KEYS)
    assert folder.open(sealed.file_name, VAULT) == signed


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_or_cut_file_is_found_and_kept(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    profile = tmp_path_factory.mktemp("profile")
    folder = EnvelopeFolder(profile)
    sealed = folder.seal(make_event(), 0, HUB_PUBLIC, VAULT.public_key)
    path = profile / "envelopes" / sealed.file_name
    good = path.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    cut = data.draw(st.booleans())
    broken = good[:at] if cut else good[:at] + bytes([good[at] ^ data.draw(st.integers(1, 255))]) + good[at + 1 :]
    path.write_bytes(broken)
    with pytest.raises(DocumentDamagedError):
        folder.wire(sealed.file_name)
    assert folder.damaged() == (sealed.file_name,)
    assert (profile / "damaged" / sealed.file_name).read_bytes() == broken
    assert folder.list() == ()


def test_a_renamed_file_is_not_taken_for_another_event(tmp_path: Path) -> None:
    folder = EnvelopeFolder(tmp_path)
    sealed = folder.seal(make_event(), 0, HUB_PUBLIC, VAULT.public_key)
    other = f"00-000000000001-{new_id()}.env"
    (tmp_path / "envelopes" / sealed.file_name).rename(tmp_path / "envelopes" / other)
    with pytest.raises(DocumentDamagedError):
        folder.open(other, VAULT)


def test_another_vault_does_not_open(folder: EnvelopeFolder) -> None:
    sealed = folder.seal(make_event(), 0, HUB_PUBLIC, VAULT.public_key)
    with pytest.raises(DocumentDamagedError):
        folder.open(sealed.file_name, OwnKey())


def test_a_cover_that_names_another_event_is_refused() -> None:
    wire = _wire_of(make_event())
    for changes in ({"event": new_id()}, {"device": "d2"}, {"device_seq": 2}):
        with pytest.raises(InvalidInputError):
            open_wire(msgspec.msgpack.encode(msgspec.structs.replace(wire, **changes)), HUB_KEYS)


def test_a_cover_that_was_sealed_for_another_event_is_refused() -> None:
    """An enrolled device may encrypt what it likes: the cover must name the event inside."""
    inside = make_event(1)
    key = bytes(32)
    for cover in ((new_id(), "d1", 1), (inside.event.id, "d2", 1), (inside.event.id, "d1", 2)):
        wire = WireEnvelope(1, *cover, sealing.key_id(HUB_PUBLIC), b"", b"")
        sealed_key = sealing.seal_to(HUB_PUBLIC, key, b"ecabinet/envelope/v1/hub\x00" + wire.binding)
        payload = AESGCM(key).encrypt(bytes(12), inside.encode(), wire.binding)
        forged = msgspec.structs.replace(wire, sealed_key=sealed_key, payload=payload)
        with pytest.raises(InvalidInputError):
            open_wire(msgspec.msgpack.encode(forged), HUB_KEYS)


def _wire_of(signed: SignedEvent) -> WireEnvelope:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        folder = EnvelopeFolder(Path(place))
        return decode_wire(folder.wire(folder.seal(signed, 0, HUB_PUBLIC, VAULT.public_key).file_name))


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300))
def test_hostile_bytes_are_an_input_error(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        decode_wire(data)


def test_a_wire_of_another_version_or_size_is_refused() -> None:
    wire = _wire_of(make_event())
    with pytest.raises(InvalidInputError):
        decode_wire(msgspec.msgpack.encode(msgspec.structs.replace(wire, version=2)))
    with pytest.raises(InvalidInputError):
        decode_wire(bytes(5 * 1024 * 1024))


@pytest.mark.parametrize(("seq", "event_id"), [(1, "../../etc/passwd"), (1, "A" * 32), (10**12, "")])
def test_what_cannot_name_a_file_is_refused(folder: EnvelopeFolder, seq: int, event_id: str) -> None:
    with pytest.raises(InvalidInputError):
        folder.seal(make_event(seq, event_id=event_id), 0, HUB_PUBLIC, VAULT.public_key)
    for act in (folder.wire, folder.settle, folder.reopen):
        with pytest.raises(InvalidInputError):
            act("../store.db")
    with pytest.raises(InvalidInputError):
        folder.store_answer("../x", b"")


def test_a_broken_answer_is_set_aside(tmp_path: Path) -> None:
    folder = EnvelopeFolder(tmp_path)
    folder.store_answer("order-1", b"lease")
    path = tmp_path / "answers" / "order-1"
    path.write_bytes(path.read_bytes()[:-1])
    assert folder.answers() == ()
    assert folder.damaged() == ("order-1",)
    assert folder.list() == ()


def test_leftovers_of_a_crash_are_neither_listed_nor_kept(tmp_path: Path) -> None:
    folder = EnvelopeFolder(tmp_path)
    (tmp_path / "envelopes" / ".tmp-0123456789abcdef").write_bytes(b"half")
    (tmp_path / "answers" / ".tmp-0123456789abcdef").write_bytes(b"half")
    assert folder.list() == ()
    assert folder.answers() == ()
    assert folder.sweep() == 2
    assert not list((tmp_path / "envelopes").glob(".tmp-*"))
