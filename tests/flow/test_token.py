"""A member signs with a PKCS#11 token chosen in the settings; the hub counts the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from models.desk.answering import BallotDesk
from models.desk.signers import TokenChoice, choose_token, signer_of
from models.errors import SignerMissingError, WrongSignerPinError
from models.types import Choice, SendState, Standing
from tests.helpers.client import CLERK, MINISTER, enrol_client, issue, save
from tests.helpers.hub import RunningHub, hub_command
from tests.helpers.softhsm import USER_PIN, SoftHsm, softhsm

__all__ = ["softhsm"]

LABEL = "THIET-BI-KY"


@pytest.fixture
def token(softhsm: SoftHsm, hub: RunningHub, tmp_path: Path) -> TokenChoice:
    """A token with a certificate that the hub's test authority issued and registered for the minister."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, MINISTER)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    (tmp_path / "request.pem").write_bytes(request.public_bytes(Encoding.PEM))
    hub_command("certificate", "issue", hub.folder, MINISTER, tmp_path / "request.pem", tmp_path / "certificate.pem")
    certificate = x509.load_pem_x509_certificate((tmp_path / "certificate.pem").read_bytes())
    softhsm.make_token(LABEL)
    softhsm.put(LABEL, key, {"ky": certificate.public_bytes(Encoding.DER)})
    return TokenChoice(softhsm.module, LABEL)


def test_an_answer_signed_with_a_token_is_counted(hub: RunningHub, token: TokenChoice, tmp_path: Path) -> None:
    ballot = issue(enrol_client(hub, CLERK, tmp_path / "office"), tmp_path)
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    with minister.unlocked() as profile:
        minister.sync(profile)
        profile.store.write(lambda session: choose_token(session, token)).result()
        save(profile, ballot, Choice.APPROVE, "")
        signer = signer_of(profile)
        assert signer.identity().on_token
        with pytest.raises(WrongSignerPinError):
            BallotDesk(profile, signer).cast([ballot], "000000")
        assert minister.detail(profile, ballot).current is None
        BallotDesk(profile, signer).cast([ballot], USER_PIN)
        minister.sync(profile)
        current = minister.detail(profile, ballot).current
        assert current is not None
        assert (current.state, current.standing) == (SendState.RECORDED, Standing.COUNTED)


def test_a_token_that_is_not_there_is_missed_before_any_pin(hub: RunningHub, tmp_path: Path, softhsm: SoftHsm) -> None:
    minister = enrol_client(hub, MINISTER, tmp_path / "minister")
    with minister.unlocked() as profile:
        gone = TokenChoice(softhsm.module, "KHONG-CO")
        profile.store.write(lambda session: choose_token(session, gone)).result()
        with pytest.raises(SignerMissingError):
            signer_of(profile)
        profile.store.write(lambda session: choose_token(session, None)).result()
        assert not signer_of(profile).identity().on_token
