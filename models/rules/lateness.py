"""When was it signed? What is known of an answer's time, and what the rule set makes of it.

DOMAIN.md, "Offline and the deadline"; ARCHITECTURE.md, "Two devices, late, expired". A device's clock proves nothing,
so an answer's time is a bracket: *not before* the newest hub head inside the signature, *not after* the hub's
receipt, or an earlier record of its digest (by the hub, a timestamp authority, or a clerk entering a code read over
the telephone).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.errors import DefectError
from models.rules.ruleset import LateRule, RuleSet
from models.types import Refusal, Standing


@dataclass(frozen=True, slots=True)
class Bracket:
    """What is known of the time of signing; aware instants.

    ``not_before``: time of the newest hub head inside the signature. ``received_at``: the hub's receipt.
    ``committed_at``: when the answer's digest was first on record, None where it never was before the receipt.
    """

    not_before: datetime
    received_at: datetime
    committed_at: datetime | None = None

    def __post_init__(self) -> None:
        if any(t is not None and t.tzinfo is None for t in (self.not_before, self.received_at, self.committed_at)):
            raise DefectError("a bracket's instants need their zone")

    @property
    def not_after(self) -> datetime:
        """The earliest instant at which the answer certainly existed."""
        return self.received_at if self.committed_at is None else min(self.received_at, self.committed_at)


class Lateness(StrEnum):
    """An answer against the deadline; an answer at the very deadline is in time."""

    ON_TIME = "on_time"
    COMMITTED = "committed"  # "ký trước hạn, nhận sau hạn": received after, its digest on record before
    UNPROVEN = "unproven"  # "ký trước hạn, nhận sau hạn" as the device says; the bracket spans the deadline
    LATE = "late"  # signed after the deadline: it holds a head younger than that


class CertificateVerdict(StrEnum):
    """A certificate against the bracket."""

    VALID = "valid"
    INDETERMINATE = "indeterminate"  # it ended between the newest embedded head and the receipt
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class CertificateTimes:
    """Validity of a signing certificate (RFC 5280, 4.1.2.5: both ends included) and its revocation."""

    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a received answer; ``reason`` where it does not simply count."""

    standing: Standing
    reason: Refusal | None
    lateness: Lateness
    certificate: CertificateVerdict


def lateness_of(bracket: Bracket, deadline: datetime) -> Lateness:
    """Classify an answer. A commitment in time outweighs the head: what was on record then was signed by then."""
    if bracket.received_at <= deadline:
        return Lateness.ON_TIME
    if bracket.committed_at is not None and bracket.committed_at <= deadline:
        return Lateness.COMMITTED
    return Lateness.LATE if bracket.not_before > deadline else Lateness.UNPROVEN


def certificate_verdict(times: CertificateTimes, bracket: Bracket) -> CertificateVerdict:
    """Whether the certificate can have been valid when it signed.

    Ended (expired or revoked) before the newest embedded head, or not yet valid at the end of the bracket: it was
    never valid then. Ended inside the bracket: nobody can tell, the chair decides.
    """
    if times.valid_from > bracket.not_after or _has_ended(times, bracket.not_before):
        return CertificateVerdict.INVALID
    return CertificateVerdict.INDETERMINATE if _has_ended(times, bracket.not_after) else CertificateVerdict.VALID


def judge(bracket: Bracket, deadline: datetime, certificate: CertificateTimes, rules: RuleSet) -> Judgement:
    """What becomes of an answer that is in order otherwise.

    An invalid certificate and a signature after the deadline do not count. An answer received late counts where the
    rule set says ``count_if_committed`` and it was; else the chair decides, as on an indeterminate certificate.
    """
    lateness = lateness_of(bracket, deadline)
    verdict = certificate_verdict(certificate, bracket)

    def result(standing: Standing, reason: Refusal | None) -> Judgement:
        return Judgement(standing, reason, lateness, verdict)

    if verdict is CertificateVerdict.INVALID:
        return result(Standing.NOT_COUNTED, Refusal.CERTIFICATE)
    if lateness is Lateness.LATE:
        return result(Standing.NOT_COUNTED, Refusal.LATE)
    counts = lateness is Lateness.ON_TIME or (
        lateness is Lateness.COMMITTED and rules.late is LateRule.COUNT_IF_COMMITTED
    )
    if not counts:
        return result(Standing.CHAIR_DECIDES, Refusal.LATE)
    if verdict is CertificateVerdict.INDETERMINATE:
        return result(Standing.CHAIR_DECIDES, Refusal.CERTIFICATE)
    return result(Standing.COUNTED, None)


def _has_ended(times: CertificateTimes, instant: datetime) -> bool:
    return instant > times.valid_until or (times.revoked_at is not None and times.revoked_at <= instant)
