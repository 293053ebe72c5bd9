"""A device tells that it has carried out an order."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.commands.server.devices import acknowledge_order
from models.orders import check_done
from models.tables.server.hub import DeviceKey, Order
from models.types import ChangeSet
from sync import protocol
from sync.server.hub import Hub
from sync.server.problems import ProblemError, is_id


def acknowledge(hub: Hub, device: str, message: protocol.OrderDone) -> protocol.OrderDone:
    """Note that the order was obeyed; the device is revoked with that. Raises ProblemError 403 ``signature``, 404."""
    now = hub.clock.now()
    if not is_id(message.order):
        raise ProblemError(404, "not_found")

    def write(session: Session) -> tuple[protocol.OrderDone, ChangeSet]:
        order, key = session.get(Order, message.order), session.get(DeviceKey, device)
        if order is None or key is None or order.device != device:
            raise ProblemError(404, "not_found")
        if not check_done(order.data, message.signature, key.sign_key):
            raise ProblemError(403, "signature")
        return message, acknowledge_order(session, device, order.id, now)[1]

    return hub.write(write)
