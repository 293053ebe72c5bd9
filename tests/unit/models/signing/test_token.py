"""A real PKCS#11 token (SoftHSM2): both kinds of keys, one log-in for a batch, a wrong PIN tried exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pkcs11.exceptions
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from models.errors import (
    CertificateUnfitError,
    SignerCancelledError,
    SignerError,
    SignerLockedError,
    SignerMissingError,
    WrongSignerPinError,
)
from models.papers.ballot import draw_ballot
from models.signing import TrustAnchors, check_fit, prepare, sign_all, verify_ballot
from models.signing.token import TokenSigner, _translated, list_tokens
from models.types import EventId
from tests.helpers.answers import ANSWER, make_answer
from tests.helpers.pki import NOW, Authority, FixedClock, usage
from tests.helpers.softhsm import USER_PIN, SoftHsm, softhsm

__all__ = ["softhsm"]


@dataclass(frozen=True)
class Setup:
    hsm: SoftHsm
    root: Authority
    signer: TokenSigner
    certificate: bytes

    @property
    def anchors(self) -> TrustAnchors:
        return TrustAnchors(test=(self.root.der,))


@pytest.fixture(scope="module", params=["P-256", "RSA-2048"])
def setup(softhsm: SoftHsm, request: pytest.FixtureRequest) -> Setup:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if request.param == "P-256":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(65537, 2048)
    root = Authority.root()
    intermediate = root.intermediate()
    certificate = intermediate.issue(key.public_key())
    label = f"member {request.param}"
    softhsm.make_token(label)
    softhsm.put(label, key, {"ký": certificate, "trung gian": intermediate.der, "gốc": root.der})
    return Setup(softhsm, root, TokenSigner(softhsm.module, label=label, is_test=True), certificate)


def test_a_token_signs_a_batch_with_one_log_in(setup: Setup) -> None:
    identity = setup.signer.identity()
    assert identity.der == setup.certificate
    assert identity.on_token
    assert len(identity.chain) == 1  # the intermediate, not the root
    check_fit(identity, NOW)
    answers = [make_answer(event=EventId(f"{n:032x}")) for n in range(3)]
    before = setup.hsm.calls("C_Login")
    signed = sign_all([prepare(draw_ballot(a), a) for a in answers], setup.signer, USER_PIN, FixedClock())
    assert setup.hsm.calls("C_Login") == before + 1
    for ballot in signed:
        assert verify_ballot(ballot.pdf, draw_ballot, setup.anchors, NOW).certificate == setup.certificate


def test_reading_the_certificate_needs_no_log_in(setup: Setup) -> None:
    before = setup.hsm.calls("C_Login")
    setup.signer.identity()
    assert setup.hsm.calls("C_Login") == before


def test_a_wrong_pin_is_tried_exactly_once(setup: Setup) -> None:
    before = setup.hsm.calls("C_Login")
    with pytest.raises(WrongSignerPinError) as caught:
        sign_all([prepare(draw_ballot(ANSWER), ANSWER)] * 2, setup.signer, "000000", FixedClock())
    assert caught.value.attempts_left is None  # PKCS #11 tells no number
    assert setup.hsm.calls("C_Login") == before + 1
    # And the token is not left in a state that takes a wrong PIN for a right one, or the other way round.
    with pytest.raises(WrongSignerPinError), setup.signer.unlock("111111"):
        pass
    sign_all([prepare(draw_ballot(ANSWER), ANSWER)], setup.signer, USER_PIN, FixedClock())


def test_an_unfit_certificate_is_said_before_the_pin(softhsm: SoftHsm) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    softhsm.make_token("encryption only")
    softhsm.put("encryption only", key, {"x": Authority.root().issue(key.public_key(), key_usage=usage(signs=False))})
    signer = TokenSigner(softhsm.module, label="encryption only", is_test=True)
    before = softhsm.calls("C_Login")
    with pytest.raises(CertificateUnfitError) as caught:
        sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, USER_PIN, FixedClock())
    assert caught.value.reason == "key_usage"
    assert softhsm.calls("C_Login") == before


def test_the_fit_certificate_is_chosen_among_several(softhsm: SoftHsm) -> None:
    root, old, new = Authority.root(), *(ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    softhsm.make_token("several")
    encryption = root.issue(old.public_key(), key_usage=usage(signs=False))
    good = root.issue(new.public_key())
    softhsm.put("several", old, {"mã hóa": encryption}, b"\x01")
    softhsm.put("several", new, {"ký": good}, b"\x02")
    signer = TokenSigner(softhsm.module, label="several", is_test=True)
    assert signer.identity().der == good
    (signed,) = sign_all([prepare(draw_ballot(ANSWER), ANSWER)], signer, USER_PIN, FixedClock())
    assert signed.certificate == good
    assert TokenSigner(softhsm.module, label="several", certificate_label="mã hóa").identity().der == encryption


def test_a_token_or_module_that_is_not_there(softhsm: SoftHsm, tmp_path: Path) -> None:
    softhsm.make_token("blank")
    not_a_module = tmp_path / "module.so"
    not_a_module.write_bytes(b"not a library")
    for signer in (
        TokenSigner(softhsm.module, label="absent"),
        TokenSigner(softhsm.module, serial="0000"),
        TokenSigner(softhsm.module, label="blank"),  # no certificate on it
        TokenSigner(tmp_path / "absent.so"),
        TokenSigner(not_a_module),
    ):
        with pytest.raises(SignerMissingError):
            signer.identity()
        with pytest.raises(SignerMissingError), signer.unlock(USER_PIN):
            pass


def test_a_certificate_without_its_key(softhsm: SoftHsm) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    softhsm.make_token("no key")
    softhsm.put("no key", None, {"ký": Authority.root().issue(key.public_key())})
    with pytest.raises(SignerError):
        sign_all(
            [prepare(draw_ballot(ANSWER), ANSWER)],
            TokenSigner(softhsm.module, label="no key", is_test=True), USER_PIN, FixedClock(),
        )  # fmt: skip


def test_tokens_are_listed(setup: Setup) -> None:
    tokens = list_tokens(setup.hsm.module)
    found = [t for t in tokens if t.label.startswith("member")]
    assert found
    assert all(t.serial and not t.is_locked and not t.has_pin_pad for t in found)
    chosen = TokenSigner(setup.hsm.module, serial=found[0].serial)
    assert chosen.identity().on_token


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (pkcs11.exceptions.PinLocked, SignerLockedError),
        (pkcs11.exceptions.PinExpired, SignerLockedError),
        (pkcs11.exceptions.UserPinNotInitialized, SignerLockedError),
        (pkcs11.exceptions.DeviceRemoved, SignerMissingError),
        (pkcs11.exceptions.TokenNotPresent, SignerMissingError),
        (pkcs11.exceptions.FunctionCancelled, SignerCancelledError),
        (pkcs11.exceptions.GeneralError, SignerError),
    ],
)
def test_what_a_module_says_in_our_words(said: type[Exception], meant: type[Exception]) -> None:
    """SoftHSM never locks nor vanishes; what other tokens say is translated all the same."""
    with pytest.raises(meant), _translated():
        raise said
