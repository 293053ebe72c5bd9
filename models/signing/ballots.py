"""Prepared, signed: two types, so that a page can only move forward. Signing a batch with one PIN."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.errors import DefectError, InvalidInputError, SignerCancelledError, SignerError
from models.ports import Clock, Signer
from models.signing.certificates import check_fit, subject_name
from models.signing.cms import CmsError, check_cms
from models.signing.frame import find_place, make_frame
from models.statements import AnswerStatement


@dataclass(frozen=True, slots=True)
class PreparedBallot:
    """A drawn page with the statement it was drawn from. Does not construct around anything else."""

    statement: AnswerStatement
    pdf: bytes

    def __post_init__(self) -> None:
        find_place(self.pdf)
        if self.statement.encode() not in self.pdf:
            raise DefectError("the page is not this statement's")


@dataclass(frozen=True, slots=True)
class SignedBallot:
    """A signed page. ``signed_at`` is the device's clock, in whole seconds, as written in the signature."""

    statement: AnswerStatement
    pdf: bytes
    certificate: bytes
    signed_at: datetime

    def __post_init__(self) -> None:
        if b"/ETSI.CAdES.detached" not in self.pdf:
            raise DefectError("the page is not signed")

    @property
    def digest(self) -> bytes:
        """SHA-256 of the signed file."""
        return hashlib.sha256(self.pdf).digest()


def prepare(pdf: bytes, statement: AnswerStatement) -> PreparedBallot:
    """Join a drawn page and its statement for signing. Raises :class:`DefectError` when they do not belong."""
    return PreparedBallot(statement, pdf)


def sign_all(
    prepared: Sequence[PreparedBallot],
    signer: Signer,
    pin: str,
    clock: Clock,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> list[SignedBallot]:
    """Sign a batch with one entry of the PIN: all of it, or nothing.

    The certificate's fitness is checked before the PIN is used. Raises :class:`CertificateUnfitError`,
    :class:`WrongSignerPinError`, :class:`SignerLockedError`, :class:`SignerMissingError`,
    :class:`SignerCancelledError`, and :class:`InvalidInputError` for a page whose test mark does not fit the
    certificate.
    """
    identity = signer.identity()
    check_fit(identity, clock.now())
    for ballot in prepared:
        if ballot.statement.is_test != identity.is_test:
            raise InvalidInputError("the page's test mark does not fit the certificate")
    signed: list[SignedBallot] = []
    if not prepared:
        return signed
    with signer.unlock(pin) as session:
        for ballot in prepared:
            if cancelled is not None and cancelled():
                raise SignerCancelledError
            signed_at = clock.now().replace(microsecond=0)
            frame = make_frame(ballot.pdf, subject_name(identity.der), signed_at, is_test=identity.is_test)
            cms = session.sign(frame.digest)
            _check_own(cms, frame.digest, identity.der)
            signed.append(SignedBallot(ballot.statement, frame.fill(cms), identity.der, signed_at))
    return signed


def _check_own(cms: bytes, digest: bytes, certificate: bytes) -> None:
    """A token may hold another key than its certificate says; such a signature must not leave the house."""
    try:
        checked = check_cms(cms, digest)
    except CmsError as error:
        raise SignerError(f"the key made a signature that does not verify: {error}") from error
    if checked.certificate != certificate:
        raise SignerError("the key signed with another certificate")
