"""``make bench``: run the figures, print them, keep them in build/bench.json and build/bench.md.

Exit code 0 when every figure could be measured (a missed goal is told, not punished), 1 when one could not, 2 when
there is no figure of the name asked for.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import tests.bench
from tests.bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LIMIT_SECONDS = 900
_MARK = "figure entry: "  # before the one line that a child means for us


def find_figures() -> dict[str, Figure]:
    """All figures of the modules beside this one, by name, in the order of modules and lines."""
    found: dict[str, Figure] = {}
    for module_info in pkgutil.iter_modules(tests.bench.__path__):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"tests.bench.{module_info.name}")
        for item in vars(module).values():
            if not isinstance(item, Figure):
                continue
            if found.setdefault(item.name, item) is not item:
                raise ValueError(f"two figures are named {item.name}")
    return found


def measure_here(figure: Figure) -> dict[str, Any]:
    """Run one figure in this process. The dictionary is an entry of build/bench.json."""
    result = figure.measure()
    entry = {
        "name": figure.name,
        "value": result.value,
        "unit": figure.unit,
        "yardstick": result.yardstick,
        "ratio": result.ratio,
        "goal": figure.goal.text(figure.unit),
        "met": figure.goal.is_met(result.value, result.ratio),
    }
    return entry | {"note": result.note} if result.note else entry


def measure_apart(figure: Figure) -> dict[str, Any]:
    """Run one figure in a process of its own; a failure becomes an entry with ``error`` and without a value."""
    command = [sys.executable, "-m", "tests.bench", "--here", figure.name]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS, check=False)
        error = f"exit code {done.returncode}"
        for line in done.stdout.split("\n"):
            if line.startswith(_MARK):
                entry: dict[str, Any] = json.loads(line.removeprefix(_MARK))
                return entry
    except subprocess.TimeoutExpired:
        error = f"not done in {LIMIT_SECONDS} s"
    goal = figure.goal.text(figure.unit)
    return {
        "name": figure.name,
        "value": None,
        "unit": figure.unit,
        "yardstick": None,
        "ratio": None,
        "goal": goal,
        "met": False,
        "error": error,
    }


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(entries: list[dict[str, Any]], figures: dict[str, Figure]) -> str:
    """The entries as a Markdown table."""
    rows = ["| Figure | Value | Yardstick | Ratio | Goal | Met |", "|---|---|---|---|---|---|"]
    for entry in entries:
        meaning = figures[entry["name"]].meaning
        value = entry.get("error") or f"{_number(entry['value'])} {entry['unit']}"
        if "note" in entry:
            value += f" ({entry['note']})"
        cells = [
            f"`{entry['name']}` {meaning}".strip(),
            value,
            _number(entry["yardstick"]),
            _number(entry["ratio"]),
            entry["goal"],
            "yes" if entry["met"] else "**no**",
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def main() -> int:
    """Read the command line, run, write, print; the exit code."""
    parser = argparse.ArgumentParser(prog="make bench", description="measure the figures of docs/performance.md")
    parser.add_argument("--only", metavar="NAME", help="one figure")
    parser.add_argument("--list", action="store_true", help="names and goals, nothing is run")
    parser.add_argument("--here", metavar="NAME", help=argparse.SUPPRESS)
    options = parser.parse_args()
    figures = find_figures()
    asked = options.here or options.only
    if asked and asked not in figures:
        print(f"no figure {asked!r}; there are: {', '.join(figures) or 'none yet'}", file=sys.stderr)
        return 2
    if options.list:
        for figure in figures.values():
            print(f"{figure.name:<28} {figure.goal.text(figure.unit):<14} {figure.meaning}")
        return 0
    if options.here:
        print(_MARK + json.dumps(measure_here(figures[options.here])), flush=True)
        return 0
    entries = []
    for figure in [figures[options.only]] if options.only else figures.values():
        print(f"... {figure.name}", file=sys.stderr, flush=True)
        entries.append(measure_apart(figure))
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(entries, indent=2) + "\n")
    text = table(entries, figures)
    (BUILD / "bench.md").write_text(text)
    print(text, end="")
    return 1 if any("error" in entry for entry in entries) else 0


if __name__ == "__main__":
    sys.exit(main())
