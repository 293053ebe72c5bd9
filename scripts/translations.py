"""Collect every text of the window into `resources/translations/ecabinet_en.ts` and compile the `.qm` beside it.

The source language is Vietnamese, in its official wording; English is the translation. `python -m scripts.translations`
adds new texts as unfinished, drops those that are gone, keeps what is translated, compiles, and lists what is missing.

pyside6-lupdate does not see texts that pass through a module's `_tr` from a table; this reads the syntax tree instead.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeGuard
from xml.etree import ElementTree as Xml

ROOT = Path(__file__).resolve().parents[1]
TS = ROOT / "resources" / "translations" / "ecabinet_en.ts"
QM = TS.with_suffix(".qm")
_VIETNAMESE = re.compile("[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)

_AS_THEY_ARE = frozenset({"Tiếng Việt"})


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to translate. Qt looks it up by context (a class, or the name a module gives) and source."""

    context: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one module holds: texts that go through Qt, and places (line, literal) of those that do not."""

    texts: frozenset[Text]
    astray: tuple[tuple[int, str], ...]


def read_module(source: str) -> Finding:
    """Texts of one module of `ui`. A Vietnamese literal is astray unless it goes through `tr`, `translate` or `_tr`."""
    reader = _Reader(ast.parse(source))
    astray = tuple(reader.astray())  # first: it also finds the tables that feed a module's _tr
    return Finding(frozenset(reader.texts), astray)


class _Reader:
    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self.texts: set[Text] = set()
        self._seen: set[int] = set()
        self._context = _module_context(tree)
        self._skip_docstrings()
        self._walk(tree, "", None)

    def astray(self) -> Iterator[tuple[int, str]]:
        for node in ast.walk(self._tree):
            if _is_text(node) and id(node) not in self._seen and _reads_vietnamese(node.value):
                if self._context:
                    self.texts.add(Text(self._context, node.value))  # a table that feeds the module's _tr
                else:
                    yield node.lineno, node.value

    def _skip_docstrings(self) -> None:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Expr) and _is_text(node.value):
                self._seen.add(id(node.value))

    def _walk(self, node: ast.AST, owner: str, function: ast.AST | None) -> None:
        if isinstance(node, ast.ClassDef):
            owner = node.name
        elif isinstance(node, ast.FunctionDef):
            function = node
        elif isinstance(node, ast.Call):
            self._read_call(node, owner, function)
        for child in ast.iter_child_nodes(node):
            self._walk(child, owner, function)

    def _read_call(self, call: ast.Call, owner: str, function: ast.AST | None) -> None:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name == "tr" and call.args:
            self._take(call.args[0], owner)
        elif name == "translate" and len(call.args) >= 2 and _is_text(call.args[0]):
            self._take(call.args[1], call.args[0].value)
        elif name == "_tr" and call.args and self._context:
            direct = _is_text(call.args[0])
            self._take(call.args[0] if direct or function is None else function, self._context)

    def _take(self, node: ast.AST, context: str) -> None:
        for part in ast.walk(node):
            if _is_text(part) and id(part) not in self._seen and any(letter.isalpha() for letter in part.value):
                self._seen.add(id(part))
                self.texts.add(Text(context, part.value))


def _reads_vietnamese(words: str) -> bool:
    """Whether a literal is a text for people: a letter alone is not, and a language is named in itself."""
    return len(words) > 1 and words not in _AS_THEY_ARE and _VIETNAMESE.search(words) is not None


class _Literal(Protocol):
    """A string constant in a syntax tree."""

    value: str
    lineno: int


def _is_text(node: ast.AST) -> TypeGuard[_Literal]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _module_context(tree: ast.Module) -> str:
    """The context that a module's own `_tr` gives to Qt, or nothing."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and call.args and _is_text(call.args[0]):
                    return call.args[0].value
    return ""


def collect() -> tuple[frozenset[Text], list[str]]:
    """All texts of `ui`, and where texts are astray."""
    texts: set[Text] = set()
    astray = []
    for path in sorted((ROOT / "ui").rglob("*.py")):
        found = read_module(path.read_text(encoding="utf-8"))
        texts |= found.texts
        astray += [f"{path.relative_to(ROOT)}:{line}: {words}" for line, words in found.astray]
    # What main.py prints goes to a terminal, not through Qt.
    texts |= read_module((ROOT / "main.py").read_text(encoding="utf-8")).texts
    return frozenset(texts), astray


def read_ts() -> dict[Text, str]:
    """Finished translations by text."""
    if not TS.exists():
        return {}
    result = {}
    for context in Xml.parse(TS).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None:
                text = Text(context.findtext("name", ""), message.findtext("source", ""))
                result[text] = translation.text or ""
    return result


def write_ts(texts: frozenset[Text], translations: dict[Text, str]) -> None:
    """Write all texts in order. A text that is new in one context takes the translation that it has in another."""
    known = {text.source: words for text, words in translations.items()}
    root = Xml.Element("TS", version="2.1", language="en", sourcelanguage="vi")
    for name in sorted({text.context for text in texts}):
        context = Xml.SubElement(root, "context")
        Xml.SubElement(context, "name").text = name
        for text in sorted(text for text in texts if text.context == name):
            message = Xml.SubElement(context, "message")
            Xml.SubElement(message, "source").text = text.source
            words = translations.get(text) or known.get(text.source, "")
            translation = Xml.SubElement(message, "translation")
            translation.text = words
            if not words:
                translation.set("type", "unfinished")
    Xml.indent(root)
    body = Xml.tostring(root, encoding="unicode")
    TS.parent.mkdir(parents=True, exist_ok=True)
    TS.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def main() -> int:
    """Collect, compile, list what is missing; 1 when anything is."""
    texts, astray = collect()
    write_ts(texts, read_ts())
    subprocess.run(
        [str(Path(sys.executable).with_name("pyside6-lrelease")), "-silent", str(TS), "-qm", str(QM)], check=True
    )
    done = read_ts()
    missing = sorted(text for text in texts if text not in done)
    for text in missing:
        print(f"no English: {text.context}: {text.source}")
    for place in astray:
        print(f"not translatable: {place}")
    print(f"{len(texts)} texts, {len(missing)} without English, {len(astray)} astray")
    return 1 if missing or astray else 0


if __name__ == "__main__":
    sys.exit(main())
