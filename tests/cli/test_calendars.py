"""The addresses of calendars from the command line: made, listed and closed."""

from __future__ import annotations

from datetime import date

import pytest

from casework import tokens
from cli.app import DONE, REFUSED, WRONG_USE
from db.session import reading
from tests.cli.conftest import Cpc

ADVISER = "adviser@programme.example"
CONTACT = "project.lead@tamworth.example"


@pytest.fixture
def adviser(cpc: Cpc) -> Cpc:
    """Give a programme with an adviser and somebody of a council."""
    for email, part in ((ADVISER, "adviser"), (CONTACT, "council_contact")):
        told = cpc("accounts", "add", email, "--part", part, "--name", part.capitalize())
        assert told.code == DONE, told.err
    return cpc


def test_an_address_is_made_and_opens_its_calendar_until_it_is_closed(adviser: Cpc) -> None:
    address = adviser("calendars", "make", ADVISER, "--adviser", ADVISER).out.strip()
    key = address.removeprefix("/calendars/").removesuffix(".ics")
    with reading() as session:
        found = tokens.feed_of(session, key, date(2024, 5, 13))

    assert found
    assert found.kind == "adviser"
    assert "1 adviser Monday 13 May 2024" in adviser("calendars", "list", ADVISER).said
    (told,) = adviser("calendars", "list", ADVISER, "--json").json
    assert (told["number"], told["kind"], told["council"]) == (1, "adviser", None)
    assert (told["made"][:10], key in str(told)) == ("2024-05-13", False)
    assert "opens nothing any more" in adviser("calendars", "close", "1").said
    assert "1 adviser" not in adviser("calendars", "list", ADVISER).said
    with reading() as session:
        assert tokens.feed_of(session, key, date(2024, 5, 13)) is None


def test_a_trial_closes_nothing(adviser: Cpc) -> None:
    adviser("calendars", "make", ADVISER)

    adviser("calendars", "close", "1", "--dry-run")

    assert "1 programme" in adviser("calendars", "list", ADVISER).said


def test_nobody_is_given_a_calendar_that_they_may_not_see(adviser: Cpc) -> None:
    assert adviser("calendars", "make", CONTACT).code == REFUSED
    assert adviser("calendars", "close", "7").code == WRONG_USE
