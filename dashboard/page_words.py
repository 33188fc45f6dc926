"""Says on a page what the rules say to whoever types commands: by the pages and fields that stand for them.

An error tells what to do next, and at a command line that is another command. Here it is a page of the same
challenge, or one of the programme's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PAGES: dict[str, str] = {
    "announcements": "the programme office’s announcements",
    "approve": "“Let out a letter that waits for approval”",
    "calendar": "the calendar of the programme office",
    "consent": "“Say which findings may be shared”",
    "content": "“Hand in”",
    "correct": "“Undo an event”",
    "councils": "the register of councils of the programme office",
    "disclose": "“Decide who may have a paper”",
    "documents": "the page “Documents”",
    "elections": "the elections kept by the programme office",
    "extend": "“Give more time for one deadline”",
    "factcheck": "the page “Recommendations”",
    "learn": "the page “Learning”",
    "ledger": "the page “Recommendations”",
    "messages": "the page “Messages”",
    "owed": "the page “Where it stands”",
    "pause": "“Stop the clock”",
    "pipeline": "the pipeline",
    "postpone": "“Postpone the visit or a progress review”",
    "preview": "“Upcoming”",
    "rebuild": "the programme office’s rebuilding of the list",
    "reorganise": "the programme office’s reorganisation",
    "report": "the draft report for Word",
    "resume": "“Set the clock going”",
    "round": "the round",
    "digest": "the digest",
    "scheme": "the scheme",
    "show": "the page of the challenge",
    "team": "the page “Team”",
    "templates": "the programme office’s templates",
    "upcoming": "“Upcoming”",
}
"""What stands on a page for a command, by its name."""
FIELDS: dict[str, str] = {
    "allow": "“Allow what a warning is about”",
    "areas": "“Service areas and the words for them”",
    "as-of": "“As of”",
    "control": "“Which group controls the council?”",
    "council": "“Which council?”",
    "focus": "“What else does it look at?”",
    "from": "“From”",
    "mode": "“How is the visit held?”",
    "on": "“When?”",
    "person": "“Who?”",
    "rename": "“The same person has another name now”",
}
"""What stands on a page for an option, by its name."""

_COMMAND = re.compile(r"`cpc (?P<name>[a-z-]+)[^`]*`")
_OPTION = re.compile(r"--(?P<name>[a-z][a-z-]*)")


def on_page(text: str) -> str:
    """Return a text with pages and fields in the place of commands and their options."""
    return _OPTION.sub(
        lambda found: _named(FIELDS, found), _COMMAND.sub(lambda found: _named(PAGES, found), text)
    )


def _named(words: Mapping[str, str], found: re.Match[str]) -> str:
    return words.get(found["name"], found[0].strip("`"))
