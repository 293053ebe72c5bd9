"""A device becomes known by a one-time code, and later gets short-lived tokens. No password crosses the wire."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import sealing
from models.canonical import nfc
from models.commands.server.auditing import SYSTEM
from models.commands.server.devices import find_enrol_code, use_enrol_code
from models.commands.server.people import register_certificate
from models.errors import EnrolmentCodeError, InvalidInputError
from models.tables.base import to_micros
from models.tables.server.hub import DeviceKey
from models.tables.shared.people import Certificate, Organization, Person
from models.types import NO_CHANGES, ChangeSet
from sync import protocol
from sync.server.hub import Hub
from sync.server.problems import ProblemError, is_id, unauthorized

MAX_DEVICE_NAME = 100
_MAX_CSR = 8 * 1024


def begin(hub: Hub, message: protocol.EnrolBegin) -> protocol.EnrolChallenge:
    """What the code is for, and a challenge. Raises :class:`EnrolmentCodeError`."""
    now = hub.clock.now()
    if not is_id(message.code_id):
        raise EnrolmentCodeError("unknown")

    def look(session: Session) -> tuple[protocol.EnrolChallenge, ChangeSet]:
        code = find_enrol_code(session, message.code_id, now)
        person, organization = _names(session, code.person)
        challenge = protocol.EnrolChallenge(
            challenge=hub.enrol_challenges.make(message.code_id, now),
            person=code.person,
            person_name=person,
            organization_name=organization,
            expires_at=to_micros(code.expires_at),
            is_sample=hub.settings.is_sample,
        )
        return challenge, NO_CHANGES

    return hub.write(look)


def finish(hub: Hub, message: protocol.EnrolFinish) -> protocol.Enrolled:
    """Check the proof, register the device, issue a test certificate where the hub runs a test authority.

    Repeating it with the same keys after a lost reply gives the same answer. Raises :class:`EnrolmentCodeError`,
    :class:`InvalidInputError`, ProblemError 403 ``proof``.
    """
    now = hub.clock.now()
    _check_form(message)
    signed = protocol.enrol_proof_input(hub.root_key, message)
    if not _verifies(message.sign_key, message.signature, signed):
        raise ProblemError(403, "proof")
    known = hub.read(lambda session: _enrolled_already(hub, session, message, now))
    if known is not None:
        return known
    secret = hub.write(lambda session: (find_enrol_code(session, message.code_id, now).secret, NO_CHANGES))
    if not hmac.compare_digest(message.proof, hmac.digest(secret, signed, hashlib.sha256)):
        raise ProblemError(403, "proof")
    if not hub.enrol_challenges.spend(message.challenge, message.code_id, now):
        raise ProblemError(403, "challenge")

    def write(session: Session) -> tuple[protocol.Enrolled, ChangeSet]:
        code = find_enrol_code(session, message.code_id, now)
        lease = now + timedelta(days=hub.settings.lease_days)
        person_name, organization_name = _names(session, code.person)
        device, changes = use_enrol_code(
            session, message.code_id, nfc(message.device_name), message.sign_key, message.vault_key, lease, now
        )
        certificate = b""
        if message.csr and hub.test_authority is not None:
            certificate = hub.test_authority.issue(message.csr, person_name, now)
            _, more = register_certificate(
                session, SYSTEM, code.person, certificate, is_test=True, software_key=True, now=now
            )
            changes |= more
        enrolled = protocol.Enrolled(
            device=device,
            person=code.person,
            person_name=person_name,
            organization_name=organization_name,
            lease_until=to_micros(lease),
            certificate=certificate,
            chain=_chain(hub) if certificate else (),
        )
        return enrolled, changes

    return hub.write(write)


def token(hub: Hub, message: protocol.TokenRequest) -> protocol.Token:
    """A bearer token for a device that signed a fresh challenge. Raises ProblemError 401."""
    now = hub.clock.now()
    if not is_id(message.device):
        raise unauthorized()
    key = hub.read(lambda session: _sign_key(session, message.device))
    signed = protocol.token_input(hub.root_key, message.device, message.challenge)
    # The signature first: a stranger must not be able to spend a device's challenge.
    if key is None or not _verifies(key, message.signature, signed):
        raise unauthorized()
    if not hub.token_challenges.spend(message.challenge, message.device, now):
        raise unauthorized()
    return protocol.Token(hub.tokens.issue(message.device, now), protocol.TOKEN_SECONDS)


def _check_form(message: protocol.EnrolFinish) -> None:
    if not is_id(message.code_id):
        raise EnrolmentCodeError("unknown")
    name = message.device_name
    if not name.strip() or len(name) > MAX_DEVICE_NAME or not name.isprintable():
        raise InvalidInputError("device name must have 1 to 100 printable characters")
    if len(message.sign_key) != 32 or len(message.csr) > _MAX_CSR:
        raise InvalidInputError("a key or the certificate request is out of form")
    sealing.seal_to(message.vault_key, b"", b"")  # a key that nothing can be sealed to would lose every answer


def _enrolled_already(
    hub: Hub, session: Session, message: protocol.EnrolFinish, now: datetime
) -> protocol.Enrolled | None:
    query = select(DeviceKey).where(DeviceKey.sign_key == message.sign_key, DeviceKey.revoked_at.is_(None))
    device = session.scalars(query).first()
    if device is None:
        return None
    if device.vault_key != message.vault_key:
        raise EnrolmentCodeError("used")
    person_name, organization_name = _names(session, device.person)
    certificate = _certificate_of(session, device.person, message.csr)
    return protocol.Enrolled(
        device=device.device,
        person=device.person,
        person_name=person_name,
        organization_name=organization_name,
        lease_until=to_micros(device.lease_until or now),
        certificate=certificate,
        chain=_chain(hub) if certificate else (),
    )


def _certificate_of(session: Session, person: str, csr: bytes) -> bytes:
    """The person's registered certificate for the request's key, or nothing."""
    if not csr:
        return b""
    try:
        key = x509.load_der_x509_csr(csr).public_key()
    except ValueError:
        return b""
    wanted = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for row in session.scalars(select(Certificate).where(Certificate.person == person)):
        found = x509.load_der_x509_certificate(row.der).public_key()
        if found.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == wanted:
            return row.der
    return b""


def _chain(hub: Hub) -> tuple[bytes, ...]:
    return () if hub.test_authority is None else (hub.test_authority.certificate,)


def _names(session: Session, person: str) -> tuple[str, str]:
    row = session.get(Person, person)
    if row is None:
        raise EnrolmentCodeError("unknown")
    organization = session.get(Organization, row.organization)
    return row.name, "" if organization is None else organization.name


def _sign_key(session: Session, device: str) -> bytes | None:
    row = session.get(DeviceKey, device)
    return None if row is None else row.sign_key


def _verifies(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
