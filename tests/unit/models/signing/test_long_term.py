"""B-LT against a real timestamp authority, OCSP responder and CRL on loopback."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from models.errors import RefusedError
from models.papers.ballot import draw_ballot
from models.signing import TrustAnchors, VerifiedBallot, prepare, sign_all, verify_ballot
from models.signing.fetch import HttpFetch, ServiceError
from models.signing.inspection import Coverage, SignatureState, list_signatures
from models.signing.long_term import TimestampAuthority, check_long_term, extend
from models.signing.software import SoftwareSigner
from tests.helpers.answers import make_answer
from tests.helpers.pki import FixedClock
from tests.helpers.trust_services import PIN, TrustServices, trust_services

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrustServices]:
    with trust_services(tmp_path_factory.mktemp("pki")) as running:
        yield running


@dataclass(frozen=True)
class Signed:
    pdf: bytes
    verified: VerifiedBallot
    anchors: TrustAnchors
    authority: TimestampAuthority


def sign(services: TrustServices, label: str) -> Signed:
    answer = make_answer(head_time=NOW - timedelta(minutes=5), made_at=NOW)
    signer = SoftwareSigner(services.key(label))
    (signed,) = sign_all([prepare(draw_ballot(answer), answer)], signer, PIN, FixedClock(NOW))
    anchors = TrustAnchors(test=(services.root,))
    verified = verify_ballot(signed.pdf, draw_ballot, anchors, NOW)
    return Signed(signed.pdf, verified, anchors, TimestampAuthority(services.tsa_url, (services.root,)))


@pytest.fixture(scope="module")
def signed(services: TrustServices) -> Signed:
    return sign(services, "signer")


@pytest.fixture(scope="module")
def derived(signed: Signed) -> bytes:
    return extend(signed.pdf, signed.verified.chain, signed.anchors, signed.authority, datetime.now(UTC))


def test_the_derived_file_continues_the_signed_one_and_proves_itself_offline(
    services: TrustServices, signed: Signed, derived: bytes
) -> None:
    assert derived.startswith(signed.pdf)
    asked = len(services.requests)
    facts = check_long_term(derived, signed.pdf, signed.anchors, signed.authority)
    assert len(services.requests) == asked
    assert facts.original == hashlib.sha256(signed.pdf).digest()
    assert abs(facts.timestamped_at - datetime.now(UTC)) < timedelta(minutes=10)
    assert facts.is_revocation_checked


def test_it_was_asked_of_all_three_services(services: TrustServices, derived: bytes) -> None:
    assert derived
    assert {path.split("/")[2] for path in services.requests} == {"tsa", "ocsp", "crls"}


def test_pyhanko_finds_nothing_but_long_term_additions(services: TrustServices, derived: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(derived))
    (signature,) = reader.embedded_regular_signatures
    context = ValidationContext(trust_roots=[x509.Certificate.load(services.root)], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    assert status.intact
    assert status.valid
    assert status.modification_level == ModificationLevel.LTA_UPDATES


def test_pdfsig_finds_a_signature_and_a_timestamp(derived: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("no pdfsig on this machine")
    path = tmp_path / "derived.pdf"
    path.write_bytes(derived)
    run = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False)
    first, second = run.stdout.split("Signature #")[1:]
    assert "ETSI.CAdES.detached" in first
    assert "Signature is Valid." in first
    assert "not yet been verified" in second  # poppler lists timestamps and cannot check them


def test_a_derived_file_is_no_ballot(signed: Signed, derived: bytes) -> None:
    """The ledger takes the signed file, never its continuation."""
    with pytest.raises(RefusedError):
        verify_ballot(derived, draw_ballot, signed.anchors, NOW)


def test_a_revoked_certificate_gets_no_long_term_form(services: TrustServices) -> None:
    revoked = sign(services, "revoked")
    with pytest.raises(ServiceError):
        extend(revoked.pdf, revoked.verified.chain, revoked.anchors, revoked.authority, datetime.now(UTC))


@pytest.mark.allow_logs("pyhanko")
def test_another_file_or_a_changed_one_is_refused(signed: Signed, derived: bytes) -> None:
    for original in (signed.pdf + b"\n", derived, signed.pdf.replace(b"9012", b"9013")):
        with pytest.raises(RefusedError):
            check_long_term(derived, original, signed.anchors, signed.authority)
    contents = derived.index(b"/Contents", len(signed.pdf)) + 200
    for position in (contents, len(signed.pdf) + 30):
        changed = bytearray(derived)
        changed[position] ^= 1
        with pytest.raises(RefusedError):
            check_long_term(bytes(changed), signed.pdf, signed.anchors, signed.authority)


@pytest.mark.allow_logs("pyhanko")
def test_an_unknown_authority_is_refused(services: TrustServices, signed: Signed, derived: bytes) -> None:
    other = TimestampAuthority(services.tsa_url, (services.certificate("interm"),))
    with pytest.raises(RefusedError):
        check_long_term(derived, signed.pdf, signed.anchors, other)
    with pytest.raises(RefusedError):
        check_long_term(derived, signed.pdf, TrustAnchors(), signed.authority)


def test_services_that_do_not_answer(services: TrustServices, signed: Signed) -> None:
    nobody = TimestampAuthority(f"{services.prefix}/testing/tsa/nobody", (services.root,))
    chain, now = signed.verified.chain, datetime.now(UTC)
    with pytest.raises(ServiceError):
        extend(signed.pdf, chain, signed.anchors, nobody, now)
    with pytest.raises(ServiceError):
        extend(signed.pdf, chain, signed.anchors, TimestampAuthority("http://127.0.0.1:1/", (services.root,)), now)
    with pytest.raises(ServiceError):
        HttpFetch()("file:///etc/hostname", None, "")
    with pytest.raises(ServiceError):
        HttpFetch(limit=10)(f"{services.prefix}/testing/crls/root/latest.crl", None, "")


def test_the_reader_shows_signature_and_timestamp(signed: Signed, derived: bytes) -> None:
    ours, stamp = list_signatures(derived, signed.anchors)
    assert (ours.state, ours.coverage, ours.is_timestamp) == (SignatureState.TRUSTED, Coverage.EARLIER_REVISION, False)
    assert (stamp.state, stamp.is_timestamp, stamp.signer) == (SignatureState.TRUSTED, True, "tsa")
    assert stamp.signed_at is not None
