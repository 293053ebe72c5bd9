"""A hub whose history shrinks, forks or starts a new epoch: the alarm, and then nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.alarms import AlarmKind
from models.desk.office import acknowledge
from models.errors import AlarmError, HubIdentityError, InvalidInputError
from models.profile_session import UnlockedProfile
from models.queries.client.exchange_plan import open_heads
from models.queries.client.outbox import kept_receipts
from models.queries.client.sync_state import AlarmRow, list_alarms
from models.types import BallotId, Choice, SendState, Standing
from sync.client.exchange import Exchanger
from tests.helpers.client import CLERK, MINISTER, OTHER_MINISTER, Client, add_person, enrol_client, issue, make_hub
from tests.helpers.hub import RunningHub, hub_command, start_hub, stop_hub

EXPLANATION = "Ổ đĩa máy chủ hỏng lúc 02:00; đã phục hồi từ bản sao lưu lúc 01:00."


@dataclass
class Place:
    """A hub that a test stops, replaces and starts again under the same address."""

    hub: RunningHub

    def restart(self) -> None:
        """Start what lies in the hub's folder now."""
        self.hub = start_hub(self.hub.folder, port=self.hub.port)

    def stop(self) -> None:
        """Stop it."""
        stop_hub(self.hub)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = make_hub(tmp_path / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, OTHER_MINISTER, "Bộ Công Thương", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    found = Place(start_hub(folder))
    yield found
    found.stop()


def alarms(profile: UnlockedProfile) -> tuple[AlarmRow, ...]:
    """Alarms that stand."""
    return profile.store.read(list_alarms).result()


def answer(client: Client, ballot: BallotId) -> None:
    """Sign, send, see the receipt."""
    with client.unlocked() as profile:
        client.sync(profile)
        client.answer(profile, {ballot: (Choice.APPROVE, "")})
        client.sync(profile)
        current = client.detail(profile, ballot).current
        assert current is not None
        assert current.receipt is not None


def new_epoch(hub: RunningHub, folder: Path, explanation: str, *options: str) -> None:
    """Prepare, sign with the offline root key, adopt."""
    statement, signature = folder / "epoch.json", folder / "epoch.sig"
    hub_command("epoch", "new", hub.folder, statement, *options, "--explanation", explanation)
    hub_command("epoch", "sign", statement, hub.folder / "root.key", signature)
    hub_command("epoch", "adopt", hub.folder, statement, signature)


def test_restored_hub_raises_the_alarm_then_a_new_epoch_loses_nothing(place: Place, tmp_path: Path) -> None:
    office = enrol_client(place.hub, CLERK, tmp_path / "office")
    minister = enrol_client(place.hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9401")
    second = issue(office, tmp_path, "9405")
    with minister.unlocked() as profile:
        minister.sync(profile)
    backup = tmp_path / "backup"
    hub_command("backup", place.hub.folder, backup)
    answer(minister, ballot)

    # The old database is put back behind everybody's back: no new epoch.
    place.stop()
    for path in place.hub.folder.glob("hub.db*"):
        path.unlink()
    shutil.copy(next(backup.rglob("*.db")), place.hub.folder / "hub.db")
    place.restart()
    minister.hang_up()
    with minister.unlocked() as profile:
        with pytest.raises(AlarmError):
            minister.sync(profile)
        (alarm,) = alarms(profile)
        assert alarm.kind is AlarmKind.ROLLBACK
        assert alarm.explanation == ""
        # Signed in spite of the alarm: the shortened ledger grows again to a size that was seen with other content.
        minister.answer(profile, {second: (Choice.OTHER, "Đề nghị bổ sung.")})
        with pytest.raises(AlarmError):
            minister.sync(profile)
        assert {row.kind for row in alarms(profile)} == {AlarmKind.ROLLBACK, AlarmKind.FORK}
        with pytest.raises(InvalidInputError):
            acknowledge(profile, alarm.id)
        assert len(profile.store.read(kept_receipts).result()) == 1

    # Now honestly: restore, a new epoch with an explanation, signed by the offline root key.
    place.stop()
    hub_command("restore", place.hub.folder, backup, "--yes")
    new_epoch(place.hub, tmp_path, EXPLANATION)
    place.restart()
    minister.hang_up()
    with minister.unlocked() as profile:
        minister.sync(profile)
        for asked in (ballot, second):
            (row,) = minister.detail(profile, asked).answers
            assert (row.state, row.standing) == (SendState.RECORDED, Standing.COUNTED)
        kept = [(receipt.ballot, receipt.epoch) for receipt in profile.store.read(kept_receipts).result()]
        assert sorted(kept) == sorted([(ballot, 1), (ballot, 2), (second, 2)])
        standing = alarms(profile)
        assert {alarm.explanation for alarm in standing} == {EXPLANATION}
        for alarm in standing:
            acknowledge(profile, alarm.id)
        minister.sync(profile)
        assert alarms(profile) == ()
        assert all(act.state is not SendState.SIGNED for act in minister.acts(profile))


def test_rotated_keys_are_followed_by_who_pinned_the_root_key(place: Place, tmp_path: Path) -> None:
    office = enrol_client(place.hub, CLERK, tmp_path / "office")
    minister = enrol_client(place.hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9402")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})  # sealed to the old envelope key
    place.stop()
    new_epoch(place.hub, tmp_path, "Thay khóa định kỳ.", "--new-tls")
    place.restart()
    minister.hang_up()
    with minister.unlocked() as profile:
        try:
            minister.sync(profile)
        except HubIdentityError:  # the loop does this by itself: another certificate must prove a new epoch
            with minister.connection() as connection:
                profile.renew_trust(tuple(connection.epochs().epochs))
            minister.hang_up()
            minister.sync(profile)
        (row,) = minister.detail(profile, ballot).answers
        assert row.state is SendState.RECORDED
        assert [alarm.kind for alarm in alarms(profile)] == [AlarmKind.EPOCH]


def test_forked_hub_raises_the_alarm(place: Place, tmp_path: Path) -> None:
    office = enrol_client(place.hub, CLERK, tmp_path / "office")
    minister = enrol_client(place.hub, MINISTER, tmp_path / "minister")
    other = enrol_client(place.hub, OTHER_MINISTER, tmp_path / "other")
    ballot = issue(office, tmp_path, "9403")
    with minister.unlocked() as profile:
        minister.sync(profile)
    place.stop()
    twin = tmp_path / "twin"
    shutil.copytree(place.hub.folder, twin)
    place.restart()
    for client in (minister, other, office):
        client.hang_up()
    answer(minister, ballot)

    # The twin goes on from before that answer, and grows longer than what the minister has seen.
    place.stop()
    shutil.rmtree(place.hub.folder)
    shutil.copytree(twin, place.hub.folder)
    place.restart()
    for client in (minister, other, office):
        client.hang_up()
    answer(other, ballot)
    issue(office, tmp_path, "9404")
    with minister.unlocked() as profile:
        with pytest.raises(AlarmError):
            minister.sync(profile)
        (alarm,) = alarms(profile)
        assert alarm.kind is AlarmKind.FORK
        (row,) = minister.detail(profile, ballot).answers
        assert row.receipt is not None  # the proof of what the hub once signed is kept


def test_receipt_taken_while_locked_is_proved_to_lie_on_the_tree_seen_since(place: Place, tmp_path: Path) -> None:
    office = enrol_client(place.hub, CLERK, tmp_path / "office")
    minister = enrol_client(place.hub, MINISTER, tmp_path / "minister")
    other = enrol_client(place.hub, OTHER_MINISTER, tmp_path / "other")
    ballot = issue(office, tmp_path, "9406")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
    minister.sync_locked()
    answer(other, ballot)  # the ledger grows: the receipt's head is no longer the newest
    with minister.unlocked() as profile, minister.connection() as connection:
        exchanger = Exchanger(profile, connection)
        exchanger.collect()
        trust = profile.trust()
        assert len(profile.store.read(lambda session: open_heads(session, trust)).result()) == 1
        exchanger.run()
        assert profile.store.read(lambda session: open_heads(session, trust)).result() == ()
        assert alarms(profile) == ()


def test_receipt_of_a_new_epoch_taken_while_locked_raises_no_false_alarm(place: Place, tmp_path: Path) -> None:
    office = enrol_client(place.hub, CLERK, tmp_path / "office")
    minister = enrol_client(place.hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9407")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
    place.stop()
    new_epoch(place.hub, tmp_path, "Thay khóa định kỳ.")
    place.restart()
    minister.hang_up()
    minister.sync_locked()
    with minister.unlocked() as profile:
        minister.sync(profile)
        (row,) = minister.detail(profile, ballot).answers
        assert row.state is SendState.RECORDED
        assert [alarm.kind for alarm in alarms(profile)] == [AlarmKind.EPOCH]
