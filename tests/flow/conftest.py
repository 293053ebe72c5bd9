"""A real hub with two members and the Office, shared by the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.client import CLERK, MINISTER, OTHER_MINISTER, add_person, hang_up_all, make_hub
from tests.helpers.hub import RunningHub, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    folder = make_hub(tmp_path_factory.mktemp("hub") / "hub")
    add_person(folder, MINISTER, "Bộ Xây dựng", ["THANH_VIEN"], member=True)
    add_person(folder, OTHER_MINISTER, "Bộ Công Thương", ["THANH_VIEN"], member=True)
    add_person(folder, CLERK, "Văn phòng Chính phủ", ["CHUYEN_VIEN", "BO_TRUONG_CHU_NHIEM"])
    with running_hub(folder) as running:
        yield running


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    hang_up_all()
