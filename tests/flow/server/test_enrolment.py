"""Enrolment and tokens against a real hub: what is wrong, used, late or forged is refused with a clear word."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import sealing
from models.enrol_code import make_enrol_code, new_enrol_secret, parse_enrol_code
from sync import protocol
from sync.server.demo.cast import sample_id
from tests.flow.server.conftest import Enrol
from tests.flow.server.support import new_code
from tests.helpers.device import HubProblemError, ask, enrol, finish_message
from tests.helpers.hub import RunningHub

MINISTER = "bt-ct"


def test_a_code_says_whom_it_is_for_before_anything_is_sent(
    hub: RunningHub, http: httpx.Client, epochs: protocol.Epochs
) -> None:
    code = parse_enrol_code(new_code(hub.folder, MINISTER))
    assert code.fits(epochs.root_key)
    begun = ask(http, "POST", "/v1/enrol/begin", protocol.EnrolChallenge, protocol.EnrolBegin(code.code_id))
    assert (begun.person_name, begun.organization_name) == ("Bộ trưởng Bộ Công Thương", "Bộ Công Thương")
    assert begun.is_sample


def test_unknown_used_and_expired_codes(hub: RunningHub, http: httpx.Client, epochs: protocol.Epochs) -> None:
    unknown = make_enrol_code(hub.address, epochs.root_key, new_enrol_secret()).text()
    used = new_code(hub.folder, MINISTER)
    enrol(http, epochs, used)
    expired = new_code(hub.folder, "bt-xd")
    new_code(hub.folder, "bt-xd")  # a newer code ends the older ones
    for code, reason in ((unknown, "code_unknown"), (used, "code_used"), (expired, "code_expired")):
        with pytest.raises(HubProblemError) as caught:
            enrol(http, epochs, code)
        assert (caught.value.status, caught.value.code) == (403, reason)


def test_proof_of_the_code_is_needed(hub: RunningHub, http: httpx.Client, epochs: protocol.Epochs) -> None:
    code = parse_enrol_code(new_code(hub.folder, "bt-yt"))
    begun = ask(http, "POST", "/v1/enrol/begin", protocol.EnrolChallenge, protocol.EnrolBegin(code.code_id))
    key, vault = Ed25519PrivateKey.generate(), sealing.generate()
    good = finish_message(code, epochs.root_key, begun.challenge, key, vault, "Máy", b"")
    other_hub = finish_message(code, bytes(32), begun.challenge, key, vault, "Máy", b"")
    stale = finish_message(code, epochs.root_key, bytes(37), key, vault, "Máy", b"")
    bad = [
        (msgspec.structs.replace(good, proof=bytes(32)), "proof"),
        (msgspec.structs.replace(good, device_name="Máy khác"), "proof"),
        (msgspec.structs.replace(good, signature=bytes(64)), "proof"),
        (other_hub, "proof"),
        (stale, "challenge"),
        (msgspec.structs.replace(good, device_name="x\ny"), "form"),
        (msgspec.structs.replace(good, vault_key=bytes(1216)), "form"),
    ]
    for message, reason in bad:
        with pytest.raises(HubProblemError) as caught:
            ask(http, "POST", "/v1/enrol/finish", protocol.Enrolled, message)
        assert caught.value.code == reason
    assert ask(http, "POST", "/v1/enrol/finish", protocol.Enrolled, good).person == sample_id("bt-yt")


def test_a_lost_reply_is_repeated_word_for_word(hub: RunningHub, http: httpx.Client, epochs: protocol.Epochs) -> None:
    code = parse_enrol_code(new_code(hub.folder, "bt-nv"))
    begun = ask(http, "POST", "/v1/enrol/begin", protocol.EnrolChallenge, protocol.EnrolBegin(code.code_id))
    key, vault = Ed25519PrivateKey.generate(), sealing.generate()
    message = finish_message(code, epochs.root_key, begun.challenge, key, vault, "Máy", b"")
    first = ask(http, "POST", "/v1/enrol/finish", protocol.Enrolled, message)
    assert ask(http, "POST", "/v1/enrol/finish", protocol.Enrolled, message) == first
    thief = finish_message(code, epochs.root_key, begun.challenge, Ed25519PrivateKey.generate(), vault, "Máy", b"")
    with pytest.raises(HubProblemError) as caught:
        ask(http, "POST", "/v1/enrol/finish", protocol.Enrolled, thief)
    assert caught.value.code == "code_used"


def test_tokens_are_for_the_holder_of_the_key(enrolled: Enrol) -> None:
    device = enrolled(MINISTER).device
    http = device.http
    challenge = ask(http, "POST", "/v1/challenge", protocol.Challenge, protocol.ChallengeRequest(device.id)).challenge
    data = protocol.token_input(device.epochs.root_key, device.id, challenge)
    forged = Ed25519PrivateKey.generate().sign(data)
    for request in (
        protocol.TokenRequest(device.id, challenge, forged),
        protocol.TokenRequest("0" * 32, challenge, device.key.sign(data)),
        protocol.TokenRequest("not hex", challenge, device.key.sign(data)),
    ):
        with pytest.raises(HubProblemError) as caught:
            ask(http, "POST", "/v1/token", protocol.Token, request)
        assert (caught.value.status, caught.value.code) == (401, "token")
    good = protocol.TokenRequest(device.id, challenge, device.key.sign(data))
    assert ask(http, "POST", "/v1/token", protocol.Token, good).seconds == protocol.TOKEN_SECONDS
    with pytest.raises(HubProblemError):
        ask(http, "POST", "/v1/token", protocol.Token, good)  # a challenge is spent once


def test_without_a_token_there_is_nothing(enrolled: Enrol) -> None:
    member = enrolled(MINISTER)
    member.device.token = "A" * 48
    with pytest.raises(HubProblemError) as caught:
        member.pull()
    assert (caught.value.status, caught.value.code) == (401, "token")


def test_only_the_epochs_certificate_is_trusted(hub: RunningHub, http: httpx.Client) -> None:
    assert http.get("/v1/health").status_code == 200
    with (
        httpx.Client(base_url=f"https://{hub.address}", verify=ssl.create_default_context(), trust_env=False) as other,
        pytest.raises(httpx.ConnectError),
    ):
        other.get("/v1/health")


def test_secrets_of_used_codes_are_gone(hub: RunningHub, http: httpx.Client, epochs: protocol.Epochs) -> None:
    code = new_code(hub.folder, "bt-qp")
    enrol(http, epochs, code)
    secret = parse_enrol_code(code).secret
    database = Path(hub.folder / "hub.db").read_bytes()
    assert secret not in database
