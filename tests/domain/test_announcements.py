"""What a scheme has announced: every move of a challenge, once, and everything that is late."""

from __future__ import annotations

from importlib import resources

import pytest

from domain.lifecycle import Happening, Milestone
from domain.schemes import SchemeRefused, known_schemes, parse, scheme

NEW = "2024"


def refusal(*changes: tuple[str, str]) -> str:
    """Return what is said of the scheme of 2024 with something else in it."""
    text = (resources.files("domain") / "schemes" / f"{NEW}.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(SchemeRefused) as refused:
        parse(text, where="mine.toml")
    return str(refused.value)


@pytest.mark.parametrize("name", known_schemes())
def test_every_milestone_and_everything_that_moves_or_ends_a_challenge_is_announced(name: str) -> None:
    announced = scheme(name).announced

    moves = (Happening.POSTPONED, Happening.PAUSED, Happening.CANCELLED, Happening.CORRECTED)
    assert {*Milestone, *moves} <= set(announced)


@pytest.mark.parametrize("name", known_schemes())
def test_every_reminder_of_what_is_late_is_announced(name: str) -> None:
    rules = scheme(name)

    late = {each.name for each in rules.reminders if each.deadline and min(each.days) > 0}
    assert late <= set(rules.announced)
    assert {rules.announced[each].name for each in late} == {"late", "escalated"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("[announcements.x]", "[announcements.x] when: give at least one of when and notices"),
        ('[announcements.x]\nwhen = ["assigned"]', "[announcements.x] title: 'assigned' has none of its own"),
        (
            '[announcements.x]\nnotices = ["dates_set"]',
            "[announcements.x] notices: the scheme has no reminder 'dates_set'",
        ),
        (
            '[announcements.x]\nnotices = ["nonsense"]',
            "[announcements.x] notices: the scheme has no reminder 'nonsense'",
        ),
        ('[announcements.x]\nwhen = ["agreed"]', "[announcements.milestone] when: 'agreed' is announced"),
        ('[announcements.x]\nwhen = ["nonsense"]', "[announcements.x] when: 'nonsense' is neither"),
    ],
)
def test_what_cannot_be_announced_is_named(row: str, said: str) -> None:
    assert said in refusal(("[announcements.late]", f"{row}\n\n[announcements.late]"))
