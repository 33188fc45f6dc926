"""Past challenges come in with their gaps, once, and owe nothing to anybody."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import morning_round, public_register, record, searching, sharing
from casework.case import case
from casework.history import Imported, Tables, import_history
from casework.morning_round import Made
from casework.record import correct, write
from casework.standings import rebuild
from db import challenges, councils
from db import findings as kept_findings
from db.contents import digest, keep
from db.models import Challenge, Document, Event, Participant, Standing
from db.models import Content as Written
from db.post_tables import Message
from domain.contents import (
    Cited,
    Content,
    Finding,
    FindingKind,
    Findings,
    Number,
    Part,
    PastRecommendations,
    Rating,
    Recommendation,
    ReviewFinding,
    Theme,
    to_json,
)
from domain.days import Basis, Day, Precision
from domain.lifecycle import CouncilCode, Details, Happening, Milestone, Product, Reference
from domain.lifecycle import Event as Line
from domain.outlook import StageState
from domain.past import COLUMNS, BadHistory
from domain.permissions import Extent
from domain.searching import Sight
from domain.service_areas import AreaKey
from domain.sharing import Consent
from tests.casework.conftest import AT, entry

DATA = Path(__file__).parents[3] / "shared/data"
NOW = entry("2026-11-20")
TAMWORTH = {
    "council": "Tamworth Borough Council",
    "onsite_start": "2024-10-29",
    "onsite_end": "2024-10-31",
    "report_published": "2025-01",
    "progress_review_end": "2025-09-11",
    "recommendations": "12",
    "peer_team": "a chief executive, a leader",
    "source": "https://tamworth.example/review",
}
JOINT = {
    "council": "High Peak and Staffordshire Moorlands (joint)",
    "onsite_start": "2022-01",
    "action_plan_published": "2022-06-28",
    "source": "https://alliance.example/review",
}


def table(*rows: dict[str, str]) -> str:
    return "".join(
        ",".join(f'"{cell}"' for cell in line) + "\n"
        for line in (COLUMNS, *([row.get(column, "") for column in COLUMNS] for row in rows))
    )


def imported(session: Session, *rows: dict[str, str]) -> Imported:
    return import_history(session, Tables(table(*rows)), NOW)


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def register(session: Session) -> Session:
    councils.load_samples(session)
    return session


def test_a_row_becomes_a_challenge_with_what_it_attests(register: Session) -> None:
    done = imported(register, TAMWORTH)

    assert done == Imported(added=(Reference("CPC-2024-001"),))
    events = challenges.history(register, "CPC-2024-001")
    assert [(str(event.kind), event.on.iso) for event in events] == [
        ("opened", "2024-10-29"),
        ("visit_started", "2024-10-29"),
        ("visit_ended", "2024-10-31"),
        ("report_published", "2025-01"),
        ("review_held", "2025-09-11"),
    ]
    assert all(event.backfilled and event.basis is Basis.PUBLISHED for event in events)
    assert {event.details.source for event in events} == {TAMWORTH["source"]}
    opened = events[0].details
    assert (opened.scheme, opened.recommendations, opened.team) == ("2024", 12, TAMWORTH["peer_team"])
    assert events[3].on.precision is Precision.MONTH


def test_a_joint_row_becomes_one_challenge_of_both_councils(register: Session) -> None:
    (reference,) = imported(register, JOINT).added

    codes = register.scalars(select(Participant.council).where(Participant.reference == reference))
    assert set(codes) == {"HIG", "STF"}
    plans = [
        event.council for event in challenges.history(register, reference) if event.kind == "plan_published"
    ]
    assert plans == ["HIG", "STF"]


def test_a_past_challenge_stands_where_it_is_known_to_have_come(register: Session) -> None:
    imported(register, TAMWORTH)

    view = case(register, Reference("CPC-2024-001")).on(NOW.today)

    assert {each.stage: each.state for each in view.stages} == {
        "scoping": StageState.COMPLETE,
        "on_site": StageState.COMPLETE,
        "report_publication": StageState.COMPLETE,
        "action_plan": StageState.OPEN,
        "progress_review": StageState.OPEN,
        "close": StageState.TO_COME,
    }
    assert [each.name for each in view.overdue] == ["action_plan", "review_report"]
    assert any(move.is_allowed for move in view.moves)


def test_a_past_challenge_owes_and_sends_nothing(register: Session) -> None:
    references = imported(register, TAMWORTH, JOINT).added

    for day in (date(2024, 10, 29), date(2025, 2, 1), NOW.today, date(2029, 11, 1)):
        for reference in references:
            view = case(register, reference).on(day)
            assert (view.documents, view.notices) == ((), ())
        assert morning_round.see_to(register, references, day, AT) == Made(0, 0)
    assert (count(register, Document), count(register, Message)) == (0, 0)
    assert {row.owed for row in register.scalars(select(Standing))} == {0}


def test_importing_again_changes_nothing(register: Session) -> None:
    first = imported(register, TAMWORTH, JOINT)
    before = count(register, Event)

    again = imported(register, TAMWORTH, JOINT)

    assert again == Imported(unchanged=first.added)
    assert (count(register, Challenge), count(register, Event)) == (2, before)


def test_what_a_later_table_knows_more_is_added(register: Session) -> None:
    (reference,) = imported(register, TAMWORTH).added

    later = imported(register, TAMWORTH | {"progress_review_published": "2025-11-03"})

    assert later == Imported(extended=(reference,))
    assert [event.kind for event in challenges.history(register, reference)][-1] == "review_report_published"


def test_another_date_is_refused_until_the_first_is_corrected(register: Session) -> None:
    (reference,) = imported(register, TAMWORTH).added
    other = TAMWORTH | {"report_published": "2025-02-03"}

    with pytest.raises(
        BadHistory, match="column report_published: 2025-02-03 is not what event 4 says, 2025-01"
    ):
        imported(register, other)
    record.correct(register, reference, NOW, 4, "the page was wrong")

    assert imported(register, other).extended == (reference,)
    assert imported(register, TAMWORTH).unchanged == (reference,)


def test_the_same_days_from_another_source_are_another_challenge(register: Session) -> None:
    imported(register, TAMWORTH)

    assert len(imported(register, TAMWORTH | {"source": "https://press.example/page"}).added) == 1


def test_a_challenge_that_the_programme_ran_itself_is_not_brought_in_beside_it(register: Session) -> None:
    ours = ran_ourselves(register, "TAW", "2024-10-30")

    done = imported(register, TAMWORTH, JOINT)

    assert (len(done.added), done.ours) == (1, (ours,))
    assert len(challenges.history(register, ours)) == 2
    (what,) = refusals(register, challenges_of=(UNCOUNTED,), recommendations=(RECOMMENDATION,))
    assert what.startswith(f"line 2, column council: it is {ours}, which the programme ran itself; ")


def test_another_visit_to_a_council_is_brought_in_beside_our_own(register: Session) -> None:
    ran_ourselves(register, "TAW", "2020-01-14")
    ran_ourselves(register, "HIG", "2022-01-18")

    assert len(imported(register, TAMWORTH, JOINT).added) == 2


def ran_ourselves(session: Session, code: str, visited: str) -> Reference:
    """Tell of a challenge that was opened here, and of whose visit no more is known than its first day."""
    host = councils.find(session, code).place
    said = record.opening([host], "2024", Product.CORPORATE)
    on = Day.parse(visited)
    reference = challenges.start(session, scheme="2024", councils=[host.code], on=on.first, at=AT)
    events = [
        Line(0, Happening.OPENED, on, None, said),
        Line(0, Milestone.VISIT_STARTED, on, None, Details()),
    ]
    challenges.append(session, reference, events, by="", at=AT)
    return reference


def test_a_challenge_of_our_own_is_never_taken_for_one_of_the_past(register: Session) -> None:
    host = councils.find(register, "TAW").place
    own = record.opening([host], "2024", Product.CORPORATE)
    on = Day.parse("2024-10-29")
    record.open_challenge(
        register, entry("2024-10-29"), councils=[host], scheme_name="2024", on=on, details=own
    )

    assert len(imported(register, TAMWORTH).added) == 1


def test_a_name_that_nobody_bears_is_reported_with_the_nearest_and_nothing_is_written(
    register: Session,
) -> None:
    with pytest.raises(BadHistory) as refused:
        imported(register, TAMWORTH, JOINT | {"council": "Tamwerth Borough Council"})

    (problem,) = refused.value.args[0]
    assert problem.startswith(
        "line 3, column council: the register has no council 'Tamwerth Borough Council'"
    )
    assert problem.endswith("; the nearest is Tamworth Borough Council (TAW)")
    assert (count(register, Challenge), count(register, Event), count(register, Standing)) == (0, 0, 0)


def test_a_name_that_is_like_no_other_is_reported_too(register: Session) -> None:
    with pytest.raises(BadHistory, match=r"the register has no council 'Xyzzy'\. Mend"):
        imported(register, TAMWORTH | {"council": "Xyzzy"})


def test_a_name_that_two_councils_bear_is_reported_with_both(register: Session) -> None:
    lines = (files("db") / "samples" / "councils.csv").read_text("utf-8").splitlines()
    twins = [
        line.replace("TAW,Tamworth Borough", f"{code},Tamworth {code}")
        for code in ("TAA", "TAB")
        for line in lines
        if line.startswith("TAW")
    ]
    councils.import_register(register, "\n".join([lines[0], *lines[1:], *twins]))

    with pytest.raises(BadHistory, match=r"'Tamworth' may mean .*TAA.*, .*TAB.* or .*TAW"):
        imported(register, TAMWORTH | {"council": "Tamworth"})


def test_a_visit_of_the_past_is_listed_on_the_day_on_which_it_began(register: Session) -> None:
    imported(register, TAMWORTH)

    assert register.scalars(select(Standing.visit_start)).one() == date(2024, 10, 29)


def test_the_list_of_past_challenges_is_the_same_when_rebuilt(register: Session) -> None:
    imported(register, TAMWORTH, JOINT)

    assert rebuild(register, NOW.today, AT).differing == ()


@pytest.mark.skipif(not (DATA / "cpc_history.csv").exists(), reason="the public history is not here")
def test_the_public_history_comes_in_whole(session: Session) -> None:
    councils.import_register(session, (DATA / "uk_local_authorities_current.csv").read_text("utf-8"))
    text = (DATA / "cpc_history.csv").read_text("utf-8")

    done = import_history(session, Tables(text), NOW)

    assert (len(done.added), done.extended, done.unchanged) == (50, (), ())
    participants = session.execute(
        select(Participant.reference, func.count()).group_by(Participant.reference)
    ).all()
    assert [number for _, number in participants if number > 1] == [2]
    events = session.scalars(select(Event).where(Event.kind != "opened")).all()
    assert {each.precision for each in events} == set(Precision)
    assert {row.owed for row in session.scalars(select(Standing))} == {0}
    assert import_history(session, Tables(text), NOW).unchanged == done.added


# What past challenges recommended and found

RECOMMENDATION = {
    "council": "Tamworth Borough Council",
    "onsite_start": "2024-10",
    "number": "1",
    "title": "Write a guide",
    "text": "Say who decides what.",
    "theme": "organisational leadership and governance",
    "progress": "in progress",
    "finding": "A draft is with the members.",
}
FINDING = {
    "council": "High Peak and Staffordshire Moorlands (joint)",
    "onsite_start": "2022-01",
    "kind": "good practice",
    "title": "One front door",
    "text": "Two councils share a community hub.",
    "theme": "Local priorities and outcomes",
    "areas": "Community hubs; shared_services",
    "source": "Final report, paragraph 12",
    "consent": "given",
    "consent_on": "2022-09-01",
}
UNCOUNTED = TAMWORTH | {"recommendations": ""}


def written(*rows: dict[str, str]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = (columns, *([row.get(column, "") for column in columns] for row in rows))
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def told(
    session: Session,
    *,
    challenges_of: tuple[dict[str, str], ...] = (UNCOUNTED, JOINT),
    recommendations: tuple[dict[str, str], ...] = (),
    findings: tuple[dict[str, str], ...] = (),
) -> Imported:
    tables = Tables(
        table(*challenges_of),
        written(*recommendations) if recommendations else None,
        written(*findings) if findings else None,
    )
    return import_history(session, tables, NOW)


def refusals(session: Session, **said: tuple[dict[str, str], ...]) -> tuple[str, ...]:
    before = [count(session, kind) for kind in (Challenge, Event, Written)]
    with pytest.raises(BadHistory) as refused:
        told(session, **said)
    assert [count(session, kind) for kind in (Challenge, Event, Written)] == before
    found: tuple[str, ...] = refused.value.args[0]
    return found


def test_recommendations_come_in_with_what_the_review_found(register: Session) -> None:
    part = RECOMMENDATION | {"number": "1a", "title": "", "theme": "", "text": "Ask first.", "progress": ""}

    told(register, recommendations=(part | {"finding": ""}, RECOMMENDATION))

    on_desk = case(register, Reference("CPC-2024-001"))
    value = on_desk.content(on_desk.on(NOW.today), Content.RECOMMENDATIONS)
    assert value == PastRecommendations(
        (
            Recommendation(
                Number("1"),
                "Write a guide",
                "Say who decides what.",
                Theme("Governance and culture"),
                parts=(Part(Number("1a"), "Ask first."),),
            ),
        ),
        (ReviewFinding(Cited("1"), Rating.IN_PROGRESS, "A draft is with the members."),),
    )
    brought = challenges.history(register, "CPC-2024-001")[-1]
    assert (brought.kind, brought.on.first, brought.backfilled) == ("content_received", NOW.today, True)
    assert brought.details.source == TAMWORTH["source"]


def test_findings_come_in_with_what_each_council_let_be_shared(register: Session) -> None:
    told(register, findings=(FINDING,))

    on_desk = case(register, Reference("CPC-2022-001"))
    value = on_desk.content(on_desk.on(NOW.today), Content.FINDINGS)
    assert isinstance(value, Findings)
    (finding,) = value.findings
    assert (finding.kind, finding.areas) == (FindingKind.GOOD_PRACTICE, ("community_hubs", "shared_services"))
    said = [each for each in on_desk.history if each.kind == "consented"]
    assert [(each.council, each.on.iso, each.details.consent) for each in said] == [
        ("HIG", "2022-09-01", "given"),
        ("STF", "2022-09-01", "given"),
    ]
    assert {each.details.key for each in said} == {finding.key}


def test_findings_of_public_pages_are_public_as_far_as_every_council_agrees(register: Session) -> None:
    refused = FINDING | {"title": "Two hubs", "text": "Each has a hub of its own.", "consent": "refused"}

    told(register, findings=(FINDING, refused))

    public = kept_findings.entries(register, reach=Extent.PUBLISHED)
    assert [(each.title, each.year) for each in public] == [("One front door", "2021-22")]


def test_what_staff_add_to_findings_of_public_pages_is_not_public(register: Session) -> None:
    told(register, findings=(FINDING,))
    on_desk = case(register, Reference("CPC-2022-001"))
    (first,) = on_desk.content(on_desk.on(NOW.today), Content.FINDINGS).findings  # type: ignore[union-attr]
    new = Finding(FindingKind.STRENGTH, "They answer at once.", source="A talk")
    body = to_json(Findings((first, new), "2026"))
    details = Details(content=Content.FINDINGS, digest=digest(body))
    keep(register, on_desk.reference, Content.FINDINGS, body, council=None, source_name="", at=AT)
    agreed = Details(key=new.key, consent=Consent.GIVEN)

    write(
        register,
        on_desk.reference,
        NOW,
        [
            Line(0, Happening.CONTENT_RECEIVED, Day(NOW.today), None, details),
            *(
                Line(0, Happening.CONSENTED, Day(NOW.today), CouncilCode(code), agreed)
                for code in ("HIG", "STF")
            ),
        ],
    )

    assert len(kept_findings.entries(register, reach=Extent.SHARED)) == 2
    assert [each.title for each in kept_findings.entries(register, reach=Extent.PUBLISHED)] == [
        "One front door"
    ]


def test_the_same_tables_again_change_nothing_and_more_in_them_is_added(register: Session) -> None:
    told(register, recommendations=(RECOMMENDATION,), findings=(FINDING,))
    events = count(register, Event)

    again = told(register, recommendations=(RECOMMENDATION,), findings=(FINDING,))

    assert (len(again.unchanged), again.extended, count(register, Event)) == (2, (), events)
    second = RECOMMENDATION | {"number": "2"}
    more = told(register, recommendations=(RECOMMENDATION, second), findings=(FINDING,))
    assert (more.extended, count(register, Event)) == ((Reference("CPC-2024-001"),), events + 1)


def test_what_people_added_to_findings_of_a_table_stays_when_the_table_comes_again(register: Session) -> None:
    told(register, findings=(FINDING,))
    reference = Reference("CPC-2022-001")
    own = Finding(FindingKind.LESSON, "They answer at once.", source="A talk")
    tagged = Finding(
        FindingKind.STRENGTH, FINDING["text"], title=FINDING["title"], areas=(AreaKey("housing"),)
    )
    sharing.add(register, reference, NOW, own)
    sharing.add(register, reference, NOW, tagged)
    events = count(register, Event)

    again = told(register, findings=(FINDING,))
    second = FINDING | {"title": "Two hubs", "text": "Each has a hub of its own."}
    told(register, findings=(FINDING, second))
    told(register, findings=(FINDING, second))

    assert again.extended == ()
    assert count(register, Event) == events + 4  # The table, what is added to it, and two answers.
    kept = {each.text: each for each in kept_findings.entries(register)}
    assert set(kept) == {FINDING["text"], second["text"], own.text}
    assert (kept[FINDING["text"]].kind, kept[FINDING["text"]].areas) == ("strength", "|housing|")
    assert not kept[own.text].is_public


def test_what_of_a_table_was_corrected_stays_corrected(register: Session) -> None:
    told(register, recommendations=(RECOMMENDATION,), findings=(FINDING,))
    for reference in (Reference("CPC-2022-001"), Reference("CPC-2024-001")):
        for each in challenges.history(register, reference):
            if each.kind in (Happening.CONSENTED, Happening.CONTENT_RECEIVED):
                correct(register, reference, NOW, each.seq, "It was another council's")
    events = count(register, Event)

    again = told(register, recommendations=(RECOMMENDATION,), findings=(FINDING,))

    assert (again.extended, count(register, Event)) == ((), events)
    assert kept_findings.entries(register) == []


def test_only_a_newer_answer_to_sharing_takes_the_place_of_one(register: Session) -> None:
    told(register, findings=(FINDING,))
    events = count(register, Event)

    told(register, findings=(FINDING | {"consent": "withdrawn", "consent_on": "2022-08-01"},))
    assert count(register, Event) == events
    told(register, findings=(FINDING | {"consent": "withdrawn", "consent_on": "2023-01-05"},))

    assert count(register, Event) == events + 2


def test_what_is_wrong_in_any_table_is_named_and_nothing_of_all_is_taken(register: Session) -> None:
    stray = RECOMMENDATION | {"number": "2", "text": "Ask \u0e01 first."}

    assert refusals(
        register,
        recommendations=(RECOMMENDATION | {"theme": "Catering"}, stray),
        findings=(FINDING | {"council": "Atlantis"},),
    ) == (
        "findings, line 2, column council: the register has no council 'Atlantis'",
        (
            "recommendations, line 2, column theme: it is 'Catering', which is no theme of this challenge; "
            "use one of: Local priorities and outcomes, Organisational and place leadership, "
            "Governance and culture, Financial planning and management, Capacity for improvement"
        ),
        "recommendations, line 3 holds U+0E01 THAI CHARACTER KO KAI, which the documents' fonts cannot show",
    )


def test_a_list_that_is_not_as_long_as_the_history_says_is_refused(register: Session) -> None:
    assert refusals(register, challenges_of=(TAMWORTH,), recommendations=(RECOMMENDATION,)) == (
        (
            "recommendations, line 2, column number: line 2 of the history says 12 recommendations, "
            "and this table has 1 of that challenge"
        ),
    )


def test_a_challenge_whose_report_is_here_is_told_of_by_no_table(register: Session) -> None:
    (reference,) = told(register, challenges_of=(UNCOUNTED,)).added
    details = Details(content=Content.REPORT, digest="0" * 64)
    event = Line(0, Happening.CONTENT_RECEIVED, Day(NOW.today), None, details)
    challenges.append(register, reference, [event], by="", at=AT)

    (what,) = refusals(register, challenges_of=(UNCOUNTED,), recommendations=(RECOMMENDATION,))

    assert what.startswith("line 2, column council: the report of CPC-2024-001 is here")


def test_past_recommendations_are_found_and_counted_once_their_report_is_published(register: Session) -> None:
    told(register, recommendations=(RECOMMENDATION,))

    entry_ = public_register.find(register, "tamworth-cpc-2024-001", NOW.today)
    found = searching.search(register, "guide", Sight())

    assert entry_.recommendations == 1
    assert [(each.kind, each.title) for each in found.results] == [("recommendation", "Write a guide")]
