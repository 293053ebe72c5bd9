"""The one-time enrolment code: where the hub is, which root key it must have, and a secret to prove.

Text: ``address#XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX``: eight groups of Crockford base32 (160 bits). The first
80 bits are the start of SHA-256 over the hub's raw root key, so that a false hub is told before anything is sent;
the last 80 bits are the secret. The hub finds the code by ``code_id``, a one-way image of the secret, so the secret
itself never crosses the wire (it keys an HMAC, see :func:`sync.protocol.enrol_proof_input`).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from models.errors import EnrolmentCodeError

PREFIX_BYTES = 10
SECRET_BYTES = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_CHARS = (PREFIX_BYTES + SECRET_BYTES) * 8 // 5
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:]{2,45}\])")
_ID_CONTEXT = b"ecabinet/enrol-code-id/v1\x00"
DEFAULT_PORT = 443


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """A parsed code. ``address`` is ``host`` or ``host:port``, always reached by TLS."""

    address: str
    root_prefix: bytes
    secret: bytes = field(repr=False)

    @property
    def code_id(self) -> str:
        """What the hub knows the code by: 32 hex digits, from which the secret cannot be computed."""
        return code_id_of(self.secret)

    @property
    def base_url(self) -> str:
        """``https://host:port`` without a final slash."""
        return f"https://{self.address}"

    def fits(self, root_key: bytes) -> bool:
        """Whether ``root_key`` (raw Ed25519 public key) is the one that the code's maker meant."""
        return hmac.compare_digest(hashlib.sha256(root_key).digest()[:PREFIX_BYTES], self.root_prefix)

    def text(self) -> str:
        """The code as printed and typed."""
        letters = _encode(self.root_prefix + self.secret)
        return f"{self.address}#" + "-".join(letters[i : i + 4] for i in range(0, _CHARS, 4))


def new_enrol_secret() -> bytes:
    """80 fresh random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def code_id_of(secret: bytes) -> str:
    """The public id of a code's secret."""
    return hashlib.sha256(_ID_CONTEXT + secret).hexdigest()[:32]


def make_enrol_code(address: str, root_key: bytes, secret: bytes) -> EnrolCode:
    """The code for ``secret`` at the hub with ``root_key`` (raw, 32 bytes). Raises EnrolmentCodeError."""
    return EnrolCode(_address(address), hashlib.sha256(root_key).digest()[:PREFIX_BYTES], secret)


def parse_enrol_code(text: str) -> EnrolCode:
    """Read what a person typed or pasted: spaces, hyphens, case and O/I/L for 0/1/1 do not matter.

    Raises :class:`EnrolmentCodeError` (``malformed``).
    """
    address, separator, letters = text.strip().rpartition("#")
    cleaned = re.sub(r"[\s\u2010-\u2015-]", "", letters).upper()
    if not separator or len(cleaned) != _CHARS or any(c not in _VALUES for c in cleaned):
        raise EnrolmentCodeError("malformed")
    number = 0
    for letter in cleaned:
        number = number << 5 | _VALUES[letter]
    data = number.to_bytes(PREFIX_BYTES + SECRET_BYTES, "big")
    return EnrolCode(_address(address), data[:PREFIX_BYTES], data[PREFIX_BYTES:])


def fingerprint(root_key: bytes) -> str:
    """What a person compares: the first 8 bytes of SHA-256 over the raw root key, in groups of 4 hex digits."""
    digits = hashlib.sha256(root_key).hexdigest().upper()[:16]
    return " ".join(digits[i : i + 4] for i in range(0, 16, 4))


def _address(text: str) -> str:
    address = text.strip().removeprefix("https://").rstrip("/")
    bracket = address.rfind("]")
    colon = address.rfind(":")
    host, port = (address[:colon], address[colon + 1 :]) if colon > bracket else (address, str(DEFAULT_PORT))
    # ASCII digits only: str.isdigit() also takes other scripts' digits.
    port_fits = re.fullmatch(r"[0-9]{1,5}", port) is not None and 0 < int(port) < 65536
    if not port_fits or not _HOST.fullmatch(host):
        raise EnrolmentCodeError("malformed")
    return host if int(port) == DEFAULT_PORT else f"{host}:{int(port)}"


def _encode(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range((_CHARS - 1) * 5, -1, -5))
