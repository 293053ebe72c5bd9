"""The exchange of a locked profile: the device key is all it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from models.commands.client.outbox import BALLOT_RANK
from models.envelopes import EnvelopeFolder
from models.epochs import EpochStatement
from models.errors import HubAnswerError
from models.profile_session import note_hub_time
from models.tables.base import from_micros
from sync import protocol
from sync.client.hub import HubConnection

MAX_ROUNDS: Final = 100_000  # a first pull of every record ever made stays far below
_MAX_INSTANT: Final = 253_402_300_799_000_000


@dataclass(frozen=True, slots=True)
class Orders:
    """Signed orders of the hub to this device, unverified."""

    data: tuple[bytes, ...] = ()


class LockedExchanger:
    """Exchanges of a locked profile: envelopes out, sealed answers in, nothing else. Needs the device key only."""

    def __init__(self, folder: Path, hub: HubConnection) -> None:
        self._folder = folder
        self._hub = hub
        self._envelopes = EnvelopeFolder(folder)

    def run(self, epoch: EpochStatement) -> Orders:
        """Send what waits. Raises as :meth:`Exchanger.run` does, but for the ledger: that is checked at unlock."""
        orders = Orders()
        tried: set[str] = set()
        for _ in range(MAX_ROUNDS):
            waiting = [envelope for envelope in self._envelopes.to_send() if envelope.event_id not in tried]
            ballots = [envelope for envelope in waiting if envelope.rank == BALLOT_RANK]
            batch = (ballots or waiting)[: protocol.MAX_ENVELOPES]
            tried.update(envelope.event_id for envelope in batch)
            request = protocol.ExchangeRequest(
                version=protocol.VERSION,
                epoch=epoch.number,
                head_size=0,
                cursors={},
                kinds={},
                envelopes=tuple(self._envelopes.wire(envelope.file_name) for envelope in batch),
                budget=0,
            )
            answer = self._hub.exchange(request)
            orders = Orders(answer.orders)
            asked = {envelope.event_id for envelope in batch}
            for settled in answer.settled:
                if settled.event in asked and settled.sealed:
                    self._envelopes.store_answer(settled.event, settled.sealed)
            note_hub_time(self._folder, hub_instant(answer.now), hub_instant(answer.lease_until))
            if not batch:
                break
        return orders


def hub_instant(micros: int) -> datetime:
    """An instant the hub said. Raises :class:`HubAnswerError` for one out of range."""
    if not 0 <= micros <= _MAX_INSTANT:
        raise HubAnswerError("a time out of range")
    return from_micros(micros)
