"""What is asked of a training event is understood, and what cannot be is said at its question."""

from __future__ import annotations

from datetime import date

import pytest

from casework.deeds.questions import BadAnswers
from casework.training_questions import REASON, asked_anew, corrected_in, reason_in, told_in
from domain.training import Training
from domain.training import training as told_of

INDUCTION = told_of(date(2024, 5, 14), None, "Induction", "Online", 24, members=10, new_peers=9)
LEADS = told_of(date(2024, 3, 5), date(2024, 3, 6), "Lead peers", "Leeds", 12)
ANSWERS: dict[str, str] = {
    "title": "Induction",
    "first_day": "14 May 2024",
    "place": "online",
    "took_part": "24",
    "members": "10",
    "new_peers": "9",
}


def test_answers_are_understood_as_an_event() -> None:
    today = date(2024, 6, 3)

    assert told_in(ANSWERS, today) == INDUCTION
    assert told_in(ANSWERS | {"members": "", "new_peers": "0"}, today).members is None
    assert corrected_in(ANSWERS | {"reason": "Two came late."}, today) == (INDUCTION, "Two came late.")
    assert reason_in({"reason": "It fell through."}) == "It fell through."


@pytest.mark.parametrize(
    ("wrong", "name", "said"),
    [
        ({"members": "25"}, "members", "25 is not among the 24 who took part. Mend that and send it again."),
        (
            {"first_day": "2024-06-04"},
            "first_day",
            "Tuesday 4 June 2024 has not come, and only what was held",
        ),
        ({"took_part": "many"}, "took_part", "“How many people took part?” is not a whole number"),
    ],
)
def test_what_is_wrong_is_said_at_its_question(wrong: dict[str, str], name: str, said: str) -> None:
    with pytest.raises(BadAnswers) as caught:
        told_in(ANSWERS | wrong, date(2024, 6, 3))

    (fault,) = caught.value.faults
    assert fault.name == name
    assert fault.text.startswith(said)


@pytest.mark.parametrize("known", [INDUCTION, LEADS])
def test_who_puts_an_event_right_finds_what_is_known_of_it(known: Training) -> None:
    questions = asked_anew(known)
    given = {each.name: each.given for each in questions}

    assert questions[-1] is REASON
    assert (
        told_in({name: said for name, said in given.items() if name != "reason"}, date(2024, 6, 3)) == known
    )
