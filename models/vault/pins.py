"""PINs, passphrases and the recovery code: form only, no keys.

Recovery code: 7 groups of 4 + 1 symbols of Crockford's base 32 (no I, L, O, U): 140 random bits. The fifth symbol
of a group checks it (Luhn mod 32, started at the group's number): one mistyped symbol or two swapped groups are
found before anything is tried, and the person is told which group.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, Self

from models.errors import WeakPinError, WrongRecoveryCodeError

MIN_PIN: Final = 6
MAX_PIN: Final = 12
MIN_PASSPHRASE: Final = 12
MAX_PASSPHRASE: Final = 128
GROUPS: Final = 7
DATA_SYMBOLS: Final = 4
GROUP_SYMBOLS: Final = DATA_SYMBOLS + 1

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans("ILO", "110")
_MIN_DISTINCT_PIN: Final = 3
_MIN_DISTINCT_PASSPHRASE: Final = 5


def check_pin(pin: str, *, has_keyring: bool) -> None:
    """Whether ``pin`` may open a vault: 6 to 12 digits where a keyring adds its secret, else a passphrase of at
    least 12 characters that are not all digits.

    A passphrase is accepted in both cases. Refused: runs (123456), repetitions (121212, 777777), a date in the
    form DDMMYYYY. Raises :class:`WeakPinError`.
    """
    text = unicodedata.normalize("NFC", pin)
    digits = text.isascii() and text.isdigit()
    if digits and has_keyring:
        _check_digits(text)
        return
    if digits:
        raise WeakPinError("without a keyring a passphrase is needed, not digits alone")
    if not MIN_PASSPHRASE <= len(text) <= MAX_PASSPHRASE:
        raise WeakPinError(f"a passphrase has {MIN_PASSPHRASE} to {MAX_PASSPHRASE} characters")
    if len(set(text)) < _MIN_DISTINCT_PASSPHRASE:
        raise WeakPinError("the passphrase repeats few characters")


def pin_bytes(pin: str) -> bytes:
    """The bytes that are hashed: the same letters give the same bytes on every keyboard (NFC)."""
    return unicodedata.normalize("NFC", pin).encode("utf-8")


def _check_digits(pin: str) -> None:
    if not MIN_PIN <= len(pin) <= MAX_PIN:
        raise WeakPinError(f"a PIN has {MIN_PIN} to {MAX_PIN} digits")
    values = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(values)}
    if len(steps) == 1:
        raise WeakPinError("the PIN is a run or a repetition")
    if len(set(pin)) < _MIN_DISTINCT_PIN:
        raise WeakPinError("the PIN repeats two digits")
    if any(pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1) if len(pin) % n == 0):
        raise WeakPinError("the PIN repeats a short pattern")
    if _is_date(pin):
        raise WeakPinError("the PIN is a date")


def _is_date(pin: str) -> bool:
    if len(pin) != 8 or pin[4:6] not in {"19", "20"}:
        return False
    try:
        date(int(pin[4:]), int(pin[2:4]), int(pin[:2]))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """140 random bits in a form for paper. Shown once, kept nowhere; ``repr`` does not show it."""

    secret: bytes = field(repr=False)  # the 28 data symbols, ASCII

    @classmethod
    def generate(cls) -> Self:
        """A fresh code."""
        return cls("".join(secrets.choice(_ALPHABET) for _ in range(GROUPS * DATA_SYMBOLS)).encode())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed: case, spaces, dashes and look-alikes (I, L, O) do not matter.

        Raises :class:`WrongRecoveryCodeError` with the first group that does not check.
        """
        symbols = "".join(c for c in text.upper() if not c.isspace() and c not in "-‐‑–—.").translate(_LOOKALIKES)
        data = ""
        for number in range(GROUPS):
            group = symbols[number * GROUP_SYMBOLS : (number + 1) * GROUP_SYMBOLS]
            well_formed = len(group) == GROUP_SYMBOLS and set(group) <= set(_ALPHABET)
            if not well_formed or _check_symbol(group[:DATA_SYMBOLS], number) != group[DATA_SYMBOLS]:
                raise WrongRecoveryCodeError(number + 1)
            data += group[:DATA_SYMBOLS]
        if len(symbols) != GROUPS * GROUP_SYMBOLS:
            raise WrongRecoveryCodeError(GROUPS)
        return cls(data.encode())

    @property
    def text(self) -> str:
        """Seven groups of five symbols, joined by dashes."""
        data = self.secret.decode()
        groups = [data[at : at + DATA_SYMBOLS] for at in range(0, len(data), DATA_SYMBOLS)]
        return "-".join(group + _check_symbol(group, number) for number, group in enumerate(groups))


def _check_symbol(group: str, number: int) -> str:
    """Luhn mod 32 over the group, started at the group's number."""
    total, factor = number + 1, 2
    for symbol in reversed(group):
        quotient, remainder = divmod(factor * _ALPHABET.index(symbol), len(_ALPHABET))
        total += quotient + remainder
        factor = 3 - factor
    return _ALPHABET[-total % len(_ALPHABET)]
