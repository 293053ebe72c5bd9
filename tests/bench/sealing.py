"""Sealing an answer, and what goes over the wire afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec

from models.commands.server.auditing import SYSTEM
from models.commands.server.people import register_certificate
from models.desk.answering import BallotDesk
from models.errors import DefectError
from models.profile import read_profile, write_profile
from models.profile_session import SIGNING_KEY, UnlockedProfile
from models.signing.software import KeyKind, create_key
from models.statements import BallotStatement
from models.types import BallotId, Choice
from sync.client.exchange import Exchanger
from tests.bench._world import add_papers, enrol, issue_ballots, make_hub, member_id, opened, scratch
from tests.bench.figures import Measurement, at_most, figure, median_ms
from tests.helpers.client import SIGNING_PIN, save
from tests.helpers.hub import RunningHub, running_hub

REPEAT = 25
OPINION = (
    "Đồng ý với dự thảo Nghị định. Đề nghị cơ quan chủ trì soạn thảo rà soát thời hạn chuyển tiếp tại Điều 27 cho bến"
    " khách ngang sông, làm rõ trách nhiệm kiểm tra tại Điều 31 và bổ sung nguồn kinh phí thực hiện."
)


@figure(name="seal-p256", unit="ms", goal=at_most(100))
def sealing_p256() -> Measurement:
    """Sealing, from the PIN to durable: page drawn, signed with P-256, envelope and row fsynced (median)."""
    return _seal(KeyKind.P256)


@figure(name="seal-rsa2048", unit="ms", goal=at_most(200))
def sealing_rsa() -> Measurement:
    """Sealing, from the PIN to durable: page drawn, signed with RSA-2048, envelope and row fsynced (median)."""
    return _seal(KeyKind.RSA2048)


@figure(name="wire-377-papers", unit="bytes", goal=at_most(8 * 1024))
def wire_size() -> Measurement:
    """A ballot with 377 papers on the wire: the whole envelope, RSA-2048 signature, an opinion of three lines."""
    with _desk(KeyKind.RSA2048, ballots=1, papers=377) as (profile, desk, ballots):
        _draft(profile, ballots)
        desk.cast([ballots[0].ballot], SIGNING_PIN)
        (envelope,) = profile.envelopes.to_send()
        return Measurement(len(profile.envelopes.wire(envelope.file_name)))


def _seal(kind: KeyKind) -> Measurement:
    with _desk(kind, ballots=REPEAT + 1, papers=3) as (profile, desk, ballots):
        _draft(profile, ballots)
        waiting = iter(ballots)
        return Measurement(median_ms(lambda: desk.cast([next(waiting).ballot], SIGNING_PIN), repeat=REPEAT))


def _draft(profile: UnlockedProfile, ballots: Sequence[BallotStatement]) -> None:
    for statement in ballots:
        save(profile, BallotId(statement.ballot), Choice.APPROVE, OPINION)


@contextmanager
def _desk(
    kind: KeyKind, *, ballots: int, papers: int
) -> Iterator[tuple[UnlockedProfile, BallotDesk, tuple[BallotStatement, ...]]]:
    """A member's desk on a device that has the ballots; its hub runs no more."""
    with scratch() as folder:
        make_hub(folder / "hub")
        with opened(folder / "hub") as hub:
            statements = issue_ballots(hub, ballots, add_papers(hub, papers))
        with running_hub(folder / "hub") as running:
            client = enrol(running, folder / "device")
            with client.unlocked() as profile, client.connection() as connection:
                if kind is not KeyKind.P256:
                    _renew_key(running, profile, kind)
                Exchanger(profile, connection).run()
        with client.unlocked() as profile:
            yield profile, BallotDesk(profile, profile.software_signer()), statements


def _renew_key(running: RunningHub, profile: UnlockedProfile, kind: KeyKind) -> None:
    """Another signing key in the place of the one made at enrolment."""
    pending, request = create_key(SIGNING_PIN, kind, member_id(0))
    with opened(running.folder) as hub:
        authority, now = hub.test_authority, hub.clock.now()
        if authority is None:
            raise DefectError("the hub was made with a test authority")
        certificate = authority.issue(request, member_id(0), now)
        hub.write(
            lambda session: register_certificate(
                session, SYSTEM, member_id(0), certificate, is_test=True, software_key=True, now=now
            )
        )
    key = pending.certified(certificate, is_test=True)
    wrapped = profile.vault.wrap(SIGNING_KEY, key.encode())
    write_profile(profile.folder, msgspec.structs.replace(read_profile(profile.folder), signing_key=wrapped))
