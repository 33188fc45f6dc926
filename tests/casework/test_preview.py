"""What is shown of a day is what is sent on it, to the byte; and nothing of it is kept."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest

from casework import record
from casework.case import Case, case
from casework.notices import Letter
from casework.preview import (
    BothThere,
    ForNobody,
    NoSuchPaper,
    NotKnownYet,
    Preview,
    Wanted,
    preview,
)
from db.papers import documents as made
from db.papers import messages
from db.post_tables import Message
from domain.days import Day
from domain.lifecycle import CouncilCode
from domain.people import Role
from settings import settings
from tests.casework.conftest import Challenge, entry
from tests.casework.refusals import everything

Words = tuple[str, str, str, str, str]


def seen(challenge: Challenge, name: str, on: str, person: Role | None = None) -> Preview:
    reader = challenge.people[person] if person else None
    return preview(on_desk(challenge), Wanted(name, date.fromisoformat(on), None, reader))


def on_desk(challenge: Challenge) -> Case:
    return case(challenge.session, challenge.reference)


def letters(found: Preview) -> list[Words]:
    return sorted(_letter(each) for each in found.letters)


def _letter(each: Letter) -> Words:
    return each.to.email, each.subject, each.text, each.html, each.reason


def sent(challenge: Challenge, notice: str, *, but: int = 0) -> list[Words]:
    """Return what was written of a notice, in the same words."""
    rows = [each for each in messages(challenge.session, challenge.reference) if each.notice == notice]
    return sorted(_row(each) for each in rows[but:])


def _row(each: Message) -> Words:
    return each.to_email, each.subject, each.text, each.html, each.reason


def filed(challenge: Challenge, document: str) -> list[tuple[bytes, bytes]]:
    folder = settings().documents_folder
    return [
        ((folder / each.html_path).read_bytes(), (folder / each.pdf_path).read_bytes())
        for each in made(challenge.session, challenge.reference)
        if each.document == document
    ]


def papers(found: Preview) -> list[tuple[bytes, bytes]]:
    return [(each.html, each.pdf) for each in found.papers]


def test_all_that_is_owed_on_a_day_is_sent_as_it_was_shown(scoped: Challenge) -> None:
    day = date(2024, 9, 10)
    desk = on_desk(scoped)
    documents = {each.rule.name for each in desk.documents_owed(day)}
    notices = {each.rule.name for each in desk.notices_owed(day)}
    assert (len(documents), len(notices)) == (6, 7)
    shown = {f"document/{name}": preview(desk, Wanted(f"document/{name}", day)) for name in documents}
    shown |= {f"notice/{name}": preview(desk, Wanted(f"notice/{name}", day)) for name in notices}

    scoped.prepare(day.isoformat())
    scoped.queue(day.isoformat())

    for name in documents:
        assert papers(shown[f"document/{name}"]) == filed(scoped, name), name
    for name in notices:
        assert letters(shown[f"notice/{name}"]) == sent(scoped, name), name
    assert {(each.supposed, each.is_done) for each in shown.values()} == {(None, False)}


def test_a_reminder_is_sent_on_its_day_as_it_was_shown_long_before(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    scoped.queue("2024-09-10")
    shown = seen(scoped, "position_statement_due", "2024-09-17")

    scoped.queue("2024-09-17")

    assert len(shown.letters) == 2
    assert letters(shown) == sent(scoped, "position_statement_due")


def test_what_is_shown_of_a_milestone_to_come_is_sent_when_it_comes(challenge: Challenge) -> None:
    paper, letter = (seen(challenge, f"{each}/invitation", "2024-05-10") for each in ("document", "notice"))

    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")

    assert paper.supposed == letter.supposed == "'Council agrees to the challenge' is recorded on that day"
    assert papers(paper) == filed(challenge, "invitation")
    assert letters(letter) == sent(challenge, "invitation")


def test_a_preview_keeps_nothing(challenge: Challenge) -> None:
    before = everything(challenge.session)

    seen(challenge, "document/invitation", "2024-05-10")
    seen(challenge, "notice/invitation", "2024-05-10")

    assert everything(challenge.session) == before
    assert not settings().documents_folder.exists()
    assert list(made(challenge.session, challenge.reference)) == []
    assert list(messages(challenge.session, challenge.reference)) == []


def test_what_has_been_made_is_shown_as_it_would_be_on_another_day(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")

    paper, letter = (seen(challenge, f"{each}/invitation", "2024-05-20") for each in ("document", "notice"))

    assert (paper.is_done, letter.is_done) == (True, True)
    assert b"20 May 2024" in paper.papers[0].html
    assert len(letter.letters) == len(sent(challenge, "invitation"))


def test_every_document_and_notice_can_be_seen_or_says_what_it_waits_for(scoped: Challenge) -> None:
    """Whatever a scheme owes has a page, or a reason in the words of those who can put it right."""
    desk = on_desk(scoped)
    waiting: dict[str, tuple[str, ...]] = {}
    for group, rules in (("document", desk.scheme.documents), ("notice", desk.scheme.notices)):
        for name in rules:
            try:
                found = preview(desk, Wanted(f"{group}/{name}", date(2024, 9, 16)))
                assert found.papers or found.letters
            except NotKnownYet as refusal:
                waiting[f"{group}/{name}"] = tuple(gap.text for gap in refusal.args[1])

    reasons = {group: {*names} for group, names in groupby(sorted(waiting.values()))}
    assert all("handed in" in why[0] or "not known" in why[0] or "no date yet" in why[0] for why in reasons)
    assert waiting["document/draft_report"] == ("the content 'report' has not been handed in",)
    assert waiting["document/review_invitation"] == ("the planned start of the progress review is not known",)
    assert waiting["notice/review_to_schedule"] == ("what it reminds of has no date yet",)
    assert "document/closing_letter" not in waiting
    assert "notice/report_late" not in waiting  # The visit is planned, so the report has a forecast.


def test_a_letter_that_needs_approval_can_be_read_before_it_is_given(scoped: Challenge) -> None:
    shown = seen(scoped, "report_escalated", "2025-03-04", Role.LEADER)

    assert shown.supposed == "its day has come"
    assert [each.to.email for each in shown.letters] == ["leader@council.example"]
    assert any("approved" in gap.text for gap in shown.waits_for)


def test_what_waits_for_its_enclosure_is_shown_with_what_it_waits_for(challenge: Challenge) -> None:
    shown = seen(challenge, "notice/report_finalised", "2025-01-10")

    assert shown.letters
    assert "the final report waits: the content 'report' has not been handed in" in {
        gap.text for gap in shown.waits_for
    }


def test_a_postponement_and_a_withdrawal_can_be_supposed(scoped: Challenge) -> None:
    moved = seen(scoped, "dates_moved", "2024-09-16", Role.PROJECT_LEAD)
    withdrawn = seen(scoped, "peer_withdrawn", "2024-09-16", Role.CHALLENGE_MANAGER)

    assert (moved.supposed, withdrawn.supposed) == (
        "dates are postponed on that day",
        "somebody gives up a role on that day",
    )
    assert "Tuesday 29 to Thursday 31 October 2024" in moved.letters[0].text


def test_nobody_can_withdraw_from_a_team_without_peers(bare: Challenge) -> None:
    with pytest.raises(NotKnownYet, match="nobody is lead chief executive peer"):
        seen(bare, "peer_withdrawn", "2024-05-02")


def test_of_a_cancelled_challenge_only_its_end_can_be_seen(challenge: Challenge) -> None:
    on = Day.parse("2024-05-06")
    record.cancel(challenge.session, challenge.reference, entry("2024-05-06"), on, "a merger")

    assert seen(challenge, "cancelled", "2024-05-06", Role.LEADER).supposed is None
    with pytest.raises(NotKnownYet, match="the challenge is cancelled; it has to be reopened"):
        seen(challenge, "notice/invitation", "2024-05-07")


def test_each_council_of_a_joint_challenge_has_its_own(challenge: Challenge) -> None:
    desk, day = on_desk(challenge), date(2024, 5, 10)

    mine = preview(desk, Wanted("document/invitation", day, CouncilCode("TAW")))

    assert len(mine.papers) == 1
    with pytest.raises(ForNobody) as refusal:
        preview(desk, Wanted("document/invitation", day, CouncilCode("CHO")))
    assert str(refusal.value) == (
        "'Invitation to a peer challenge' would go to nobody like that. "
        "Leave --council and --person out, or see with `cpc team` who takes part."
    )


def test_a_name_is_asked_back_if_it_means_two_things_or_nothing(challenge: Challenge) -> None:
    with pytest.raises(BothThere) as both:
        seen(challenge, "invitation", "2024-05-10")
    with pytest.raises(NoSuchPaper) as none:
        seen(challenge, "document/visit_started", "2024-05-10")

    assert str(both.value).endswith("Say document/invitation or notice/invitation.")
    assert "has neither a document nor a notice 'document/visit_started'" in str(none.value)
