"""What an adviser wants of a message that is to come: it waits, goes sooner or says more, and goes once."""

from __future__ import annotations

from datetime import date

import pytest

from domain.lifecycle import Event, Happening, Milestone, PersonId
from domain.owed import Gap, OwedNotice
from domain.reminders import Coming
from domain.wishes import (
    HELD_TOO_LONG,
    Mandatory,
    NotHeld,
    NoUseInHolding,
    OnItsWay,
    PastCutOff,
    check_changeable,
    check_held,
    check_optional,
    check_until,
    goes_on,
    last_day,
)
from tests.histories import CALENDAR, HIGH_PEAK, JOINT, MOORLANDS, Story, planned, visited

FIRST = "notice/review_due/TAW/2025-08-31-60"
"""It goes out on Wednesday 2 July 2025, two months before the review is to be held."""
SECOND = "notice/review_due/TAW/2025-08-31-30"
"""It goes out on Friday 1 August 2025."""


def hold(story: Story, on: str, until: str | None = None, key: str = FIRST) -> Event:
    return story.happens(Happening.HELD_BACK, on, key=key, reason="the leader is new", until=until)


def forward(story: Story, on: str, key: str = FIRST) -> Event:
    return story.happens(Happening.BROUGHT_FORWARD, on, key=key, reason="dates are scarce")


def owed(story: Story, on: str, key: str = FIRST) -> OwedNotice | None:
    """Return how a message stands on a day for its first reader, if it is owed by then."""
    return next((each for each in story.notices("review_due", on) if each.key == key), None)


def is_ready(story: Story, on: str, key: str = FIRST) -> bool:
    found = owed(story, on, key)
    return found is not None and found.is_ready


def lapsed(story: Story, on: str, key: str = FIRST) -> str | None:
    found = owed(story, on, key)
    return found.lapsed if found else None


def coming(story: Story, on: str, key: str = FIRST) -> Coming:
    return next(each for each in story.on(on).reminding.coming() if each.key == key)


# Held back


def test_what_is_held_back_waits_until_somebody_lets_it_out() -> None:
    story = planned()
    hold(story, "2025-06-30")

    assert owed(story, "2025-07-01") is None
    for day in ("2025-07-02", "2025-07-31"):
        found = owed(story, day)
        assert found is not None
        assert found.waits_for == (
            Gap(
                "it is held back until somebody lets it out (the leader is new); "
                f"`cpc messages release` lets {FIRST} out",
                "Principal adviser",
            ),
        )
        assert found.lapsed is None

    story.happens(Happening.LET_OUT, "2025-07-14", key=FIRST)

    assert not is_ready(story, "2025-07-13")
    assert is_ready(story, "2025-07-14")


def test_what_is_held_back_until_a_day_goes_out_on_it() -> None:
    story = planned()
    hold(story, "2025-06-30", until="2025-07-16")

    waiting = owed(story, "2025-07-15")
    assert waiting is not None
    assert "until Wednesday 16 July 2025" in waiting.waits_for[0].text
    assert is_ready(story, "2025-07-16")
    assert story.on("2025-07-02").next_change == date(2025, 7, 16)


def test_a_later_wish_takes_the_place_of_an_earlier() -> None:
    story = planned()
    hold(story, "2025-06-26")
    hold(story, "2025-06-27", until="2025-07-16")
    last = hold(story, "2025-06-30", until="2025-07-09")

    assert is_ready(story, "2025-07-09")

    story.undo(last, "2025-07-01")
    assert not is_ready(story, "2025-07-09")
    assert is_ready(story, "2025-07-16")


def test_what_is_held_back_too_long_lapses_instead_of_going_out_stale() -> None:
    story = planned()
    hold(story, "2025-06-30", key=SECOND)

    assert not lapsed(story, "2025-08-31", SECOND)
    assert lapsed(story, "2025-09-01", SECOND) == HELD_TOO_LONG
    assert date(2025, 9, 1) in set(story.on("2025-08-04").reminding.turning_days())


def test_what_is_held_back_is_overtaken_by_the_next_reminder_of_the_same_day() -> None:
    story = planned()
    hold(story, "2025-06-30")

    assert lapsed(story, "2025-08-01") == "a later reminder has taken its place"
    assert is_ready(story, "2025-08-01", SECOND)


def test_a_hold_holds_for_one_date_alone() -> None:
    story = planned()
    hold(story, "2025-06-20")
    story.happens(Happening.EXTENDED, "2025-06-23", deadline="review", days=7, reason="illness")

    assert owed(story, "2025-07-09") is None
    assert is_ready(story, "2025-07-09", "notice/review_due/TAW/2025-09-07-60")


def test_nobodys_wish_holds_a_mandatory_message_back_or_sends_it_sooner() -> None:
    story = planned()
    late = "notice/review_late/TAW/2025-08-31+32"
    hold(story, "2025-06-30", key=late)
    forward(story, "2025-06-30", key=late)

    assert story.notices("review_late", "2025-10-01") == []
    assert all(each.waits_for == () for each in story.notices("review_late", "2025-10-02"))
    assert story.notices("review_late", "2025-10-02")


def test_what_is_held_back_waits_for_whatever_else_is_missing_too() -> None:
    story = planned()
    for event in [each for each in story.events if each.details.role == "challenge_manager"]:
        story.undo(event, "2025-06-02")
    hold(story, "2025-06-30")

    texts = {
        gap.text.split(" ")[0] for each in story.notices("review_due", "2025-07-02") for gap in each.waits_for
    }
    assert texts == {"it", "nobody"}


# Brought forward


def test_what_is_brought_forward_goes_out_at_once_and_never_again() -> None:
    story = planned()
    forward(story, "2025-06-10")

    assert owed(story, "2025-06-09") is None
    sooner, later = owed(story, "2025-06-10"), owed(story, "2025-07-02")
    assert sooner is not None
    assert later is not None
    assert (sooner.on, sooner.is_ready) == (date(2025, 6, 10), True)
    assert [(each.key, each.slot) for each in story.notices("review_due", "2025-06-10")] == [
        (each.key, each.slot) for each in story.notices("review_due", "2025-07-02")
    ]
    assert {each.key for each in story.notices("review_due", "2025-08-01")} == {FIRST, SECOND}


def test_the_last_reminder_brought_forward_takes_the_place_of_those_before_it() -> None:
    story = planned()
    forward(story, "2025-06-10", SECOND)

    assert is_ready(story, "2025-06-10", SECOND)
    assert lapsed(story, "2025-07-02", FIRST) == "a later reminder has taken its place"
    assert [
        each.key for each in story.on("2025-06-11").reminding.coming() if each.rule.name == "review_due"
    ] == [SECOND]


def test_what_was_held_back_can_be_brought_forward_and_held_back_again() -> None:
    story = planned()
    hold(story, "2025-06-09")
    sent = forward(story, "2025-06-10")
    assert is_ready(story, "2025-06-10")

    story.undo(sent, "2025-06-11")

    assert owed(story, "2025-06-11") is None
    assert not is_ready(story, "2025-07-02")


def test_what_is_past_its_morning_is_not_put_off_by_being_brought_forward() -> None:
    story = planned()
    hold(story, "2025-06-30")
    forward(story, "2025-07-10")

    found = owed(story, "2025-07-10")
    assert found is not None
    assert (found.on, found.is_ready) == (date(2025, 7, 2), True)


def test_a_successor_takes_over_what_was_wanted_of_its_predecessors_messages() -> None:
    story = planned()
    hold(story, "2025-06-20")
    forward(story, "2025-06-23", SECOND)
    story.happens(Happening.PERSONAL_LINE, "2025-06-23", key=FIRST, digest="d")
    story.happens(
        Happening.SUPERSEDED, "2025-06-24", story.councils[0], successor=MOORLANDS, reason="reorganised"
    )
    story.assign(story.scheme.notices["review_due"].to[0], "lead", "2025-06-24", MOORLANDS)  # type: ignore[arg-type]

    names = {each.key for each in story.notices("review_due", "2025-07-02")}
    assert names == {"notice/review_due/STF/2025-08-31-60", SECOND}
    assert not is_ready(story, "2025-07-02", "notice/review_due/STF/2025-08-31-60")
    assert story.on("2025-07-02").reading.lines_of("notice/review_due/STF/2025-08-31-60")


def test_a_wish_is_of_one_council_alone() -> None:
    story = planned(*JOINT)
    hold(story, "2025-06-20", key="notice/review_due/HIG/2025-08-31-60")

    ready = {each.council: each.is_ready for each in story.notices("review_due", "2025-07-02")}

    assert ready == {HIGH_PEAK.code: False, MOORLANDS.code: True}


# A personal paragraph


def test_a_personal_paragraph_is_for_everybody_or_for_one_reader_until_it_is_taken_away() -> None:
    story = planned()
    lead = PersonId("project_lead.TAW")
    for digest, reader in (("a", None), ("b", None), ("c", lead)):
        story.happens(Happening.PERSONAL_LINE, "2025-06-20", key=FIRST, digest=digest, reader=reader)
    found = story.on("2025-06-20").reading.lines_of(FIRST)
    assert {reader: each.details.digest for reader, each in found.items()} == {None: "b", lead: "c"}

    story.happens(Happening.PERSONAL_LINE, "2025-06-21", key=FIRST)

    assert list(story.on("2025-06-21").reading.lines_of(FIRST)) == [lead]
    assert story.on("2025-06-21").reading.lines_of(SECOND) == {}


# Until when


def test_a_message_can_be_changed_until_the_working_day_before_it_goes_out() -> None:
    story = planned()

    for day in ("2025-03-03", "2025-07-01"):
        view = story.on(day)
        check_changeable(coming(story, day), view.reading, CALENDAR, view.today)

    view = story.on("2025-07-02")
    with pytest.raises(PastCutOff) as refusal:
        check_changeable(coming(story, "2025-07-02"), view.reading, CALENDAR, view.today)
    assert str(refusal.value) == (
        "'Progress review to be held' could be changed until Tuesday 1 July 2025 and goes out as it is. "
        "Write to its readers yourself, or wait for the next one that `cpc upcoming` lists."
    )


@pytest.mark.parametrize(
    ("until", "going", "last"),
    [
        (None, None, "2025-08-31"),  # While it waits for somebody, as long as it is of any use.
        ("2025-07-16", "2025-07-16", "2025-07-15"),
        ("2025-07-19", "2025-07-21", "2025-07-18"),  # Nobody is reminded on a Saturday.
    ],
)
def test_what_is_held_back_can_be_changed_until_it_goes_out(
    until: str | None, going: str | None, last: str
) -> None:
    story = planned()
    hold(story, "2025-06-30", until)
    view = story.on("2025-07-04")
    message = coming(story, "2025-07-04")

    found = goes_on(message, view.reading, CALENDAR)

    assert (found.isoformat() if found else None) == going
    assert last_day(message, view.reading, CALENDAR).isoformat() == last


def test_what_has_been_brought_forward_can_be_changed_no_more() -> None:
    story = planned()
    forward(story, "2025-06-10")
    view = story.on("2025-06-10")

    with pytest.raises(OnItsWay, match="was brought forward on Tuesday 10 June 2025 and goes out as it is"):
        check_changeable(coming(story, "2025-06-10"), view.reading, CALENDAR, view.today)


@pytest.mark.parametrize("until", ["2025-07-02", "2025-08-30", "2025-12-24"])
def test_to_hold_a_message_until_it_is_of_no_use_is_refused(until: str) -> None:
    message = coming(planned(), "2025-06-10")

    with pytest.raises(
        NoUseInHolding, match="goes out on Wednesday 2 July 2025 and reminds of Sunday 31 August"
    ):
        check_until(message, CALENDAR, date.fromisoformat(until), date(2025, 6, 10))


@pytest.mark.parametrize("until", ["2025-07-03", "2025-08-29"])
def test_a_message_can_be_held_until_the_last_working_day_before_what_it_reminds_of(until: str) -> None:
    check_until(coming(planned(), "2025-06-10"), CALENDAR, date.fromisoformat(until), date(2025, 6, 10))


def test_what_is_held_back_past_its_day_cannot_be_held_until_a_day_that_has_passed() -> None:
    story = planned()
    hold(story, "2025-06-30")

    with pytest.raises(NoUseInHolding):
        check_until(coming(story, "2025-07-10"), CALENDAR, date(2025, 7, 10), date(2025, 7, 10))


def test_nothing_is_brought_forward_to_before_it_was_known() -> None:
    """What is known to have happened in a month may have happened on its last day."""
    story = planned()
    story.happens(Happening.EXTENDED, "2025-06", deadline="review", days=7, reason="illness")
    key = "notice/review_due/TAW/2025-09-07-60"
    forward(story, "2025-06-10", key)

    assert [each.on for each in story.notices("review_due", "2025-07-09")][:1] == [date(2025, 6, 30)]


def test_only_what_is_held_back_can_be_let_out() -> None:
    story = planned()
    view = story.on("2025-06-10")
    with pytest.raises(NotHeld, match="it goes out on Wednesday 2 July 2025"):
        check_held(coming(story, "2025-06-10"), view.reading, view.today)

    hold(story, "2025-06-10")

    view = story.on("2025-06-10")
    check_held(coming(story, "2025-06-10"), view.reading, view.today)


@pytest.mark.parametrize(
    ("notice", "why", "who"),
    [
        ("report_escalated", "it goes above the chief executive", "A programme manager decides"),
        ("report_published", "it tells of what has happened", "Whoever recorded that"),
        ("report_late", "something is late", "The programme manager can move the date itself"),
        ("report_due", "somebody has to act on it in time", "The programme manager can move the date itself"),
    ],
)
def test_of_a_mandatory_message_it_is_said_why_it_is_and_who_can_change_what(
    notice: str, why: str, who: str
) -> None:
    with pytest.raises(Mandatory) as refusal:
        check_optional(visited().scheme.notices[notice])

    title = visited().scheme.notices[notice].title
    assert str(refusal.value).startswith(
        f"'{title}' cannot be held back, brought forward or added to: it is mandatory, because {why}. {who}"
    )


# What is to come


def test_what_is_to_come_is_every_reminder_that_has_not_been_overtaken_or_settled() -> None:
    story = planned()

    def names(on: str) -> list[str]:
        return [
            each.key.partition("/")[2] for each in story.on(on).reminding.coming() if "review_due" in each.key
        ]

    first, second = FIRST.partition("/")[2], SECOND.partition("/")[2]
    assert names("2025-06-10") == [first, second]
    assert names("2025-07-02") == [first, second]
    assert names("2025-08-01") == [second]
    story.until(Milestone.REVIEW_HELD)
    assert names("2025-08-29") == []
