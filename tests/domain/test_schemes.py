"""The programme's rules of a year: which one a visit falls under, and what a scheme may not say."""

from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from domain.contents import Content
from domain.lifecycle import Milestone, Stage
from domain.people import Role, Side
from domain.rules import Offset, roles_in
from domain.scheme_lint import impossible
from domain.schemes import (
    SchemeRefused,
    UnknownScheme,
    known_schemes,
    parse,
    scheme,
    scheme_for_visit,
)

MORE = 'name = "next"\nextends = "2024"\n'


def refusal(text: str) -> tuple[str, ...]:
    """Return the problems for which a scheme is refused."""
    with pytest.raises(SchemeRefused) as refused:
        parse(text, where="next.toml")
    where, problems = refused.value.args
    assert where == "next.toml"
    return tuple(problems)


@pytest.mark.parametrize(
    ("visit", "name"),
    [
        (date(2012, 5, 1), "2022"),
        (date(2021, 11, 12), "2022"),
        (date(2024, 3, 31), "2022"),
        (date(2024, 4, 1), "2024"),
        (date(2030, 1, 1), "2024"),
    ],
)
def test_a_visit_falls_under_the_newest_scheme_that_had_begun(visit: date, name: str) -> None:
    assert scheme_for_visit(visit).name == name


def test_an_unknown_scheme_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownScheme) as refused:
        scheme("1066")

    assert str(refused.value) == "There is no scheme '1066'. Use one of: 2022, 2024."


@pytest.mark.parametrize("name", known_schemes())
def test_a_scheme_that_travels_with_the_package_stands_the_lint(name: str) -> None:
    read = scheme(name)

    assert read.name == name
    assert set(read.milestones) == set(Milestone)
    assert set(read.stages) == set(Stage)
    assert len(read.themes) == 5


def test_a_scheme_says_of_everything_that_is_held_how_it_is_handled() -> None:
    told = list(impossible(replace(scheme("2024"), held={})))

    assert told == [f"[held] {name}: it is missing" for name in (*Content, "message")]


def test_a_scheme_that_extends_another_says_only_what_differs() -> None:
    old, new = scheme("2022"), scheme("2024")

    assert new.milestones[Milestone.AGREED] == old.milestones[Milestone.AGREED]
    assert old.deadlines["review"].anchor == "plan_published"
    assert new.deadlines["review"].anchor == "visit_ended"
    assert new.deadlines["review"].tolerance == old.deadlines["review"].tolerance == 31
    assert (old.deadlines["review"].offset, new.deadlines["review"].offset) == (
        Offset(months=6),
        Offset(months=10),
    )
    assert (old.amends, new.amends) == ("corrections agreed with the team", "factual corrections only")


def test_a_stage_lists_its_milestones_in_their_usual_order() -> None:
    assert [rule.milestone for rule in scheme("2024").of_stage(Stage.ON_SITE)] == [
        Milestone.VISIT_STARTED,
        Milestone.VISIT_ENDED,
        Milestone.FEEDBACK_GIVEN,
    ]


def test_an_audience_is_a_role_or_all_roles_of_a_side() -> None:
    assert roles_in(Role.LEADER) == (Role.LEADER,)
    assert Role.SHADOW_PEER in roles_in(Side.PEERS)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("title = 5", "top of the file title: 5 is not a str"),
        ("themes = 'all'", "top of the file themes: 'all' is not a list of str"),
        ("themes = [1]", "top of the file themes: [1] is not a list of str"),
        ("due_soon = true", "top of the file due_soon: True is not a int"),
        ("visits_from = 2024-04-01T09:00:00", "top of the file visits_from: "),
        ("colour = 'blue'", "top of the file colour: no rule has such a key"),
        ("milestones = 3", "[milestones]: it is not a table"),
        ("notices = []", "[notices]: it is missing or empty"),
        ("[milestones]\nagreed = 3", "[milestones] agreed: it is not a table"),
        ("[milestones.agreed]\nstage = 'scopin'", "[milestones.agreed] stage: 'scopin' is no stage"),
        ("[milestones.agreed]\nby = 'mayor'", "[milestones.agreed] by: 'mayor' is no role"),
        ("[milestones.agreed]\nby = ''", "[milestones.agreed] by: '' is no role"),
        ("[milestones.agreed]\nper = 'year'", "[milestones.agreed] per: 'year' is no per"),
        ("[milestones.agreed]\nwho = 'all'", "[milestones.agreed] who: no rule has such a key"),
        ("[milestones.lunch]\ntitle = 'Lunch'", "[milestones.lunch] the name: 'lunch' is no milestone"),
        ("[milestones.agreed]\nafter = ['lunch']", "[milestones.agreed] after: 'lunch' is no milestone"),
        ("[milestones.agreed]\ncontent = ['poem']", "[milestones.agreed] content: 'poem' is no content"),
        (
            "[milestones.agreed]\ndetails = ['weather']",
            "[milestones.agreed] details: 'weather' is nothing that an event can say",
        ),
        ("[milestones.agreed]\nclears_team = 1", "[milestones.agreed] clears_team: 1 is not a bool"),
        ("[stages.lunch]\ntitle = 'Lunch'", "[stages.lunch] the name: 'lunch' is no stage"),
        ("[stages.lunch]\ntitle = 'Lunch'", "[stages.lunch] completes_with: it is missing"),
        ("[stages.lunch]\ntitle = 'Lunch'", "[stages.lunch] opens_after: it is missing"),
        (
            "[stages.close]\nopens_after = 'lunch'",
            "[stages.close] opens_after: 'lunch' is neither a milestone nor a happening",
        ),
        (
            "[stages.close]\ncompletes_with = 'lunch'",
            "[stages.close] completes_with: 'lunch' is no milestone",
        ),
        ("[deadlines.report]\nmonths = 'three'", "[deadlines.report] months: 'three' is not a int"),
        (
            "[deadlines.report]\ndays = 90",
            "[deadlines.report] months: give exactly one of months, days and working_days",
        ),
        (
            "[deadlines.lunch]\ntitle = 'L'\nanchor = 'agreed'\nsource = 'programme'",
            "[deadlines.lunch] months: give exactly one of months, days and working_days",
        ),
        (
            "[deadlines.report]\ntarget_days = 1\ntarget_months = 1",
            "[deadlines.report] target_months: give exactly one of months, days and working_days",
        ),
        ("[deadlines.report]\nmeets = 'lunch'", "[deadlines.report] meets: 'lunch' is no milestone"),
        (
            "[documents.invitation]\nwhen = 'lunch'",
            "[documents.invitation] when: 'lunch' is neither a milestone nor a happening",
        ),
        ("[documents.invitation]\nwhen = 5", "[documents.invitation] when: 5 is not a str"),
        (
            "[documents.invitation]\nagain_when = ['lunch']",
            "[documents.invitation] again_when: 'lunch' is neither a milestone nor a happening",
        ),
        (
            "[documents.invitation]\ngoes_out_as = ['odt']",
            "[documents.invitation] goes_out_as: 'odt' is no filetype",
        ),
        ("[documents.menu]\ntitle = 'Menu'\nwhen = 'agreed'", "[documents.menu] author: it is missing"),
        ("[documents.menu]\ntitle = 'Menu'\nwhen = 'agreed'", "[documents.menu] disclosure: it is missing"),
        ("[documents.invitation]\nauthor = 'press'", "[documents.invitation] author: 'press' is no side"),
        (
            "[held.rumours]\nauthor = 'peers'\ndisclosure = 'withheld'",
            "[held.rumours] the name: 'rumours' is neither a kind of content nor 'message'",
        ),
        ("former_themes = 'none'", "top of the file former_themes: 'none' is not a dict"),
        ("[former_themes]\n'Leadership' = 5", "[former_themes] Leadership: 5 is not a str"),
        ("[notices.invitation]\nto = ['mayor']", "[notices.invitation] to: 'mayor' is no role"),
        ("[notices.invitation]\nabout = 'guests'", "[notices.invitation] about: 'guests' is no side"),
        ("[deadlines.report]\nroll = 'up'", "[deadlines.report] roll: 'up' is no roll"),
        ("[notices.report_due]\ndays = [true]", "[notices.report_due] days: [True] is not a list of int"),
    ],
)
def test_what_cannot_be_read_is_named_by_table_and_key(lines: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in refusal(MORE + lines))


def test_one_wrong_word_is_one_problem() -> None:
    assert refusal(MORE + "[milestones.agreed]\nstage = 'scopin'") == (
        "[milestones.agreed] stage: 'scopin' is no stage",
    )


def test_all_wrong_words_are_named_at_once() -> None:
    wrong = "[milestones.agreed]\nstage = 'scopin'\nwho = 'all'\n[notices.invitation]\nto = ['mayor']"

    assert len(refusal(MORE + wrong)) == 3


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            "[milestones.agreed]\nafter = ['closed']",
            (
                "[milestones.agreed] after: it can never be reached, "
                "because what it waits for waits for it or is not in the scheme"
            ),
        ),
        (
            "[milestones.closed]\nafter = ['closed']",
            "[stages.close] completes_with: the milestone 'closed' can never be reached",
        ),
        (
            "[milestones.scope_agreed]\nexpires = -1",
            "[milestones.scope_agreed] expires: a consent cannot expire before it is given",
        ),
        (
            "[milestones.plan_approved]\nexpires = 6",
            "[milestones.plan_approved] expires: only what is agreed for the whole challenge can expire",
        ),
        (
            "[milestones.visit_ended]\nforecast = 'weather'",
            "[milestones.visit_ended] forecast: no milestone says the date 'weather'",
        ),
        (
            "[milestones.report_published]\nnot_before = 'was_end'",
            "[milestones.report_published] not_before: no milestone says the date 'was_end'",
        ),
        (
            "[deadlines.report]\ntolerance = -1",
            "[deadlines.report] tolerance: it cannot be less than nothing",
        ),
        (
            "[deadlines.report]\nextend_at_most = -1",
            "[deadlines.report] extend_at_most: it cannot be less than nothing",
        ),
        (
            "[deadlines.pack]\nextend_at_most = 14",
            (
                "[deadlines.pack] extend_at_most: "
                "it would go on to the day from which it is counted back, or beyond"
            ),
        ),
        (
            "[deadlines.scope]\nextend_at_most = 84",
            (
                "[deadlines.scope] extend_at_most: "
                "it would go on to the day from which it is counted back, or beyond"
            ),
        ),
        (
            "[deadlines.action_plan]\ntarget_months = 6",
            "[deadlines.action_plan] target_months: it is later than the deadline itself",
        ),
        (
            "[deadlines.report]\nanchor = 'lunch'",
            "[deadlines.report] anchor: 'lunch' is neither a milestone nor a date that a milestone says",
        ),
        (
            "[deadlines.pack]\nanchor = 'plan_published'",
            (
                "[deadlines.pack] anchor: 'plan_published' belongs to each council "
                "and what is due to the whole challenge"
            ),
        ),
        (
            "[deadlines.next_challenge]\nanchor = 'plan_published'",
            (
                "[deadlines.next_challenge] anchor: 'plan_published' belongs to each council "
                "and what is due to the whole challenge"
            ),
        ),
        (
            "[milestones.closed]\nafter = ['closed']\n[deadlines.next_challenge]\nanchor = 'closed'",
            "[deadlines.next_challenge] anchor: the milestone 'closed' can never be reached",
        ),
        (
            "[notices.invitation]\ndeadline = 'report'\ndays = [1]",
            "[notices.invitation] when: give one of when, deadline, milestone and survey",
        ),
        ("[notices.invitation]\nto = []", "[notices.invitation] to: it goes to nobody"),
        (
            "[notices.invitation]\ndays = [1]",
            "[notices.invitation] days: days go with a deadline, a milestone or a survey",
        ),
        (
            "[notices.report_due]\nunless = 'agreed'",
            "[notices.report_due] unless: a deadline knows what meets it, so unless goes with a milestone",
        ),
        (
            "[notices.invitation]\noptional = true",
            "[notices.invitation] optional: only a reminder of what is not late yet can be left out",
        ),
        (
            "[notices.report_due]\ncut_off = 1",
            "[notices.report_due] cut_off: only what is optional can be changed, and not after it goes out",
        ),
        (
            "[notices.review_due]\ncut_off = -1",
            "[notices.review_due] cut_off: only what is optional can be changed, and not after it goes out",
        ),
        (
            "[notices.invitation]\napproval = true",
            "[notices.invitation] approval: only a reminder can wait for approval",
        ),
        (
            "[notices.visit_near]\nunless = 'plan_published'",
            "[notices.visit_near] unless: 'plan_published' belongs to each council and the reminder to all",
        ),
        (
            "[notices.review_to_schedule]\ndays = [-3, 60]",
            "[notices.review_to_schedule] days: 'plan_published' has no planned day",
        ),
        (
            "[notices.visit_near]\ndeadline = 'report'",
            "[notices.visit_near] when: give one of when, deadline, milestone and survey",
        ),
        (
            "[notices.report_due]\ndeadline = 'lunch'",
            "[notices.report_due] deadline: the scheme has no deadline 'lunch'",
        ),
        (
            "[notices.invitation]\nattach = ['menu']",
            "[notices.invitation] attach: the scheme has no document 'menu'",
        ),
        (
            "[notices.report_due]\nuntil = 'closed'",
            "[notices.report_due] until: a reminder ends with what meets its deadline",
        ),
        (
            "[notices.report_due]\ninvite = ['visit']",
            "[notices.report_due] invite: a reminder announces no date",
        ),
        (
            "[notices.closed]\ninvite = ['dinner']",
            "[notices.closed] invite: 'dinner' is no gathering",
        ),
        (
            "[documents.invitation]\ndisclosure = 'withheld'",
            "[documents.invitation] exempt_under: say under which section, and because of what",
        ),
        (
            "[documents.draft_report]\nexempt_until = 'closed'\n[milestones.closed]\nafter = ['closed']",
            "[documents.draft_report] exempt_until: the milestone 'closed' can never be reached",
        ),
        (
            "[documents.invitation]\nexempt_until = 'closed'",
            "[documents.invitation] exempt_under: only what is withheld is exempt",
        ),
        (
            "[documents.invitation]\nexempt_under = 'section 22'",
            "[documents.invitation] exempt_under: only what is withheld is exempt",
        ),
        (
            "[documents.invitation]\ndisclosure = 'published'",
            "[documents.invitation] disclosure: no milestone publishes it",
        ),
        (
            "[held.plan]\ndisclosure = 'withheld'\nexempt_under = 'section 40'",
            "[held.plan] exempt_under: say under which section, and because of what",
        ),
        (
            "[former_themes]\n'Leadership' = 'Charisma'",
            "[former_themes] Leadership: the scheme has no theme 'Charisma'",
        ),
        (
            "[documents.invitation]\nuntil = 'closed'",
            "[documents.invitation] until: only what is owed to each peer ends with a milestone",
        ),
        (
            "[documents.invitation]\ngoes_out_as = []",
            "[documents.invitation] goes_out_as: name at least one format, and each once",
        ),
        (
            "[documents.invitation]\ngoes_out_as = ['pdf', 'pdf']",
            "[documents.invitation] goes_out_as: name at least one format, and each once",
        ),
        (
            "[documents.invitation]\ngoes_out_as = ['xlsx']",
            "[documents.invitation] goes_out_as: only action_plan_template is made for Excel",
        ),
        (
            "[milestones.closed]\nafter = ['closed']\n[documents.invitation]\nagain_when = ['closed']",
            "[documents.invitation] again_when: the milestone 'closed' can never be reached",
        ),
        (
            "[milestones.closed]\nafter = ['closed']",
            "[notices.closed] when: the milestone 'closed' can never be reached",
        ),
        (
            "[milestones.closed]\nafter = ['closed']\n[documents.invitation]\nfirst_time_when = ['closed']",
            "[documents.invitation] first_time_when: the milestone 'closed' can never be reached",
        ),
        (
            "[documents.agreed_date]\nfirst_time_when = ['postponed']",
            "[documents.agreed_date] first_time_when: 'postponed' brings it at every challenge",
        ),
        (
            "[notices.closed]\nfirst_time_when = ['closed']",
            "[notices.closed] first_time_when: 'closed' brings it at every challenge",
        ),
        (
            "[notices.report_due]\nfirst_time_when = ['closed']",
            "[notices.report_due] first_time_when: it goes with what is owed because something has happened",
        ),
    ],
)
def test_what_can_never_happen_is_named_by_table_and_key(lines: str, problem: str) -> None:
    assert problem in refusal(MORE + lines)


def without(*tables: str) -> str:
    """Return the scheme of 2022 without some of its tables."""
    whole = (resources.files("domain") / "schemes" / "2022.toml").read_text("utf-8")
    parts = whole.split("\n\n")
    return "\n\n".join(part for part in parts if not part.startswith(tables))


def test_a_scheme_without_a_milestone_that_others_need_is_refused() -> None:
    problems = refusal(without("[milestones.fact_check_returned]"))

    assert "[milestones] fact_check_returned: it is missing" in problems
    assert "[deadlines.fact_check] meets: the scheme has no milestone 'fact_check_returned'" in problems
    assert "[notices.fact_check_returned] when: the scheme has no milestone 'fact_check_returned'" in problems
    assert any(each.startswith("[milestones.report_finalised] after: it can never") for each in problems)


def test_a_scheme_without_a_stage_or_a_milestones_place_in_one_is_refused() -> None:
    assert "[milestones.closed] stage: the scheme has no stage 'close'" in refusal(without("[stages.close]"))


def test_a_scheme_without_its_head_says_what_is_missing() -> None:
    assert "top of the file themes: it is missing" in refusal(without("# No public", "name = "))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ", "it is not TOML, "),
        ('extends = "1066"', "extends: there is no scheme '1066'"),
        ("extends = 5", "extends: there is no scheme 5"),
        ("", "top of the file name: it is missing"),
    ],
)
def test_a_file_that_is_no_scheme_is_refused(text: str, problem: str) -> None:
    assert refusal(text)[0].startswith(problem)


def test_a_notice_or_document_without_a_template_is_refused() -> None:
    with pytest.raises(SchemeRefused) as refused:
        parse(MORE, where="next.toml", notices={"invitation"}, documents=())

    assert "[notices.closed]: it has no template in templates/notices" in refused.value.args[1]
    assert "[documents.invitation]: it has no template in templates/documents" in refused.value.args[1]
    assert "[notices.invitation]: it has no template in templates/notices" not in refused.value.args[1]


def test_a_refusal_names_the_file_and_says_what_to_do() -> None:
    refused = SchemeRefused("next.toml", ("[stages.close] title: it is missing", "[notices]: it is empty"))

    assert str(refused) == (
        "The scheme next.toml cannot be used: [stages.close] title: it is missing; [notices]: it is empty. "
        "Mend these lines and run `cpc scheme lint`."
    )
