"""Two devices of one member, out of contact, with different answers: one stands, the other waits for the member."""

from __future__ import annotations

from pathlib import Path

from models.desk.answering import BallotDesk
from models.queries.client.ballots import BallotBadge, BallotTab, list_ballots
from models.types import Choice, Standing
from tests.helpers.client import CLERK, MINISTER, SIGNING_PIN, enrol_client, issue, save
from tests.helpers.hub import RunningHub


def test_competing_answer_waits_until_the_member_confirms(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    laptop = enrol_client(hub, MINISTER, tmp_path / "laptop")
    tablet = enrol_client(hub, MINISTER, tmp_path / "tablet")
    ballot = issue(office, tmp_path, "9201")
    with laptop.unlocked() as one, tablet.unlocked() as two:
        laptop.sync(one)
        tablet.sync(two)
        laptop.answer(one, {ballot: (Choice.APPROVE, "")})
        tablet.answer(two, {ballot: (Choice.DISAPPROVE, "Chưa rõ nguồn lực.")})
        laptop.sync(one)
        tablet.sync(two)

        standings = {row.choice: row.standing for row in tablet.detail(two, ballot).answers}
        assert standings == {Choice.APPROVE: Standing.COUNTED, Choice.DISAPPROVE: Standing.COMPETING}
        now = tablet.clock.now()
        (row,) = two.store.read(
            lambda session: [
                row for row in list_ballots(session, tablet.person(), BallotTab.RETURNED, now) if row.id == ballot
            ]
        ).result()
        assert row.badge is BallotBadge.COMPETING
        laptop.sync(one)
        assert {row.standing for row in laptop.detail(one, ballot).answers} == {Standing.COUNTED, Standing.COMPETING}

        # The member confirms by signing again with both answers in sight.
        save(two, ballot, Choice.DISAPPROVE, "Chưa rõ nguồn lực.")
        BallotDesk(two, two.software_signer()).cast([ballot], SIGNING_PIN)
        tablet.sync(two)
        detail = tablet.detail(two, ballot)
        assert detail.current is not None
        assert (detail.current.choice, detail.current.standing) == (Choice.DISAPPROVE, Standing.COUNTED)
        assert len(detail.answers) == 3

    with office.unlocked() as profile:
        office.sync(profile)


def test_replacing_before_sending_keeps_every_version(hub: RunningHub, tmp_path: Path) -> None:
    office = enrol_client(hub, CLERK, tmp_path / "office")
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    ballot = issue(office, tmp_path, "9202")
    with minister.unlocked() as profile:
        minister.sync(profile)
        minister.answer(profile, {ballot: (Choice.DISAPPROVE, "Chưa đủ số liệu.")})
        minister.answer(profile, {ballot: (Choice.APPROVE, "")})
        minister.sync(profile)
        newest, oldest = minister.detail(profile, ballot).answers
        assert (newest.choice, newest.standing, newest.is_current) == (Choice.APPROVE, Standing.COUNTED, True)
        assert (oldest.choice, oldest.standing, oldest.is_current) == (
            Choice.DISAPPROVE,
            Standing.SUPERSEDED,
            False,
        )
        assert newest.replaces == oldest.digest
