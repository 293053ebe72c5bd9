"""Signatures of any PDF, as the reader shows them: ours, official ones of the sample data, and hostile files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidInputError
from models.papers.ballot import draw_ballot
from models.pdf.writer import update
from models.signing import TrustAnchors
from models.signing.inspection import Coverage, SignatureState, list_signatures
from tests.helpers.answers import ANSWER
from tests.helpers.data import data_dir
from tests.helpers.pki import NOW
from tests.unit.models.signing.conftest import House

__all__ = ["data_dir"]


def test_a_ballot_with_a_known_issuer(house: House) -> None:
    (found,) = list_signatures(house.signed.pdf, house.anchors)
    assert found.state is SignatureState.TRUSTED
    assert found.coverage is Coverage.WHOLE_FILE
    assert found.signer == "Bộ trưởng Bộ Công Thương"
    assert found.signed_at == NOW
    assert found.is_test
    assert not found.is_timestamp


def test_an_unknown_issuer_is_no_broken_signature(house: House) -> None:
    (found,) = list_signatures(house.signed.pdf, TrustAnchors())
    assert found.state is SignatureState.UNKNOWN_ISSUER
    assert not found.is_test


def test_a_changed_file_is_broken(house: House) -> None:
    (found,) = list_signatures(house.signed.pdf.replace(b"9012", b"9013"), house.anchors)
    assert found.state is SignatureState.BROKEN


def test_a_file_that_was_continued(house: House) -> None:
    pdf = house.signed.pdf
    continued = pdf + update(pdf, 50, (b"\0" * 16, b"\0" * 16), [(49, b"<</Added true>>")])
    (found,) = list_signatures(continued, house.anchors)
    assert found.state is SignatureState.TRUSTED
    assert found.coverage is Coverage.EARLIER_REVISION


def test_an_unsigned_file_has_none() -> None:
    assert list_signatures(draw_ballot(ANSWER), TrustAnchors()) == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no PDF at all" * 50])
def test_what_is_no_pdf_is_said_so(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        list_signatures(data, TrustAnchors())


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.one_of(st.none(), st.integers(0, 2**20)),
)
def test_hostile_files_end_in_an_answer_or_a_refusal(
    house: House, changes: list[tuple[int, int]], cut: int | None
) -> None:
    pdf = bytearray(house.signed.pdf)
    begin = len(draw_ballot(ANSWER)) - 3000
    for position, value in changes:
        pdf[begin + position % (len(pdf) - begin)] = value
    hostile = bytes(pdf if cut is None else pdf[: cut % len(pdf)])
    try:
        found = list_signatures(hostile, house.anchors)
    except InvalidInputError:
        return
    assert all(item.state is not SignatureState.TRUSTED or item.coverage is not Coverage.PART for item in found)


class TestOfficialPapers:
    """Two papers as the Government publishes them; their issuer is not among anybody's anchors here."""

    def test_a_paper_of_the_portal(self, data_dir: Path) -> None:
        (found,) = list_signatures((data_dir / "papers" / "199-ndcp.signed.pdf").read_bytes(), TrustAnchors())
        assert found.state is SignatureState.UNKNOWN_ISSUER
        assert found.coverage is Coverage.WHOLE_FILE
        assert found.signer == "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"
        assert found.organization == "VĂN PHÒNG CHÍNH PHỦ"
        assert found.signed_at == datetime(2026, 6, 10, 14, 15, 42, tzinfo=UTC)

    def test_a_decree_signed_by_person_and_organisation(self, data_dir: Path) -> None:
        found = list_signatures((data_dir / "papers" / "50-2026-ND-CP.pdf").read_bytes(), TrustAnchors())
        assert len(found) == 6
        assert {item.state for item in found} == {SignatureState.UNKNOWN_ISSUER}
        assert [item.coverage for item in found] == [Coverage.EARLIER_REVISION] * 5 + [Coverage.WHOLE_FILE]
        assert all(item.signed_at is not None for item in found)

    def test_a_byte_changed_in_an_official_paper(self, data_dir: Path) -> None:
        pdf = bytearray((data_dir / "papers" / "199-ndcp.signed.pdf").read_bytes())
        pdf[100_000] ^= 1
        (found,) = list_signatures(bytes(pdf), TrustAnchors())
        assert found.state is SignatureState.BROKEN
