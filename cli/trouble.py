"""Says in two sentences what the machine itself refuses: a setting, a file, the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db import trouble
from domain.errors import ChallengeError, WrongUse
from settings import SettingsError


class BadSetting(WrongUse):
    """A setting cannot be used."""

    def __str__(self) -> str:
        return str(self.args[0])


class FileTrouble(ChallengeError):
    """The system does not let us read or write a file."""

    def __str__(self) -> str:
        name, why = self.args
        return f"{name} cannot be read or written: {why}. Check its folder and the disk."


@contextmanager
def explained() -> Iterator[None]:
    """Turn what settings, files and the database refuse into errors for people."""
    try:
        with trouble.explained():
            yield
    except SettingsError as error:
        raise BadSetting(str(error)) from error
    except OSError as error:
        raise FileTrouble(error.filename or "A file", error.strerror or str(error)) from error
