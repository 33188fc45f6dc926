"""Tries out the templates that a programme has written itself, on a challenge that never was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casework import documents
from casework.case import Case
from casework.sample import ENTRY, sample
from casework.wording import edition
from domain.errors import ChallengeError
from settings import settings
from templates.editions import own_templates

FOLDER, ENDING = "documents/", ".html.j2"


@dataclass(frozen=True, slots=True)
class Tried:
    """A template of the programme's own, and what is the matter with it, if anything is."""

    name: str
    problem: str | None


def try_out() -> tuple[Tried, ...]:
    """Make every document that has words of the programme's own, with all checks, and keep none of them."""
    names = own_templates(settings().templates_folder)
    if not names:
        return ()
    with sample() as on_desk:
        return tuple(_tried(on_desk, names))


def _tried(on_desk: Case, names: tuple[str, ...]) -> Iterator[Tried]:
    for name in names:
        if not name.rpartition("/")[2].startswith("_"):  # A frame is tried out with what rests on it.
            yield Tried(name, _problem(on_desk, name))


def _problem(on_desk: Case, name: str) -> str | None:
    document, _, version = name.removeprefix(FOLDER).removesuffix(ENDING).partition("@")
    view = on_desk.on(ENTRY.today)
    wanted = next((each for each in view.documents if each.rule.name == document), None)
    if wanted is None or not name.startswith(FOLDER) or not name.endswith(ENDING):
        return "It is the name of no document, so nothing would ever be made with it."
    try:
        words = edition(document, int(version) if version.isdecimal() else 1)
        documents.made(words, documents.facts(on_desk, view, wanted), view.today)
    except ChallengeError as error:
        return str(error)
    return None
