"""The command line acts for a person of the Office: by signed events, through the same door as every device.

Each such person gets a device of the hub's own ("Máy chủ, dòng lệnh"), whose key lies in ``keys/console``; so the
ledger and the audit name who acted, and nothing is done by a side entrance.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import sealing
from models.acts import Act, encode_act
from models.commands.server.devices import use_enrol_code
from models.commands.server.receive import Outcome, examine, settle_events
from models.errors import RefusedError
from models.events import Event, sign_event
from models.tables.base import to_micros
from models.tables.server.hub import DeviceKey, EnrolCode, ReceivedEvent
from models.types import ChangeSet, EventKind, ResultCode, new_id
from sync.server.folder import write_secret
from sync.server.hub import Hub
from sync.server.settling import newest_signed_head

DEVICE_NAME = "Máy chủ (dòng lệnh)"
_SETTLED = frozenset({ResultCode.ACCEPTED, ResultCode.ALREADY, ResultCode.NOT_COUNTED})


class _Stored(msgspec.Struct, frozen=True):
    device: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Console:
    """A device in the hub's own hands, acting for one person."""

    hub: Hub
    person: str
    device: str
    key: Ed25519PrivateKey

    def act(self, kind: EventKind, act: Act, now: datetime, event: str | None = None) -> Outcome:
        """Sign an event and settle it at once. Raises :class:`RefusedError` where the hub does not accept it.

        ``event``: its id, where what it carries names it already.
        """
        head = newest_signed_head(self.hub, now).head
        last = select(func.max(ReceivedEvent.device_seq)).where(ReceivedEvent.device == self.device)
        sequence = self.hub.read(lambda session: session.execute(last).scalar()) or 0
        made = Event(
            id=event or new_id(),
            person=self.person,
            device=self.device,
            device_seq=sequence + 1,
            after=(),
            kind=kind.value,
            schema=1,
            base=0,
            made_at=to_micros(now),
            head_size=head.size,
            head_root=head.root,
            body=encode_act(act),
        )
        examined = examine(self.hub.context, sign_event(made, self.key), now)
        outcome = self.hub.write(lambda session: settle_events(session, self.hub.context, [examined], now))[0]
        if outcome.code not in _SETTLED:
            raise RefusedError(outcome.reason, outcome.detail)
        return outcome


def open_console(hub: Hub, person: str, now: datetime, name: str = DEVICE_NAME) -> Console:
    """The person's console device; made at the first call."""
    file = hub.folder.keys / "console" / f"{person}.key"
    if file.exists():
        stored = msgspec.msgpack.decode(file.read_bytes(), type=_Stored)
        key = hub.read(lambda session: session.get(DeviceKey, stored.device))
        if key is not None and key.revoked_at is None:
            return Console(hub, person, stored.device, Ed25519PrivateKey.from_private_bytes(stored.key))
    return _make(hub, person, name, file, now)


def _make(hub: Hub, person: str, name: str, file: Path, now: datetime) -> Console:
    key = Ed25519PrivateKey.generate()
    code = secrets.token_hex(16)
    # Nothing is ever sealed to this device, whose results are read here; the private half is not kept.
    vault_key = sealing.public_of(sealing.generate())

    def enrol(session: Session) -> tuple[str, ChangeSet]:
        session.add(
            EnrolCode(id=code, person=person, secret=b"", expires_at=now + timedelta(minutes=1), made_by=person)
        )
        session.flush()
        public = key.public_key().public_bytes_raw()
        return use_enrol_code(session, code, name, public, vault_key, now + timedelta(days=3650), now)

    device = hub.write(enrol)
    write_secret(file, msgspec.msgpack.encode(_Stored(device, key.private_bytes_raw())))
    return Console(hub, person, device, key)
