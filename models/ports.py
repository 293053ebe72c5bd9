"""The narrow ports between the strangers: sync implements, ``main.py`` introduces, ui uses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from models.types import DocumentId


class Phase(StrEnum):
    """What the exchange loop does now."""

    IDLE = "idle"
    SYNCING = "syncing"
    OFFLINE = "offline"
    PAUSED = "paused"
    ATTENTION = "attention"  # an alarm, an identity fault, a refusal: a person must look


@dataclass(frozen=True, slots=True)
class Transfer:
    """One document under way. Amounts in bytes."""

    document: DocumentId
    title: str
    done: int
    total: int
    upload: bool


@dataclass(frozen=True, slots=True)
class ActivityState:
    """A snapshot for the state chip and the sync panel; in memory only."""

    phase: Phase
    last_contact: datetime | None
    items_done: int
    items_total: int
    bytes_done: int
    bytes_total: int
    transfers: tuple[Transfer, ...]
    error: str  # class name of the last error of the loop, empty when none
    error_detail: str


class Activity(Protocol):
    """Progress and state of what runs."""

    def state(self) -> ActivityState:
        """Newest snapshot, from any thread."""

    def subscribe(self, listener: Callable[[ActivityState], None]) -> Callable[[], None]:
        """Call ``listener`` on every change, on any thread; returns the un-subscriber."""


@dataclass(frozen=True, slots=True)
class EnrolmentPreview:
    """What a one-time code is for, once the hub's root key was checked against it."""

    address: str
    root_fingerprint: str  # groups of 4 hex digits
    person_name: str
    organization_name: str
    expires_at: datetime
    is_sample: bool


@dataclass(frozen=True, slots=True)
class EnrolmentResult:
    """A fresh profile. ``recovery_code`` is shown once and kept nowhere."""

    person_name: str
    organization_name: str
    recovery_code: str
    has_keyring: bool


class Link(Protocol):
    """What the window may ask of sync."""

    def preview(self, code: str) -> Future[EnrolmentPreview]:
        """Check a one-time code. Fails with EnrolmentCodeError, OfflineError, HubIdentityError."""

    def enrol(self, code: str, device_name: str, pin: str, signing_pin: str) -> Future[EnrolmentResult]:
        """Make keys, prove them, create the profile."""

    def renew_lease(self, pin: str) -> Future[None]:
        """After LeaseExpiredError: one round with the hub by the PIN, without unlocking (needed where no keyring lets
        the locked loop do it by itself). Fails with WrongPinError, OfflineError, HubIdentityError and their siblings.
        """

    def wake(self) -> None:
        """A local write waits to be sent, or the person asked for a sync now."""

    def want(self, document: DocumentId) -> None:
        """Fetch this paper before others; the wish itself is a row."""

    def pause(self, paused: bool) -> None:
        """Stop or go on with transfers; signed ballots are sent all the same."""

    def cancel(self, document: DocumentId) -> None:
        """Stop fetching this paper now."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Aware UTC instant of the device's clock."""


class SecretStore(Protocol):
    """The system's keyring, or what stands for it in a test of its absence."""

    def get(self, name: str) -> bytes | None:
        """The secret, or None. Raises KeyringUnavailableError."""

    def put(self, name: str, value: bytes) -> None:
        """Store. Raises KeyringUnavailableError."""

    def remove(self, name: str) -> None:
        """Delete if present. Raises KeyringUnavailableError."""


@dataclass(frozen=True, slots=True)
class SignerIdentity:
    """The certificate a signer would use. ``der`` is the certificate; ``chain`` further certificates, DER."""

    der: bytes
    chain: tuple[bytes, ...]
    subject: str
    not_before: datetime
    not_after: datetime
    is_test: bool
    on_token: bool


class SigningSession(Protocol):
    """An unlocked key, for one batch."""

    def sign(self, digest: bytes) -> bytes:
        """A detached CMS signature (DER, PAdES B-B) over a SHA-256 digest (32 bytes).

        Raises SignerError when the token is pulled out, SignerCancelledError when the person cancels at its pad.
        """


class Signer(Protocol):
    """A software key or a PKCS#11 token."""

    def identity(self) -> SignerIdentity:
        """The certificate, readable before the PIN. Raises SignerMissingError."""

    def unlock(self, pin: str) -> AbstractContextManager[SigningSession]:
        """Open the key with one try of the PIN; leaving the context drops the key.

        Entering raises WrongSignerPinError, SignerLockedError, SignerMissingError. A wrong PIN is never retried.
        """
