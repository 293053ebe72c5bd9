"""Orders to this device: the wipe. Sealed acts go first, keys go, the acknowledgement is signed, its key goes last.

A crash at any step repeats harmlessly: the hub gives the order again until it was acknowledged.
"""

from __future__ import annotations

import logging
from pathlib import Path

from models.device_key import destroy_device_key, load_device_key
from models.envelopes import EnvelopeFolder
from models.epochs import EpochStatement, root_key_id
from models.errors import HubIdentityError, InvalidInputError
from models.orders import WipeStatement, sign_done, verify_wipe
from models.ports import SecretStore
from models.profile import FILE, read_profile
from models.profile_session import UnlockedProfile
from models.vault import destroy_vault
from sync.client.hub import HubConnection
from sync.client.locked_exchange import Orders

_log = logging.getLogger(__name__)


def obey_orders(
    folder: Path,
    secrets: SecretStore | None,
    profile: UnlockedProfile | None,
    orders: Orders,
    hub: HubConnection,
) -> bool:
    """Carry out what is verified to be a wipe of this device; whether one was. Anything else is ignored and logged.

    Call it after a round: what was sealed has been sent. Raises OfflineError (the acknowledgement waits).
    """
    for data in orders.data:
        wipe = _verified(folder, data)
        if wipe is not None:
            _wipe(folder, secrets, profile, wipe, hub)
            return True
    return False


def _verified(folder: Path, data: bytes) -> WipeStatement | None:
    public = read_profile(folder)
    epoch = EpochStatement.decode(public.epoch)
    try:
        return verify_wipe(data, root_key_id(public.root_key), public.device, epoch.order_key, epoch.administrators)
    except (InvalidInputError, HubIdentityError) as error:
        _log.warning("an order was ignored: %s", error)
        return None


def _wipe(
    folder: Path, secrets: SecretStore | None, profile: UnlockedProfile | None, wipe: WipeStatement, hub: HubConnection
) -> None:
    if EnvelopeFolder(folder).to_send():
        _log.warning("some sealed acts could not be sent before the wipe")
    key = profile.device_key if profile is not None else load_device_key(folder, secrets)
    if key is None:
        return
    if profile is not None:
        profile.lock()
    destroy_vault(folder, secrets)
    hub.order_done(wipe.order, sign_done(wipe, key))
    destroy_device_key(folder, secrets)
    (folder / FILE).unlink(missing_ok=True)
