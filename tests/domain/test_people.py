"""What the programme wants to be warned of in a peer team, and what it may allow."""

import pytest

from domain.lifecycle import CouncilCode, Happening, Milestone, Place
from domain.people import ROLES, Role, Side, UnknownRole, role_named, roles_on
from tests.histories import JOINT, TAMWORTH, Story, opened, reviewed

LICHFIELD = Place(CouncilCode("LIF"), "Lichfield District Council", "West Midlands", "STS")


def team(control: str | None, **parties: str | None) -> Story:
    """Return a challenge with member peers of these parties at a council under this control."""
    story = Story()
    if control:
        story.happens(Happening.FACTS_SET, "2024-05-01", TAMWORTH, control=control)
    for person, party in parties.items():
        role = Role.LEAD_MEMBER if person == "lead" else Role.MEMBER_PEER
        story.assign(role, person, party=party, interest="none")
    return story


def warned(story: Story, on: str = "2024-06-01") -> list[str]:
    return [warning.key for warning in story.on(on).warnings if warning.is_open]


@pytest.mark.parametrize(
    ("control", "lead", "other", "warning"),
    [
        ("Labour", "Labour", "Conservative", None),
        ("Labour", "Green", None, None),
        ("Labour", "Labour", "Labour", "balance:TAW"),
        ("Labour", "Labour", None, "balance:TAW"),
        ("no overall control", "Labour", "Green", None),
        ("no overall control", "Labour", "Labour", "balance:TAW"),
        ("no overall control", None, None, "balance:TAW"),
        (None, "Labour", "Green", "control:TAW"),
    ],
)
def test_a_team_has_a_member_peer_of_another_group(
    control: str | None, lead: str | None, other: str | None, warning: str | None
) -> None:
    story = team(control, lead=lead, other=other)

    assert warned(story) == ([warning] if warning else [])


def test_a_warning_says_which_group_is_alone() -> None:
    alone = team("Labour", lead="Labour").on("2024-06-01").warnings
    hung = team("no overall control", lead="Green").on("2024-06-01").warnings

    assert [warning.text for warning in (*alone, *hung)] == [
        "Every member peer is from the group that controls Tamworth Borough Council (Labour).",
        "Tamworth Borough Council has no overall control and every member peer is from one group.",
    ]


def test_a_team_whose_groups_nobody_has_recorded_is_looked_at() -> None:
    (found,) = team("Labour", lead=None).on("2024-06-01").warnings

    assert found.key == "balance:TAW"
    assert found.text == (
        "No member peer's group is recorded, so the balance at Tamworth Borough Council is not known."
    )


def test_a_peer_from_next_door_is_looked_at() -> None:
    story = opened()
    near = ["TAW|in the same county as Tamworth Borough Council"]
    story.assign(Role.OFFICER_PEER, "from-lichfield", home=LICHFIELD, near=near, interest="none")
    story.assign(Role.OFFICER_PEER, "from-somewhere", near=["TAW|a neighbour"], interest="none")

    known = "Lichfield District Council, in the same county as Tamworth Borough Council"
    unknown = "an unnamed council, a neighbour"
    assert {each.key: each.text for each in story.on("2024-06-01").warnings} == {
        "near:from-lichfield:TAW": f"The officer peer (from-lichfield) comes from {known}.",
        "near:from-somewhere:TAW": f"The officer peer (from-somewhere) comes from {unknown}.",
    }


def test_a_declared_interest_is_looked_at_and_no_interest_is_not() -> None:
    story = opened()
    story.happens(Happening.DECLARED, "2024-05-02", person="officer_peer", interest="worked here until 2019")

    assert [each.text for each in story.on("2024-06-01").warnings] == [
        "The officer peer (officer_peer) has declared an interest: worked here until 2019."
    ]


def test_an_allowed_warning_is_kept_with_its_reason() -> None:
    story = team("Labour", lead="Labour")
    story.happens(
        Happening.OVERRIDDEN, "2024-05-20", warning="balance:TAW", reason="a second member joins in June"
    )

    (before,) = story.on("2024-05-19").warnings
    (after,) = story.on("2024-05-20").warnings

    assert before.is_open
    assert after.allowed_because == "a second member joins in June"


def test_without_a_team_there_is_nothing_to_warn_of() -> None:
    assert warned(Story()) == []


@pytest.mark.parametrize(
    ("under", "attending", "warning"),
    [
        ("2022", ["lead_member", "officer_peer"], None),
        ("2022", ["lead_member", "newcomer"], "1 of the 2 who review Tamworth Borough Council were"),
        ("2024", ["lead_member", "newcomer"], None),
        ("2024", ["newcomer"], "0 of the 1 who review Tamworth Borough Council were"),
        ("2024", [], None),
    ],
)
def test_a_review_is_done_by_the_team_of_the_visit(
    under: str, attending: list[str], warning: str | None
) -> None:
    story = opened(under=under).until(Milestone.PLAN_PUBLISHED)
    story.meets(Milestone.REVIEW_SCHEDULED, attended=attending)

    found = [each for each in story.on("2025-12-01").warnings if each.key == "review_team:TAW"]

    assert [each.text for each in found] == ([f"{warning} on the original team."] if warning else [])


def test_the_original_team_is_who_attended_the_visit() -> None:
    story = opened().until(Milestone.VISIT_STARTED)
    story.meets(Milestone.VISIT_ENDED, attended=["stand-in"])
    story.until(Milestone.REVIEW_STATEMENT_RECEIVED)
    story.meets(Milestone.REVIEW_HELD, attended=["stand-in"])

    assert warned(story, "2025-12-01") == []


def test_each_council_of_a_joint_challenge_is_looked_at() -> None:
    story = Story(*JOINT)
    story.assign(Role.LEAD_MEMBER, party="Labour", interest="none")
    story.happens(Happening.FACTS_SET, "2024-05-01", JOINT[0], control="Labour")

    assert warned(story) == ["balance:HIG", "control:STF"]


def test_a_review_without_a_record_of_who_came_warns_of_nothing() -> None:
    assert warned(reviewed(), "2025-12-01") == []


def test_every_role_is_on_one_side_and_filled_by_somebody() -> None:
    assert sorted(role for side in Side for role in roles_on(side)) == sorted(Role)
    assert set(ROLES) == set(Role)


def test_a_role_that_does_not_exist_is_named() -> None:
    assert role_named("leader") is Role.LEADER
    with pytest.raises(UnknownRole, match=r"^There is no role 'mayor'\. Use one of: programme_manager, "):
        role_named("mayor")


@pytest.mark.parametrize("kind", [Happening.ASSIGNED, Happening.RELEASED, Happening.LEFT_VACANT])
def test_a_history_that_names_no_known_role_is_not_read(kind: Happening) -> None:
    story = opened()
    story.happens(kind, "2024-05-02", role="mayor", person="somebody")

    with pytest.raises(UnknownRole):
        _ = story.on("2024-06-01").reading
