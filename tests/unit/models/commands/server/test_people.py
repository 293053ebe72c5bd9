"""People, certificates, codes, devices and orders on the hub; every change leaves an audit line without content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from models.commands.server import devices, people, tracking, uploads
from models.errors import EnrolmentCodeError, InvalidInputError, NotAllowedError
from models.orders import WipeStatement, sign_wipe
from models.queries.server.audit import list_audit
from models.tables.server.hub import DeviceKey, EnrolCode, Order, StoredPiece, Upload
from models.tables.shared.ballots import Document, Tracking
from models.tables.shared.people import Certificate, Device, Organization, Person
from models.types import Role, new_id
from tests.factory import ORGANIZATION, certificate
from tests.unit.models.commands.server.world import World

HOUR = timedelta(hours=1)
Command = Callable[[World, Session], object]


def last_action(world: World) -> tuple[str, str, str]:
    line = world.read(lambda s: list_audit(s, limit=1))[0]
    return line.actor, line.action, line.subject


def test_text_is_kept_in_nfc_and_changes_are_audited(world: World) -> None:
    organization = world.write(
        lambda s: people.save_organization(s, world.admin.id, " Bộ Công an ", world.now, code="G01")
    )
    row = world.read(lambda s: s.get_one(Organization, organization))
    assert (row.name, row.short_name) == ("Bộ Công an", "Bộ Công an")
    assert last_action(world) == (world.admin.id, "organization.save", organization)
    world.write(lambda s: people.save_organization(s, "system", "Bộ Y tế", world.now, organization=organization))
    assert world.read(lambda s: s.get_one(Organization, organization)).name == "Bộ Y tế"


INVALID: list[tuple[str, Command]] = [
    ("an empty name", lambda w, s: people.save_person(s, "system", " ", ORGANIZATION, [], w.now)),
    ("a very long name", lambda w, s: people.save_person(s, "system", "x" * 301, ORGANIZATION, [], w.now)),
    ("no such organisation", lambda w, s: people.save_person(s, "system", "A", "c" * 32, [], w.now)),
    ("an unknown member", lambda w, s: people.add_membership(s, "system", "c" * 32, w.now, w.now)),
    ("a member already", lambda w, s: people.add_membership(s, "system", w.pm.id, w.now, w.now)),
    ("an end before the beginning",
     lambda w, s: people.add_membership(s, "system", w.aide.id, w.now, w.now, until=w.now)),
    ("no such membership", lambda w, s: people.end_membership(s, "system", "c" * 32, w.now, w.now)),
    ("one's own aide", lambda w, s: people.add_delegation(s, "system", w.pm.id, w.pm.id, w.now)),
    ("a delegation of nothing", lambda w, s: people.add_delegation(s, "system", w.pm.id, w.aide.id, w.now, scope=[])),
    ("a delegation that has ended",
     lambda w, s: people.add_delegation(s, "system", w.pm.id, w.aide.id, w.now, until=w.now)),
    ("no such delegation", lambda w, s: people.revoke_delegation(s, "system", "c" * 32, w.now)),
    ("no certificate", lambda w, s: people.register_certificate(s, "system", w.pm.id, b"x", True, True, w.now)),
    ("another person's certificate",
     lambda w, s: people.register_certificate(s, "system", w.pm.id, w.aide.certificate, True, True, w.now)),
    ("an expired certificate",
     lambda w, s: people.register_certificate(
         s, "system", w.pm.id, certificate("x", since=w.now - 2 * HOUR, until=w.now), True, True, w.now)),
    ("no such certificate", lambda w, s: people.revoke_certificate(s, "system", "c" * 64, w.now)),
    ("no such device", lambda w, s: devices.revoke_device(s, "system", "c" * 32, w.now)),
    ("a code that has expired",
     lambda w, s: devices.make_enrol_code(s, "system", w.pm.id, "x", b"s", w.now, w.now)),
    ("a code for nobody",
     lambda w, s: devices.make_enrol_code(s, "system", "c" * 32, "x", b"s", w.now + HOUR, w.now)),
]  # fmt: skip


@pytest.mark.parametrize("command", [case[1] for case in INVALID], ids=[case[0] for case in INVALID])
def test_what_breaks_a_rule_of_form_is_refused(world: World, command: Command) -> None:
    before = last_action(world)
    with pytest.raises(InvalidInputError), world.database.writing() as session:
        command(world, session)
    assert last_action(world) == before


def test_roles_are_kept_once_and_in_order(world: World) -> None:
    someone = world.add("A", Role.AIDE, Role.ADMIN, Role.AIDE)
    assert world.read(lambda s: s.get_one(Person, someone.id)).roles == ["QUAN_TRI", "TRO_LY"]


def test_a_certificate_is_registered_once_and_revoked_once(world: World) -> None:
    der, now = world.pm.certificate, world.now
    again = world.write(lambda s: people.register_certificate(s, "system", world.pm.id, der, True, True, now))
    world.write(lambda s: people.revoke_certificate(s, "system", again, now))
    world.now += HOUR
    world.write(lambda s: people.revoke_certificate(s, "system", again, world.now))
    assert world.read(lambda s: s.get_one(Certificate, again)).revoked_at == now


# -- codes and devices -------------------------------------------------------------------------------------------------


def make_code(world: World, person: str) -> str:
    code, expires = new_id(), world.now + HOUR
    world.write(lambda s: devices.make_enrol_code(s, "system", person, code, b"s" * 10, expires, world.now))
    return code


def use_code(world: World, code: str) -> str:
    return world.write(
        lambda s: devices.use_enrol_code(s, code, "máy", b"k" * 32, b"v" * 1216, world.now + HOUR, world.now)
    )


def reason_of(world: World, code: str) -> str:
    with pytest.raises(EnrolmentCodeError) as caught:
        use_code(world, code)
    return caught.value.reason


def test_a_code_is_good_once_and_for_a_time(world: World) -> None:
    assert reason_of(world, "0" * 32) == "unknown"
    code = make_code(world, world.pm.id)
    device = use_code(world, code)
    assert world.read(lambda s: s.get_one(Device, device)).person == world.pm.id
    assert reason_of(world, code) == "used"
    assert world.read(lambda s: s.get_one(EnrolCode, code)).secret == b"", "the secret goes with its use"
    late = make_code(world, world.pm.id)
    world.now += HOUR
    assert reason_of(world, late) == "expired"


def test_a_new_code_ends_the_one_before(world: World) -> None:
    old, new = make_code(world, world.pm.id), make_code(world, world.pm.id)
    assert reason_of(world, old) == "expired"
    use_code(world, new)


@pytest.mark.parametrize(("name", "key"), [("", b"k" * 32), ("máy", b"k" * 31)])
def test_keys_and_names_out_of_form_enrol_nothing(world: World, name: str, key: bytes) -> None:
    code = make_code(world, world.pm.id)
    with pytest.raises(InvalidInputError), world.database.writing() as session:
        devices.use_enrol_code(session, code, name, key, b"v", world.now, world.now)
    use_code(world, code)


def test_contact_renews_the_lease_and_shows_on_open_ballots(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    world.now += HOUR
    until = world.now + 9 * HOUR
    world.write(lambda s: devices.renew_lease(s, member.device.id, until, world.now))
    key = world.read(lambda s: s.get_one(DeviceKey, member.device.id))
    assert (key.last_seen, key.lease_until) == (world.now, until)
    row = world.read(lambda s: s.get_one(Tracking, f"{asked.ballot}:{member.id}"))
    assert row.last_contact == world.now


def test_delivery_is_noted_once_and_not_for_aides(world: World) -> None:
    asked, member = world.issue(), world.ministers[0]
    first = world.now
    for _ in range(2):
        for someone in (member, world.aide):
            world.write(lambda s: tracking.mark_delivered(s, someone.id, [asked.ballot], world.now))  # noqa: B023 - called within the same turn of the loop
        world.now += HOUR
    row = world.read(lambda s: s.get_one(Tracking, f"{asked.ballot}:{member.id}"))
    assert row.delivered_at == first


# -- orders ------------------------------------------------------------------------------------------------------------

FIRST, SECOND, HUB, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 5))


def order_wipe(world: World, wipe: WipeStatement, *keys: Ed25519PrivateKey) -> str:
    data = wipe.encode()
    signatures = [sign_wipe(data, f"admin{n}", key) for n, key in enumerate(keys)]
    administrators = [key.public_key().public_bytes_raw() for key in (FIRST, SECOND)]
    return world.write(
        lambda s: devices.order_wipe(s, data, signatures, world.hub.root_key, HUB, administrators, world.now)
    )


def wipe_of(world: World, **values: str) -> WipeStatement:
    member = world.ministers[0]
    fields = {"order": new_id(), "root_key": world.hub.root_key, "device": member.device.id, "person": member.id}
    return WipeStatement(**{**fields, **values}, reason="Mất máy", made_at=world.now)


def test_a_wipe_ordered_by_two_is_kept_until_acknowledged_and_revokes_the_device(world: World) -> None:
    wipe = wipe_of(world)
    order = order_wipe(world, wipe, FIRST, SECOND)
    device = wipe.device
    assert len(world.read(lambda s: devices.open_orders(s, device))) == 1
    with pytest.raises(InvalidInputError):
        order_wipe(world, wipe, FIRST, SECOND)
    with pytest.raises(InvalidInputError), world.database.writing() as session:
        devices.acknowledge_order(session, world.pm.device.id, order, world.now)
    for _ in range(2):
        world.write(lambda s: devices.acknowledge_order(s, device, order, world.now))
    assert world.read(lambda s: devices.open_orders(s, device)) == ()
    assert world.read(lambda s: s.get_one(Device, device)).revoked_at == world.now
    assert world.read(lambda s: s.get_one(Order, order)).acknowledged_at == world.now


@pytest.mark.parametrize("signers", [(FIRST,), (FIRST, FIRST), (FIRST, STRANGER), ()])
def test_fewer_than_two_administrators_order_nothing(world: World, signers: tuple[Ed25519PrivateKey, ...]) -> None:
    with pytest.raises((InvalidInputError, NotAllowedError)):
        order_wipe(world, wipe_of(world), *signers)


@pytest.mark.parametrize("values", [{"root_key": "c" * 64}, {"device": "c" * 32}, {"person": "c" * 32}])
def test_an_order_for_another_hub_or_device_is_not_kept(world: World, values: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        order_wipe(world, wipe_of(world, **values), FIRST, SECOND)


# -- documents ---------------------------------------------------------------------------------------------------------


def test_a_document_becomes_a_record_when_complete(world: World) -> None:
    document = world.upload(b"noi dung")
    assert world.upload(b"noi dung") == document
    row = world.read(lambda s: s.get_one(Document, document))
    piece = world.read(lambda s: s.get_one(StoredPiece, (document, 0)))
    assert (row.size, piece.size, piece.hash.hex()) == (8, 8, document)
    assert world.read(lambda s: s.get_one(Upload, document)).completed_at == world.now


class Announced:
    def __init__(self, document: str, size: int, pieces: bytes) -> None:
        self.document, self.size, self.pieces = document, size, pieces
        self.filename, self.media_type = "a.pdf", "application/pdf"


@pytest.mark.parametrize(
    "upload",
    [Announced("x", 1, b"p" * 32), Announced("a" * 64, 0, b""), Announced("a" * 64, 1, b"p" * 31),
     Announced("a" * 64, 1024 * 1024 + 1, b"p" * 32)],
)  # fmt: skip
def test_a_manifest_out_of_form_is_refused(world: World, upload: Announced) -> None:
    with pytest.raises(InvalidInputError), world.database.writing() as session:
        uploads.begin_upload(session, world.clerk.id, "d", upload, world.now)


def test_what_was_not_announced_is_not_completed(world: World) -> None:
    with pytest.raises(InvalidInputError), world.database.writing() as session:
        uploads.complete_document(session, Announced("a" * 64, 1, b"p" * 32), "p", world.now)


def test_the_audit_log_pages_and_filters(world: World) -> None:
    everything = world.read(lambda s: list_audit(s, limit=1_000))
    assert [line.seq for line in everything] == sorted((line.seq for line in everything), reverse=True)
    first = world.read(lambda s: list_audit(s, limit=3))
    rest = world.read(lambda s: list_audit(s, limit=1_000, before=first[-1].seq))
    assert (*first, *rest) == everything
    enrolled = world.read(lambda s: list_audit(s, action="device.", actor=world.pm.id))
    assert [(line.action, line.subject) for line in enrolled] == [("device.enrol", world.pm.device.id)]
    assert world.read(lambda s: list_audit(s, until=world.now)) == ()
    assert world.read(lambda s: list_audit(s, since=world.now, subject=world.pm.id, action="person.save"))
