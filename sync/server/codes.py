"""Issuing one-time enrolment codes."""

from __future__ import annotations

from datetime import datetime

from models.commands.server.devices import make_enrol_code
from models.enrol_code import make_enrol_code as code_for
from models.enrol_code import new_enrol_secret
from sync.server.hub import Hub


def issue_code(hub: Hub, actor: str, person: str, expires_at: datetime, address: str | None = None) -> str:
    """A fresh code's text for ``person``; ``address`` in place of the hub's own. Raises EnrolmentCodeError for an
    address out of form, :class:`InvalidInputError` for an unknown person.
    """
    secret = new_enrol_secret()
    code = code_for(address or hub.settings.address, hub.root_key, secret)
    now = hub.clock.now()
    hub.write(lambda session: make_enrol_code(session, actor, person, code.code_id, secret, expires_at, now))
    return code.text()
