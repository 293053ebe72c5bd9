"""Real clients for tests: enrolled profiles in temporary folders that speak to a real hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models.commands.client.ballots import save_draft
from models.commands.client.office import DraftFields
from models.desk.answering import BallotDesk, CastRow
from models.desk.office import OfficeDesk
from models.device_key import load_device_key
from models.epochs import EpochStatement
from models.ports import EnrolmentResult, SecretStore
from models.profile import read_profile
from models.profile_session import UnlockedProfile, open_with_vault
from models.queries.client.ballot_detail import BallotDetailRow, ballot_detail
from models.queries.client.people import list_organizations
from models.queries.client.sync_state import ActRow, list_acts, sync_state
from models.queries.client.transfers import next_downloads, next_uploads
from models.rules.holidays import shipped_holidays
from models.rules.ruleset import ruleset_at
from models.types import BallotId, Choice, PersonId
from models.vault import Argon2Params, open_vault
from sync.client.enrol import EnrolmentWish, enrol_device
from sync.client.exchange import Exchanger
from sync.client.hub import HubConnection, Identity
from sync.client.locked_exchange import LockedExchanger
from sync.client.transfer import Mover
from sync.client.transport import Connector, HttpTransport
from tests.helpers.hub import RunningHub, hub_command

PIN = "471903"
SIGNING_PIN = "805217"
MINISTER = "Bộ trưởng Bộ Xây dựng"
OTHER_MINISTER = "Bộ trưởng Bộ Công Thương"
CLERK = "Chuyên viên Văn phòng"
FAST = Argon2Params(64, 1, 1)
"""Argon2id that costs next to nothing: these tests are not about the PIN."""


class SystemClock:
    """The machine's clock, shifted by what a test wants."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self.shift = shift

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


class MemorySecrets:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    def put(self, name: str, value: bytes) -> None:
        self.values[name] = value

    def remove(self, name: str) -> None:
        self.values.pop(name, None)


_made: list[Client] = []


def hang_up_all() -> None:
    """End every test client's connection."""
    for client in _made:
        client.hang_up()
    _made.clear()


@dataclass
class Client:
    """One device of one person. ``connect`` may be swapped for a transport that fails on purpose."""

    folder: Path
    secrets: SecretStore
    clock: SystemClock
    connect: Connector = HttpTransport
    result: EnrolmentResult | None = None
    _hub: HubConnection | None = None
    _hub_by: Connector | None = None

    def __post_init__(self) -> None:
        _made.append(self)

    @contextmanager
    def unlocked(self, *, rebuild: bool = False) -> Iterator[UnlockedProfile]:
        """The opened profile, locked again at the end."""
        vault = open_vault(self.folder, PIN, self.secrets, self.clock, floor=FAST)
        with open_with_vault(self.folder, vault, self.secrets, self.clock, rebuild=rebuild) as profile:
            yield profile

    @contextmanager
    def connection(self) -> Iterator[HubConnection]:
        """The device's connection, as the loop keeps it: dropped after a fault, or by :meth:`hang_up`."""
        if self._hub is None or self._hub_by is not self.connect:
            self.hang_up()
            public = read_profile(self.folder)
            key = load_device_key(self.folder, self.secrets)
            assert key is not None
            epoch = EpochStatement.decode(public.epoch)
            self._hub = HubConnection(Identity.of(public), epoch, key, self.connect)
            self._hub_by = self.connect
        try:
            yield self._hub
        except BaseException:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """The next connection is a fresh one, with a fresh token."""
        if self._hub is not None:
            self._hub.close()
        self._hub = self._hub_by = None

    def sync(self, profile: UnlockedProfile) -> None:
        """One round as the loop does it: exchange, uploads, exchange again, downloads."""
        with self.connection() as hub:
            Exchanger(profile, hub).run()
            mover = Mover(profile, hub, lambda _: None, lambda _: False)
            uploads = profile.store.read(next_uploads).result()
            for upload in uploads:
                assert mover.upload(upload)
            if uploads:
                Exchanger(profile, hub).run()
            for download in profile.store.read(lambda session: next_downloads(session, 1000)).result():
                mover.download(download)

    def sync_locked(self) -> None:
        """One round as the locked app does it."""
        public = read_profile(self.folder)
        with self.connection() as hub:
            LockedExchanger(self.folder, hub).run(EpochStatement.decode(public.epoch))

    def person(self) -> PersonId:
        """Whose device it is."""
        return PersonId(read_profile(self.folder).person)

    def answer(self, profile: UnlockedProfile, choices: Mapping[BallotId, tuple[Choice, str]]) -> tuple[CastRow, ...]:
        """Draft, then sign and seal all with one PIN."""
        for ballot, (choice, opinion) in choices.items():
            save(profile, ballot, choice, opinion)
        return BallotDesk(profile, profile.software_signer()).cast(tuple(choices), SIGNING_PIN)

    def held_bytes(self, profile: UnlockedProfile, ballot: BallotId) -> tuple[int, int] | None:
        """(here, whole) of the ballot's first paper; None while the ballot itself has not come."""
        now = self.clock.now()
        row = profile.store.read(lambda session: ballot_detail(session, ballot, self.person(), now)).result()
        return None if row is None else (row.papers[0].held, row.papers[0].size)

    def acts(self, profile: UnlockedProfile) -> tuple[ActRow, ...]:
        """Every act of the device, newest first."""
        return profile.store.read(list_acts).result()

    def detail(self, profile: UnlockedProfile, ballot: BallotId) -> BallotDetailRow:
        """The ballot's page."""
        row = profile.store.read(
            lambda session: ballot_detail(session, ballot, self.person(), self.clock.now())
        ).result()
        assert row is not None
        return row


def save(profile: UnlockedProfile, ballot: BallotId, choice: Choice, opinion: str) -> None:
    """Keep a draft."""
    now = profile.clock.now()
    profile.store.write(lambda session: save_draft(session, ballot, choice, opinion, now)).result()


def make_hub(folder: Path) -> Path:
    """A new hub with a test authority, not running."""
    hub_command("init", folder, "--test-authority")
    return folder


def add_person(
    hub: Path, name: str, organization: str, roles: Sequence[str], *, member: bool = False, rank: int = 0
) -> None:
    """A person on the hub."""
    options = [item for role in roles for item in ("--role", role)]
    flags = ["--member"] if member else []
    hub_command(
        "person",
        "add",
        hub,
        name,
        "--title",
        name,
        "--organization",
        organization,
        "--rank",
        str(rank),
        *options,
        *flags,
    )


def enrol_code(hub: RunningHub, name: str) -> str:
    """A one-time code."""
    return code_at(hub.folder, hub.address, name)


def code_at(folder: Path, address: str, name: str) -> str:
    """A one-time code of the hub in ``folder``, for ``address``."""
    return hub_command("enrol-code", folder, name, "--address", address).stdout.splitlines()[0]


def enrol_client(
    hub: RunningHub,
    name: str,
    folder: Path,
    *,
    connect: Connector = HttpTransport,
    clock: SystemClock | None = None,
    code: str | None = None,
) -> Client:
    """Enrol a device for ``name``."""
    return enrol_with(code or enrol_code(hub, name), folder, connect, clock or SystemClock())


def enrol_with(code: str, folder: Path, connect: Connector, clock: SystemClock) -> Client:
    """Enrol a device by a code over any line."""
    client = Client(folder, MemorySecrets(), clock, connect)
    wish = EnrolmentWish(code, f"Máy {folder.name}", PIN, SIGNING_PIN)
    client.result = enrol_device(folder, wish, client.secrets, client.clock, connect, FAST)
    return client


def issue(office: Client, tmp_path: Path, number: str = "9012", *, size: int = 1_900_000) -> BallotId:
    """The Office issues a ballot with one paper; returns once the hub has it."""
    paper = tmp_path / f"to-trinh-{number}.pdf"
    words = f"%PDF-1.7\nKho hang tai cang {number} ".encode()
    paper.write_bytes((words * (size // len(words) + 1))[:size])
    now = office.clock.now()
    with office.unlocked() as profile:
        office.sync(profile)
        organization = profile.store.read(list_organizations).result()[0]
        desk = OfficeDesk(profile)
        ref = desk.stage_paper(paper, "Tờ trình Chính phủ", declared_free_of_secrets=True, pages=18)
        draft = desk.save_draft(
            None,
            DraftFields(
                number=f"{number}/PLYK-VPCP",
                title="Dự thảo Nghị định về quản lý bến thủy nội địa",
                question="Đồng ý ban hành Nghị định về quản lý bến thủy nội địa?",
                submitted_by=organization.id,
                deadline=ruleset_at(now).deadline(now, 3, shipped_holidays()),
                papers=(ref,),
            ),
        )
        desk.issue(draft)
        office.sync(profile)
        state = profile.store.read(sync_state).result()
        assert state.refused == ()
        assert state.waiting == ()
    return draft
