"""The signatures of any PDF, for the reader: who, when, and whether they hold. Not for ballots (see ``verify``).

Importing this loads pyHanko (0.4 s): import it on a work thread when a paper is opened, not at start-up.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import SignatureCoverageLevel

from models.errors import InvalidInputError
from models.signing.certificates import ChainError, TrustAnchors, find_chain, subject_name

MAX_FILE = 512 * 1024 * 1024  # bytes
MAX_SIGNATURES = 100


class SignatureState(StrEnum):
    """What a reader is told of one signature."""

    TRUSTED = "trusted"  # intact, and the certificate leads to an anchor
    UNKNOWN_ISSUER = "unknown_issuer"  # intact, but nobody we know vouches for the certificate
    BROKEN = "broken"  # the file or the signature was changed, or it cannot be checked at all


class Coverage(StrEnum):
    """How much of the file a signature speaks for."""

    WHOLE_FILE = "whole_file"
    EARLIER_REVISION = "earlier_revision"  # something was added after it: often further signatures
    PART = "part"


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature. ``signed_at`` is the signer's own claim; ``certificate`` DER, empty where unreadable.

    ``is_timestamp``: a document timestamp; ``is_test``: the chain ends at a test anchor; ``detail`` for the log.
    """

    field: str
    signer: str
    organization: str
    signed_at: datetime | None
    state: SignatureState
    coverage: Coverage
    certificate: bytes
    is_timestamp: bool = False
    is_test: bool = False
    detail: str = ""


_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE_FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.EARLIER_REVISION,
}
_UNREADABLE = (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


def list_signatures(pdf: bytes, anchors: TrustAnchors, now: datetime | None = None) -> tuple[FoundSignature, ...]:
    """The signatures of a file in the order in which they were made; none for an unsigned one.

    ``now`` stands in where a signature claims no time. Nothing is fetched, revocation is not asked for. Raises
    :class:`InvalidInputError` for what is no PDF, is encrypted or is too large.
    """
    if len(pdf) > MAX_FILE:
        raise InvalidInputError("file too large")
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise InvalidInputError("the file is encrypted")
        embedded = list(reader.embedded_signatures)[:MAX_SIGNATURES]
    except _UNREADABLE as error:
        raise InvalidInputError("not a readable PDF") from error
    return tuple(_look_at(signature, anchors, now or datetime.now(UTC)) for signature in embedded)


def _look_at(signature: Any, anchors: TrustAnchors, now: datetime) -> FoundSignature:
    field = str(signature.field_name)
    try:
        signature.compute_integrity_info(skip_diff=True)
        is_timestamp = signature.sig_object_type == "/DocTimeStamp"
        intact, valid = validate_sig_integrity(
            signature.signer_info,
            signature.signer_cert,
            expected_content_type="tst_info" if is_timestamp else "data",
            actual_digest=_digest(signature, is_timestamp=is_timestamp),
        )
        own = bytes(signature.signer_cert.dump())
        others = tuple(bytes(item.dump()) for item in signature.other_embedded_certs)
        signed_at = _claimed(signature)
        found = FoundSignature(
            field, subject_name(own), _organization(signature.signer_cert), signed_at, SignatureState.BROKEN,
            _COVERAGE.get(signature.coverage, Coverage.PART), own, is_timestamp,
        )  # fmt: skip
    except _UNREADABLE as error:
        detail = f"{type(error).__name__}: {error}"
        return FoundSignature(field, "", "", None, SignatureState.BROKEN, Coverage.PART, b"", detail=detail)
    if not (intact and valid):
        return _with(found, SignatureState.BROKEN, detail="changed" if not intact else "the signature does not verify")
    if found.coverage is Coverage.PART:
        # Its gap holds more than the signature: what is outside nobody signed.
        return _with(found, SignatureState.BROKEN, detail="the signature leaves out bytes that are not its own")
    moment = signed_at or now
    try:
        chain = find_chain(own, others, anchors, moment, moment)
    except ChainError as error:
        return _with(found, SignatureState.UNKNOWN_ISSUER, detail=str(error))
    return _with(found, SignatureState.TRUSTED, is_test=chain.is_test)


def _with(found: FoundSignature, state: SignatureState, *, is_test: bool = False, detail: str = "") -> FoundSignature:
    return FoundSignature(
        found.field, found.signer, found.organization, found.signed_at, state, found.coverage, found.certificate,
        found.is_timestamp, is_test, detail,
    )  # fmt: skip


def _digest(signature: Any, *, is_timestamp: bool) -> bytes:
    """What the signed attributes must name: the file's digest; for a timestamp its own token's."""
    if not is_timestamp:
        return bytes(signature.compute_digest())
    content = signature.signed_data["encap_content_info"]["content"]
    imprint = content.parsed["message_imprint"]
    named = imprint["hash_algorithm"]["algorithm"].native
    if bytes(imprint["hashed_message"].native) != bytes(signature.compute_digest(named)):
        raise ValueError("the timestamp is another file's")
    algorithm = signature.signer_info["digest_algorithm"]["algorithm"].native
    return hashlib.new(algorithm, bytes(content.parsed.dump())).digest()


def _claimed(signature: Any) -> datetime | None:
    if signature.sig_object_type == "/DocTimeStamp":
        content: Any = signature.signed_data["encap_content_info"]["content"]
        moment: datetime = content.parsed["gen_time"].native
        return moment
    with contextlib.suppress(*_UNREADABLE):
        claimed = signature.self_reported_timestamp
        if isinstance(claimed, datetime):
            return claimed if claimed.tzinfo else claimed.replace(tzinfo=UTC)
    return None


def _organization(certificate: Any) -> str:
    value = certificate.subject.native.get("organization_name", "")
    return str(value[0] if isinstance(value, list) else value)
