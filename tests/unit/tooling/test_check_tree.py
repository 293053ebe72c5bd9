"""The check of committed files finds what is planted, and leaves ordinary text alone."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.helpers.data import ROOT


@pytest.fixture(scope="module")
def check_tree() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_tree", ROOT / "scripts" / "check_tree.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_tree"] = module
    spec.loader.exec_module(module)
    return module


# Written in parts, so that this file itself passes the check.
PLANTED = [
    "https://files.python" + "hosted.org/packages/x",
    "--index" + "-url=https://mirror.example",
    "see /wo" + "rk/main/x",
    'open("/tm' + 'p/x")',
    "/ho" + "me/someone/x",
    "host 10.1." + "2.3",
    "-----BEGIN " + "PRIVATE KEY-----",
    "<" * 7 + " HEAD",
    "a\r" + "\n",
]
HARMLESS = [
    "listen on 127.0.0.1 or 192.0.2.7",
    "RFC 6962, 2.1.3.2",
    "usr/lib/x and {root}/work/x and tests/tmp/x and /tmpfile",
    "network/optical, /options, /workers",
    "https://www.example.org/page",
]


@pytest.mark.parametrize("text", PLANTED)
def test_planted_text_is_found(check_tree: ModuleType, text: str) -> None:
    assert list(check_tree.faults_of_text("docs/x.md", text))


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_passes(check_tree: ModuleType, text: str) -> None:
    assert list(check_tree.faults_of_text("docs/x.md", text)) == []


LONG_FUNCTION = "def f() -> None:\n" + "    x = 1\n" * 61
IGNORE = "# type: " + "ignore[misc]"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("models/x.py", LONG_FUNCTION, ["models/x.py:1: f has 62 lines, more than 60"]),
        ("tests/x.py", LONG_FUNCTION, []),
        ("models/x.py", "x = 1\n" * 451, ["models/x.py: 451 lines, more than 450: split it by subject"]),
        ("models/x.py", f"x = 1  {IGNORE}\n", ["models/x.py:1: a suppression without its reason"]),
        ("models/x.py", f"x = 1  {IGNORE}  # the stub is wrong\n", []),
        ("models/x.py", f"# the stub is wrong\nx = 1  {IGNORE}\n", []),
        (
            "ui/x.py",
            "dialog.exec()\n",
            ["ui/x.py:1: a nested event loop: open() or popup(), and come back by a signal"],
        ),
        ("models/x.py", "dialog.exec()\n", []),
    ],
)
def test_house_rules(check_tree: ModuleType, name: str, text: str, expected: list[str]) -> None:
    assert list(check_tree.faults_of_python(name, text)) == expected
