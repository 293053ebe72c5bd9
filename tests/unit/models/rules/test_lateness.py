"""Late delivery, commitment and certificates that ended on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DefectError
from models.rules.lateness import (
    Bracket,
    CertificateTimes,
    CertificateVerdict,
    Lateness,
    certificate_verdict,
    judge,
    lateness_of,
)
from models.rules.ruleset import LateRule, shipped_rules
from models.types import Refusal, Standing

DEADLINE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
CHAIR = shipped_rules().get("nd191-2026")
COMMITTED = replace(CHAIR, late=LateRule.COUNT_IF_COMMITTED)
GOOD = CertificateTimes(DEADLINE - 9000 * HOUR, DEADLINE + 9000 * HOUR)


def bracket(head: timedelta, received: timedelta, committed: timedelta | None = None) -> Bracket:
    return Bracket(DEADLINE + head, DEADLINE + received, None if committed is None else DEADLINE + committed)


@pytest.mark.parametrize(
    ("given_bracket", "lateness", "by_chair", "by_commitment"),
    [
        (bracket(-HOUR, -TICK), Lateness.ON_TIME, Standing.COUNTED, Standing.COUNTED),
        (bracket(-HOUR, 0 * HOUR), Lateness.ON_TIME, Standing.COUNTED, Standing.COUNTED),
        (bracket(-HOUR, TICK), Lateness.UNPROVEN, Standing.CHAIR_DECIDES, Standing.CHAIR_DECIDES),
        (bracket(0 * HOUR, HOUR), Lateness.UNPROVEN, Standing.CHAIR_DECIDES, Standing.CHAIR_DECIDES),
        (bracket(-HOUR, HOUR, -TICK), Lateness.COMMITTED, Standing.CHAIR_DECIDES, Standing.COUNTED),
        (bracket(-HOUR, HOUR, 0 * HOUR), Lateness.COMMITTED, Standing.CHAIR_DECIDES, Standing.COUNTED),
        (bracket(-HOUR, HOUR, TICK), Lateness.UNPROVEN, Standing.CHAIR_DECIDES, Standing.CHAIR_DECIDES),
        (bracket(TICK, HOUR), Lateness.LATE, Standing.NOT_COUNTED, Standing.NOT_COUNTED),
        (bracket(TICK, HOUR, 2 * TICK), Lateness.LATE, Standing.NOT_COUNTED, Standing.NOT_COUNTED),
    ],
)
def test_the_table(given_bracket: Bracket, lateness: Lateness, by_chair: Standing, by_commitment: Standing) -> None:
    assert lateness_of(given_bracket, DEADLINE) is lateness
    for rules, standing in ((CHAIR, by_chair), (COMMITTED, by_commitment)):
        judgement = judge(given_bracket, DEADLINE, GOOD, rules)
        assert (judgement.lateness, judgement.standing) == (lateness, standing)
        assert judgement.reason is (None if standing is Standing.COUNTED else Refusal.LATE)


CERTIFICATES = [
    ("in order", GOOD, CertificateVerdict.VALID),
    ("expired before the head", replace(GOOD, valid_until=DEADLINE - 3 * HOUR), CertificateVerdict.INVALID),
    ("expired on the way", replace(GOOD, valid_until=DEADLINE - 1.5 * HOUR), CertificateVerdict.INDETERMINATE),
    ("valid to the receipt itself", replace(GOOD, valid_until=DEADLINE - HOUR), CertificateVerdict.VALID),
    ("revoked before the head", replace(GOOD, revoked_at=DEADLINE - 3 * HOUR), CertificateVerdict.INVALID),
    ("revoked at the head", replace(GOOD, revoked_at=DEADLINE - 2 * HOUR), CertificateVerdict.INVALID),
    ("revoked on the way", replace(GOOD, revoked_at=DEADLINE - 1.5 * HOUR), CertificateVerdict.INDETERMINATE),
    ("revoked afterwards", replace(GOOD, revoked_at=DEADLINE), CertificateVerdict.VALID),
    ("made since the head", replace(GOOD, valid_from=DEADLINE - 1.5 * HOUR), CertificateVerdict.VALID),
    ("made after the receipt", replace(GOOD, valid_from=DEADLINE), CertificateVerdict.INVALID),
]


@pytest.mark.parametrize(
    ("times", "verdict"), [case[1:] for case in CERTIFICATES], ids=[case[0] for case in CERTIFICATES]
)
def test_certificates(times: CertificateTimes, verdict: CertificateVerdict) -> None:
    on_time = bracket(-2 * HOUR, -HOUR)
    assert certificate_verdict(times, on_time) is verdict
    judgement = judge(on_time, DEADLINE, times, CHAIR)
    standing = {
        CertificateVerdict.VALID: Standing.COUNTED,
        CertificateVerdict.INDETERMINATE: Standing.CHAIR_DECIDES,
        CertificateVerdict.INVALID: Standing.NOT_COUNTED,
    }[verdict]
    assert judgement.standing is standing
    assert judgement.reason is (None if verdict is CertificateVerdict.VALID else Refusal.CERTIFICATE)


def test_a_commitment_shortens_the_bracket_of_the_certificate() -> None:
    revoked = replace(GOOD, revoked_at=DEADLINE - HOUR)
    assert certificate_verdict(revoked, bracket(-3 * HOUR, HOUR)) is CertificateVerdict.INDETERMINATE
    assert certificate_verdict(revoked, bracket(-3 * HOUR, HOUR, -2 * HOUR)) is CertificateVerdict.VALID


def test_late_and_revoked_on_the_way_goes_to_the_chair_for_lateness() -> None:
    judgement = judge(bracket(-HOUR, HOUR), DEADLINE, replace(GOOD, revoked_at=DEADLINE), CHAIR)
    assert (judgement.standing, judgement.reason) == (Standing.CHAIR_DECIDES, Refusal.LATE)
    committed = judge(bracket(-HOUR, HOUR, -TICK), DEADLINE, replace(GOOD, revoked_at=DEADLINE - 2 * TICK), COMMITTED)
    assert (committed.standing, committed.reason) == (Standing.CHAIR_DECIDES, Refusal.CERTIFICATE)


def test_a_bracket_without_zone_is_our_defect() -> None:
    with pytest.raises(DefectError):
        Bracket(DEADLINE.replace(tzinfo=None), DEADLINE)
    with pytest.raises(DefectError):
        Bracket(DEADLINE, DEADLINE, DEADLINE.replace(tzinfo=None))


OFFSETS = st.integers(-5, 5).map(lambda hours: hours * HOUR)


@given(OFFSETS, OFFSETS, st.none() | OFFSETS)
def test_only_a_receipt_or_a_record_in_time_makes_an_answer_count(
    head: timedelta, received: timedelta, committed: timedelta | None
) -> None:
    standing = judge(bracket(head, received, committed), DEADLINE, GOOD, COMMITTED).standing
    in_time = received <= 0 * HOUR or (committed is not None and committed <= 0 * HOUR)
    assert (standing is Standing.COUNTED) == in_time
