"""A file is looked at in the confined renderer before it becomes a paper."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import InvalidInputError, SecrecyRefusedError
from tests.unit.ui.office_papers import paper_with
from ui.office.inspection import inspect_paper
from ui.renderer.process import RendererSpare

BODY = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỜ TRÌNH", "Về việc bảo mật thông tin"]


@pytest.fixture(scope="module")
def spare() -> Iterator[RendererSpare]:
    made = RendererSpare()
    yield made
    made.close()


def _file(folder: Path, data: bytes, name: str = "to_trinh.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_pages_are_counted(spare: RendererSpare, tmp_path: Path) -> None:
    assert inspect_paper(_file(tmp_path, paper_with(BODY, BODY)), spare) == 2


@pytest.mark.parametrize("page", [0, 2])
def test_a_stamp_on_one_of_the_first_pages_is_refused(spare: RendererSpare, tmp_path: Path, page: int) -> None:
    pages = [list(BODY) for _ in range(3)]
    pages[page].insert(1, "TỐI MẬT")
    with pytest.raises(SecrecyRefusedError):
        inspect_paper(_file(tmp_path, paper_with(*pages)), spare)


def test_a_stamp_in_the_name_is_refused_before_the_file_is_opened(spare: RendererSpare, tmp_path: Path) -> None:
    with pytest.raises(SecrecyRefusedError):
        inspect_paper(tmp_path / "To trinh (MẬT).pdf", spare)


def test_what_is_refused_is_logged_by_its_rule_alone(
    spare: RendererSpare, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(SecrecyRefusedError):
        inspect_paper(_file(tmp_path, paper_with(["MẬT", "Kho hàng tại cảng"])), spare)
    assert "head of a page" in caplog.text
    assert "Kho hàng" not in caplog.text
    assert "to_trinh" not in caplog.text


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\nnothing", paper_with(BODY, password="secret"), b""], ids=["broken", "encrypted", "empty"]
)
def test_what_cannot_be_read_is_refused(spare: RendererSpare, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        inspect_paper(_file(tmp_path, data), spare)


def test_a_file_that_is_gone_is_refused(spare: RendererSpare, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        inspect_paper(tmp_path / "gone.pdf", spare)
