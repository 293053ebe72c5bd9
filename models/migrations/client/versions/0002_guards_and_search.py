"""Triggers that keep sealed acts as they are, and the full-text table.

``search``: ``orig`` keeps the tones, ``folded`` has neither tones nor đ (folded in Python; no tokenizer of
SQLite folds đ). ``secure-delete`` removes deleted words from FTS5's blocks at once. ``orig`` and ``folded`` of one
record are found by ``indexed_record.id = search.rowid``.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

IMMUTABLE = ("own_answer", "receipt")


def upgrade() -> None:
    """Forward only: an older program refuses a newer database."""
    for table in IMMUTABLE:
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"
            )
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5("
        "kind UNINDEXED, id UNINDEXED, orig, folded, tokenize = 'unicode61 remove_diacritics 0')"
    )
    op.execute("INSERT INTO search(search, rank) VALUES ('secure-delete', 1)")
    # A first pull writes the index in few large steps: merged less often, it costs a quarter less; queries stay alike.
    op.execute("INSERT INTO search(search, rank) VALUES ('automerge', 8)")
    op.execute("INSERT INTO search(search, rank) VALUES ('hashsize', 8388608)")
