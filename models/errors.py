"""The error tree: who has to act decides the branch.

::

    EcabinetError
    ├── PersonError            the person can put it right: a clear word on screen, nothing is lost
    │   ├── LeaseExpiredError      .until: contact with the hub is needed before the profile opens again
    │   ├── VaultLockedError       the app locked itself meanwhile: the PIN is needed first
    │   ├── WrongPinError          .attempts_left, .wait_seconds
    │   ├── PinLockedError         only the recovery code opens the vault
    │   ├── WeakPinError
    │   ├── WrongRecoveryCodeError .group
    │   ├── EnrolmentCodeError     .reason: malformed | unknown | used | expired
    │   ├── InvalidInputError      a value that breaks a rule of form
    │   ├── NotAllowedError        the role or the delegation does not reach so far
    │   ├── SecrecyRefusedError    a mark of state secrecy was found (DOMAIN.md section 4)
    │   └── SignerError            the certificate or the token
    │       ├── WrongSignerPinError    .attempts_left when the token tells
    │       ├── SignerLockedError
    │       ├── SignerMissingError     no token, no key, no certificate
    │       ├── CertificateUnfitError  expired, not yet valid, wrong key usage, another person's
    │       └── SignerCancelledError
    ├── EnvironmentFaultError  the world around us: retry later, repair, free some space
    │   ├── OfflineError           no network or no hub; a normal state
    │   ├── HubAnswerError         something answered that is not our hub, or not in our protocol
    │   ├── HubIdentityError       root key, epoch or TLS key do not match what was pinned
    │   ├── KeyringUnavailableError
    │   ├── StorageFullError
    │   ├── ProfileBusyError       another process holds this profile
    │   ├── StoreNewerError        a database written by a newer version
    │   ├── StoreDamagedError      the key is right, the file is not
    │   ├── VaultDamagedError      both copies of the header are unreadable
    │   ├── DocumentDamagedError   a piece or an envelope that does not decrypt or hash
    │   ├── PieceMissingError      .number: this piece of a document is not here yet
    │   ├── EnvelopeKeyError       an envelope sealed to a key that this hub does not hold
    │   └── RendererError          the page renderer gave up on a paper
    ├── RefusedError           the hub said no, finally; .reason is shown to the person
    ├── AlarmError             history was rewritten or forked: cannot be overlooked
    │   └── LedgerMismatchError    a proof, a head or a signature that does not verify
    └── DefectError            ours: a broken invariant
"""

from __future__ import annotations

from datetime import datetime


class EcabinetError(Exception):
    """Root of every error this program raises on purpose."""


class PersonError(EcabinetError):
    """Something the person in front of the screen can put right."""


class LeaseExpiredError(PersonError):
    """The profile may be opened until ``until`` only: contact with the hub renews the lease, also while locked."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"lease ended at {until.isoformat()}")
        self.until = until


class VaultLockedError(PersonError):
    """The keys are not in memory: the app locked itself, the PIN is needed first."""


class WrongPinError(PersonError):
    """The unlock PIN is wrong, or came before its time.

    ``attempts_left``: tries before the next lock-out, 0 while one lasts.
    ``wait_seconds``: seconds before the next try is accepted, 0 outside a lock-out.
    """

    def __init__(self, attempts_left: int, wait_seconds: float = 0.0) -> None:
        super().__init__(f"wrong PIN, {attempts_left} attempts left, wait {wait_seconds:.0f} s")
        self.attempts_left = attempts_left
        self.wait_seconds = wait_seconds


class PinLockedError(PersonError):
    """Too many wrong PINs: the vault opens with the recovery code only."""


class WeakPinError(PersonError):
    """The PIN is too short, too long, or a run or repetition of digits."""


class WrongRecoveryCodeError(PersonError):
    """The recovery code is mistyped or belongs to another vault.

    ``group``: number (from 1) of the first group that does not check; 0 when the code is well formed.
    """

    def __init__(self, group: int = 0) -> None:
        super().__init__(f"group {group} is mistyped" if group else "not this vault's recovery code")
        self.group = group


class EnrolmentCodeError(PersonError):
    """The one-time code is not usable. ``reason`` is ``malformed``, ``unknown``, ``used`` or ``expired``."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"enrolment code {reason}")
        self.reason = reason


class InvalidInputError(PersonError):
    """A value that breaks a rule of form; the message names the field and the rule."""


class NotAllowedError(PersonError):
    """The person's role or delegation does not allow this act (DOMAIN.md section 3)."""


class SecrecyRefusedError(PersonError):
    """A mark of state secrecy was found; such documents are excluded by law (DOMAIN.md section 4)."""


class SignerError(PersonError):
    """The certificate, its key or its token cannot sign now."""


class WrongSignerPinError(SignerError):
    """The signing PIN is wrong; it is never retried by itself. ``attempts_left`` is None where unknown."""

    def __init__(self, attempts_left: int | None = None) -> None:
        super().__init__("wrong signing PIN")
        self.attempts_left = attempts_left


class SignerLockedError(SignerError):
    """The token or the software key refuses every PIN now."""


class SignerMissingError(SignerError):
    """No token, no key or no certificate was found."""


class CertificateUnfitError(SignerError):
    """Expired, not yet valid, wrong key usage, or registered to another person; ``reason`` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"certificate unfit: {reason}")
        self.reason = reason


class SignerCancelledError(SignerError):
    """The person cancelled at the PIN."""


class EnvironmentFaultError(EcabinetError):
    """The world around the program: network, disk, another process, a damaged file."""


class OfflineError(EnvironmentFaultError):
    """No network or no hub within reach: a normal state, not shown as a fault."""


class HubAnswerError(EnvironmentFaultError):
    """Something answered that is not our hub, or not in our protocol (a portal, a proxy, a cut body)."""


class HubIdentityError(EnvironmentFaultError):
    """The root key, the epoch or the TLS key is not the one that was pinned at enrolment."""


class KeyringUnavailableError(EnvironmentFaultError):
    """The system offers no keyring, or it is locked."""


class StorageFullError(EnvironmentFaultError):
    """The disk is full; what was sealed before stays."""


class ProfileBusyError(EnvironmentFaultError):
    """Another process holds this profile."""


class StoreNewerError(EnvironmentFaultError):
    """The database was written by a newer version of the program and is left untouched."""


class StoreDamagedError(EnvironmentFaultError):
    """The key is right (the check value says so), the database file is not."""


class VaultDamagedError(EnvironmentFaultError):
    """Both copies of the vault's header are unreadable."""


class DocumentDamagedError(EnvironmentFaultError):
    """A stored piece or envelope that does not decrypt or does not match its hash."""


class PieceMissingError(EnvironmentFaultError):
    """A piece of a document is not on this device yet; ``number`` counts from 0."""

    def __init__(self, number: int) -> None:
        super().__init__(f"piece {number} is not here yet")
        self.number = number


class EnvelopeKeyError(EnvironmentFaultError):
    """An envelope is sealed to an envelope key that this hub does not hold (another hub, or a lost epoch)."""


class RendererError(EnvironmentFaultError):
    """The page renderer gave up on a paper: broken, encrypted, too large or hostile."""


class RefusedError(EcabinetError):
    """The hub's final refusal. ``reason`` is a code of :class:`models.types.Refusal`'s values."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"refused: {reason} {detail}".rstrip())
        self.reason = reason
        self.detail = detail


class AlarmError(EcabinetError):
    """The hub's history does not extend what this device has seen, or is signed wrongly."""


class LedgerMismatchError(AlarmError):
    """An inclusion proof, a consistency proof, a head or its signature does not verify (RFC 6962)."""


class DefectError(EcabinetError):
    """A broken invariant of our own: report it."""
