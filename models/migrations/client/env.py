"""Alembic's entry to the device's tree: runs on the connection that the application hands in.

Imports no project code, so that an old revision means the same for ever.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
