"""Sealing bytes to a public key: HPKE base mode (RFC 9180) with a hybrid key encapsulation.

The one suite is X25519 + ML-KEM-768, HKDF-SHA-256, AES-256-GCM, so that what is recorded today is not opened by
tomorrow's machine. Keys are plain bytes at every border:

* private key, 96 bytes: ML-KEM seed (64, FIPS 203 ``d ‖ z``) then the X25519 scalar (32);
* public key, 1216 bytes: ML-KEM encapsulation key (1184) then the X25519 point (32).

``info`` binds a message to its purpose: what was sealed for one is not opened for another.
"""

from __future__ import annotations

import hashlib
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from models.errors import DocumentDamagedError, InvalidInputError

PRIVATE_SIZE: Final = 96
PUBLIC_SIZE: Final = 1216
KEY_ID_SIZE: Final = 16
OVERHEAD: Final = 1120 + 16
"""Bytes a sealed message is longer than its plaintext: encapsulation and tag."""

_MLKEM_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def generate() -> bytes:
    """A fresh private key, 96 random bytes (every such string is a valid key)."""
    return os.urandom(PRIVATE_SIZE)


def public_of(private: bytes) -> bytes:
    """The public key (1216 bytes) of a private one. Raises :class:`InvalidInputError` for a wrong length."""
    mlkem, x25519 = _private_parts(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def key_id(public: bytes) -> bytes:
    """16 bytes that name a public key: the beginning of its SHA-256."""
    return hashlib.sha256(b"ecabinet/sealing-key/v1\x00" + public).digest()[:KEY_ID_SIZE]


def seal_to(public: bytes, data: bytes, info: bytes) -> bytes:
    """``data`` readable only by the holder of the private key; 1136 bytes longer.

    Raises :class:`InvalidInputError` when ``public`` is not a key of the suite.
    """
    if len(public) != PUBLIC_SIZE:
        raise InvalidInputError(f"a sealing key has {PUBLIC_SIZE} bytes")
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        return _SUITE.encrypt(data, key, info)
    except ValueError as error:  # an encapsulation key out of range, a point of small order
        raise InvalidInputError("not a sealing key") from error


def open_with(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """The plaintext. Raises :class:`DocumentDamagedError` when it is not for this key, for another purpose, or
    one bit was changed.
    """
    key = MLKEM768X25519PrivateKey(*_private_parts(private))
    try:
        return _SUITE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError) as error:
        raise DocumentDamagedError("sealed bytes do not open") from error


def _private_parts(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != PRIVATE_SIZE:
        raise InvalidInputError(f"a private sealing key has {PRIVATE_SIZE} bytes")
    return (
        MLKEM768PrivateKey.from_seed_bytes(private[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(private[_MLKEM_SEED:]),
    )
