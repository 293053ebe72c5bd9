"""Every byte of a signed ballot counts: what is not exactly statement, page and one signature is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import RefusedError
from models.papers.ballot import compression_dictionary, draw_ballot
from models.pdf.writer import update
from models.signing import (
    TrustAnchors,
    extract_statement,
    pack,
    prepare,
    sign_all,
    subject_name,
    unpack,
    verify_ballot,
)
from models.signing.cms import CmsError, check_cms, cut_der, make_cms, make_signer
from models.signing.frame import CMS_ROOM, Frame, make_frame
from models.signing.software import KeyKind, SoftwareSigner
from models.types import Choice, Refusal
from tests.helpers.answers import ANSWER, make_answer
from tests.helpers.pki import NOW, Authority, FixedClock, usage
from tests.unit.models.signing.conftest import PIN, House, make_key

LATER = NOW + timedelta(hours=2)


def reason(pdf: bytes, anchors: TrustAnchors, received_at: datetime = LATER) -> str:
    with pytest.raises(RefusedError) as caught:
        verify_ballot(pdf, draw_ballot, anchors, received_at)
    return caught.value.reason


def signed_by(certificate: bytes, key: ec.EllipticCurvePrivateKey, chain: tuple[bytes, ...] = ()) -> bytes:
    """ANSWER signed outside of our own checks, with any certificate."""

    def raw_sign(data: bytes) -> bytes:
        return key.sign(data, ec.ECDSA(hashes.SHA256()))

    frame = make_frame(draw_ballot(ANSWER), subject_name(certificate), NOW, is_test=True)
    return frame.fill(make_cms(make_signer(certificate, chain, raw_sign), frame.digest))


def test_a_signed_ballot_says_what_was_signed(house: House) -> None:
    verified = verify_ballot(house.signed.pdf, draw_ballot, house.anchors, LATER)
    assert verified.statement == ANSWER
    assert verified.certificate == house.key.identity.der
    assert verified.chain == (house.key.identity.der, house.intermediate.der, house.root.der)
    assert verified.signed_at == NOW
    assert verified.is_test
    assert not verified.expired_since_head


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 2**24), flipped=st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_refused(house: House, position: int, flipped: int) -> None:
    pdf = bytearray(house.signed.pdf)
    pdf[position % len(pdf)] ^= flipped
    reason(bytes(pdf), house.anchors)


def test_a_flipped_bit_in_the_update_or_the_statement_is_refused(house: House) -> None:
    """Not by chance: every byte of the signature's section but the empty room, and of the attached statement."""
    pdf = house.signed.pdf
    begin = len(draw_ballot(ANSWER))
    room = pdf.index(b"/Contents<", begin) + 10
    attached = pdf.index(ANSWER.encode())
    positions = [*range(begin, room + 64), *range(room + 2 * CMS_ROOM - 8, len(pdf)), *range(attached, attached + 200)]
    for position in positions:
        changed = bytearray(pdf)
        changed[position] ^= 1
        reason(bytes(changed), house.anchors)


def test_every_bit_of_the_cms_is_bound(house: House) -> None:
    """The CMS has unsigned parts; each of its bits still matters, to the check or to the chain."""
    pdf = house.signed.pdf
    room = pdf.index(b"/Contents<") + 10
    cms = cut_der(bytes.fromhex(pdf[room : room + 2 * CMS_ROOM].decode()))
    digest = Frame(pdf[: room - 1], pdf[room + 2 * CMS_ROOM + 1 :]).digest
    assert check_cms(cms, digest).certificate == house.key.identity.der
    above = cms.index(house.intermediate.der)
    survivors = []
    for position in range(len(cms)):
        changed = bytearray(cms)
        changed[position] ^= 1 << position % 8
        try:
            check_cms(bytes(changed), digest)
        except CmsError:
            continue
        # What the signature itself does not bind is the certificate above the signer's; the chain binds that.
        assert above <= position < above + len(house.intermediate.der)
        survivors.append(bytes(changed))
    assert survivors
    for survivor in survivors[::40]:
        assert reason(_with_cms(pdf, room, survivor), house.anchors) == Refusal.CERTIFICATE


def test_the_room_of_the_signature_holds_nothing_else(house: House) -> None:
    assert cut_der(bytes.fromhex("3003020101") + bytes(9)) == bytes.fromhex("3003020101")
    for room in ("300302010100000001", "3081030201010000", "3003", "1f0100", "3084000000030201", ""):
        with pytest.raises(CmsError):
            cut_der(bytes.fromhex(room))


def _with_cms(pdf: bytes, room: int, cms: bytes) -> bytes:
    return pdf[:room] + cms.hex().encode().ljust(2 * CMS_ROOM, b"0") + pdf[room + 2 * CMS_ROOM :]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda pdf: pdf + b"\n", Refusal.SIGNATURE),
        (lambda pdf: b"\n" + pdf, Refusal.FORM),
        (lambda pdf: pdf[:-1], Refusal.SIGNATURE),
        (lambda pdf: b"", Refusal.FORM),
        (lambda pdf: b"%PDF-1.7\n", Refusal.FORM),
        (lambda pdf: pdf * 6, Refusal.FORM),
        (lambda pdf: draw_ballot(ANSWER), Refusal.SIGNATURE),
        (lambda pdf: pdf.replace(b"/Contents<30", b"/Contents< 30"), Refusal.SIGNATURE),
        (lambda pdf: pdf.replace(b"/Contents<30", b"/Contents<31"), Refusal.SIGNATURE),
    ],
    ids=["appended", "prepended", "cut", "empty", "stub", "large", "unsigned", "odd hex", "no sequence"],
)
def test_another_file_is_refused(house: House, change: Callable[[bytes], bytes], expected: Refusal) -> None:
    assert reason(change(house.signed.pdf), house.anchors) == expected


@pytest.mark.parametrize(
    "added",
    [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        b"<</Type/Catalog/Pages 2 0 R/AA<</WC<</S/Launch/F(x)>>>>>>",
        b"<</Type/Annot/Subtype/FreeText/Rect[0 0 500 500]/Contents(No)>>",
    ],
    ids=["open action", "launch", "annotation"],
)
def test_an_update_after_the_signature_is_refused(house: House, added: bytes) -> None:
    """A second revision may show another page while the first signature stays valid."""
    pdf = house.signed.pdf
    changed = pdf + update(pdf, 40, (b"\0" * 16, b"\0" * 16), [(1, added)])
    assert reason(changed, house.anchors) in {Refusal.FORM, Refusal.SIGNATURE}


def test_something_added_before_signing_is_refused(house: House) -> None:
    """A page that carries a script, properly signed by the member's own key."""
    drawn = draw_ballot(ANSWER)
    scripted = drawn.replace(b"/DisplayDocTitle true>>", b"/DisplayDocTitle true>>/OpenAction<</S/JavaScript/JS()>>")
    assert scripted != drawn
    frame = make_frame(drawn, house.key.identity.subject, NOW, is_test=True)
    odd = Frame(frame.head.replace(drawn, scripted), frame.tail)
    signer = SoftwareSigner(house.key)
    with signer.unlock(PIN) as session:
        assert reason(odd.fill(session.sign(odd.digest)), house.anchors) == Refusal.FORM
        # The same within the update: a signature whose appearance says something else.
        odd = Frame(frame.head, frame.tail.replace(b"0 0.2 0.6 RG", b"1 1 1 0.6 RG"))
        assert odd.tail != frame.tail
        assert reason(odd.fill(session.sign(odd.digest)), house.anchors) == Refusal.FORM


def test_a_statement_that_says_other_than_the_page_is_refused(house: House) -> None:
    says = ANSWER.encode()
    other = make_answer(choice=Choice.DISAPPROVE).encode()
    changed = house.signed.pdf.replace(says, other.ljust(len(says))[: len(says)])
    assert changed != house.signed.pdf
    assert reason(changed, house.anchors) == Refusal.FORM
    # Whole and well-formed, the length put right as well: the page is still the old one.
    drawn = draw_ballot(ANSWER)
    disagreeing = drawn.replace(says, other).replace(b"/Length %d>>" % len(says), b"/Length %d>>" % len(other))
    assert reason(disagreeing, house.anchors) == Refusal.FORM


def test_a_second_signature_is_refused(house: House) -> None:
    pdf = house.signed.pdf
    section = pdf[len(draw_ballot(ANSWER)) :]
    assert reason(pdf + section, house.anchors) == Refusal.SIGNATURE


def test_a_signature_of_another_ballot_is_refused(house: House) -> None:
    pdf = house.signed.pdf
    section = pdf[len(draw_ballot(ANSWER)) :]
    other = draw_ballot(make_answer(opinion="Đồng ý."))
    assert reason(other + section, house.anchors) == Refusal.SIGNATURE


def test_an_unknown_template_is_refused(house: House) -> None:
    pdf = house.signed.pdf.replace(b'"template":"ballot-1"', b'"template":"ballot-9"')
    assert reason(pdf, house.anchors) == Refusal.FORM


class TestCertificates:
    """Chains: to an anchor, at the time between the head inside the statement and the receipt."""

    def test_an_unknown_authority_is_refused(self, house: House) -> None:
        assert reason(house.signed.pdf, TrustAnchors(test=(Authority.root().der,))) == Refusal.CERTIFICATE
        assert reason(house.signed.pdf, TrustAnchors()) == Refusal.CERTIFICATE

    def test_a_test_signature_under_a_real_anchor_is_refused_and_the_other_way_round(self, house: House) -> None:
        """The page's test mark and the certificate must say the same."""
        assert reason(house.signed.pdf, TrustAnchors(real=(house.root.der,))) == Refusal.CERTIFICATE

    def test_a_real_signature_is_no_test(self) -> None:
        root = Authority.root()
        statement = make_answer(is_test=False)
        signer = SoftwareSigner(make_key(root, KeyKind.P256, is_test=False))
        (signed,) = sign_all([prepare(draw_ballot(statement), statement)], signer, PIN, FixedClock())
        verified = verify_ballot(signed.pdf, draw_ballot, TrustAnchors(real=(root.der,)), LATER)
        assert not verified.is_test
        assert b"TH\xe1" not in signed.pdf

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (-30 * 24, 30 * 24, "good"),
            (-30 * 24, -1, "refused"),  # expired before the newest head
            (-30 * 24, 1, "indeterminate"),  # expired between the head and the receipt
            (-0.1, 30 * 24, "good"),  # issued after the head: enrolled, then signed before hearing of a newer head
            (3, 30 * 24, "refused"),  # not yet valid at the receipt
        ],
    )
    def test_validity_between_head_and_receipt(self, start: float, end: float, expected: str) -> None:
        """The head is of 20 minutes before NOW; the receipt two hours after it."""
        root = Authority.root()
        key = ec.generate_private_key(ec.SECP256R1())
        begin = NOW + timedelta(hours=start)
        certificate = root.issue(key.public_key(), start=begin, lifetime=timedelta(hours=end - start))
        pdf = signed_by(certificate, key)
        anchors = TrustAnchors(test=(root.der,))
        if expected == "refused":
            assert reason(pdf, anchors) == Refusal.CERTIFICATE
        else:
            verified = verify_ballot(pdf, draw_ballot, anchors, LATER)
            assert verified.expired_since_head is (expected == "indeterminate")
            assert verified.valid_from == begin.replace(microsecond=0)

    def test_a_certificate_that_may_not_sign_is_refused(self) -> None:
        root, key = Authority.root(), ec.generate_private_key(ec.SECP256R1())
        certificate = root.issue(key.public_key(), key_usage=usage(signs=False))
        assert reason(signed_by(certificate, key), TrustAnchors(test=(root.der,))) == Refusal.CERTIFICATE

    def test_a_signers_certificate_issues_nothing(self) -> None:
        """A member's own certificate above another one is no authority."""
        root = Authority.root()
        member, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        false_authority = Authority(x509.load_der_x509_certificate(root.issue(member.public_key(), "Giả")), member)
        certificate = false_authority.issue(key.public_key())
        pdf = signed_by(certificate, key, (false_authority.der,))
        assert reason(pdf, TrustAnchors(test=(root.der,))) == Refusal.CERTIFICATE

    def test_certificates_beside_the_chain_are_refused(self) -> None:
        """Nothing may ride along inside the signature."""
        root, key = Authority.root(), ec.generate_private_key(ec.SECP256R1())
        certificate = root.issue(key.public_key())
        other = root.issue(ec.generate_private_key(ec.SECP256R1()).public_key(), "Người khác")
        assert reason(signed_by(certificate, key, (other,)), TrustAnchors(test=(root.der,))) == Refusal.CERTIFICATE

    def test_an_anchor_itself_signs_no_ballot(self) -> None:
        root = Authority.root()
        pdf = signed_by(root.der, root.key)
        assert reason(pdf, TrustAnchors(test=(root.der,))) == Refusal.CERTIFICATE
        may_sign = Authority.root()
        signer = may_sign.issue(may_sign.key.public_key())
        assert reason(signed_by(signer, may_sign.key), TrustAnchors(test=(signer,))) == Refusal.CERTIFICATE

    def test_a_weak_curve_is_refused(self) -> None:
        root, key = Authority.root(), ec.generate_private_key(ec.SECP256K1())
        certificate = root.issue(key.public_key())
        assert reason(signed_by(certificate, key), TrustAnchors(test=(root.der,))) == Refusal.CERTIFICATE


def test_many_threads_verify_and_unpack_at_once(house: House) -> None:
    """The hub's workers share dictionaries and faces."""
    dictionary = compression_dictionary()
    packed, known = pack(house.signed.pdf, dictionary), {hashlib.sha256(dictionary).digest(): dictionary}

    def work(_: int) -> bool:
        pdf = unpack(packed, known)
        return verify_ballot(pdf, draw_ballot, house.anchors, LATER).statement == ANSWER

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))


def test_the_statement_can_be_read_before_anything_is_verified(house: House) -> None:
    assert extract_statement(house.signed.pdf) == ANSWER
