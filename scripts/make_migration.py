"""Write a revision from the difference between the tables and the newest revision (for maintainers).

    python -m scripts.make_migration client "held documents get a label"   # next number
    python -m scripts.make_migration server --initial                      # rewrites 0001, before the first release

Read what it writes: a rename looks like a drop and an add. Triggers and full-text tables are written by hand, in
revisions of their own. ``tests/migrations`` compares the result with the tables on SQLite and PostgreSQL.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import UpgradeOps
from sqlalchemy import Connection, MetaData, create_engine
from sqlcipher3 import dbapi2

from models.migrate import Tree, known_revisions, upgrade
from models.tables.base import ClientBase, ServerBase, SharedBase

ROOT = Path(__file__).resolve().parent.parent

_TEXT = '''"""{title}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {previous}


def upgrade() -> None:
    """Forward only: an older program refuses a newer database."""
    {body}
'''


def metadata_of(tree: Tree) -> MetaData:
    """Every table of one side's database: shared ones and its own."""
    for package in ("models.tables.shared", f"models.tables.{tree.value}"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            importlib.import_module(f"{package}.{module.name}")
    merged = MetaData(naming_convention=SharedBase.metadata.naming_convention)
    for base in (SharedBase, ClientBase if tree is Tree.CLIENT else ServerBase):
        for table in base.metadata.tables.values():
            table.to_metadata(merged)
    return merged


def difference(connection: Connection, tree: Tree) -> tuple[MigrationContext, UpgradeOps]:
    """What would turn the connected database into the tables of the code."""
    options = {"include_name": _is_ours, "compare_type": True}
    context = MigrationContext.configure(connection, opts=options)
    operations = produce_migrations(context, metadata_of(tree)).upgrade_ops
    assert operations is not None
    return context, operations


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """The full-text table and its shadows are made by hand; alembic's own table is not ours."""
    return kind != "table" or (name not in {"alembic_version", "search"} and not str(name).startswith("search_"))


def _render(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Our own column types stand in revisions as what they store."""
    if kind == "type" and type(item).__module__.startswith("models."):
        return f"sa.{type(item.impl).__name__}()"
    return False


def write_revision(tree: Tree, title: str, *, initial: bool) -> Path:
    """Write one revision file and return its path."""
    # SQLCipher's library without a key: the system's own SQLite may be too old for the full-text table.
    with create_engine("sqlite://", module=dbapi2).connect() as connection:
        if not initial:
            upgrade(connection, tree)
        previous = None if initial else known_revisions(tree)[-1]
        context, operations = difference(connection, tree)
        if operations.is_empty():
            raise SystemExit("nothing to do: the tables equal the newest revision")
        body = render_python_code(operations, render_item=_render, migration_context=context)
        body = "\n".join(line for line in body.splitlines() if not line.lstrip().startswith("# ###")).strip()
    revision = f"{int(previous or 0) + 1:04d}"
    slug = "initial" if initial else re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    path = ROOT / "models" / "migrations" / tree.value / "versions" / f"{revision}_{slug}.py"
    shown = None if previous is None else f'"{previous}"'
    path.write_text(_TEXT.format(title=title, revision=revision, previous=shown, body=body), encoding="utf-8")
    for arguments in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(path)], check=True)
    return path.relative_to(ROOT)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Tree, choices=list(Tree))
    parser.add_argument("title", nargs="?", default="")
    parser.add_argument("--initial", action="store_true")
    arguments = parser.parse_args()
    if not arguments.initial and not arguments.title:
        parser.error("a title is needed")
    print(write_revision(arguments.tree, arguments.title or "The first tables", initial=arguments.initial))


if __name__ == "__main__":
    main()
