"""Why a file from outside is not taken in, in words for whoever sent it."""

from __future__ import annotations

import unicodedata

from domain.errors import WrongUse

LONGEST_NAME = 60
"""Characters of a file's name that are shown and kept."""

RESAVE = "Open it in Word or Excel, save it anew as .docx or .xlsx, and hand that in."
ASK = "Ask whoever sent it for a plain .docx or .xlsx, and look at this file with nothing but care."


class FileRefused(WrongUse):
    """A file from outside is hostile, broken or not what it should be."""

    def __str__(self) -> str:
        name, why, remedy = self.args
        return f"{name} is not taken in: {why}. {remedy}"


def shown_name(name: str) -> str:
    """Return a file's name as it can be shown and kept: nothing invisible in it, and not too long."""
    seen = "".join("_" if unicodedata.category(each)[0] in "CZ" and each != " " else each for each in name)
    return seen if len(seen) <= LONGEST_NAME else f"{seen[: LONGEST_NAME - 16]}…{seen[-15:]}"
