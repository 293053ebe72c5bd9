"""Where the sample data lie: real papers and texts that are not part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """The folder named by ``ECABINET_DATA``, else ``../shared/data`` beside the project. It may not exist."""
    named = os.environ.get("ECABINET_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The sample data; the test is skipped where they are absent."""
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip("no sample data: set ECABINET_DATA to their folder")
    return folder
