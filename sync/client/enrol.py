"""Enrolling a device: check the hub against the code, make keys, prove them, create the profile."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from models import durable
from models.device_key import make_device_key
from models.enrol_code import EnrolCode, fingerprint, parse_enrol_code
from models.errors import (
    DefectError,
    EnrolmentCodeError,
    HubAnswerError,
    HubIdentityError,
    InvalidInputError,
    LeaseExpiredError,
    ProfileBusyError,
)
from models.hub_trust import HubTrust
from models.ports import Clock, EnrolmentPreview, EnrolmentResult, SecretStore
from models.profile import Profile, pin_facts, profile_exists, write_profile
from models.profile_session import SIGNING_KEY, open_with_vault
from models.signing.software import KeyKind, PendingKey, create_key
from models.tables.base import from_micros
from models.vault import STANDARD, Argon2Params, Vault, check_pin, create_vault
from sync import protocol
from sync.client.hub import SMALL, HubProblemError, fetch_epochs, read_message
from sync.client.transport import Connector, HttpTransport, ReplyLostError, Transport

MAX_NAME: Final = 100
_TRIES: Final = 3
_M = TypeVar("_M", bound=protocol.Message)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A hub that is the code's own, under its newest epoch."""

    code: EnrolCode
    root_key: bytes
    trust: HubTrust
    transport: Transport


def preview_code(code: str, connect: Connector = HttpTransport) -> EnrolmentPreview:
    """What a one-time code is for, once the hub's root key was checked against it; nothing is sent but its id.

    Raises EnrolmentCodeError, OfflineError, HubIdentityError, HubAnswerError.
    """
    opened = _open(code, connect)
    try:
        challenge = _begin(opened)
    finally:
        opened.transport.close()
    return EnrolmentPreview(
        address=opened.code.address,
        root_fingerprint=fingerprint(opened.root_key),
        person_name=challenge.person_name,
        organization_name=challenge.organization_name,
        expires_at=from_micros(challenge.expires_at),
        is_sample=challenge.is_sample,
    )


@dataclass(frozen=True, slots=True)
class EnrolmentWish:
    """What the person enters. ``signing_pin`` empty: no software signing key is made (a token will sign)."""

    code: str
    device_name: str
    pin: str
    signing_pin: str
    key_kind: KeyKind = KeyKind.P256


def enrol_device(
    folder: Path,
    wish: EnrolmentWish,
    secrets: SecretStore | None,
    clock: Clock,
    connect: Connector = HttpTransport,
    params: Argon2Params = STANDARD,
) -> EnrolmentResult:
    """Make keys, prove them to the hub, create the profile in ``folder``.

    What can be refused is checked before the code is spent; a lost reply is repeated with the same keys. Raises
    EnrolmentCodeError, WeakPinError, InvalidInputError, ProfileBusyError (enrolled already), OfflineError,
    HubIdentityError, HubAnswerError, KeyringUnavailableError, StorageFullError.
    """
    if profile_exists(folder):
        raise ProfileBusyError("a device is enrolled in this folder")
    name = wish.device_name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise InvalidInputError("a device's name has 1 to 100 characters")
    check_pin(wish.pin, has_keyring=secrets is not None)
    opened = _open(wish.code, connect)
    try:
        challenge = _begin(opened)
        pending, request = _signing_key(wish, challenge.person_name)
        _clear(folder)
        vault, recovery = create_vault(folder, wish.pin, secrets, params)
        device_key = make_device_key(folder, vault, secrets)
        finish = protocol.EnrolFinish(
            code_id=opened.code.code_id,
            challenge=challenge.challenge,
            device_name=name,
            sign_key=device_key.public_key().public_bytes_raw(),
            vault_key=vault.public_key,
            proof=b"",
            signature=b"",
            csr=request,
        )
        data = protocol.enrol_proof_input(opened.root_key, finish)
        proof = hmac.digest(opened.code.secret, data, hashlib.sha256)
        signed = msgspec.structs.replace(finish, proof=proof, signature=device_key.sign(data))
        enrolled = _finish(opened.transport, signed)
    finally:
        opened.transport.close()
    has_keyring = secrets is not None
    _write(folder, opened, challenge, enrolled, vault, name, has_keyring=has_keyring, pending=pending)
    with (
        contextlib.suppress(
            LeaseExpiredError
        ),  # a clock far ahead: told at the unlock, the first contact does the rest
        open_with_vault(folder, vault, secrets, clock) as profile,
    ):
        profile.renew_trust(opened.trust.pairs)
    return EnrolmentResult(enrolled.person_name, enrolled.organization_name, recovery.text, has_keyring)


def _open(code_text: str, connect: Connector) -> _Opened:
    """The hub at the code's address, once it is proved to be the one that the code was made for."""
    code = parse_enrol_code(code_text)
    epochs = fetch_epochs(code.base_url, connect)
    if not code.fits(epochs.root_key):
        raise HubIdentityError("the hub at this address is not the one that made the code")
    trust = HubTrust.verified(epochs.root_key, epochs.epochs, None)
    return _Opened(code, epochs.root_key, trust, connect(code.base_url, trust.newest.tls_certificate))


def _begin(opened: _Opened) -> protocol.EnrolChallenge:
    return _post(opened.transport, "/v1/enrol/begin", protocol.EnrolBegin(opened.code.code_id), protocol.EnrolChallenge)


def _finish(transport: Transport, message: protocol.EnrolFinish) -> protocol.Enrolled:
    """The hub gives the same answer to the same keys, so that a lost reply is simply asked for again."""
    for attempt in range(_TRIES):
        try:
            return _post(transport, "/v1/enrol/finish", message, protocol.Enrolled)
        except ReplyLostError:
            if attempt == _TRIES - 1:
                raise
    raise DefectError("unreachable")


def _post(transport: Transport, path: str, message: protocol.Message, kind: type[_M]) -> _M:
    headers = {"content-type": protocol.MEDIA_TYPE}
    try:
        return read_message(transport.request("POST", path, headers, protocol.encode(message), SMALL), kind)
    except HubProblemError as problem:
        if problem.code.startswith("code_"):
            raise EnrolmentCodeError(problem.code.removeprefix("code_")) from problem
        raise HubAnswerError(f"the hub refused: {problem.code}") from problem


def _signing_key(wish: EnrolmentWish, person_name: str) -> tuple[PendingKey | None, bytes]:
    if not wish.signing_pin:
        return None, b""
    return create_key(wish.signing_pin, wish.key_kind, person_name)


def _write(
    folder: Path,
    opened: _Opened,
    challenge: protocol.EnrolChallenge,
    enrolled: protocol.Enrolled,
    vault: Vault,
    device_name: str,
    *,
    has_keyring: bool,
    pending: PendingKey | None,
) -> None:
    signing_key = b""
    if pending is not None and enrolled.certificate:
        key = pending.certified(enrolled.certificate, enrolled.chain, is_test=True)
        signing_key = vault.wrap(SIGNING_KEY, key.encode())
    statement, signature = opened.trust.pairs[-1]
    public = Profile(
        hub_address=opened.code.address,
        root_key=opened.root_key,
        epoch=statement,
        epoch_signature=signature,
        device=enrolled.device,
        device_name=device_name,
        person=enrolled.person,
        person_name=enrolled.person_name,
        organization_name=enrolled.organization_name,
        vault_public_key=vault.public_key,
        has_keyring=has_keyring,
        is_sample=challenge.is_sample,
        certificate=enrolled.certificate,
        chain=enrolled.chain,
        signing_key=signing_key,
        lease_until=enrolled.lease_until,
    )
    write_profile(folder, pin_facts(public, vault))


def _clear(folder: Path) -> None:
    """What an enrolment that did not finish left behind holds nothing of worth: it never had a profile."""
    durable.make_folder(folder)
    for name in ("vault.a", "vault.b", "device.key", "epochs", "store.db", "store.db-wal", "store.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in ("envelopes", "answers", "pieces", "damaged"):
        shutil.rmtree(folder / name, ignore_errors=True)
