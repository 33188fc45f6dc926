"""Words of the rules as a page says them: with people's names for their codes, and no command to type.

What the rules say is read at a desk with a command line too, where a code is what one types next. On a page
the next thing is a link, and nobody should meet a code there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from db.people import PersonFacts
from domain.lifecycle import CouncilCode, PersonId
from domain.outlook import Outlook
from domain.people import ROLES, Role, Side

_CODE = re.compile(r"\bp_[a-z0-9]{10}\b")
_MENTION = re.compile(rf"(?<!:){_CODE.pattern}")
"""A code that stands for a person; in the key of a warning it is what one types to allow it."""
_WARNING = re.compile(r"^the warning \S+ is open: ")
_CONTENT = re.compile(r"the content '(\w+)'")
_COMMAND = re.compile(r"; `cpc .*$")
_ALLOWANCE = re.compile(r", and \S+ is not allowed$")
_ROLES = {facts.title: role for role, facts in ROLES.items()}


def spoken(text: str, people: Mapping[PersonId, PersonFacts]) -> str:
    """Return what a rule says without codes and commands; who is not known there is called somebody."""
    plain = _ALLOWANCE.sub(", and nobody has allowed it", _COMMAND.sub("", _WARNING.sub("", text)))
    plain = _CONTENT.sub(lambda content: f"the {content[1].replace('_', ' ')}", plain)
    return _CODE.sub(lambda code: _name(PersonId(code[0]), people), plain)


def named(text: str, people: Mapping[PersonId, PersonFacts]) -> str:
    """Return what a rule says with people's names for their codes, but with the keys that are to be typed."""
    return _MENTION.sub(lambda code: _name(PersonId(code[0]), people), text)


def mentioned(text: str) -> frozenset[PersonId]:
    """Return the codes of the people of whom a text speaks."""
    return frozenset(map(PersonId, _MENTION.findall(text)))


def place_name(view: Outlook, council: CouncilCode | None) -> str:
    """Name a council where a challenge has more than one; a predecessor goes by its successor's name."""
    place = view.reading.place(view.reading.heir(council))
    return place.name if place and len(view.reading.councils) > 1 else ""


def name_then(view: Outlook, council: CouncilCode | None) -> str:
    """Name a council as it was called when something was its own, where more than one has taken part."""
    reading = view.reading
    named = (*reading.opened_with, *(each.new for each in reading.successions))
    names = dict.fromkeys(each.name for each in named if each.code == council)
    return next(iter(names), "") if len({each.code for each in named}) > 1 else ""


def holders(
    view: Outlook, people: Mapping[PersonId, PersonFacts], title: str, council: CouncilCode | None
) -> tuple[str, ...]:
    """Return the names of those who hold the role of a title now, at a council if the role is a council's."""
    role = _ROLES.get(title)
    held = view.reading.in_office(role, _whose(role, council)) if role else []
    return tuple(dict.fromkeys(people[each.person].name for each in held))


def web_address(said: str | None) -> str:
    """Return an address that a page may lead to, the first of several: of the web, and of nothing else."""
    first, *_ = (said or "").split() or [""]
    return first if first.startswith(("http://", "https://")) else ""


def _whose(role: Role, council: CouncilCode | None) -> CouncilCode | None:
    return council if ROLES[role].side is Side.COUNCIL else None


def _name(code: PersonId, people: Mapping[PersonId, PersonFacts]) -> str:
    return people[code].name if code in people else "somebody"
