"""The archive of a real sample ballot: it recounts, any change is found, and its README's commands work."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from models.archive.verify import verify_archive
from models.errors import InvalidInputError
from models.types import BallotOutcome
from tests.helpers.hub import hub_command

BALLOT = "9005/PLYK-VPCP"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("archive")
    hub_command("demo", folder / "hub", "--no-serve")
    hub_command("ballot", "export", folder / "hub", BALLOT, folder / "ballot.zip")
    return (folder / "ballot.zip").read_bytes()


def parts_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def test_a_published_result_is_recounted(archive: bytes) -> None:
    report = verify_archive(archive)
    assert [check for check in report.checks if not check.is_good] == []
    assert report.is_good
    assert report.number == BALLOT
    figures = report.recounted[1]
    assert (figures.n, figures.threshold) == (27, 14)
    assert figures.approve + figures.deemed + figures.disapprove + figures.other + figures.silent == 27
    assert figures.deemed > 0
    assert figures.outcome is BallotOutcome.ADOPTED


def test_another_root_key_is_told(archive: bytes) -> None:
    report = verify_archive(archive)
    assert verify_archive(archive, report.root_key).is_good
    assert not verify_archive(archive, "0" * 64).is_good


def test_a_change_of_any_byte_is_found(archive: bytes) -> None:
    parts = parts_of(archive)
    dice = random.Random(20261123)
    for name in chosen_parts(parts, dice):
        changed = bytearray(parts[name])
        place = dice.randrange(len(changed))
        changed[place] ^= dice.randrange(1, 256)
        report = verify_archive(zipped({**parts, name: bytes(changed)}))
        assert not report.is_good, (name, place)


def chosen_parts(parts: dict[str, bytes], dice: random.Random) -> list[str]:
    """Three parts of each folder."""
    folders: dict[str, list[str]] = {}
    for name in sorted(set(parts) - {"README.md", "archive.json"}):
        folders.setdefault(name.partition("/")[0], []).append(name)
    assert set(folders) == {"anchors", "answers", "certificates", "epochs", "head", "keys", "leaves", "results"}
    return [name for names in folders.values() for name in dice.sample(names, min(3, len(names)))]


def test_an_answer_taken_out_of_the_index_is_found(archive: bytes) -> None:
    parts = parts_of(archive)
    index = json.loads(parts["archive.json"])
    index["answers"].pop()
    parts["archive.json"] = json.dumps(index).encode()
    assert not verify_archive(zipped(parts)).is_good


def test_a_leaf_taken_out_is_found(archive: bytes) -> None:
    parts = parts_of(archive)
    index = json.loads(parts["archive.json"])
    answer = next(leaf for leaf in index["leaves"] if leaf["kind"] == "answer")
    index["leaves"].remove(answer)
    parts["archive.json"] = json.dumps(index).encode()
    assert not verify_archive(zipped(parts)).is_good


def test_an_archive_without_a_result_is_not_good(archive: bytes) -> None:
    parts = parts_of(archive)
    index = json.loads(parts["archive.json"])
    index["results"] = []
    parts["archive.json"] = json.dumps(index).encode()
    assert not verify_archive(zipped(parts)).is_good


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", zipped({"a": b""}), zipped({"archive.json": b"{}"})])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        verify_archive(data)


def test_the_readme_works_with_public_tools_alone(archive: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^ {7}(openssl .*)$", readme, re.MULTILINE)
    assert len(commands) == 4
    root_key = verify_archive(archive).root_key
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "Signature Verified Successfully" in done.stdout or root_key in done.stdout
    block = readme[readme.index("       import hashlib, json") :]
    script = "\n".join(line[7:] for line in block.splitlines()[: block[: block.index("\n\n")].count("\n") + 1])
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "khớp gốc" in done.stdout
    pages = sorted((tmp_path / "answers").glob("*.pdf"))
    told = subprocess.run(["pdfsig", str(pages[0])], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in told.stdout
