"""Queries on the draft report: kept once, decided with a reason, and answered draft by draft."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from casework import content, record
from casework.case import case
from casework.fact_check import (
    AlreadyDecided,
    MayNotAmend,
    NoDraftOut,
    NoSuchQuery,
    QueriesRefused,
    ask,
    decide,
    queries_in,
    redraft,
)
from casework.printable import Unprintable
from casework.record import Ended, InTheFuture
from domain.days import Day
from domain.fact_checks import Disposition, Query, QueryKind
from domain.lifecycle import Event, Milestone
from domain.moves import NotYet
from domain.rounds import FactCheck, fact_check
from tests.casework.conftest import SAMPLES, Begun, Challenge, entry

POPULATION = Query("Page 4", "80,000 people", "78,600 people", QueryKind.FACTUAL, "The census of 2021")
TONE = Query("Page 9", "slow to decide", "thorough in deciding", QueryKind.OPINION)


@pytest.fixture
def drafted(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose draft went to the council on Thursday 21 November 2024."""

    def play() -> Challenge:
        challenge: Challenge = request.getfixturevalue("challenge")
        return send(challenge)

    return begun(play)


def send(challenge: Challenge) -> Challenge:
    """Let a challenge be as one of the past is told: only its draft is what this is about."""
    challenge.hand_in("2024-11-20", "report")
    event = Event(0, Milestone.DRAFT_SENT, Day.parse("2024-11-21"))
    record.write(challenge.session, challenge.reference, entry("2024-11-21"), [event])
    return challenge


def put(challenge: Challenge, *queries: Query, on: str = "2024-11-25") -> tuple[int, ...]:
    return ask(challenge.session, challenge.reference, entry(on), queries, on=Day.parse(on))


def answer(
    challenge: Challenge, number: int, how: str, reason: str = "The census says so.", on: str = "2024-11-28"
) -> bool:
    said = Disposition(how)
    return decide(
        challenge.session, challenge.reference, entry(on), number, said, reason=reason, on=Day.parse(on)
    )


def found(challenge: Challenge) -> FactCheck:
    return fact_check(case(challenge.session, challenge.reference).on(entry("2025-03-01").today).reading)


def test_queries_are_numbered_in_the_order_in_which_they_came(drafted: Challenge) -> None:
    assert put(drafted, POPULATION, TONE) == (1, 2)
    assert put(drafted, replace(POPULATION, place="Page 5")) == (3,)

    assert [each.number for each in found(drafted).queries] == [1, 2, 3]


def test_the_same_query_on_the_same_draft_is_kept_once(drafted: Challenge) -> None:
    put(drafted, POPULATION)

    assert put(drafted, POPULATION, TONE, TONE) == (2,)


def test_a_number_is_never_given_twice(drafted: Challenge) -> None:
    put(drafted, POPULATION)
    last = case(drafted.session, drafted.reference).history[-1]
    record.correct(drafted.session, drafted.reference, entry("2024-11-26"), last.seq, "entered by mistake")

    assert put(drafted, TONE, on="2024-11-26") == (2,)


def test_a_decision_keeps_its_reason_and_is_taken_once(drafted: Challenge) -> None:
    put(drafted, POPULATION)

    assert answer(drafted, 1, "partly")
    assert not answer(drafted, 1, "partly")
    with pytest.raises(AlreadyDecided, match="accepted in part on Thursday 28 November 2024"):
        answer(drafted, 1, "declined")
    (query,) = found(drafted).queries
    assert (query.disposition, query.reason) == (Disposition.PARTLY, "The census says so.")


def test_under_2024_an_opinion_can_only_be_declined(drafted: Challenge) -> None:
    put(drafted, TONE)

    for how in ("accepted", "partly"):
        with pytest.raises(MayNotAmend, match="its kind is opinion, and under the scheme 2024"):
            answer(drafted, 1, how)
    assert answer(drafted, 1, "declined", "It is what the team heard.")


def test_a_query_that_is_not_there_cannot_be_decided(drafted: Challenge) -> None:
    with pytest.raises(NoSuchQuery, match="no query 7"):
        answer(drafted, 7, "accepted")


def test_there_is_nothing_to_ask_before_a_draft_or_after_the_report_is_final(challenge: Challenge) -> None:
    with pytest.raises(NoDraftOut, match="none has been sent"):
        put(challenge, POPULATION)

    send(challenge)
    with pytest.raises(NoDraftOut, match="was sent on Thursday 21 November 2024, after Wednesday 20"):
        ask(
            challenge.session,
            challenge.reference,
            entry("2024-11-25"),
            [POPULATION],
            on=Day.parse("2024-11-20"),
        )
    with pytest.raises(InTheFuture):
        ask(
            challenge.session,
            challenge.reference,
            entry("2024-11-25"),
            [POPULATION],
            on=Day.parse("2024-11-26"),
        )

    final = Event(0, Milestone.REPORT_FINALISED, Day.parse("2024-12-12"))
    record.write(challenge.session, challenge.reference, entry("2024-12-12"), [final])
    with pytest.raises(NoDraftOut, match="final since Thursday 12 December 2024"):
        put(challenge, POPULATION, on="2024-12-13")


def test_a_cancelled_challenge_is_not_checked(drafted: Challenge) -> None:
    day = Day.parse("2024-11-24")
    record.cancel(drafted.session, drafted.reference, entry("2024-11-24"), day, "an election")

    with pytest.raises(Ended, match="cannot be fact checked"):
        put(drafted, POPULATION)


def test_an_incomplete_query_keeps_all_others_out(drafted: Challenge) -> None:
    with pytest.raises(QueriesRefused, match="query 2: the correction is missing"):
        put(drafted, POPULATION, replace(TONE, correction=""))
    with pytest.raises(Unprintable):
        put(drafted, replace(POPULATION, text="80,000 \N{GRINNING FACE}"))

    assert found(drafted).queries == ()


def hand_in_anew(drafted: Challenge, folder: Path, on: str) -> None:
    """Hand the report in with one word of it changed."""
    path = folder / "report.yaml"
    words = (SAMPLES / "single-2024" / "report.yaml").read_text("utf-8")
    path.write_text(words.replace("The council", "This council", 1), "utf-8")
    content.hand_in(drafted.session, drafted.reference, entry(on), path, kind=None, council=None)


def test_another_draft_waits_for_another_answer(drafted: Challenge, tmp_path: Path) -> None:
    put(drafted, POPULATION)
    with pytest.raises(NotYet, match="query 1 of the fact check is not decided"):
        redraft(drafted.session, drafted.reference, entry("2024-12-02"), Day.parse("2024-12-02"))
    answer(drafted, 1, "accepted")
    hand_in_anew(drafted, tmp_path, "2024-11-29")

    assert redraft(drafted.session, drafted.reference, entry("2024-12-02"), Day.parse("2024-12-02")) == 2
    assert [each.number for each in found(drafted).rounds] == [1, 2]
    assert put(drafted, POPULATION, on="2024-12-03") == (2,)


TABLE = """place,text,correction,evidence,kind
Page 4,"80,000 people","78,600 people",The census of 2021,Factual
Page 9,slow to decide,thorough in deciding,,opinion
"""


def test_queries_are_read_from_a_table() -> None:
    assert queries_in(TABLE) == (POPULATION, TONE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("place,text\n", "line 1 has no column correction, evidence, kind"),
        (TABLE.replace("Factual", "hearsay"), "line 2, column kind: 'hearsay' is not factual or opinion"),
        (TABLE.replace("thorough in deciding", ""), "line 3: the correction is missing"),
    ],
)
def test_a_bad_table_is_refused_with_every_place(text: str, problem: str) -> None:
    with pytest.raises(QueriesRefused, match=problem):
        queries_in(text)
