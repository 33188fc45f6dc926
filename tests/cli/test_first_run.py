"""What a new installation is offered, and what nobody is asked again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest

from casework import public_register, sign_in
from cli.demo import demo
from cli.desk import Desk
from cli.first_run import QUESTION, bring_samples, show_the_way_in, wants_samples
from cli.samples import AGO, JUST_OPENED, OnlyForTrying
from db import standings
from db.public_register import Asked
from db.session import reading
from settings import settings
from tests.cli.conftest import console

NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
PLACE = "http://127.0.0.1:8080"


def says(answer: str) -> Callable[[str], str]:
    """Return somebody who answers so, and must have been asked for the samples."""

    def ask(question: str) -> str:
        assert question == QUESTION
        return answer

    return ask


def never(_question: str) -> str:
    pytest.fail("nobody should have been asked")


@pytest.fixture
def somebody_sits_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)


@pytest.mark.usefixtures("cpc", "somebody_sits_here")
@pytest.mark.parametrize(("answer", "wanted"), [("y", True), (" Yes ", True), ("", False), ("n", False)])
def test_an_empty_installation_is_offered_samples(answer: str, wanted: bool) -> None:
    assert wants_samples(None, says(answer)) is wanted


@pytest.mark.usefixtures("opened", "somebody_sits_here")
def test_where_there_is_a_challenge_nobody_is_asked() -> None:
    assert wants_samples(None, never) is False


@pytest.mark.usefixtures("cpc")
def test_where_nobody_sits_nobody_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())

    assert wants_samples(None, never) is False


@pytest.mark.parametrize("said", [True, False])
def test_what_was_said_is_not_asked(said: bool) -> None:
    assert wants_samples(said, never) is said


@pytest.mark.usefixtures("cpc")
def test_the_first_manager_is_shown_a_way_in_until_they_have_taken_it() -> None:
    first, second = way_in(), way_in()
    assert f"{PLACE}/sign-in/link/" in first
    key = re.findall(r"/sign-in/link/([\w-]+)", first)[0]

    sign_in.become_first_manager(key, "Programme manager", "manager@programme.example", "a browser", NOW)

    assert way_in() == ""
    left = re.findall(r"/sign-in/link/([\w-]+)", second)[0]
    with pytest.raises(sign_in.SpentLink):
        sign_in.become_first_manager(left, "Another", "another@programme.example", "a browser", NOW)


@pytest.mark.usefixtures("cpc")
def test_the_samples_stand_at_every_stage_today_and_are_brought_in_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played: list[Desk] = []
    monkeypatch.setattr("cli.first_run.demo", lambda *, desk: played.append(desk))

    for _ in range(2):
        bring_samples(Desk(NOW, "officer", console(StringIO()), console(StringIO())))

    with reading() as session:
        listed = standings.listed(session)
    assert len(listed) == len(AGO) + len(JUST_OPENED)
    assert len(played) == 2
    assert {each.stage for each in listed} >= {"scoping", "on_site", "report_publication", "progress_review"}
    assert 0 < sum(each.overdue > 0 for each in listed) < len(listed)


@pytest.mark.usefixtures("cpc")
def test_lists_call_a_sample_a_sample_and_nothing_of_it_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.first_run.demo", lambda *, desk: None)  # noqa: ARG005 - It plays nothing.

    bring_samples(Desk(NOW, "officer", console(StringIO()), console(StringIO())))

    with reading() as session:
        assert all(each.councils.endswith(" (sample)") for each in standings.listed(session))
        assert public_register.page(session, Asked(), NOW.date()).entries == ()


@pytest.mark.usefixtures("cpc", "somebody_sits_here")
def test_the_real_programme_takes_in_no_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    settings.cache_clear()

    assert wants_samples(None, never) is False
    for way in (
        lambda: wants_samples(True),
        lambda: demo(desk=Desk(NOW, "officer", console(StringIO()), console(StringIO()))),
    ):
        with pytest.raises(OnlyForTrying, match="another installation"):
            way()


def way_in() -> str:
    """Return what the command prints of it."""
    said = StringIO()
    show_the_way_in(Desk(NOW, "officer", console(said), console(StringIO())), PLACE, NOW)
    return said.getvalue()
