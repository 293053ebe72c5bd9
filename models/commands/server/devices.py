"""Enrolment codes, devices, leases, orders to devices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.canonical import nfc
from models.commands.server import auditing, tracking
from models.commands.server.changes import publish
from models.errors import EnrolmentCodeError, InvalidInputError, NotAllowedError
from models.orders import OrderSignature, WipeStatement, check_signatures, endorse
from models.tables.server.hub import DeviceKey, EnrolCode, Order
from models.tables.shared.people import Device, Person
from models.types import ChangeSet, DeviceId, new_id

WIPE = "wipe"


def make_enrol_code(
    session: Session, actor: str, person: str, code: str, secret: bytes, expires_at: datetime, now: datetime
) -> tuple[None, ChangeSet]:
    """Keep a one-time code (its public id and secret half) for a person; earlier unused ones of the person end.

    Raises :class:`InvalidInputError` for an unknown person or an expiry in the past.
    """
    if session.get(Person, person) is None or expires_at <= now:
        raise InvalidInputError("unknown person, or the code is expired already")
    session.execute(
        update(EnrolCode)
        .where(EnrolCode.person == person, EnrolCode.used_at.is_(None), EnrolCode.expires_at > now)
        .values(expires_at=now)
    )
    session.add(EnrolCode(id=code, person=person, secret=secret, expires_at=expires_at, made_by=actor))
    auditing.record(session, actor, "enrol_code.make", person, now)
    return None, ChangeSet()


def find_enrol_code(session: Session, code: str, now: datetime) -> EnrolCode:
    """The usable code. Raises :class:`EnrolmentCodeError` (unknown, used, expired)."""
    row = session.scalars(select(EnrolCode).where(EnrolCode.id == code).with_for_update()).first()
    if row is None:
        raise EnrolmentCodeError("unknown")
    if row.used_at is not None:
        raise EnrolmentCodeError("used")
    if row.expires_at <= now:
        raise EnrolmentCodeError("expired")
    return row


def use_enrol_code(
    session: Session,
    code: str,
    device_name: str,
    sign_key: bytes,
    vault_key: bytes,
    lease_until: datetime,
    now: datetime,
) -> tuple[DeviceId, ChangeSet]:
    """Enrol a device; the code's secret goes. The caller has checked the proofs.

    Raises :class:`EnrolmentCodeError`, :class:`InvalidInputError` for keys out of form.
    """
    row = find_enrol_code(session, code, now)
    name = nfc(device_name.strip())[:100]
    if len(sign_key) != 32 or not vault_key or not name:
        raise InvalidInputError("device name or keys are out of form")
    row.used_at, row.secret = now, b""
    device = DeviceId(new_id())
    session.add(Device(id=device, person=row.person, name=name, enrolled_at=now))
    session.add(
        DeviceKey(
            device=device, person=row.person, sign_key=sign_key, vault_key=vault_key, last_seen=now,
            lease_until=lease_until,
        )
    )  # fmt: skip
    changes = publish(session, "device", device, now=now)
    auditing.record(session, row.person, "device.enrol", device, now, device=device)
    return device, changes


def revoke_device(session: Session, actor: str, device: str, now: datetime) -> tuple[None, ChangeSet]:
    """The device gets no tokens and no records any more. Answers it sealed are still received: the chair decides."""
    row, key = session.get(Device, device), session.get(DeviceKey, device)
    if row is None or key is None:
        raise InvalidInputError("unknown device")
    row.revoked_at = key.revoked_at = row.revoked_at or now
    changes = publish(session, "device", device, now=now)
    auditing.record(session, actor, "device.revoke", device, now, person=row.person)
    return None, changes


def renew_lease(session: Session, device: str, lease_until: datetime, now: datetime) -> tuple[None, ChangeSet]:
    """The device was here: its lease holds up to ``lease_until``, and the Office sees its person's last contact."""
    key = session.get(DeviceKey, device)
    if key is None:
        raise InvalidInputError("unknown device")
    key.last_seen, key.lease_until = now, lease_until
    return None, tracking.note_contact(session, key.person, now)


def order_wipe(
    session: Session,
    statement: bytes,
    signatures: Sequence[OrderSignature],
    root_key: str,
    order_key: Ed25519PrivateKey,
    administrators: Collection[bytes],
    now: datetime,
) -> tuple[str, ChangeSet]:
    """Order a wipe that two administrators have signed; returns the order's id. ``administrators``: raw keys that
    the epoch names.

    Raises :class:`InvalidInputError` for signatures or statement, :class:`NotAllowedError` where a signer is no
    administrator.
    """
    check_signatures(statement, signatures)
    wipe = WipeStatement.decode(statement)
    target = session.get(Device, wipe.device)
    if wipe.root_key != root_key or target is None or target.person != wipe.person:
        raise InvalidInputError("the order is for another hub or an unknown device")
    if session.get(Order, wipe.order) is not None:
        raise InvalidInputError("this order was given already")
    if any(item.key not in administrators for item in signatures):
        raise NotAllowedError("only administrators whom the epoch names order a wipe")
    data = endorse(statement, signatures, order_key)
    session.add(Order(id=wipe.order, device=wipe.device, kind=WIPE, data=data, made_at=now))
    session.flush()
    signers = " ".join(sorted(item.person for item in signatures))
    auditing.record(session, signers.split(" ")[0], "device.wipe", wipe.device, now, order=wipe.order, signers=signers)
    return wipe.order, ChangeSet()


def open_orders(session: Session, device: str) -> tuple[bytes, ...]:
    """Orders that the device has not acknowledged."""
    query = select(Order.data).where(Order.device == device, Order.acknowledged_at.is_(None)).order_by(Order.made_at)
    return tuple(session.scalars(query))


def acknowledge_order(session: Session, device: str, order: str, now: datetime) -> tuple[None, ChangeSet]:
    """The device carried the order out; it is revoked with that."""
    row = session.get(Order, order)
    if row is None or row.device != device:
        raise InvalidInputError("unknown order")
    if row.acknowledged_at is not None:
        return None, ChangeSet()
    row.acknowledged_at = now
    _, changes = revoke_device(session, auditing.SYSTEM, device, now)
    auditing.record(session, auditing.SYSTEM, "device.wiped", device, now, order=order)
    return None, changes
