"""What the hub's commands need besides a session: keys, rules, and the check of a signed ballot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.acts import AnswerBody
from models.rules.holidays import HolidayTable
from models.rules.ruleset import RuleBook
from models.statements import AnswerStatement


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """A signed ballot whose single signature covers the whole file and whose page is what its statement renders to.

    ``certificate`` is the signer's DER; its chain leads to an anchor and was valid from ``valid_from`` up to
    ``valid_to``: whether that fits the time of signing is judged by the command, against the ledger.
    """

    statement: AnswerStatement
    certificate: bytes
    is_test: bool
    valid_from: datetime
    valid_to: datetime
    pdf: bytes = field(repr=False)


VerifyAnswer = Callable[[AnswerBody, datetime], VerifiedAnswer]
"""Unpack and check a signed ballot received at the given instant.

Raises RefusedError with FORM, SIGNATURE or CERTIFICATE.
"""


@dataclass(frozen=True, slots=True)
class HubContext:
    """One running hub in one epoch.

    ``root_key``: id of the root key (SHA-256, hex). ``checkpoint_key`` signs heads and results of ``epoch``.
    ``templates``: SHA-256 of the compression dictionaries that ``verify`` knows; a ballot packed against another one
    waits for a newer hub. ``allows_test_certificates``: a hub of sample data counts answers signed by test keys.
    ``restored_at``: since when the epoch goes on from a backup, None for any other epoch: ballots issued in the lost
    part, before that instant, come in again after their time.
    """

    root_key: str
    epoch: int
    checkpoint_key: Ed25519PrivateKey
    rules: RuleBook
    holidays: HolidayTable
    verify: VerifyAnswer
    templates: frozenset[bytes]
    allows_test_certificates: bool
    restored_at: datetime | None = None
