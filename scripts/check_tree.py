"""Looks through the committed files for what must not be among them.

Addresses of package registries and mirrors, paths of somebody's machine, private keys, merge leftovers, large files,
suppressions without a reason, nested event loops, files and functions that outgrew a reading. Exit code 1 with a list.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAX_BYTES = 1_500_000
MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 60

# Each pattern is written so that it does not find itself.
EVERYWHERE = (
    (
        re.compile(
            r"(?:pypi|pythonhosted|artifactory|nexus|devpi|anaconda)\.(?:org|com|io|net|local)\b", re.IGNORECASE
        ),
        "registry",
    ),
    (re.compile(r"(?:snapshot|deb|security|ftp)(?:\.[a-z]+)?\.(?:debian)\.org", re.IGNORECASE), "registry"),
    (
        re.compile(r"--(?:extra-)?(?:index)-url|--(?:find)-links|(?:PIP|UV)_(?:INDEX|EXTRA)", re.IGNORECASE),
        "registry option",
    ),
    (re.compile(r"(?<![\w.$}/*~-])/(?:work|root|opt|home/\w+)(?:/|\b(?=[\s\"'`,;:)]))"), "path of one machine"),
    (re.compile(r"(?<![\w.$}/*~-])/(?:tmp)/\w"), "path of one machine"),
    (re.compile(r"-----BEGIN (?:[A-Z]+ )?(?:PRIVATE) KEY-----"), "private key"),
    (re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE), "merge leftover"),
    (re.compile(r"\r\n"), "CRLF line ends"),
)
# IPv4 addresses other than loopback, any, and those set aside for documentation (RFC 5737). A first number below 10 is
# taken for a section of some standard.
IPV4 = re.compile(r"(?<![\w.§-])\d{2,3}(?:\.\d{1,3}){3}(?![\w.-])")
HARMLESS_IPV4 = re.compile(r"^(?:127\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|255\.)")
SUPPRESSION = re.compile(r"#\s*(?:type:\s*ignore(?:\[[\w, -]+\])?|noqa(?::\s*[A-Z0-9, ]+)?)(?P<rest>.*)$")
NESTED_LOOP = re.compile(r"\.exec_?\(")
# Texts that hold numbers in dotted form, or other people's words.
NO_IPV4 = ("requirements/", "resources/")


def committed() -> list[Path]:
    """Files that git tracks and that still exist."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def faults_of_text(name: str, text: str) -> Iterator[str]:
    """What is wrong with any text file."""
    for pattern, word in EVERYWHERE:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: {word}: {match.group().strip()!r}"
    if not name.startswith(NO_IPV4):
        for match in IPV4.finditer(text):
            if not HARMLESS_IPV4.match(match.group()):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{name}:{line}: network address: {match.group()}"


def _gives_reason(line: str) -> bool:
    """Whether the line is a comment, or a suppression followed by words; a few of a kind may share one reason."""
    found = SUPPRESSION.search(line)
    return bool(re.search(r"\w{3}", found["rest"])) if found else line.lstrip().startswith("#")


def faults_of_python(name: str, text: str) -> Iterator[str]:
    """House rules that no linter of ours knows."""
    lines = text.splitlines()
    if len(lines) > MAX_FILE_LINES:
        yield f"{name}: {len(lines)} lines, more than {MAX_FILE_LINES}: split it by subject"
    for number, line in enumerate(lines, start=1):
        if SUPPRESSION.search(line) and not any(_gives_reason(near) for near in lines[max(0, number - 8) : number]):
            yield f"{name}:{number}: a suppression without its reason"
        if "TYPE_" + "CHECKING" in line and name.startswith(("models/", "sync/", "ui/")):
            yield f"{name}:{number}: an import for the types only hides a cycle"
        if name.startswith("ui/") and NESTED_LOOP.search(line):
            yield f"{name}:{number}: a nested event loop: open() or popup(), and come back by a signal"
    if name.startswith(("tests/", "models/migrations/")):
        return
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, more than {MAX_FUNCTION_LINES}"


def faults_of(path: Path) -> Iterator[str]:
    """Everything wrong with one committed file."""
    name = path.relative_to(ROOT).as_posix()
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        yield f"{name}: {len(data)} bytes, more than {MAX_BYTES}"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        if not name.startswith(("resources/", "tests/")):
            yield f"{name}: not a text in UTF-8"
        return
    yield from faults_of_text(name, text)
    if path.suffix == ".py":
        yield from faults_of_python(name, text)


def main() -> int:
    """Check all; print the faults; the exit code."""
    files = committed()
    faults = [fault for path in files for fault in faults_of(path)]
    for fault in faults:
        print(fault)
    print(f"check_tree: {len(files)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
