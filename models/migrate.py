"""Bringing a database to this version's tables, inside the application, in one transaction.

Revisions are numbered files (``0001_initial.py``) under :mod:`models.migrations`; they import no project code.
A database at a revision that this version does not know was written by a newer one and is left untouched.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from models.errors import StoreNewerError

_ROOT = Path(__file__).parent / "migrations"


class Tree(StrEnum):
    """The two histories."""

    CLIENT = "client"
    SERVER = "server"


@cache
def known_revisions(tree: Tree) -> tuple[str, ...]:
    """Revision numbers of this version, oldest first."""
    return tuple(sorted(path.name[:4] for path in (_ROOT / tree.value / "versions").glob("[0-9]*.py")))


def revision_of(connection: Connection) -> str | None:
    """The database's revision, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def needs_upgrade(connection: Connection, tree: Tree) -> bool:
    """Whether revisions are missing. Raises :class:`StoreNewerError` for an unknown revision."""
    revision = revision_of(connection)
    known = known_revisions(tree)
    if revision is not None and revision not in known:
        raise StoreNewerError(f"database at revision {revision}, this version knows up to {known[-1]}")
    return revision != known[-1]


def upgrade(connection: Connection, tree: Tree, target: str = "head") -> None:
    """Run missing revisions on ``connection``, inside the caller's transaction. Raises :class:`StoreNewerError`."""
    if not needs_upgrade(connection, tree):
        return
    from alembic import command  # noqa: PLC0415 - late: alembic costs start-up time and is needed once per version
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_ROOT / tree.value).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
