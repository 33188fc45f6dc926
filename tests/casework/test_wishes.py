"""An adviser holds a message back, brings it forward or adds a word to it until its cut-off; it goes once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework import proof, record, upcoming, wishes
from casework.case import case
from casework.personal_lines import LONGEST, NotAParagraph, TooLong, plain
from casework.preview import Wanted, preview
from casework.printable import Unprintable
from casework.proof_findings import Window
from casework.record import Entry
from casework.wishes import (
    AlreadyWritten,
    NobodySigns,
    NotAReader,
    NothingSaid,
    NothingToCome,
    ToCome,
    WhichMessage,
    Words,
)
from db.personal_lines import PersonalLine
from db.post_tables import Message
from domain.days import Day
from domain.lifecycle import Details, Event, Happening, Milestone
from domain.people import Role
from domain.wishes import HELD_TOO_LONG, Mandatory, NotHeld, NoUseInHolding, OnItsWay, PastCutOff
from tests.casework.conftest import Challenge, Known
from tests.casework.laid_aside import Asides
from tests.casework.rounds import at, deliver_all, run_round, told

FIRST = "notice/review_due/TAW/2025-08-31-60"
"""It goes out on Wednesday 2 July 2025, two months before the review is to be held."""
SECOND = "notice/review_due/TAW/2025-08-31-30"
"""It goes out on Friday 1 August 2025."""
MORNING = "2025-07-02"
WEDNESDAY = "Wednesday 16 July 2025"
BEFORE = "2025-06-30"
WORDS = "It was good to see **how far** you have come.\nI am there on Tuesday.\n\nDo call me."


@pytest.fixture
def ahead(asides: Asides[Known], session: Session, home: Path, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose visit ended on Thursday 31 October 2024: its review is due by 31 August."""

    def play() -> Known:
        challenge: Challenge = request.getfixturevalue("challenge")
        publish_plan(challenge)
        return challenge.reference, challenge.people

    reference, people = asides.laid_out("ahead", session, home, play)
    return Challenge(session, reference, dict(people))


def publish_plan(challenge: Challenge) -> None:
    """Take a challenge as far as its action plan, with all that is due by then sent."""
    by = Entry("Programme manager", at("2024-10-31").date(), at("2024-10-31"))
    story = [
        ("visit_ended", "2024-10-31"),
        ("report_published", "2025-01-20"),
        ("plan_published", "2025-01-20"),
    ]
    events = [Event(0, Milestone(name), Day.parse(on)) for name, on in story]
    record.write(challenge.session, challenge.reference, by, events)
    run_round(challenge.session, BEFORE)
    deliver_all(challenge.session, BEFORE)


def entry(on: str) -> Entry:
    return Entry("Principal adviser", date.fromisoformat(on), at(on, "10:00"))


def hold(challenge: Challenge, on: str = BEFORE, until: str | None = None, name: str = FIRST) -> ToCome:
    day = date.fromisoformat(until) if until else None
    return wishes.hold(
        challenge.session, challenge.reference, entry(on), name, "the leader is new", until=day
    )


def release(challenge: Challenge, on: str = BEFORE, name: str = FIRST) -> ToCome:
    return wishes.release(challenge.session, challenge.reference, entry(on), name)


def forward(challenge: Challenge, on: str = BEFORE, name: str = FIRST) -> ToCome:
    return wishes.bring_forward(challenge.session, challenge.reference, entry(on), name, "dates are scarce")


def say(challenge: Challenge, text: str = WORDS, on: str = BEFORE, name: str = FIRST, **said: Any) -> ToCome:
    return wishes.say(challenge.session, challenge.reference, entry(on), name, Words(text, **said))


def sent(challenge: Challenge, *days: str) -> list[Message]:
    """Have a round and the post on some days, and return the reminders of the review that there are then."""
    for day in days:
        run_round(challenge.session, day)
        deliver_all(challenge.session, day)
    return [each for each in told(challenge, "review_due") if each.state == "sent"]


def events(challenge: Challenge) -> list[Event]:
    kinds = ("held_back", "let_out", "brought_forward", "personal_line")
    return [each for each in case(challenge.session, challenge.reference).history if each.kind in kinds]


def findings(challenge: Challenge, last: str) -> list[str]:
    """Return what the proof finds about the reminders of the review."""
    window = Window(None, date.fromisoformat(last))
    found = proof.prove(challenge.session, window, at(last, "20:00"), {}, challenge.reference).findings
    return [f"{each.kind}: {each.what}" for each in found if "review_due" in each.key]


def withdrawn(challenge: Challenge, seq: int, on: str) -> None:
    record.correct(challenge.session, challenge.reference, entry(on), seq, "it was a mistake")


# Held back


def test_what_is_held_back_goes_out_on_the_day_that_was_named_and_nothing_is_missing(
    ahead: Challenge,
) -> None:
    found = hold(ahead, until="2025-07-16")
    assert (found.goes, found.until, found.is_open) == (date(2025, 7, 16), date(2025, 7, 15), True)
    assert found.held is not None

    assert sent(ahead, MORNING, "2025-07-15") == []
    assert findings(ahead, "2025-07-15") == []
    assert len(sent(ahead, "2025-07-16", "2025-07-17")) == 3
    assert findings(ahead, "2025-07-17") == []


def test_what_was_held_back_until_a_day_and_then_forgotten_is_named_by_the_proof(ahead: Challenge) -> None:
    hold(ahead, until="2025-07-16")

    assert findings(ahead, "2025-07-15") == []
    assert [each.partition(":")[0] for each in findings(ahead, "2025-07-16")] == ["missing"] * 3


def test_what_is_held_back_without_an_end_waits_until_it_is_let_out(ahead: Challenge) -> None:
    hold(ahead)
    assert sent(ahead, MORNING, "2025-07-14") == []

    release(ahead, "2025-07-15")

    assert len(sent(ahead, "2025-07-15", "2025-07-16")) == 3
    assert findings(ahead, "2025-07-16") == []


def test_what_is_let_out_before_its_morning_goes_out_on_it(ahead: Challenge) -> None:
    hold(ahead)

    assert release(ahead).goes == date(2025, 7, 2)
    assert release(ahead).goes == date(2025, 7, 2)  # It has been said before.

    assert sent(ahead, "2025-07-01") == []
    assert len(sent(ahead, MORNING)) == 3
    assert [each.kind for each in events(ahead)] == ["held_back", "let_out"]


def test_what_is_held_back_too_long_is_never_sent_and_nothing_is_missing(ahead: Challenge) -> None:
    hold(ahead, name=SECOND)
    sent(ahead, MORNING, "2025-08-01", "2025-08-29", "2025-09-01", "2025-09-02")

    assert {each.key.removeprefix(f"{ahead.reference}/") for each in told(ahead, "review_due")} == {FIRST}
    view = case(ahead.session, ahead.reference).on(date(2025, 9, 1))
    assert {each.lapsed for each in view.notices if each.key == SECOND} == {HELD_TOO_LONG}
    assert findings(ahead, "2025-09-02") == []


def test_the_same_wish_is_kept_once_and_another_takes_its_place(ahead: Challenge) -> None:
    hold(ahead, until="2025-07-16")
    hold(ahead, until="2025-07-16")
    hold(ahead, until="2025-07-23")

    assert [each.details.until for each in events(ahead)] == [date(2025, 7, 16), date(2025, 7, 23)]
    assert [each.by for each in events(ahead)] == ["Principal adviser"] * 2
    withdrawn(ahead, events(ahead)[-1].seq, BEFORE)
    first, *_ = wishes.to_come(case(ahead.session, ahead.reference), date(2025, 6, 30))
    assert (first.key, first.goes) == (FIRST, date(2025, 7, 16))


# Brought forward


def test_what_is_brought_forward_goes_out_now_and_not_again_on_its_morning(ahead: Challenge) -> None:
    found = forward(ahead)
    assert (found.goes, found.is_open) == (date(2025, 6, 30), False)
    with pytest.raises(OnItsWay, match="as long as nothing has been sent"):
        hold(ahead)

    assert len(sent(ahead, BEFORE)) == 3
    assert len(sent(ahead, "2025-07-01", MORNING, "2025-07-03")) == 3
    assert len(sent(ahead, "2025-08-01")) == 6  # The next rung of the ladder goes on its own day.
    assert findings(ahead, "2025-08-01") == []


def test_what_is_brought_forward_on_a_day_off_is_expected_like_any_other(ahead: Challenge) -> None:
    forward(ahead, "2025-06-29")
    deliver_all(ahead.session, BEFORE)

    assert len(sent(ahead, BEFORE, MORNING)) == 3
    assert findings(ahead, MORNING) == []


def test_what_was_brought_forward_and_never_sent_is_named_by_the_proof(ahead: Challenge) -> None:
    forward(ahead)

    assert [each.partition(":")[0] for each in findings(ahead, "2025-07-02")] == ["missing"] * 3


def test_what_was_sent_although_it_is_held_back_is_named_by_the_proof(ahead: Challenge) -> None:
    """Corrupt one row: the history says now that it was held back on the day before."""
    run_round(ahead.session, MORNING)
    early = Event(0, Happening.HELD_BACK, Day.parse(BEFORE), details=Details(key=FIRST, reason="r"))
    record.write(ahead.session, ahead.reference, entry(BEFORE), [early])

    assert [each.partition(":")[0] for each in findings(ahead, MORNING)] == ["unexpected"] * 3


def test_what_is_taken_back_before_the_post_goes_is_not_sent(ahead: Challenge) -> None:
    forward(ahead)
    run_round(ahead.session, BEFORE)

    withdrawn(ahead, events(ahead)[0].seq, BEFORE)
    deliver_all(ahead.session, BEFORE)

    assert {each.state for each in told(ahead, "review_due")} == {"withdrawn"}
    assert len(sent(ahead, MORNING)) == 3


# A personal paragraph


def test_a_personal_paragraph_stands_in_the_letter_under_its_writers_name(ahead: Challenge) -> None:
    found = say(ahead)
    assert found.lines[None].details.person == ahead.people[Role.PRINCIPAL_ADVISER]

    letters = sent(ahead, MORNING)

    assert len(letters) == 3
    for letter in letters:
        assert "<h2>A word from the principal adviser</h2>" in " ".join(letter.html.split())
        assert "<p>It was good to see how far you have come. I am there on Tuesday.</p>" in letter.html
        assert "<p>Do call me.</p>" in letter.html
        assert "I am there on Tuesday." in letter.text
        assert letter.html.index("A word from") < letter.html.index("What we ask of you")
    assert findings(ahead, MORNING) == []


def test_a_personal_paragraph_stands_in_a_message_that_says_several_things(ahead: Challenge) -> None:
    say(ahead)
    run_round(ahead.session, MORNING)

    assert all("<h3>A word from" in (each.part or "") for each in told(ahead, "review_due"))


def test_words_for_one_reader_are_read_by_nobody_else(ahead: Challenge) -> None:
    lead, manager = ahead.people[Role.PROJECT_LEAD], ahead.people[Role.CHALLENGE_MANAGER]
    say(ahead, "To all of you.")
    say(ahead, "To you alone.", reader=lead, signer=manager)

    letters = {each.person_id: each.text for each in sent(ahead, MORNING)}

    assert [person for person, text in letters.items() if "To you alone." in text] == [lead]
    assert "To all of you." not in letters[lead]
    assert "To all of you." in letters[manager]


def test_words_are_replaced_kept_once_and_taken_away(ahead: Challenge) -> None:
    say(ahead, "As it was.")
    say(ahead, "As it is.")
    say(ahead, "As  it is.")  # The same, however it was typed.
    assert len(events(ahead)) == 2
    assert ahead.session.query(PersonalLine).count() == 2

    assert say(ahead, " ").lines == {}
    with pytest.raises(NothingSaid, match="has no personal paragraph to take away"):
        say(ahead, "")

    assert all("A word from" not in each.html for each in sent(ahead, MORNING))


def test_words_that_were_used_before_are_kept_once(ahead: Challenge) -> None:
    say(ahead, "See you soon.")
    say(ahead, "See you soon.", name=SECOND)

    assert ahead.session.query(PersonalLine).count() == 1


def test_words_that_have_been_erased_leave_the_letter_as_it_is(ahead: Challenge) -> None:
    say(ahead)
    ahead.session.query(PersonalLine).delete()

    assert all("A word from" not in each.html for each in sent(ahead, MORNING))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# A title", "holds a title where none can be"),
        ("A title\n===", "holds a title where none can be"),
        ("Words\n\n## Heading", "holds a heading, a list or a table"),
        ("- one\n- two", "holds a heading, a list or a table"),
        ("<b>Bold</b>", "holds HTML"),
        ("![A picture](x.png)", "holds a picture"),
    ],
)
def test_what_is_no_plain_paragraph_is_refused(text: str, what: str) -> None:
    with pytest.raises(NotAParagraph, match=what):
        plain(text)


def test_words_that_no_document_can_show_or_that_are_a_letter_of_their_own_are_refused() -> None:
    with pytest.raises(Unprintable):
        plain("Well done \N{PARTY POPPER}")
    with pytest.raises(TooLong, match="has 1,200 characters at most, and this one has 1,201"):
        plain("x" * (LONGEST + 1))


def test_what_cannot_stand_in_a_letter_is_not_kept(ahead: Challenge) -> None:
    with pytest.raises(NotAParagraph):
        say(ahead, "# A title")

    assert events(ahead) == []


def test_words_are_for_somebody_who_gets_the_message_and_from_somebody(ahead: Challenge) -> None:
    leader, adviser = ahead.people[Role.LEADER], ahead.people[Role.PRINCIPAL_ADVISER]
    with pytest.raises(NotAReader, match=r"Name one of its readers: .*project lead"):
        say(ahead, reader=leader)

    gone = Details(role=Role.PRINCIPAL_ADVISER, person=adviser)
    left = Event(0, Happening.RELEASED, Day.parse(BEFORE), details=gone)
    record.write(ahead.session, ahead.reference, entry(BEFORE), [left])

    with pytest.raises(NobodySigns, match="name another who takes part with --from"):
        say(ahead)
    say(ahead, signer=leader)


def test_nobody_is_a_reader_of_what_would_go_to_nobody(ahead: Challenge) -> None:
    for role in (Role.PROJECT_LEAD, Role.CHALLENGE_MANAGER, Role.PRINCIPAL_ADVISER):
        held = next(
            each
            for each in case(ahead.session, ahead.reference).history
            if each.kind is Happening.ASSIGNED and each.details.role == role
        )
        undone = Event(0, Happening.CORRECTED, Day.parse(BEFORE), undoes=held.seq)
        record.write(ahead.session, ahead.reference, entry(BEFORE), [undone])

    with pytest.raises(NotAReader, match="there is none yet"):
        say(ahead, reader=ahead.people[Role.LEADER])


# What can be changed, and until when


def test_what_can_be_changed_is_listed_with_its_cut_off_and_what_is_wanted(ahead: Challenge) -> None:
    hold(ahead)
    say(ahead, name=SECOND)

    later, first, *reports = wishes.to_come(case(ahead.session, ahead.reference), date(2025, 7, 3))

    assert (first.key, first.name, first.title) == (FIRST, "review_due", "Progress review to be held")
    assert (first.goes, first.until, first.is_open) == (None, date(2025, 8, 31), True)
    assert (later.key, later.goes, later.until) == (SECOND, date(2025, 8, 1), date(2025, 7, 31))
    assert (bool(first.held), bool(later.held), list(later.lines)) == (True, False, [None])
    assert (later.council, later.reminds_of) == ("TAW", date(2025, 8, 31))
    assert {each.name for each in reports} == {"review_report_due"}


VERBS = (hold, release, forward, say)


def test_after_the_cut_off_nothing_can_be_changed(ahead: Challenge) -> None:
    hold(ahead, "2025-07-01", name=SECOND)

    for verb in VERBS:
        with pytest.raises(PastCutOff, match="could be changed until Tuesday 1 July 2025"):
            verb(ahead, on=MORNING, name=FIRST)
    run_round(ahead.session, MORNING)
    for verb in VERBS:
        with pytest.raises(AlreadyWritten, match=f"`cpc messages {ahead.reference}` says what became of it"):
            verb(ahead, on=MORNING, name=FIRST)


def test_what_is_mandatory_cannot_be_changed(ahead: Challenge) -> None:
    for name in ("review_late", "notice/review_late/TAW/2025-08-31+32", "invitation"):
        for verb in VERBS:
            with pytest.raises(Mandatory, match="it is mandatory, because"):
                verb(ahead, name=name)
    assert events(ahead) == []


def test_a_message_is_named_by_its_notice_where_only_one_is_to_come(ahead: Challenge) -> None:
    with pytest.raises(WhichMessage, match=f"Name one: {FIRST} or {SECOND}."):
        hold(ahead, name="review_due")
    sent(ahead, MORNING)

    assert hold(ahead, "2025-07-03", name="review_due").key == SECOND


def test_what_is_not_to_come_is_told_with_what_is(ahead: Challenge) -> None:
    with pytest.raises(NothingToCome, match=f"These can be changed: {FIRST}, {SECOND}"):
        hold(ahead, name="notice/review_due/TAW/2025-08-31-14")
    with pytest.raises(NothingToCome, match=r"Nothing of .* is to come as 'lunch'"):
        hold(ahead, name="lunch")


def test_before_anything_is_to_come_there_is_nothing_to_change(bare: Challenge) -> None:
    with pytest.raises(NothingToCome, match="None that can be changed is to come yet"):
        hold(bare, "2024-05-01", name="review_due")


def test_what_nobody_holds_back_is_not_let_out_and_no_hold_is_of_no_use(ahead: Challenge) -> None:
    with pytest.raises(NotHeld):
        release(ahead)
    with pytest.raises(NoUseInHolding):
        hold(ahead, until=MORNING)


# Where it is seen


def test_what_is_held_back_is_listed_as_waiting_and_on_the_day_on_which_it_goes(ahead: Challenge) -> None:
    hold(ahead, until="2025-07-16")
    say(ahead)

    found = upcoming.upcoming(ahead.session, date(2025, 6, 30), 40, reference=ahead.reference)

    waiting, going, second = (each for each in found if each.name == "review_due")
    assert [gap.text for gap in waiting.waits_for] == [
        f"it is held back until {WEDNESDAY} (the leader is new); `cpc messages release` lets {FIRST} out"
    ]
    assert (going.on, going.waits_for) == (date(2025, 7, 16), ())
    assert (going.key, going.until, second.until) == (FIRST, date(2025, 7, 15), date(2025, 7, 31))
    assert (len(going.words_from), second.words_from) == (1, ())


def test_past_its_cut_off_a_message_still_says_who_added_words(ahead: Challenge) -> None:
    say(ahead)

    (found,) = (
        each
        for each in upcoming.upcoming(ahead.session, date(2025, 7, 2), 0, reference=ahead.reference)
        if each.name == "review_due"
    )

    assert (found.until, len(found.words_from)) == (None, 1)


def test_a_preview_shows_the_words_and_that_the_message_is_held_back(ahead: Challenge) -> None:
    hold(ahead)
    say(ahead)

    for day in (MORNING, BEFORE):  # On its day, and before that as if its day had come.
        on_desk = case(ahead.session, ahead.reference)
        shown = preview(on_desk, Wanted("review_due", date.fromisoformat(day)))

        assert "it is held back until somebody lets it out" in shown.waits_for[0].text
        assert len(shown.letters) == 3
        assert all("I am there on Tuesday." in each.text for each in shown.letters)
        assert bool(shown.supposed) is (day == BEFORE)
