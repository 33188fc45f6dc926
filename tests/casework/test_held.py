"""What is held of a council, who may have it, and what somebody decided of a single paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from casework import rulings
from casework.case import case
from casework.deeds.disclosing import DEEDS
from casework.deeds.table import carry_out
from casework.held import Paper, PaperKind, holding
from casework.rulings import Decision, IsPublished, NoSuchPaper, UnderNoSection
from casework.shapes.held import paper_as_json
from db.models import Council, Document, Person
from db.post_tables import Message, MessageSlot
from domain.contents import Content
from domain.days import Day
from domain.disclosures import Availability, Ruling
from domain.lifecycle import CouncilCode, Happening, Milestone, PersonId, Place
from domain.outlook import Outlook
from domain.people import Side
from domain.permissions import AccountId, Part, Visitor
from tests.casework.conftest import AT, entry
from tests.casework.published import Told, joint, told
from tests.histories import TAMWORTH

BEFORE, AFTER = date(2025, 1, 20), date(2026, 3, 1)
MANAGER = Visitor(Part.MANAGER, AccountId("a"), name="Programme manager")


@pytest.fixture
def story(session: Session) -> Told:
    story = told(session)
    story.until(Milestone.REPORT_FINALISED)
    story.file_everything()
    return story


def held(story: Told, on: date) -> dict[str, Paper]:
    (folder,) = holding(story.session, story.places[0].code, on).folders
    return {each.key: each for each in folder.papers}


def decide(story: Told, key: str, ruling: Ruling, section: str = "", on: str = "2025-01-20") -> Paper:
    decision = Decision(key, ruling, "Somebody asked.", section)
    return rulings.decide(story.session, story.reference, entry(on), decision)


def test_a_report_is_to_be_published_and_then_is(story: Told) -> None:
    waiting = held(story, BEFORE)["document/final_report/-/1"]
    assert (waiting.availability, waiting.author) == (Availability.TO_BE_PUBLISHED, Side.PEERS)
    assert waiting.due is not None
    assert waiting.exempt_under.startswith("section 22")

    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28", url="https://tamworth.example/report")

    out = held(story, AFTER)["document/final_report/-/1"]
    assert (out.availability, out.since, out.due) == (Availability.PUBLISHED, Day(date(2025, 1, 28)), None)
    assert (out.address, out.exempt_under, out.because) == ("https://tamworth.example/report", "", "")
    assert {each.format for each in out.files} >= {"pdf", "html", "docx"}


def test_what_a_council_names_no_address_for_stands_in_the_register(story: Told) -> None:
    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28")

    papers = held(story, AFTER)

    assert papers["document/final_report/-/1"].address.startswith("/register/tamworth")
    assert papers["content/report/-"].availability is Availability.PUBLISHED


def test_the_scheme_suggests_what_is_exempt_until_a_milestone(story: Told) -> None:
    draft = held(story, BEFORE)["document/draft_report/-/1"]
    letter = held(story, BEFORE)["document/team_list/-/1"]
    assert (draft.availability, letter.availability) == (Availability.EXEMPT, Availability.EXEMPT)
    assert letter.exempt_under == "section 40, personal information"
    assert letter.because

    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28")

    lapsed = held(story, AFTER)["document/draft_report/-/1"]
    assert (lapsed.availability, lapsed.exempt_under, lapsed.because) == (Availability.ON_REQUEST, "", "")
    assert held(story, AFTER)["document/team_list/-/1"].availability is Availability.EXEMPT


def test_what_was_not_published_before_the_end_is_to_be_had_on_request(story: Told) -> None:
    story.happens(Happening.CANCELLED, "2025-01-22", reason="Reorganised.")

    assert held(story, AFTER)["document/final_report/-/1"].availability is Availability.ON_REQUEST


def test_an_earlier_version_of_what_is_published_is_to_be_had_on_request(story: Told) -> None:
    story.hands_in(Content.REPORT, "2025-01-21", summary=["Other words."])
    story.session.execute(update(Document).values(made_at=AT - timedelta(days=1)))
    story.session.expire_all()
    story.meets(Milestone.REPORT_FINALISED, on="2025-01-22")
    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28")

    papers = held(story, AFTER)

    assert papers["document/final_report/-/1"].availability is Availability.ON_REQUEST
    assert papers["content/report/-"].count == 2


def test_who_wrote_and_who_holds_a_paper_is_said(story: Told) -> None:
    papers = held(story, BEFORE)

    assert papers["document/invitation/TAW/1"].holders == (Side.PROGRAMME, Side.COUNCIL)
    assert papers["document/peer_briefing/-/1"].holders == (Side.PROGRAMME, Side.PEERS)
    report = papers["content/report/-"]
    assert (report.title, report.holders) == (
        "Report, as handed in",
        (Side.PROGRAMME, Side.PEERS),
    )


@pytest.mark.parametrize("day", ["2025-01-15", "2025-01"])
def test_past_recommendations_were_public_when_the_report_was_and_not_when_they_came_in(
    story: Told, day: str
) -> None:
    came_in(story)

    paper = held(story, AFTER)["content/recommendations/-"]
    assert (paper.availability, paper.since) == (Availability.PUBLISHED, None)
    assert paper.address == "https://tamworth.example/past"

    story.meets(Milestone.REPORT_PUBLISHED, on=day)

    paper = held(story, AFTER)["content/recommendations/-"]
    assert (paper.since, paper.address) == (Day.parse(day), "https://tamworth.example/past")
    assert paper_as_json(paper, "")["published"] == day


def came_in(story: Told) -> None:
    story.happens(
        Happening.CONTENT_RECEIVED,
        "2025-02-21",
        content=Content.RECOMMENDATIONS,
        source="https://tamworth.example/past",
    )


def test_of_a_joint_challenge_a_council_is_asked_for_its_own_papers_and_the_common_ones(
    session: Session,
) -> None:
    story = joint(session)
    story.until(Milestone.PLAN_PUBLISHED)
    story.file_everything()

    keys = set(held(story, AFTER))

    assert {"document/action_plan/HIG/1", "document/final_report/-/1", "content/plan/HIG"} <= keys
    assert not {"document/action_plan/STF/1", "content/plan/STF"} & keys


def test_who_may_have_a_paper_of_one_council_goes_by_what_that_council_has_published(
    session: Session,
) -> None:
    story = joint(session)
    story.until(Milestone.PLAN_RECEIVED)
    _, moorlands = story.places
    story.meets(Milestone.PLAN_PUBLISHED, moorlands, on="2023-05-02")
    story.file_everything()

    papers = {each.key: each for each in rulings.papers(case(session, story.reference), on_the(story))}

    assert papers["document/action_plan/STF/1"].availability is Availability.PUBLISHED
    assert papers["content/plan/STF"].availability is Availability.PUBLISHED
    assert papers["document/action_plan/HIG/1"].availability is Availability.TO_BE_PUBLISHED
    assert papers["content/plan/HIG"].availability is Availability.TO_BE_PUBLISHED
    with pytest.raises(IsPublished):
        decide(story, "content/plan/STF", Ruling.ON_REQUEST, on="2023-05-03")
    assert decide(story, "content/plan/HIG", Ruling.ON_REQUEST, on="2023-05-03").ruled
    assert papers["content/plan/STF"].address.startswith("/register/staffordshire-moorlands")


def on_the(story: Told) -> Outlook:
    return case(story.session, story.reference).on(AFTER)


def test_what_was_decided_of_a_paper_passes_on_with_it_to_the_council_that_takes_the_place(
    story: Told,
) -> None:
    story.until(Milestone.PLAN_RECEIVED)
    decide(story, "content/plan/TAW", Ruling.WITHHELD, "section 43", on="2025-03-20")
    new = Place(CouncilCode("STF"), "Staffordshire Moorlands District Council", "West Midlands")

    story.happens(Happening.SUPERSEDED, "2025-03-21", story.places[0], successor=new)

    papers = {each.key: each for each in rulings.papers(case(story.session, story.reference), on_the(story))}
    assert papers["content/plan/STF"].availability is Availability.EXEMPT
    assert papers["content/plan/STF"].exempt_under == "section 43"


def test_what_is_filed_or_written_later_is_not_held_yet(story: Told) -> None:
    assert holding(story.session, TAMWORTH.code, date(2024, 4, 1)).folders == ()


def test_letters_are_counted_by_notice_and_never_shown(story: Told) -> None:
    person = PersonId("p_1")
    address = "leader@council.example"
    story.session.add(
        Person(id=person, name="Leader", email=address, post="", organisation="", created_at=AT)
    )
    for sent in (
        ("invitation", None, 1),
        ("invitation", "TAW", 3),
        ("digest", None, 2),
        ("invitation", "STF", 4),
    ):
        _letter(story, person, *sent)

    papers = [each for each in held(story, BEFORE).values() if each.kind is PaperKind.LETTERS]

    assert [(each.title, each.count, each.dated, each.until) for each in papers] == [
        ("Digest", 1, date(2024, 6, 2), date(2024, 6, 2)),
        ("Invitation to a peer challenge", 2, date(2024, 6, 1), date(2024, 6, 3)),
    ]
    assert [each.holders for each in papers] == [(Side.PROGRAMME,), (Side.PROGRAMME, Side.COUNCIL)]
    assert {each.availability for each in papers} == {Availability.ON_REQUEST}


def _letter(story: Told, person: PersonId, notice: str, council: str | None, day: int) -> None:
    at = datetime(2024, 6, day, 9, tzinfo=UTC)
    message = Message(
        reference=story.reference,
        key=f"{story.reference}/notice/{notice}/{day}",
        notice=notice,
        council=council,
        person_id=person,
        to_name="Leader",
        to_email="leader@council.example",
        subject="A letter",
        text="Dear Leader",
        html="<p>Dear Leader</p>",
        attachments=[],
        reason="",
        state="sent",
        queued_at=at,
        sent_at=at,
    )
    story.session.add(message)
    story.session.flush()
    story.session.add(
        MessageSlot(key=message.key, slot="leader", message_id=message.id, reference=story.reference)
    )
    story.session.flush()


def test_what_came_before_a_council_is_held_of_it_too(story: Told) -> None:
    old = story.session.get_one(Council, TAMWORTH.code)
    old.replaced_by = "HIG"
    story.session.flush()

    found = holding(story.session, CouncilCode("HIG"), BEFORE)

    assert [each.code for each in found.predecessors] == [TAMWORTH.code]
    assert [each.reference for each in found.folders] == [story.reference]
    assert found.folders[0].councils == (TAMWORTH.name,)


def test_papers_are_counted_by_who_may_have_them(story: Told) -> None:
    found = holding(story.session, TAMWORTH.code, BEFORE)

    counted = found.counted()

    assert sum(counted.values()) == found.total > 0
    assert counted[Availability.PUBLISHED] == 0
    assert counted[Availability.EXEMPT] >= 3


def test_a_decision_counts_before_what_the_scheme_suggests(story: Told) -> None:
    paper = decide(story, "document/team_list/-/1", Ruling.RELEASED)

    assert paper.availability is Availability.RELEASED
    assert (paper.exempt_under, paper.because) == ("", "Somebody asked.")
    assert paper.ruled is not None
    assert (paper.ruled.by, paper.ruled.on) == ("Programme manager", BEFORE)

    again = decide(story, "document/team_list/-/1", Ruling.WITHHELD, "section 40", on="2025-01-21")

    assert (again.availability, again.exempt_under) == (Availability.EXEMPT, "section 40")


def test_a_decision_that_is_corrected_is_none(story: Told) -> None:
    decide(story, "content/report/-", Ruling.ON_REQUEST, "section 22")
    assert held(story, AFTER)["content/report/-"].exempt_under == ""
    story.undo_last("2025-01-21")

    assert held(story, AFTER)["content/report/-"].ruled is None


def test_what_cannot_be_decided_says_why(story: Told) -> None:
    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-20")

    with pytest.raises(NoSuchPaper) as unknown:
        decide(story, "document/menu/-/1", Ruling.RELEASED)
    with pytest.raises(IsPublished) as out:
        decide(story, "document/final_report/-/1", Ruling.WITHHELD, "section 40")
    with pytest.raises(UnderNoSection) as no_section:
        decide(story, "document/invitation/TAW/1", Ruling.WITHHELD)

    assert str(unknown.value) == (
        f"Nothing is held of {story.reference} as 'document/menu/-/1'. "
        f"`cpc disclose {story.reference}` lists what is."
    )
    assert str(out.value).startswith(f"Title of final_report of {story.reference} is published")
    assert "can only be withheld under a section" in str(no_section.value)


def test_the_deed_offers_what_is_not_published(story: Told) -> None:
    (deed,) = DEEDS
    on_desk = case(story.session, story.reference)

    paper, *_ = deed.questions(on_desk, BEFORE)

    assert deed.is_offered(on_desk, BEFORE)
    assert not deed.is_offered(on_desk, date(2024, 4, 1))
    hints = {each.value: each.hint for each in paper.options}
    assert hints["document/team_list/-/1"] == "Exempt (section 40, personal information)"
    assert hints["document/invitation/TAW/1"] == "On request"


def test_what_the_deed_decides_is_so(story: Told) -> None:
    story.session.commit()
    said = {"paper": "document/invitation/TAW/1", "ruling": "released", "reason": "Somebody asked for it."}

    found = carry_out("disclose", story.reference, MANAGER, said, today=BEFORE, at=AT, trial=False)

    story.session.expire_all()
    assert found.told.what.endswith(" is released now.")
    assert held(story, BEFORE)["document/invitation/TAW/1"].availability is Availability.RELEASED
