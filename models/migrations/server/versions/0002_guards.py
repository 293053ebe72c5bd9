"""Triggers that make the ledger append-only and keep received acts as they came."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

# Table, then the columns that must not change; an empty tuple means none of them may.
UPDATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("leaf", ()),
    ("node", ()),
    ("head", ()),
    ("epoch", ()),
    ("audit", ()),
    ("received_event", ("id", "device", "person", "device_seq", "kind", "digest", "data", "received_at")),
    ("answer_file", ("event", "pdf")),
)
DELETES = tuple(table for table, _ in UPDATES)


def upgrade() -> None:
    """Forward only: an older program refuses a newer database."""
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_sqlite() -> None:
    for table, columns in UPDATES:
        of = f" OF {', '.join(columns)}" if columns else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table in DELETES:
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table, columns in UPDATES:
        of = f" OF {', '.join(columns)}" if columns else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in DELETES:
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
