"""Long-term form of a signed ballot (PAdES B-LT, ETSI EN 319 142-1): a derived file made by a job.

The signed file stays as it is, byte for byte, at the head of the derived one; a document timestamp (RFC 3161) over it
and the revocation data of all certificates are appended. What the ledger holds is the signed file; the derived one
names it by being its continuation. Importing this loads pyHanko (0.4 s): the hub's job needs it, the window does not.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, async_add_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathError, ValidationError

from models.errors import InvalidInputError, RefusedError
from models.signing.certificates import ChainError, TrustAnchors, find_chain, load_certificate
from models.signing.fetch import Fetch, HttpFetch, ServiceError
from models.types import Refusal

_DER = serialization.Encoding.DER


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """Where timestamps come from, and the anchors (DER) that its certificates are trusted by."""

    url: str
    anchors: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class LongTermFacts:
    """What a derived file proves. ``timestamped_at``: the signed file existed then, by the authority's word.

    ``original``: SHA-256 of the signed file. ``is_revocation_checked``: every certificate's status is enclosed.
    """

    original: bytes
    timestamped_at: datetime
    is_revocation_checked: bool


def extend(
    pdf: bytes,
    certificates: tuple[bytes, ...],
    anchors: TrustAnchors,
    authority: TimestampAuthority,
    now: datetime,
    fetch: Fetch | None = None,
) -> bytes:
    """The B-LT form of a verified ballot. ``certificates``: its verified chain, signer first, as far as needed.

    Raises :class:`ServiceError` when the authority or a revocation service does not answer usefully, or a certificate
    is revoked or has no revocation service: then there is no B-LT.
    """
    fetch = fetch or HttpFetch()
    try:
        chain = find_chain(certificates[0], certificates[1:], anchors, now, now)
    except ChainError as error:
        raise ServiceError(f"the chain is not valid now: {error}") from error

    try:
        return asyncio.run(_extend(pdf, chain.path, authority, now, fetch))
    except (PathBuildingError, PathError, ValidationError, SigningError, PdfError, ValueError, TypeError) as error:
        raise ServiceError(f"no long-term form: {error}") from error


async def _extend(
    pdf: bytes, path: tuple[bytes, ...], authority: TimestampAuthority, now: datetime, fetch: Fetch
) -> bytes:

    stamper = _make_stamper(authority.url, fetch)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stamped = await PdfTimeStamper(stamper).async_timestamp_pdf(writer, "sha256")
    stamp_path = await _stamp_path(stamped, authority, now)
    responses, lists = _revocation(path, fetch), _revocation(stamp_path, fetch)
    context = _context(
        (path[-1], *authority.anchors), (*path[:-1], *stamp_path[:-1]), now,
        tuple(r for r in (*responses.ocsp, *lists.ocsp)), tuple(c for c in (*responses.crl, *lists.crl)),
    )  # fmt: skip
    current = stamped
    for kind in ("embedded_regular_signatures", "embedded_timestamp_signatures"):
        (signature,) = getattr(PdfFileReader(current), kind)
        current = await async_add_validation_info(signature, context)
    return bytes(current.getvalue())


def _make_stamper(url: str, fetch: Fetch) -> Any:

    class FetchingStamper(TimeStamper):  # type: ignore[misc]  # pyHanko ships no type marker
        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(fetch(url, bytes(req.dump()), "application/timestamp-query"), strict=True)

    return FetchingStamper()


async def _stamp_path(stamped: Any, authority: TimestampAuthority, now: datetime) -> tuple[bytes, ...]:
    """The timestamp's certificate and those above it, DER, anchor last."""
    (stamp,) = PdfFileReader(stamped).embedded_timestamp_signatures
    context = _context(authority.anchors, (), now, (), (), mode="soft-fail")
    others = list(stamp.other_embedded_certs)
    validator: Any = CertificateValidator(stamp.signer_cert, intermediate_certs=others, validation_context=context)
    path = await validator.async_validate_usage(set(), {"time_stamping"})
    return tuple(reversed([bytes(item.dump()) for item in path]))


def _context(
    roots: tuple[bytes, ...],
    others: tuple[bytes, ...],
    moment: datetime,
    ocsps: tuple[bytes, ...],
    crls: tuple[bytes, ...],
    *,
    mode: str = "hard-fail",
) -> Any:

    return ValidationContext(
        trust_roots=[asn1.Certificate.load(item) for item in roots],
        other_certs=[asn1.Certificate.load(item) for item in others],
        ocsps=[asn1_ocsp.OCSPResponse.load(item) for item in ocsps],
        crls=[asn1_crl.CertificateList.load(item) for item in crls],
        moment=moment,
        revocation_mode=mode,
        allow_fetching=False,
        retroactive_revinfo=True,  # asked for after the moment it speaks of, which is what it is wanted for
    )


@dataclass(frozen=True, slots=True)
class _Revocation:
    ocsp: tuple[bytes, ...]
    crl: tuple[bytes, ...]


def _revocation(path: tuple[bytes, ...], fetch: Fetch) -> _Revocation:
    """The status of each certificate below the anchor: by OCSP (RFC 6960) where offered, else by CRL (RFC 5280)."""
    responses: list[bytes] = []
    lists: list[bytes] = []
    for der, issuer_der in pairwise(path):
        certificate, issuer = load_certificate(der), load_certificate(issuer_der)
        if urls := _ocsp_urls(certificate):
            builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())
            request = builder.build().public_bytes(_DER)
            responses.append(_first(urls, request, "application/ocsp-request", fetch))
        elif urls := _crl_urls(certificate):
            lists.append(_first(urls, None, "", fetch))
        else:
            raise ServiceError("a certificate names no revocation service")
    return _Revocation(tuple(responses), tuple(lists))


def _first(urls: list[str], body: bytes | None, content_type: str, fetch: Fetch) -> bytes:
    last: ServiceError | None = None
    for url in urls[:3]:
        try:
            return fetch(url, body, content_type)
        except ServiceError as error:
            last = error
    raise last or ServiceError("no address to ask")


def _ocsp_urls(certificate: x509.Certificate) -> list[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [
        item.access_location.value
        for item in access
        if item.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(item.access_location, x509.UniformResourceIdentifier)
    ]


def _crl_urls(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name for point in points for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def check_long_term(
    derived: bytes, original: bytes, anchors: TrustAnchors, authority: TimestampAuthority
) -> LongTermFacts:
    """Validate a derived file without any network: it continues ``original`` and its proofs hold.

    Raises :class:`RefusedError` (``form`` or ``signature``).
    """
    if not derived.startswith(original) or len(derived) == len(original):
        raise RefusedError(Refusal.FORM.value, "not the continuation of the signed file")

    try:
        moment = asyncio.run(_check(derived, original, anchors, authority))
    except (
        PathBuildingError, PathError, ValidationError, SignatureValidationError, PdfError, InvalidInputError,
        ValueError, TypeError, KeyError, AttributeError,
    ) as error:  # fmt: skip
        raise RefusedError(Refusal.SIGNATURE.value, f"long-term form: {error}") from error
    return LongTermFacts(hashlib.sha256(original).digest(), moment, is_revocation_checked=True)


async def _check(derived: bytes, original: bytes, anchors: TrustAnchors, authority: TimestampAuthority) -> datetime:

    reader = PdfFileReader(io.BytesIO(derived))
    (signature,) = reader.embedded_regular_signatures
    (stamp,) = reader.embedded_timestamp_signatures
    if stamp.byte_range[0] != 0 or stamp.byte_range[1] <= len(original):
        raise ValueError("the timestamp does not cover the signed file")
    store = DocumentSecurityStore.read_dss(reader)
    moment: datetime = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native

    def context(roots: tuple[bytes, ...]) -> Any:
        return store.as_validation_context(
            {
                "trust_roots": [asn1.Certificate.load(item) for item in roots],
                "moment": moment,
                "revocation_mode": "hard-fail",
                "allow_fetching": False,
                "retroactive_revinfo": True,
            }
        )

    status = await async_validate_pdf_timestamp(stamp, context(authority.anchors))
    if not (status.intact and status.valid and status.trusted):
        raise ValueError("the timestamp does not hold")
    validator = CertificateValidator(
        signature.signer_cert,
        intermediate_certs=list(signature.other_embedded_certs),
        validation_context=context(anchors.all()),
    )
    await validator.async_validate_path()
    return moment
