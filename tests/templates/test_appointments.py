"""The words of every calendar entry: one line and a few more, with all the facts and with hardly any."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.appointments import When
from domain.lifecycle import Gathering
from domain.people import Role
from domain.schemes import known_schemes, scheme
from templates import words
from tests.templates.notice_facts import told

DAYS = When(date(2024, 10, 29), date(2024, 10, 31))


@pytest.mark.parametrize("little", [False, True], ids=["all known", "hardly anything known"])
@pytest.mark.parametrize("name", Gathering)
def test_an_entry_names_council_and_challenge_and_whom_to_ask(
    single: Any, joint: Any, name: Gathering, little: bool
) -> None:
    for challenge in (single, joint):
        facts = told(challenge, "cancelled", Role.LEADER, little=little)

        entry = words.appointment(name, facts | {"when": DAYS, "deadline": name})

        assert facts["host"] in entry.summary
        assert "\n" not in entry.summary
        assert facts["reference"] in entry.description
        assert facts["programme"].email in entry.description
        assert "  " not in entry.description


def test_the_days_of_a_visit_are_said_as_in_its_letters(single: Any) -> None:
    facts = told(single, "cancelled", Role.LEADER)

    entry = words.appointment("visit", facts | {"when": DAYS, "deadline": None})

    assert "from Tuesday 29 to Thursday 31 October 2024, " in entry.description


@pytest.mark.parametrize(
    "rule",
    [rule for name in known_schemes() for rule in scheme(name).deadlines.values()],
    ids=lambda rule: rule.name,
)
def test_a_day_that_is_due_says_what_is_due_by_when(single: Any, rule: Any) -> None:
    facts = told(single, "cancelled", Role.LEADER)

    entry = words.appointment("deadline", facts | {"when": DAYS, "deadline": rule})

    assert entry.summary == f"{facts['host']}: {rule.title} (due)"
    assert f"{rule.title}: due by Thursday 31 October 2024." in entry.description
    assert rule.note in entry.description
