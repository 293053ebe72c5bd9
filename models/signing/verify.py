"""Verify a signed ballot: every byte of the file follows from statement, certificate, time and signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.errors import DefectError, InvalidInputError, RefusedError
from models.pdf.stamps import HANOI
from models.signing.certificates import ChainError, TrustAnchors, find_chain, load_certificate, subject_name, unfitness
from models.signing.cms import CheckedCms, CmsError, check_cms, cut_der
from models.signing.frame import CMS_ROOM, Frame, make_frame
from models.statements import AnswerStatement
from models.types import Refusal

MAX_BALLOT = 512 * 1024  # bytes
_ATTACHED = re.compile(
    rb"<</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size (\d{1,6})/ModDate\(D:\d{14}Z\)>>"
    rb"/Length (\d{1,6})>>\nstream\n"
)
_SIGNED_AT = re.compile(rb"/M\(D:(\d{14})\+07'00'\)/ByteRange\[")
_CONTENTS = re.compile(rb"/Contents<([0-9a-f]{%d})>>>" % (2 * CMS_ROOM))


@dataclass(frozen=True, slots=True)
class VerifiedBallot:
    """What a signed file says, all of it checked but the claims of its maker.

    ``signed_at`` is what the signer's clock said. ``chain`` runs from the signer's certificate to the anchor, DER.
    ``valid_from``/``valid_to``: when the whole chain is in its validity. ``expired_since_head``: it ended between
    the newest head inside the statement and the receipt, so that the time of signing decides: indeterminate.
    Whether the certificate is registered to the person, and not revoked, is the caller's to judge.
    """

    statement: AnswerStatement
    certificate: bytes
    chain: tuple[bytes, ...]
    signed_at: datetime
    is_test: bool
    valid_from: datetime
    valid_to: datetime
    expired_since_head: bool


def verify_ballot(
    pdf: bytes, draw: Callable[[AnswerStatement], bytes], anchors: TrustAnchors, received_at: datetime
) -> VerifiedBallot:
    """Check a file that claims to be a signed ballot, received at ``received_at``; ``draw`` draws a statement's page.

    Raises :class:`RefusedError` with reason ``form`` (the file is not the statement's page and one signature),
    ``signature`` (missing, broken, or something follows it) or ``certificate`` (no chain to an anchor between the
    statement's head and the receipt, unfit, or its test mark differs from the page's).
    """
    if len(pdf) > MAX_BALLOT:
        raise _refused(Refusal.FORM, "too large")
    statement = extract_statement(pdf)
    try:
        drawn = draw(statement)
    except InvalidInputError as error:
        raise _refused(Refusal.FORM, str(error)) from error
    if not pdf.startswith(drawn):
        raise _refused(Refusal.FORM, "the page is not the statement's")
    if len(pdf) == len(drawn):
        raise _refused(Refusal.SIGNATURE, "missing")
    signed_at, room = _read_update(pdf, len(drawn))
    try:
        cms = cut_der(room)
    except CmsError as error:
        raise _refused(Refusal.SIGNATURE, str(error)) from error
    checked = _check_signature(pdf, len(drawn), cms)
    frame = _frame(drawn, checked, signed_at, is_test=statement.is_test)
    if frame.fill(cms) != pdf:
        raise _refused(Refusal.FORM, "the update holds more than a signature")
    return _judge(statement, checked, signed_at, anchors, received_at)


def extract_statement(pdf: bytes) -> AnswerStatement:
    """The statement attached to a ballot, its own form checked and nothing else. Raises :class:`RefusedError`."""
    found = _ATTACHED.search(pdf)
    if found is None or found[1] != found[2]:
        raise _refused(Refusal.FORM, "no statement is attached")
    try:
        return AnswerStatement.decode(pdf[found.end() : found.end() + int(found[1])])
    except (InvalidInputError, OverflowError) as error:
        raise _refused(Refusal.FORM, str(error)) from error


def _read_update(pdf: bytes, begin: int) -> tuple[datetime, bytes]:
    moments = _SIGNED_AT.findall(pdf, begin)
    contents = _CONTENTS.findall(pdf, begin)
    if len(moments) != 1 or len(contents) != 1:
        raise _refused(Refusal.SIGNATURE, "not exactly one signature")
    try:
        signed_at = datetime.strptime(moments[0].decode(), "%Y%m%d%H%M%S").replace(tzinfo=HANOI)
    except ValueError as error:
        raise _refused(Refusal.FORM, "signing time") from error
    return signed_at, bytes.fromhex(contents[0].decode())


def _check_signature(pdf: bytes, begin: int, cms: bytes) -> CheckedCms:
    """The signature over everything but the contents' brackets, wherever a byte range may claim to be."""
    found = _CONTENTS.search(pdf, begin)
    if found is None:
        raise _refused(Refusal.SIGNATURE, "missing")
    around = Frame(pdf[: found.start(1) - 1], pdf[found.end(1) + 1 :])
    try:
        return check_cms(cms, around.digest)
    except CmsError as error:
        raise _refused(Refusal.SIGNATURE, str(error)) from error


def _frame(drawn: bytes, checked: CheckedCms, signed_at: datetime, *, is_test: bool) -> Frame:
    """The one frame that this certificate's signature may have."""
    try:
        if reason := unfitness(load_certificate(checked.certificate)):
            raise _refused(Refusal.CERTIFICATE, reason)
        return make_frame(drawn, subject_name(checked.certificate), signed_at, is_test=is_test)
    except InvalidInputError as error:
        raise _refused(Refusal.CERTIFICATE, str(error)) from error
    except DefectError as error:
        raise _refused(Refusal.FORM, str(error)) from error


def _judge(
    statement: AnswerStatement, checked: CheckedCms, signed_at: datetime, anchors: TrustAnchors, received_at: datetime
) -> VerifiedBallot:
    # Whether the head is one of ours is for the ledger to say; a hub clock set back must not refuse a ballot here.
    not_after = max(statement.head_time, received_at)
    try:
        chain = find_chain(checked.certificate, checked.others, anchors, statement.head_time, not_after)
    except ChainError as error:
        raise _refused(Refusal.CERTIFICATE, str(error)) from error
    if not set(checked.others) <= set(chain.path):
        raise _refused(Refusal.CERTIFICATE, "certificates beside the chain")
    if chain.is_test != statement.is_test:
        raise _refused(Refusal.CERTIFICATE, "the test mark does not fit the certificate")
    return VerifiedBallot(
        statement=statement,
        certificate=checked.certificate,
        chain=chain.path,
        signed_at=signed_at,
        is_test=chain.is_test,
        valid_from=chain.valid_from,
        valid_to=chain.valid_to,
        expired_since_head=chain.valid_to < not_after,
    )


def _refused(reason: Refusal, detail: str) -> RefusedError:
    return RefusedError(reason.value, detail)
