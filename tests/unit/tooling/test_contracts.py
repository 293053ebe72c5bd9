"""The import contracts of pyproject.toml bark: each is broken by a planted import, and by nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.helpers.data import ROOT

# Where the import is planted, what is imported, and the contracts that it breaks.
STRANGERS = "ui and sync are strangers; both stand on models"
ENDS = "sync: client and server share the protocol and nothing else"
MODELS = "models: commands | queries, store, tables, rules and types"
APART = "models: signing, papers, ledger, vault, envelopes, blobs know neither one another"
NO_TABLES = "models: ... nor the tables"
QT = "Qt only in ui and main.py"
NO_SQL = "ui knows no SQL, no HTTP and no tables"
HTTPX = "the transport is the only import of httpx"
CLIENT = "nothing on the client's side imports the server's"
SERVER = "nothing on the server's side imports the client's"
PURE = "rules are pure"
VALUES = "the common values know nothing of storage"
CYCLES = "no cycles between neighbours"
PLANTS = [
    ("ui/home.py", "import sync.protocol", {STRANGERS}),
    ("sync/client/loop.py", "import ui.home", {STRANGERS}),
    ("models/search.py", "import sync.protocol", {STRANGERS}),
    ("sync/protocol.py", "import sync.client.loop", {ENDS}),
    ("sync/server/app.py", "import sync.client.loop", {ENDS, SERVER}),
    ("sync/client/loop.py", "import sync.server.app", {ENDS, CLIENT}),
    ("models/commands/shared.py", "import models.queries.client", {MODELS}),
    ("models/tables/client.py", "import models.store", {MODELS}),
    ("models/types.py", "import models.rules", {MODELS}),
    ("models/signing.py", "import models.papers", {APART}),
    ("models/ledger.py", "import models.tables.client", {NO_TABLES}),
    ("models/store.py", "from PySide6 import QtCore", {QT}),
    ("ui/home.py", "import sqlalchemy", {NO_SQL}),
    ("ui/home.py", "import models.tables.client", {NO_SQL}),
    ("sync/client/loop.py", "import httpx", {HTTPX}),
    ("models/tables/client.py", "import models.tables.server", {CLIENT}),
    ("models/tables/server.py", "import models.tables.client", {SERVER}),
    ("models/rules.py", "import sqlalchemy", {PURE}),
    ("models/events.py", "import models.store", {VALUES}),
    ("models/search.py", "import models.profile", {CYCLES}),
]
MODULES = [
    *(f"models/{name}.py" for name in ("types", "errors", "ports", "events", "acts", "statements", "canonical")),
    *(f"models/{name}.py" for name in ("rules", "store", "signing", "papers", "ledger", "vault", "envelopes", "blobs")),
    *(
        f"models/{name}/{side}.py"
        for name in ("tables", "commands", "queries")
        for side in ("shared", "client", "server")
    ),
    *("models/search.py", "models/profile.py", "sync/protocol.py", "sync/client/loop.py", "sync/client/transport.py"),
    *("sync/server/app.py", "ui/home.py"),
]
HONEST = {"models/profile.py": "import models.search\n", "sync/client/transport.py": "import httpx\n"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tree of the same shape, with the real contracts."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in MODULES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(HONEST.get(name, ""))
    for package in {folder / name for name in ("models", "sync", "ui")} | {
        file.parent for file in folder.rglob("*.py")
    }:
        (package / "__init__.py").touch()
    return folder


def broken_in(folder: Path) -> set[str]:
    """Names of the contracts that do not hold."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=folder,
        env={"PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(verdicts) == set(contracts()), done.stdout + done.stderr
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def test_an_honest_house_keeps_them_all(house: Path) -> None:
    assert broken_in(house) == set()


@pytest.mark.parametrize(("file", "planted", "expected"), PLANTS, ids=[f"{file}: {line}" for file, line, _ in PLANTS])
def test_a_planted_import_is_found(house: Path, file: str, planted: str, expected: set[str]) -> None:
    honest = (house / file).read_text()
    (house / file).write_text(honest + planted + "\n")
    try:
        assert broken_in(house) == expected
    finally:
        (house / file).write_text(honest)


def test_every_contract_has_a_plant() -> None:
    assert set().union(*(expected for _, _, expected in PLANTS)) == set(contracts())
