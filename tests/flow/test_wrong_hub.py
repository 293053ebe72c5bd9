"""Somebody else answers: a portal, another hub, no hub; a code that is wrong, used or expired; clocks a year off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from models.errors import (
    CertificateUnfitError,
    EnrolmentCodeError,
    HubAnswerError,
    HubIdentityError,
    LeaseExpiredError,
    OfflineError,
)
from models.hub_store import HubDatabase
from models.profile import read_profile, write_profile
from models.tables.server.hub import EnrolCode
from models.types import Choice, SendState
from sync import protocol
from sync.client.enrol import preview_code
from sync.client.transport import Answer, HttpTransport
from tests.helpers.client import CLERK, MINISTER, Client, SystemClock, enrol_client, enrol_code, issue, make_hub
from tests.helpers.hub import RunningHub, hub_command, running_hub
from tests.helpers.network import Line, Portal

OURS = {"content-type": protocol.MEDIA_TYPE}
PORTALS = {
    "a page": Answer(200, {"content-type": "text/html"}, "<html>Xin chào, mời đăng nhập</html>".encode()),
    "a redirect": Answer(302, {"location": "http://portal.example/login"}, b""),
    "a proxy's 404": Answer(404, {"content-type": "text/html"}, b"Not Found"),
    "a bare 404": Answer(404, {}, b""),
    "a gateway's 502": Answer(502, {"content-type": "text/plain"}, b"Bad Gateway"),
    "an empty body": Answer(200, OURS, b""),
    "a cut body": Answer(200, OURS, protocol.encode(protocol.Health(1, 2, True))[:-1]),
    "another message": Answer(200, OURS, protocol.encode(protocol.Health(1, 2, True))),
    "another program's problem": Answer(404, OURS, protocol.encode(protocol.Problem("nginx", "x", "y"))),
}


def sealed_answer(hub: RunningHub, tmp_path: Path, number: str, *, clock: SystemClock | None = None) -> Client:
    """A member's device with one signed ballot that waits."""
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", clock=clock)
    ballot = issue(office, tmp_path, number)
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
    return minister


def everything(folder: Path) -> dict[str, bytes]:
    """Envelopes, answers and pieces, by name and content."""
    found = [path for name in ("envelopes", "answers", "pieces", "damaged") for path in (folder / name).rglob("*")]
    return {str(path): path.read_bytes() for path in found if path.is_file()}


def test_a_portal_deletes_nothing_and_settles_nothing(hub: RunningHub, tmp_path: Path) -> None:
    minister = sealed_answer(hub, tmp_path, "9301")
    before = everything(minister.folder)
    for name, answer in PORTALS.items():
        minister.connect = Portal(answer)
        with minister.unlocked() as profile, pytest.raises(HubAnswerError):
            minister.sync(profile)
        with pytest.raises(HubAnswerError):
            minister.sync_locked()
        assert everything(minister.folder) == before, name
    minister.connect = HttpTransport
    with minister.unlocked() as profile:
        minister.sync(profile)
        (act,) = [row for row in minister.acts(profile) if row.number.startswith("9301")]
        assert act.state is SendState.RECEIVED


def test_another_hub_is_told_from_ours_and_gets_nothing(hub: RunningHub, tmp_path: Path) -> None:
    minister = sealed_answer(hub, tmp_path, "9302")
    stranger = make_hub(tmp_path / "stranger")
    with running_hub(stranger) as other:
        line = Line()
        public = read_profile(minister.folder)
        write_profile(minister.folder, msgspec.structs.replace(public, hub_address=other.address))
        minister.connect = line
        with minister.unlocked() as profile, pytest.raises(HubIdentityError):
            minister.sync(profile)
        with pytest.raises(HubIdentityError):
            minister.sync_locked()
        with pytest.raises(HubIdentityError):
            preview_code(enrol_code(hub, MINISTER).replace(hub.address, other.address))
        write_profile(minister.folder, public)
    with minister.unlocked() as profile:
        minister.sync(profile)
        assert all(act.state is not SendState.SIGNED for act in minister.acts(profile))


def test_codes_wrong_used_and_expired(hub: RunningHub, tmp_path: Path) -> None:
    code = enrol_code(hub, MINISTER)
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(EnrolmentCodeError, match="unknown"):
        preview_code(changed)
    with pytest.raises(EnrolmentCodeError, match="malformed"):
        preview_code(code[:-2])
    enrol_client(hub, MINISTER, tmp_path / "first", code=code)
    with pytest.raises(EnrolmentCodeError, match="used"):
        enrol_client(hub, MINISTER, tmp_path / "second", code=code)
    assert not (tmp_path / "second" / "profile.json").exists()
    expired = enrol_code(hub, MINISTER)
    past = datetime.now(UTC) - timedelta(minutes=1)
    with HubDatabase.at(hub.folder / "hub.db").writing() as session:
        session.execute(update(EnrolCode).where(EnrolCode.used_at.is_(None)).values(expires_at=past))
    with pytest.raises(EnrolmentCodeError, match="expired"):
        enrol_client(hub, MINISTER, tmp_path / "third", code=expired)


def test_no_hub_is_a_normal_state(hub: RunningHub, tmp_path: Path) -> None:
    minister = sealed_answer(hub, tmp_path, "9303")
    minister.connect = Line(cut=True)
    with minister.unlocked() as profile, pytest.raises(OfflineError):
        minister.sync(profile)


def test_clock_a_year_behind_reads_and_sends_but_does_not_sign(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister", clock=SystemClock(timedelta(days=-365)))
    ballot = issue(office, tmp_path, "9304")
    with minister.unlocked() as profile:
        minister.sync(profile)
        assert minister.held_bytes(profile, ballot) is not None
        with pytest.raises(CertificateUnfitError):
            minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        assert profile.envelopes.to_send() == ()


def test_clock_a_year_ahead_sends_what_was_sealed_and_says_why_it_stays_locked(hub: RunningHub, tmp_path: Path) -> None:
    minister = sealed_answer(hub, tmp_path, "9305")
    minister.clock.shift = timedelta(days=365)
    with pytest.raises(LeaseExpiredError), minister.unlocked():
        pass
    minister.sync_locked()
    minister.clock.shift = timedelta()
    with minister.unlocked() as profile:
        minister.sync(profile)
        assert all(act.state is SendState.RECEIVED for act in minister.acts(profile))


def test_revoked_device_stays_locked_whatever_its_clock_says(hub: RunningHub, tmp_path: Path) -> None:
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    hub_command("device", "revoke", hub.folder, read_profile(minister.folder).device)
    with minister.unlocked() as profile:
        minister.sync(profile)
    minister.clock.shift = timedelta(hours=-1)
    with pytest.raises(LeaseExpiredError), minister.unlocked():
        pass
