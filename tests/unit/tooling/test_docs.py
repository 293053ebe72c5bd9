"""Documentation is tested: a target or command that is not written down, or is written down and gone, fails here."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.helpers.data import ROOT

README = (ROOT / "README.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
INNER_TARGETS = {"ready", "ready-test"}  # what other targets stand on; nobody calls them


def makefile_targets() -> set[str]:
    """Names before a colon at the start of a line of the Makefile."""
    text = (ROOT / "Makefile").read_text()
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, re.MULTILINE))


def commands_of(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every leaf command of an argparse tree, as ``ballot issue``."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(words)
    for action in below:
        for word, child in action.choices.items():
            yield from commands_of(child, (*words, word))


def parser_of(module_name: str) -> argparse.ArgumentParser:
    """The ``make_parser()`` of a command line's module; the test is skipped while the module is not there."""
    try:
        found = importlib.util.find_spec(module_name)
    except ModuleNotFoundError:
        found = None
    if found is None:
        pytest.skip(f"{module_name} is not written yet")
    module = importlib.import_module(module_name)
    parser = module.make_parser()
    assert isinstance(parser, argparse.ArgumentParser)
    return parser


def documented(text: str) -> set[str]:
    """What stands in backticks in the first column of a table, as ``ballot issue``."""
    cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def section(text: str, title: str) -> str:
    """The part of a page under one heading, up to the next of the same depth."""
    start = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert start, f"no section {title!r}"
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def test_readme_tells_every_target() -> None:
    told = set(re.findall(r"\bmake ([a-z][a-z-]*)\b", README))
    assert makefile_targets() - INNER_TARGETS <= told


def test_every_target_told_exists() -> None:
    told = {name for page in PAGES for name in re.findall(r"`make ([a-z][a-z-]*)", page.read_text())}
    assert told <= makefile_targets()


def test_hub_commands_are_documented() -> None:
    real = set(commands_of(parser_of("sync.server.admin")))
    told = documented(section(OPERATIONS, "A hub"))
    groups = {name for name in told if any(command.startswith(f"{name} ") for command in real)}
    missing = {command for command in real if command not in told and command.split()[0] not in groups}
    assert not missing, f"not in docs/operations.md: {sorted(missing)}"
    assert told <= real | groups, f"in docs/operations.md, but gone: {sorted(told - real - groups)}"


def test_client_commands_are_documented() -> None:
    real = set(commands_of(parser_of("sync.client.cli")))
    told = documented(section(OPERATIONS, "The client by command line"))
    assert told == real


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    broken = [link for link in links if "://" not in link and not (page.parent / unquote(link)).exists()]
    assert not broken


def test_decisions_are_listed_and_complete() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    pages = sorted(page for page in folder.glob("*.md") if page.name != "README.md")
    assert pages
    for number, page in enumerate(pages, start=1):
        text = page.read_text()
        assert page.name.startswith(f"{number:03d}-")
        assert page.name in index
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Alternatives"]


def test_shipped_licences_are_listed() -> None:
    told = (ROOT / "docs" / "licences.md").read_text()
    shipped = [path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("LICENSE*")]
    assert shipped
    assert [path for path in shipped if path not in told] == []
