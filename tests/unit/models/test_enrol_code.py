"""Enrolment codes: what is printed is read back, what is mistyped is told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrol_code import EnrolCode, code_id_of, fingerprint, make_enrol_code, new_enrol_secret, parse_enrol_code
from models.errors import EnrolmentCodeError

ROOT = bytes(range(32))
SECRET = b"\x00\x01\xfe\xff567890"


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=10, max_size=10), st.integers(1, 65535))
def test_a_printed_code_reads_back(root: bytes, secret: bytes, port: int) -> None:
    code = make_enrol_code(f"hub.vpcp.example:{port}", root, secret)
    assert parse_enrol_code(code.text()) == code
    assert code.fits(root)
    assert not code.fits(root[:-1] + bytes([root[-1] ^ 1]))


def test_hand_typed_variants_mean_the_same() -> None:
    code = make_enrol_code("127.0.0.1:8443", ROOT, SECRET)
    address, letters = code.text().split("#")
    for typed in (
        f"  https://{address}/#{letters.lower()}\n",
        f"{address}#{letters.replace('-', ' ')}",
        f"{address}#{letters.replace('-', '')}",
        f"{address}#{letters.replace('0', 'o').replace('1', 'L')}",
        f"{address}#{letters.replace('-', '–')}",
    ):
        assert parse_enrol_code(typed) == code


def test_form_of_the_text() -> None:
    text = make_enrol_code("hub.example", ROOT, SECRET).text()
    address, letters = text.split("#")
    assert address == "hub.example"
    assert [len(group) for group in letters.split("-")] == [4] * 8
    assert EnrolCode("hub.example:8443", b"", SECRET).base_url == "https://hub.example:8443"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hub.example",
        "hub.example#",
        "#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
        "hub.example#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT",  # a group is missing
        "hub.example#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD-4NPE",
        "hub.example#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWU",  # no U in the alphabet
        "hub.example:0#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
        "hub.example:99999#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
        "hub.example:٤٤٣#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
        "http://hub.example#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
        "user@hub.example#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
        "hub.example/path#7KQM-X2HT-9RWD-4NPE-C6VB-7KQM-X2HT-9RWD",
    ],
)
def test_malformed_codes_say_so(text: str) -> None:
    with pytest.raises(EnrolmentCodeError) as caught:
        parse_enrol_code(text)
    assert caught.value.reason == "malformed"


@given(st.text(max_size=120))
def test_any_text_parses_or_is_malformed(text: str) -> None:
    reason = "malformed"
    try:
        parse_enrol_code(text)
    except EnrolmentCodeError as error:
        reason = error.reason
    assert reason == "malformed"


def test_id_tells_codes_apart_and_hides_the_secret() -> None:
    first, second = new_enrol_secret(), new_enrol_secret()
    assert code_id_of(first) != code_id_of(second)
    assert first.hex() not in code_id_of(first)
    assert repr(first) not in repr(EnrolCode("a", b"", first))


def test_fingerprint_is_groups_of_four_hex_digits() -> None:
    groups = fingerprint(ROOT).split(" ")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert fingerprint(ROOT) != fingerprint(ROOT[::-1])
