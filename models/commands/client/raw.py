"""The driver's own connection inside a session's transaction, for bulk statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session


def execute_many(session: Session, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run ``sql`` for each row by the driver's ``executemany``, in the session's transaction."""
    if rows:
        _driver(session).executemany(sql, rows)


def rows_in(session: Session, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """All rows of a query, as the driver gives them."""
    return list(_driver(session).execute(sql, values).fetchall())


def _driver(session: Session) -> Any:
    connection = session.connection()  # begins the transaction where none is open
    session.flush()
    return connection.connection.driver_connection
