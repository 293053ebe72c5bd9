"""The telephone code: 80 bits of a sealed answer's digest, read aloud before the deadline.

``K7QM 2XHT 9RWD 4NPE Y9ZX``: four groups of four characters hold the first 80 bits of the SHA-256 digest, most
significant first, five bits a character; the four characters of the fifth group check one group each, so that a
mistake is caught while the member is still on the line, and the clerk can say which group to read again.

Alphabet: Crockford's base 32, which leaves out I, L, O and U; a reader may still say O for 0, and I or L for 1. A
check character is a weighted sum over GF(32) of its group: it catches every single wrong character and every exchange
of two characters in the group, and 31 of 32 other mistakes.
"""

from __future__ import annotations

from models.errors import DefectError, InvalidInputError

BITS = 80
"""Bits of the digest inside a code: what DOMAIN.md asks for at the least."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_GROUP = 4  # characters in a group, and data groups in a code
_DATA = _GROUP * _GROUP
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SEPARATORS = " -–.,/\t\r\n\u00a0"


def telephone_code(digest: bytes) -> str:
    """The code, in five groups, of a 32-byte SHA-256 digest."""
    if len(digest) != 32:
        raise DefectError("a telephone code is made from a SHA-256 digest")
    bits = int.from_bytes(digest[: BITS // 8], "big")
    values = [bits >> shift & 31 for shift in range(BITS - 5, -1, -5)]
    return _text(values + _checks(values))


def parse_code(text: str) -> str:
    """The code in its one written form, out of what a clerk typed: any case, any spacing, O and I and L.

    Raises :class:`InvalidInputError` that says what is wrong: a character that no code has, too few or too many, or
    which groups were misread.
    """
    values = _values(text)
    if wrong := _misread(values):
        groups = ", ".join(str(group) for group in wrong)
        raise InvalidInputError(f"telephone code: group {groups} of 4, or its check character, was misread")
    return _text(values)


def misread_groups(text: str) -> tuple[int, ...]:
    """Numbers, 1 to 4, of the groups that do not agree with their check characters; for help while typing.

    Raises :class:`InvalidInputError` while the code is not complete.
    """
    return _misread(_values(text))


def matches(code: str, digest: bytes) -> bool:
    """Whether ``code``, as typed, is that of the answer with this digest; False also for what is no code."""
    try:
        return parse_code(code) == telephone_code(digest)
    except InvalidInputError:
        return False


def _values(text: str) -> list[int]:
    letters = [letter for letter in text.upper() if letter not in _SEPARATORS]
    if unknown := [letter for letter in letters if letter not in _VALUE]:
        raise InvalidInputError(f"telephone code: it never holds {unknown[0]!r}")
    if len(letters) != _DATA + _GROUP:
        raise InvalidInputError(f"telephone code: {_DATA + _GROUP} characters in 5 groups of 4, not {len(letters)}")
    return [_VALUE[letter] for letter in letters]


def _text(values: list[int]) -> str:
    letters = "".join(ALPHABET[value] for value in values)
    return " ".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _misread(values: list[int]) -> tuple[int, ...]:
    pairs = zip(_checks(values[:_DATA]), values[_DATA:], strict=True)
    return tuple(number for number, (due, given) in enumerate(pairs, 1) if due != given)


def _checks(data: list[int]) -> list[int]:
    """One check value for each group x1…x4: a^4·x1 + a^3·x2 + a^2·x3 + a·x4 over GF(32)."""
    checks = []
    for start in range(0, _DATA, _GROUP):
        total = 0
        for value in data[start : start + _GROUP]:
            total = _times_a(total ^ value)
        checks.append(total)
    return checks


def _times_a(value: int) -> int:
    """Multiply by a in GF(32) = GF(2)[x] / (x^5 + x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
