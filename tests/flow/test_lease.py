"""A lease ends: the profile stays shut until the hub was asked, also where no keyring can ask by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import LeaseExpiredError, OfflineError, WrongPinError
from models.profile_session import open_with_vault
from models.vault import open_vault
from sync.client.enrol import EnrolmentWish, enrol_device
from sync.client.link import HubLink
from sync.client.round import renew_lease
from tests.helpers.client import (
    FAST,
    MINISTER,
    SIGNING_PIN,
    add_person,
    code_at,
    enrol_with,
    make_hub,
)
from tests.helpers.time_travel import LocalHub, travelling_hub

PASSPHRASE = "con tàu neo ở bến cũ"
ALONE = timedelta(days=40)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    folder = make_hub(tmp_path / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    with travelling_hub(folder) as local:
        yield local


def test_locked_round_renews_the_lease(hub: LocalHub, tmp_path: Path) -> None:
    code = code_at(hub.hub.folder.path, "hub:443", MINISTER)
    minister = enrol_with(code, tmp_path / "minister", hub.connect, hub.clock)
    hub.clock.moment += ALONE
    with pytest.raises(LeaseExpiredError), minister.unlocked():
        pass
    minister.sync_locked()
    with minister.unlocked() as profile:
        minister.sync(profile)


def test_without_a_keyring_the_pin_renews_it(hub: LocalHub, tmp_path: Path) -> None:
    folder = tmp_path / "minister"
    wish = EnrolmentWish(code_at(hub.hub.folder.path, "hub:443", MINISTER), "Máy", PASSPHRASE, SIGNING_PIN)
    enrol_device(folder, wish, None, hub.clock, hub.connect, FAST)
    hub.clock.moment += ALONE
    hub.cut = True
    with pytest.raises(LeaseExpiredError):
        open_with_vault(folder, open_vault(folder, PASSPHRASE, None, hub.clock, FAST), None, hub.clock)
    with pytest.raises(OfflineError):
        renew_lease(folder, PASSPHRASE, None, hub.clock, hub.connect, FAST)
    hub.cut = False
    link = HubLink(folder, None, hub.clock, hub.connect, FAST)
    try:
        with pytest.raises(WrongPinError):
            link.renew_lease("một cụm mật khẩu khác").result(30)
        link.renew_lease(PASSPHRASE).result(30)
    finally:
        link.close()
    with open_with_vault(folder, open_vault(folder, PASSPHRASE, None, hub.clock, FAST), None, hub.clock) as profile:
        assert profile.public.lease_until > 0
