"""How Alembic reaches the database: through the connection it was handed, or from the command line."""

from alembic import context
from sqlalchemy import Connection

from db.models import Base
from db.session import connect
from settings import settings


def run(connection: Connection) -> None:
    """Bring the database of a connection up to date."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite alters a table by making it again.
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection that `db.session.migrate` hands over, or make one."""
    handed = context.config.attributes.get("connection")
    if handed is not None:
        run(handed)
        return
    with connect(settings().database).begin() as connection:
        run(connection)


main()
