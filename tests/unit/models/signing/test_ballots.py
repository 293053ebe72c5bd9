"""Preparing and signing a batch: one PIN, all or nothing, and nothing unfit is ever signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from models.errors import (
    CertificateUnfitError,
    DefectError,
    InvalidInputError,
    SignerCancelledError,
    SignerError,
    WrongSignerPinError,
)
from models.papers.ballot import compression_dictionary, draw_ballot, draw_draft
from models.ports import SignerIdentity, SigningSession
from models.signing import check_fit, prepare, sign_all, verify_ballot
from models.signing.certificates import describe
from models.signing.frame import make_frame
from models.signing.software import KeyKind, MemoryPinAttempts, SoftwareSigner
from models.types import Choice, EventId
from tests.helpers.answers import ANSWER, make_answer
from tests.helpers.pdftext import page_texts
from tests.helpers.pki import NOW, Authority, FixedClock, usage
from tests.unit.models.signing.conftest import PIN, House, make_key


@dataclass
class CountingSigner:
    """A software signer that counts how often its PIN is asked for."""

    signer: SoftwareSigner
    unlocked: int = 0

    def identity(self) -> SignerIdentity:
        return self.signer.identity()

    @contextmanager
    def unlock(self, pin: str) -> Iterator[SigningSession]:
        self.unlocked += 1
        with self.signer.unlock(pin) as session:
            yield session


@dataclass
class ExchangedSigner:
    """Says it holds one certificate and signs with another key: a token set up wrongly."""

    shown: SoftwareSigner
    used: SoftwareSigner

    def identity(self) -> SignerIdentity:
        return self.shown.identity()

    @contextmanager
    def unlock(self, pin: str) -> Iterator[SigningSession]:
        with self.used.unlock(pin) as session:
            yield session


def test_one_pin_signs_a_batch(house: House) -> None:
    answers = [make_answer(event=EventId(f"{n:032x}"), number=f"{9010 + n}/PLYK-VPCP") for n in range(3)]
    signer = CountingSigner(SoftwareSigner(house.key))
    signed = sign_all([prepare(draw_ballot(a), a) for a in answers], signer, PIN, FixedClock())
    assert signer.unlocked == 1
    assert [s.statement for s in signed] == answers
    for ballot in signed:
        verified = verify_ballot(ballot.pdf, draw_ballot, house.anchors, NOW)
        assert verified.statement == ballot.statement
        assert verified.signed_at == ballot.signed_at == NOW


def test_nothing_to_sign_asks_for_no_pin(house: House) -> None:
    signer = CountingSigner(SoftwareSigner(house.key))
    assert sign_all([], signer, PIN, FixedClock()) == []
    assert signer.unlocked == 0


def test_a_wrong_pin_is_tried_once(house: House) -> None:
    signer = CountingSigner(SoftwareSigner(house.key, MemoryPinAttempts(3)))
    with pytest.raises(WrongSignerPinError) as caught:
        sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, "000000", FixedClock())
    assert signer.unlocked == 1
    assert caught.value.attempts_left == 2


def test_cancelling_leaves_nothing_signed(house: House) -> None:
    asked = iter((False, True))
    prepared = [prepare(draw_ballot(ANSWER), ANSWER)] * 2
    with pytest.raises(SignerCancelledError):
        sign_all(prepared, SoftwareSigner(house.key), PIN, FixedClock(), cancelled=lambda: next(asked))


def test_a_key_that_is_not_the_certificates_is_found_out(house: House) -> None:
    other = make_key(Authority.root(), KeyKind.P256)
    signer = ExchangedSigner(SoftwareSigner(house.key), SoftwareSigner(other))
    with pytest.raises(SignerError):
        sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, PIN, FixedClock())


def test_the_pages_test_mark_must_fit_the_certificate(house: House) -> None:
    plain = make_answer(is_test=False)
    with pytest.raises(InvalidInputError):
        sign_all([prepare(draw_ballot(plain), plain)], SoftwareSigner(house.key), PIN, FixedClock())


def test_prepared_means_drawn_from_this_statement() -> None:
    with pytest.raises(DefectError):
        prepare(draw_ballot(ANSWER), make_answer(choice=Choice.DISAPPROVE))
    with pytest.raises(DefectError):
        prepare(draw_draft(ANSWER), ANSWER)


def test_the_visible_signature_names_signer_and_time_with_its_zone(house: House) -> None:
    """Decree 30/2020, Annex I: the time to the second with its zone; 08:20:30 in Hà Nội is 01:20:30 UTC."""
    text = page_texts(house.signed.pdf)[-1]
    assert "Ký bởi: Bộ trưởng Bộ Công Thương" in text
    assert "Thời gian ký: 23/11/2026 08:20:30 +07:00" in text
    assert text.count("CHỮ KÝ THỬ NGHIỆM") == 2  # the page's mark and the signature's own


class TestFitness:
    """What is wrong with a certificate is said before any PIN is asked for."""

    @pytest.mark.parametrize(
        ("start", "lifetime", "reason"),
        [
            (timedelta(days=-30), timedelta(days=29), "expired"),
            (timedelta(days=1), timedelta(days=30), "not_yet_valid"),
        ],
    )
    def test_out_of_its_time(self, start: timedelta, lifetime: timedelta, reason: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        assert self.reason(Authority.root().issue(key.public_key(), start=NOW + start, lifetime=lifetime)) == reason

    def test_not_for_signing(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        der = Authority.root().issue(key.public_key(), key_usage=usage(signs=False))
        assert self.reason(der) == "key_usage"

    def test_an_algorithm_that_is_not_allowed(self) -> None:
        key = ec.generate_private_key(ec.SECP521R1())
        assert self.reason(Authority.root().issue(key.public_key())) == "algorithm"

    def test_a_name_that_cannot_be_printed(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        assert self.reason(Authority.root().issue(key.public_key(), "部長")) == "name"

    def test_a_good_one(self, house: House) -> None:
        check_fit(house.key.identity, NOW)

    def test_the_pin_is_not_asked_for(self) -> None:
        root = Authority.root()
        signer = CountingSigner(SoftwareSigner(make_key(root, KeyKind.P256)))
        late = FixedClock(NOW + timedelta(days=1000))
        with pytest.raises(CertificateUnfitError):
            sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, PIN, late)
        assert signer.unlocked == 0

    @staticmethod
    def reason(der: bytes) -> str:
        with pytest.raises(CertificateUnfitError) as caught:
            check_fit(describe(der, is_test=True, on_token=False), NOW)
        return caught.value.reason


def test_the_frame_of_a_signature_is_frozen() -> None:
    """Archived ballots are verified by drawing the signature's section again: it never changes for ``ballot-1``."""
    frame = make_frame(compression_dictionary(), "Bộ trưởng Bộ Công Thương", NOW, is_test=True)
    assert frame.digest.hex() == "bea6ae36716687904cefbb93bc1fe6b27faac593ef94b726adbddc278e070605"
