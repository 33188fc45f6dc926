"""What a person is told when the database itself gives trouble."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from domain.errors import ChallengeError


class DatabaseTrouble(ChallengeError):
    """The database cannot be reached, or cannot be used."""

    def __str__(self) -> str:
        (why,) = self.args
        look = "See whether CPC_HOME or CPC_DATABASE_URL names the right one and whether it runs."
        return f"The database cannot be used: {why}. {look}"


class DatabaseBusy(DatabaseTrouble):
    """Somebody else has been writing for longer than we wait."""

    def __str__(self) -> str:
        return "Another process has kept the database to itself for too long. Try again in a minute."


@contextmanager
def explained() -> Iterator[None]:
    """Say in two sentences what is the matter with the database; a mistake of ours stays what it is."""
    try:
        yield
    except DatabaseError as error:
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise
        raise _trouble(str(error.orig)) from error
    except InterfaceError as error:
        raise _trouble(str(error.orig)) from error


def _trouble(said: str) -> DatabaseTrouble:
    why = " ".join(said.split()).rstrip(".")
    return DatabaseBusy(why) if why == "database is locked" else DatabaseTrouble(why)
