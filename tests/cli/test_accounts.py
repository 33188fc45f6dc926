"""Accounts and tokens from the command line: made, listed, changed, handed over and closed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from casework import sign_in, tokens
from cli.app import DONE, REFUSED, WRONG_USE
from db.session import reading
from tests.cli.conftest import Answer, Cpc

MANAGER, ADVISER = "manager@programme.example", "adviser@programme.example"
AT = datetime(2024, 5, 13, 9, 30, tzinfo=UTC)


@pytest.fixture
def accounts(cpc: Cpc) -> Cpc:
    """Give a programme with a manager and an adviser."""
    for email, part in ((MANAGER, "manager"), (ADVISER, "adviser")):
        told = cpc("accounts", "add", email, "--part", part, "--name", part.capitalize())
        assert told.code == DONE, told.err
    return cpc


def parts(accounts: Cpc) -> dict[str, str]:
    return {each["email"]: each["part"] for each in accounts("accounts", "list", "--json").json}


def test_an_account_is_made_and_listed(accounts: Cpc) -> None:
    assert parts(accounts) == {MANAGER: "manager", ADVISER: "adviser"}
    listed = accounts("accounts", "list", "--part", "adviser").said
    assert f"Adviser {ADVISER} adviser never 1 account." in listed
    again = accounts("accounts", "add", ADVISER, "--part", "peer")
    assert (again.code, again.err.strip()) == (
        REFUSED,
        f"{ADVISER} has an account already. Change that one, or give another address.",
    )
    assert accounts("accounts", "add", "peer@a.example", "--part", "owner").code == WRONG_USE


def test_a_link_is_printed_and_lets_its_owner_in(accounts: Cpc) -> None:
    link = accounts("accounts", "link", ADVISER).out.strip()

    assert link.startswith("/sign-in/link/")
    key = sign_in.by_link(link.rpartition("/")[2], "", AT)
    with reading() as session:
        found = sign_in.visit(session, key, AT, AT.date())
    assert found
    assert found.visitor.name == "Adviser"
    assert "Monday 13 May 2024" in accounts("accounts", "list").said


def test_an_account_is_changed_closed_and_opened_again(accounts: Cpc) -> None:
    assert "is programme manager now" in accounts("accounts", "part", ADVISER, "manager").said
    assert "cannot sign in any more" in accounts("accounts", "disable", MANAGER).said
    assert "programme manager (disabled)" in accounts("accounts", "list").said
    assert accounts("accounts", "disable", ADVISER).code == REFUSED
    assert "can sign in again" in accounts("accounts", "enable", MANAGER).said


def test_a_trial_of_an_account_keeps_nothing(accounts: Cpc) -> None:
    told = accounts("accounts", "part", ADVISER, "peer", "--dry-run")

    assert told.out.startswith("Trial only, nothing of this is kept:")
    assert parts(accounts)[ADVISER] == "adviser"


def test_a_deputy_is_named_and_ended(accounts: Cpc) -> None:
    days = ("--first", "2024-05-13", "--last", "2024-05-17")
    told = accounts("accounts", "deputy", ADVISER, MANAGER, *days)

    assert told.said == (
        f"{ADVISER} stands in for {MANAGER} from Monday 13 May 2024 to Friday 17 May 2024 (number 1)."
    )
    assert accounts("accounts", "end-deputy", "1").code == DONE
    assert accounts("accounts", "end-deputy", "1").code == WRONG_USE


def make(accounts: Cpc, *more: str) -> Answer:
    return accounts("token", "make", ADVISER, "--name", "Figures", *more)


def test_a_token_is_printed_once_listed_and_revoked(accounts: Cpc) -> None:
    key = make(accounts, "--scope", "read", "--scope", "record", "--days", "30").out.strip()

    assert re.fullmatch(r"cpc_[\w-]{43}", key)
    with reading() as session:
        assert tokens.bearer(session, key, AT, date(2024, 5, 13))
    listed = accounts("token", "list").said
    assert key not in listed
    assert "read, record" in listed
    assert "12 June" in listed
    (told,) = accounts("token", "list", "--json").json
    assert (told["number"], told["name"], told["email"]) == (1, "Figures", ADVISER)
    assert (told["scopes"], told["expires"][:10], told["used"]) == (["read", "record"], "2024-06-12", None)
    assert key not in str(told)
    assert "Figures" not in accounts("token", "list", MANAGER).said
    assert accounts("token", "revoke", "1").code == DONE
    assert "Figures" not in accounts("token", "list").said
    with reading() as session:
        assert tokens.bearer(session, key, AT, date(2024, 5, 13)) is None


def test_a_token_is_for_something_that_there_is(accounts: Cpc) -> None:
    assert make(accounts, "--scope", "everything").code == WRONG_USE
    assert make(accounts, "--days", "999").code == WRONG_USE
