"""Working keys of an epoch: made, kept in files, loaded; and the making of a new epoch's statement.

Making an epoch has two steps, so that the root key stays offline: :func:`prepare_epoch` makes keys and an unsigned
statement on the hub; :func:`models.epochs.sign_epoch` runs where the root key is; :func:`adopt_epoch` checks and
stores the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from models import sealing
from models.epochs import EpochReason, EpochStatement, verify_chain
from models.errors import HubIdentityError, InvalidInputError
from sync.server import tls
from sync.server.folder import HubFolder, write_public, write_secret

EPOCH_VALIDITY = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class EpochKeys:
    """Private keys of one epoch; ``envelope`` is a :mod:`models.sealing` private key."""

    number: int
    checkpoint: Ed25519PrivateKey
    order: Ed25519PrivateKey
    envelope: bytes
    certificate_pem: bytes
    certificate_file: Path
    key_file: Path


def new_private_key(path: Path) -> Ed25519PrivateKey:
    """Make a key that is to be taken offline (root, administrators) and write it to ``path`` (PEM, 0600)."""
    key = Ed25519PrivateKey.generate()
    write_secret(path, _private_pem(key))
    return key


def load_private_key(path: Path) -> Ed25519PrivateKey:
    """Read such a key. Raises :class:`InvalidInputError`."""
    try:
        return _load_ed25519(path)
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInputError(f"not an Ed25519 key file: {path}") from error


def prepare_epoch(
    folder: HubFolder,
    root_key_id: str,
    before: EpochStatement | None,
    base: tuple[int, bytes],
    tls_pair: tuple[bytes, bytes],
    reason: EpochReason,
    administrators: tuple[bytes, ...],
    explanation: str,
    now: datetime,
) -> EpochStatement:
    """New working keys in ``keys/epoch-N`` and the statement to be signed.

    ``base`` is size and root of the ledger now; ``tls_pair`` certificate and key as PEM; ``administrators`` raw public
    keys that may order a wipe, two together.
    """
    tls.check_pair(*tls_pair)
    number = 1 if before is None else before.number + 1
    keys = folder.epoch_keys(number)
    checkpoint, order, envelope = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), sealing.generate()
    write_secret(keys / "checkpoint.key", _private_pem(checkpoint))
    write_secret(keys / "order.key", _private_pem(order))
    write_secret(keys / "envelope.key", envelope)
    write_public(keys / "tls.pem", tls_pair[0])
    write_secret(keys / "tls.key", tls_pair[1])
    return EpochStatement(
        number=number,
        reason=reason,
        root_key=root_key_id,
        previous=b"" if before is None else before.digest,
        base_size=base[0],
        base_root=base[1],
        tls_certificate=tls.leaf_der(tls_pair[0]),
        checkpoint_key=checkpoint.public_key().public_bytes_raw(),
        order_key=order.public_key().public_bytes_raw(),
        envelope_key=sealing.public_of(envelope),
        administrators=administrators,
        valid_from=now,
        valid_until=now + EPOCH_VALIDITY,
        explanation=explanation,
    )


def adopt_epoch(folder: HubFolder, root_key: bytes, statement: bytes, signature: bytes) -> EpochStatement:
    """Check a signed epoch against the chain and against the keys in the folder, then store it.

    Raises :class:`HubIdentityError` or :class:`InvalidInputError`.
    """
    chain = verify_chain(root_key, [*folder.stored_epochs(), (statement, signature)])
    newest = chain[-1]
    keys = load_keys(folder, newest.number)
    if (
        keys.checkpoint.public_key().public_bytes_raw() != newest.checkpoint_key
        or keys.order.public_key().public_bytes_raw() != newest.order_key
        or sealing.public_of(keys.envelope) != newest.envelope_key
        or tls.leaf_der(keys.certificate_pem) != newest.tls_certificate
    ):
        raise HubIdentityError("the signed epoch names keys that this hub does not hold")
    folder.store_epoch(newest.number, statement, signature)
    return newest


def load_keys(folder: HubFolder, number: int) -> EpochKeys:
    """Private keys of one epoch. Raises :class:`InvalidInputError` where they are missing or damaged."""
    keys = folder.epoch_keys(number)
    try:
        certificate = (keys / "tls.pem").read_bytes()
        loaded = EpochKeys(
            number=number,
            checkpoint=_load_ed25519(keys / "checkpoint.key"),
            order=_load_ed25519(keys / "order.key"),
            envelope=(keys / "envelope.key").read_bytes(),
            certificate_pem=certificate,
            certificate_file=keys / "tls.pem",
            key_file=keys / "tls.key",
        )
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInputError(f"keys of epoch {number} are missing or damaged") from error
    tls.check_pair(certificate, loaded.key_file.read_bytes())
    return loaded


def envelope_keys(folder: HubFolder, chain: tuple[EpochStatement, ...]) -> dict[bytes, bytes]:
    """Private envelope keys by id, of every epoch whose keys are still here: old envelopes stay readable."""
    found: dict[bytes, bytes] = {}
    for epoch in chain:
        file = folder.epoch_keys(epoch.number) / "envelope.key"
        if file.exists():
            found[epoch.envelope_key_id] = file.read_bytes()
    return found


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _load_ed25519(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("not an Ed25519 key")
    return key
