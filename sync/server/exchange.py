"""``POST /v1/exchange``: settle events, then answer with results, changes, orders and the ledger's head."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import Session

from models.commands.server.devices import open_orders, renew_lease
from models.commands.server.ledger_log import consistency
from models.commands.server.tracking import mark_delivered
from models.commands.server.visibility import principals_of
from models.ledger import SignedHead
from models.queries.server.changes import Pulled, newest_seq, pull
from models.tables.base import to_micros
from sync import protocol
from sync.protocol import Settled
from sync.server.hub import Caller, Hub
from sync.server.problems import ProblemError, bad_request
from sync.server.settling import newest_signed_head, settle_envelopes

CONTACT_INTERVAL = timedelta(seconds=60)
"""How often the time of a device's contact is written: an idle exchange writes nothing in between."""


def run(hub: Hub, device: str, request: protocol.ExchangeRequest) -> protocol.ExchangeAnswer:
    """One exchange of an enrolled device. A revoked one still delivers, and gets results and orders, no records."""
    if request.version != protocol.VERSION:
        raise ProblemError(400, "version", str(protocol.VERSION))
    if len(request.envelopes) > protocol.MAX_ENVELOPES:
        raise bad_request("too many envelopes")
    now = hub.clock.now()
    caller = hub.find_caller(device)
    settled = settle_envelopes(hub, request.envelopes, now)
    lease = _note_contact(hub, caller, now)
    head = newest_signed_head(hub, now)
    answer = hub.read(lambda session: _answer(hub, session, caller, request, settled, lease, head, now))
    ballots = sorted({change.id for change in answer.changes if change.kind == "ballot" and change.body is not None})
    if ballots:
        hub.write(lambda session: mark_delivered(session, caller.person, ballots, now))
    return answer


def _note_contact(hub: Hub, caller: Caller, now: datetime) -> datetime:
    """Renew the lease and the time of contact, at most once a minute; the lease that holds."""
    if caller.revoked:
        return now
    lease = now + timedelta(days=hub.settings.lease_days)
    if caller.lease_until is None or is_contact_due(caller.last_seen, now):
        hub.write(lambda session: renew_lease(session, caller.device, lease, now))
        return lease
    return caller.lease_until


def is_contact_due(last_seen: datetime | None, now: datetime) -> bool:
    """Whether the time of contact is to be written. One that lies ahead was written while the hub's clock was wrong, and
    the lease with it: neither must stand until that time comes.
    """
    return last_seen is None or not timedelta() <= now - last_seen < CONTACT_INTERVAL


def _answer(
    hub: Hub,
    session: Session,
    caller: Caller,
    request: protocol.ExchangeRequest,
    settled: tuple[Settled, ...],
    lease: datetime,
    head: SignedHead,
    now: datetime,
) -> protocol.ExchangeAnswer:
    pulled = _pull(session, caller, request, now)
    current = request.epoch == hub.epoch.number and request.head_size == head.head.size
    proof = consistency(session, request.head_size, head.head.size) if 0 < request.head_size < head.head.size else ()
    return protocol.ExchangeAnswer(
        epoch=hub.epoch.number,
        now=to_micros(now),
        lease_until=to_micros(lease),
        settled=settled,
        # The bodies are encoded already; RecordChange names what a client reads out of them.
        changes=tuple(cast(protocol.RecordChange, change) for change in pulled.changes),
        cursors=dict(pulled.cursors),
        lost=tuple(pulled.lost),
        more=pulled.more,
        head=b"" if current else head.encode(),
        consistency=proof,
        orders=open_orders(session, caller.device),
    )


def _pull(session: Session, caller: Caller, request: protocol.ExchangeRequest, now: datetime) -> Pulled:
    if caller.revoked:
        return Pulled((), {}, (), more=False)
    if request.budget <= 0:
        # Receipts return alone; whoever is behind asks again with a budget.
        behind = newest_seq(session) > min(request.cursors.values(), default=0)
        return Pulled((), dict(request.cursors), (), more=behind)
    principals = principals_of(session, caller.person, now)
    budget = min(request.budget, protocol.MAX_ANSWER // 2)
    return pull(session, principals, request.cursors, request.kinds, budget)
