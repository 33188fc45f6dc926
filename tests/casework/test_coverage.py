"""Coverage: every council that is expected to have challenges, what it has had, and what follows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import aftercare, record
from casework.aftercare import Agreement, HalfAnAnswer, NothingToComeBackTo, follow_ups
from casework.case import case
from casework.coverage import Coverage, Line, coverage, line_of
from casework.record import WhichCouncil
from casework.standings import rebuild
from db import councils, models
from db import coverage as rows
from db.coverage_tables import CoverageEntry
from domain.aftercare import Chore
from domain.coverage import Cover
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Happening, Milestone, Product
from domain.people import Role
from domain.reading import INVENTED
from domain.support import OfferKey, UnknownOffer
from domain.uptakes import Uptake
from tests.casework.conftest import AT, Challenge, entry
from tests.casework.published import Told, joint, told

TODAY = date(2026, 1, 1)
TAW, HIG = CouncilCode("TAW"), CouncilCode("HIG")


def line(session: Session, code: str, today: date = TODAY) -> Line:
    return next(each for each in coverage(session, today).lines if each.council.code == code)


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge of Tamworth that has been closed."""
    found = told(session)
    found.until(Milestone.CLOSED)
    return found


def test_every_council_of_england_that_stands_is_listed_by_name_and_no_other(session: Session) -> None:
    councils.load_samples(session)
    expected = [each for each in councils.listed(session) if each.is_principal]

    found = coverage(session, TODAY)

    assert [each.council for each in found.lines] == expected
    assert {each.cover for each in found.lines} == {Cover.NEVER}


def test_a_council_stands_there_with_its_last_challenge_and_when_the_next_is_due(single: Told) -> None:
    found = line(single.session, TAW)

    assert found.last
    assert (found.cover, found.last.reference, str(found.last.on), found.last.predecessor) == (
        Cover.AHEAD,
        single.reference,
        "Thursday 31 October 2024",
        "",
    )
    assert found.next_due == date(2029, 10, 31)
    assert (found.under_way, found.cancelled) == (None, None)
    assert line_of(single.session, found.council, TODAY) == found


def test_of_several_challenges_the_last_counts_and_one_that_goes_on_is_said(single: Told) -> None:
    newer = told(single.session)
    newer.until(Milestone.VISIT_ENDED)

    found = line(single.session, TAW)

    assert found.last
    assert (found.cover, found.under_way, found.last.reference) == (
        Cover.UNDER_WAY,
        newer.reference,
        newer.reference,
    )


def test_a_challenge_that_was_called_off_is_told_as_long_as_nothing_came_after_it(session: Session) -> None:
    story = told(session)
    story.happens(Happening.CANCELLED, "2024-06-01", reason="The council would rather wait.")
    assert line(session, TAW).cancelled == (story.reference, "The council would rather wait.")
    assert line(session, TAW).cover is Cover.NEVER

    told(session).until(Milestone.VISIT_ENDED)

    assert line(session, TAW).cancelled is None


def test_a_council_in_the_place_of_others_inherits_what_they_had(single: Told) -> None:
    session = single.session
    old, new, newest = (councils.get(session, CouncilCode(code)) for code in ("TAW", "LIF", "HIG"))
    for each, heir, on in ((old, new, date(2025, 4, 1)), (new, newest, date(2025, 5, 1))):
        row = session.get_one(models.Council, each.code)
        row.end_date, row.replaced_by = on, heir.code
    session.flush()

    found = coverage(session, TODAY)

    mine = line(session, HIG)
    assert mine.last
    assert (mine.last.predecessor, mine.last.reference) == (old.name, single.reference)
    assert {"TAW", "LIF"}.isdisjoint(each.council.code for each in found.lines)
    assert line_of(session, newest, TODAY) == mine


def test_a_sample_and_another_kind_of_challenge_cover_nobody(session: Session) -> None:
    told(session, source=INVENTED).until(Milestone.VISIT_ENDED)
    place = councils.get(session, TAW).place
    opening = record.opening((place,), "2024", Product.FINANCE)
    record.open_challenge(
        session,
        entry("2024-05-01"),
        councils=(place,),
        scheme_name="2024",
        on=Day.parse("2024-05-01"),
        details=opening,
    )

    assert line(session, TAW).cover is Cover.NEVER


def test_it_can_be_narrowed_down_to_a_region_and_to_those_who_stand_in_one_way(single: Told) -> None:
    found = coverage(single.session, TODAY)

    never = found.narrowed(how=Cover.NEVER)
    west = found.narrowed(region="West Midlands")
    named = found.narrowed(name="tamworth  BOROUGH")

    assert len(never.lines) == found.counts[Cover.NEVER] == len(found.lines) - 1
    assert {each.council.region for each in west.lines} == {"West Midlands"}
    assert west.counts[Cover.AHEAD] == 1
    assert [each.council.code for each in named.lines] == [TAW]
    assert dict(found.by_region)["West Midlands"] == west.counts
    assert sum(found.counts.values()) == len(found.lines)
    assert "West Midlands" in found.regions
    assert Coverage(()).regions == ()


def test_a_rebuild_makes_the_same_again_and_forgets_what_is_not_so(single: Told) -> None:
    session = single.session
    before = coverage(session, TODAY)
    agree(single, Agreement("In spring.", OfferKey("planning"), Uptake.TO_DECIDE))
    to_do = [(each.offer, each.is_to_do) for each, _ in rows.to_do(session)]
    session.add(
        CoverageEntry(
            reference=single.reference, council=HIG, precision="day", is_under_way=True, next_due=None
        )
    )
    session.flush()

    rebuild(session, TODAY, AT)

    assert coverage(session, TODAY) == before
    assert [(each.offer, each.is_to_do) for each, _ in rows.to_do(session)] == to_do == [("planning", True)]


# What follows


def agree(story: Told, said: Agreement, on: str = "2025-11-10") -> bool:
    return aftercare.agree(story.session, story.reference, entry(on), said, Day.parse(on))


def test_after_the_closing_a_talk_is_to_do_until_the_adviser_says_what_was_agreed(single: Told) -> None:
    (found,) = rows.to_do(single.session)
    assert (found[0].council, found[0].offer, found[0].since) == (TAW, "", date(2025, 10, 27))

    assert agree(single, Agreement("They will ask their planners."))

    assert rows.to_do(single.session) == []
    assert rows.agreed(single.session, [TAW]) == []


def test_the_same_said_again_is_written_once(single: Told) -> None:
    said = Agreement("In spring.", OfferKey("planning"), Uptake.TO_DECIDE, date(2026, 3, 1))

    assert [agree(single, said), agree(single, said)] == [True, False]
    (kept,) = rows.agreed(single.session, [TAW])
    assert (kept.offer, kept.uptake, kept.words, kept.until, kept.is_to_do) == (
        "planning",
        "to_decide",
        "In spring.",
        date(2026, 3, 1),
        True,
    )


def test_what_is_said_of_an_offer_is_said_of_one_that_there_is_and_with_what_became_of_it(
    single: Told,
) -> None:
    with pytest.raises(HalfAnAnswer, match="Name both, or neither"):
        agree(single, Agreement("Yes.", OfferKey("planning")))
    with pytest.raises(HalfAnAnswer):
        agree(single, Agreement("Yes.", uptake=Uptake.TAKEN_UP))
    with pytest.raises(NothingToComeBackTo, match="Leave the day out"):
        agree(single, Agreement("Yes.", OfferKey("planning"), Uptake.DECLINED, date(2026, 3, 1)))
    with pytest.raises(UnknownOffer):
        agree(single, Agreement("Yes.", OfferKey("lunch"), Uptake.DECLINED))


def test_of_several_councils_the_one_is_named_with_which_it_was_agreed(session: Session) -> None:
    both = joint(session)
    both.until(Milestone.CLOSED)

    with pytest.raises(WhichCouncil):
        agree(both, Agreement("Yes."))
    agree(both, Agreement("Yes.", council=HIG))

    assert [each.council for each, _ in rows.to_do(session)] == ["STF"]


def test_what_is_to_do_is_told_with_the_place_the_offer_and_whose_it_is(challenge: Challenge) -> None:
    session, reference = challenge.session, challenge.reference
    events = [
        Event(0, milestone, Day.parse("2024-06-01")) for milestone in (Milestone.AGREED, Milestone.CLOSED)
    ]
    record.write(session, reference, entry("2024-06-01"), events)
    said = Agreement("In spring.", OfferKey("planning"), Uptake.TO_DECIDE, date(2024, 7, 1))
    found = case(session, reference)
    (talk,) = follow_ups(found, found.on(date(2024, 6, 2)))
    aftercare.agree(session, reference, entry("2024-06-02"), said, Day.parse("2024-06-02"))
    found = case(session, reference)

    (decide,) = follow_ups(found, found.on(date(2024, 7, 2)))

    assert (talk.to_do.chore, talk.place, talk.offer, talk.is_late) == (Chore.TALK, "", "", False)
    assert (decide.to_do.chore, decide.offer, decide.is_late) == (
        Chore.DECIDE,
        "Planning advisory service",
        True,
    )
    assert talk.people == decide.people == ("Principal adviser",)
    adviser = challenge.people[Role.PRINCIPAL_ADVISER]
    assert [whose for _, whose in rows.to_do(session, [adviser])] == [adviser]
    assert [whose for _, whose in rows.to_do(session)] == [adviser]
