"""What Alembic runs: always over a connection that the caller opened, in its transaction."""

from __future__ import annotations

from alembic import context

from cases.tables import META

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=META,
    transactional_ddl=True,  # SQLite too: half a schema must not stay behind a kill
)
with context.begin_transaction():
    context.run_migrations()
