"""Answers are understood as people write them, and all that is wrong with them is said at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

import pytest

from casework.deeds.deed import Doing
from casework.deeds.questions import Answers, BadAnswers, Kind, Option, Question, Upload, understood
from domain.days import Day
from domain.permissions import PUBLIC

ASKED = (
    Question("name", "Name"),
    Question("on", "On", Kind.DATE, needed=False),
    Question("since", "Since", Kind.DAY, needed=False),
    Question("at", "At", Kind.HOUR, needed=False),
    Question("count", "Count", Kind.NUMBER, needed=False),
    Question("one", "One", Kind.CHOICE, needed=False, options=(Option("a", "A"), Option("b", "B"))),
    Question("some", "Some", Kind.CHOICES, needed=False, options=(Option("a", "A"), Option("b", "B"))),
    Question("lines", "Lines", Kind.LINES, needed=False),
    Question("agreed", "Agreed", Kind.TICK, needed=False),
    Question("file", "File", Kind.FILE, needed=False),
)
TODAY = date(2026, 3, 6)


def answered(**raw: Any) -> Answers:
    return understood(ASKED, {"name": "x", **raw})


def faults(asked: Iterable[Question] = ASKED, **raw: Any) -> list[str]:
    with pytest.raises(BadAnswers) as bad:
        understood(asked, {"name": "x", **raw})
    assert str(bad.value) == " ".join(each.text for each in bad.value.faults)
    return [each.text for each in bad.value.faults]


def test_answers_are_understood_as_people_write_them() -> None:
    said = answered(
        name=" x ",
        on="6/3/2026",
        since="March 2026",
        at="09:30",
        count="12",
        one="a",
        some=("b", "a", "b"),
        lines="one\r\n\n two ",
        agreed="yes",
        file=Upload("a.csv", b"x"),
    )

    assert said.text("name") == "x"
    assert (said.exact("on"), said.day("since", TODAY).iso) == (TODAY, "2026-03")
    assert (said.hour("at"), said.number("count"), said.text("one")) == (time(9, 30), 12, "a")
    assert (said.several("some"), said.several("lines")) == (("b", "a"), ("one", "two"))
    assert said.ticked("agreed")
    assert said.file("file") == Upload("a.csv", b"x")


def test_what_is_left_out_is_nothing() -> None:
    said = answered(file=Upload("", b""), on="", some=(), agreed="no")

    assert (said.text("one"), said.exact("on"), said.hour("at"), said.number("count")) == ("", None, None, 0)
    assert (said.several("some"), said.file("file"), said.ticked("agreed")) == ((), None, False)
    assert said.day("since", TODAY) == Day(TODAY)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ({"name": " "}, "“Name” is not answered. Write it down."),
        ({"on": "March 2026"}, "“On” needs a whole date, not March 2026. Write it as 6 March 2026."),
        ({"on": "32 March 2026"}, "“On” is not a date: '32 March 2026'. Write it as 6 March 2026."),
        ({"at": "noon"}, "“At” is not an hour: 'noon'. Write it as 09:30."),
        ({"count": "²"}, "“Count” is not a whole number: '²'. Write it in figures, such as 10."),
        (
            {"count": "9" * 12},
            f"“Count” is not a whole number: '{'9' * 12}'. Write it in figures, such as 10.",
        ),
        ({"one": "c"}, "“One” cannot be 'c'. Choose one of these: a; b."),
        ({"some": ("a", "c")}, "“Some” cannot be 'c'. Choose one of these: a; b."),
        ({"name": "x" * 5_001}, "“Name” is longer than 5,000 characters. Say it more shortly."),
        ({"name": Upload("a", b"x")}, "“Name” was answered with a file. Write it down."),
        ({"file": "a.csv"}, "“File” was answered with an empty file. Choose a file."),
        ({"file": Upload("a.csv", b"")}, "“File” was answered with an empty file. Choose a file."),
        ({"odd": "x"}, "Nothing is asked that is called 'odd'. Leave it out."),
    ],
)
def test_an_answer_that_is_not_understood_is_named_with_what_to_do(raw: dict[str, Any], fault: str) -> None:
    assert faults(**raw) == [fault]


def test_a_character_that_no_document_can_show_is_refused_at_its_question() -> None:
    assert faults(name="\N{GRINNING FACE}")[0].startswith("“Name” holds ")


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (Kind.FILE, "Choose a file."),
        (Kind.CHOICE, "Choose an answer."),
        (Kind.TICK, "Tick the box."),
        (Kind.DATE, "Give a date."),
        (Kind.WORDS, "Write it down."),
    ],
)
def test_everything_that_is_not_answered_is_said_at_once(kind: Kind, what: str) -> None:
    asked = (Question("name", "Name"), Question("a", "A", kind), Question("b", "B", kind))

    assert faults(asked) == [f"“A” is not answered. {what}", f"“B” is not answered. {what}"]


def test_where_nothing_can_be_chosen_no_answer_is_right() -> None:
    asked = (Question("name", "Name"), Question("a", "A", Kind.CHOICE))

    assert faults(asked, a="x") == ["“A” cannot be 'x'. Choose one of these: nothing can be chosen now."]


def test_a_deed_that_reads_an_answer_as_what_it_is_not_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="name was answered with str, not Day"):
        answered().exact("name")


def test_a_deed_that_asks_for_no_file_has_none() -> None:
    doing = Doing(None, PUBLIC, None, answered())  # type: ignore[arg-type]

    with pytest.raises(LookupError):
        doing.file()
