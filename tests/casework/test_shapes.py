"""The shapes that programs read, where the samples of other tests leave something out."""

from __future__ import annotations

from casework.answers import Checked
from casework.shapes.challenge import rounds_as_json
from domain.days import Day
from domain.fact_checks import Disposition, Query, QueryKind
from domain.lifecycle import CouncilCode
from domain.rounds import Raised, Round


def raised(number: int, **decided: object) -> Raised:
    query = Query("page 4", "14 wards", "15 wards", evidence="The order of 2023", kind=QueryKind.FACTUAL)
    return Raised(number, query, CouncilCode("TAW"), Day.parse("2024-09-02"), **decided)  # type: ignore[arg-type]


def test_a_query_says_how_it_was_decided_if_it_was() -> None:
    decided = raised(
        1, disposition=Disposition.ACCEPTED, reason="It is so.", answered=Day.parse("2024-09-05")
    )
    checked = Round(1, Day.parse("2024-08-30"), 7)

    (found,) = rounds_as_json([Checked(checked, (("", decided), ("", raised(2))))])

    assert (found["sent"], found["returned"]) == ("2024-08-30", None)
    assert found["queries"][0]["disposition"] == "accepted"
    assert found["queries"][0]["answered"] == "2024-09-05"
    assert found["queries"][0]["kind"] == "factual"
    assert (found["queries"][1]["disposition"], found["queries"][1]["reason"]) == (None, None)
