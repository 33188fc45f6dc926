"""The two stories of the demonstration, told by commands alone and without Prefect, from open to closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import yaml

from cli.story import Answer, Player, Step, Story, stories
from domain.lifecycle import Milestone
from domain.people import ROLES, Side
from domain.rules import AnswerKind, AudienceRule
from domain.schemes import scheme
from domain.suppression import SMALLEST
from settings import settings
from tests.cli.conftest import Cpc

STORIES = stories()
NAMES = [each.content.name for each in STORIES]
STAGES = {"scoping", "on_site", "report_publication", "action_plan", "progress_review", "close"}


class Teller:
    """Gives the commands of a story, each on its day."""

    def __init__(self, cpc: Cpc, story: Story) -> None:
        self.cpc, self.story, self.reference = cpc, story, ""

    def give(self, on: date, *tokens: object) -> None:
        told = self.cpc(*tokens, today=on.isoformat())
        assert (told.code, told.err) == (0, ""), (tokens, told.err)

    def tell(self) -> None:
        story = self.story
        self.give(story.opened, "open", *story.councils, "--scheme", story.scheme)
        (standing,) = self.cpc("pipeline", "--json", today=story.opened.isoformat()).json
        self.reference = standing["reference"]
        self.assign(story.people, story.opened)
        for step in story.steps:
            self.take(step)

    def assign(self, people: tuple[Player, ...], on: date) -> None:
        for each in people:
            said = {
                "name": each.name,
                "email": each.email,
                "post": each.post,
                "organisation": each.organisation,
                "council": each.council,
                "party": each.party,
            }
            self.give(on, "assign", self.reference, each.role, *options(said))

    def take(self, step: Step) -> None:
        self.assign(step.people, step.on)
        if step.focus:
            self.give(step.on, "facts", self.reference, *options({"focus": step.focus}))
        for council, control in step.control.items():
            self.give(step.on, "facts", self.reference, "--control", control, "--council", council)
        if step.declared:
            for email in self.undeclared(step.on):
                declared = ("--declare", email, "--interest", step.declared)
                self.give(step.on, "team", self.reference, *declared)
        for name in step.hand_in:
            self.give(step.on, "content", self.reference, self.story.content / f"{name}.yaml")
        if step.shares:
            answer = options({"answer": "given", "role": "chief_executive", "council": step.council})
            self.give(step.on, "consent", self.reference, *self.keys(step), *answer)
        if step.done is None:
            self.give(step.on, "round")
            return
        said = {"council": step.council, **step.said, "attended": [*self.attended(step)]}
        self.give(step.on, "record", self.reference, step.done, *options(said))

    def keys(self, step: Step) -> list[str]:
        offered = self.cpc("consent", self.reference, "--json", today=step.on.isoformat()).json
        keys = {each["title"] or each["text"]: each["key"] for each in offered}
        return [keys[each] for each in step.shares]

    def people(self, on: date) -> list[dict[str, str | None]]:
        found: list[dict[str, str | None]] = self.cpc(
            "team", self.reference, "--json", today=on.isoformat()
        ).json["people"]
        return found

    def undeclared(self, on: date) -> list[str]:
        peers = {role for role, facts in ROLES.items() if facts.side is Side.PEERS}
        return [
            str(each["email"]) for each in self.people(on) if each["role"] in peers and not each["interest"]
        ]

    def attended(self, step: Step) -> Iterator[str]:
        people = self.people(step.on) if step.attended else []
        for name in step.attended:
            roles = {role for role, facts in ROLES.items() if name in (role, facts.side)}
            yield from (
                str(each["email"]) for each in people if each["role"] in roles or each["email"] == name
            )


def options(said: Mapping[str, object]) -> list[str]:
    """Write options as they are typed."""
    tokens = []
    for name, value in said.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            tokens += [f"--{name.replace('_', '-')}", str(each)] if each else []
    return tokens


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_what_a_council_of_a_story_shares_stands_in_a_paper_that_it_was_given(story: Story) -> None:
    written: list[str] = []
    for step in story.steps:
        for name in (each for each in step.hand_in if "report" in each):
            said = yaml.safe_load((story.content / f"{name}.yaml").read_text("utf-8"))
            written += said.get("strengths", [])
            written += (strength for each in said.get("themes", ()) for strength in each["strengths"])
            written += (each["title"] for each in said.get("good_practice", ()))
        assert {*step.shares} <= {*written}

    assert any(step.shares for step in story.steps)


SINGLE = min(STORIES, key=lambda story: len(story.councils))
"""The shorter one; `make test-whole` tells that of several councils too."""


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(each, id=each.content.name, marks=() if each is SINGLE else pytest.mark.whole)
        for each in STORIES
    ],
)
def test_a_challenge_goes_from_open_to_closed_by_commands_alone(cpc: Cpc, story: Story) -> None:
    teller = Teller(cpc, story)

    teller.tell()

    end = story.steps[-1].on.isoformat()
    told = cpc("show", teller.reference, "--json", today=end).json
    assert told["state"] == "closed"
    assert told["owed"] == []
    assert told["gaps"] == []
    assert {each["stage"] for each in told["stages"] if each["state"] == "complete"} == STAGES
    assert_each_once(told["documents"], told["messages"])
    assert cpc("rebuild", today=end).said == "1 challenge read, 0 rows put right."


def assert_each_once(documents: list[dict[str, str]], messages: list[dict[str, str]]) -> None:
    """Every document lies there as page and PDF, every message as a mail, and nobody got one twice."""
    for each in documents:
        assert Path(each["html"]).read_text("utf-8").startswith("<!doctype html>")
        assert Path(each["pdf"]).read_bytes().startswith(b"%PDF-")
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in outbox()]
    assert {each["state"] for each in messages} == {"sent"}
    assert len(mails) == len(messages)
    assert max(Counter((each["key"], each["to"]) for each in messages).values()) == 1


def outbox() -> list[Path]:
    return sorted(settings().outbox_folder.glob("*.eml"))


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_a_story_tells_every_milestone_in_the_order_of_its_days(story: Story) -> None:
    told = [step.done for step in story.steps if step.done]

    assert set(told) == set(Milestone)
    assert [step.on for step in story.steps] == sorted(step.on for step in story.steps)


def test_one_story_is_joint_and_the_schemes_are_both_told() -> None:
    assert sorted(len(story.councils) for story in STORIES) == [1, 2]
    assert {story.scheme for story in STORIES} == {"2022", "2024"}


def audience_of(story: Story, answer: Answer) -> AudienceRule:
    """Return with whom somebody's answer is counted: whoever holds no role that is asked has none."""
    people = [*story.people, *(each for step in story.steps for each in step.people)]
    held = {each.role for each in people if each.email == answer.by}
    survey = scheme(story.scheme).surveys[answer.survey]
    return next(each for each in survey.audiences.values() if held & {*each.members})


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_every_answer_of_a_story_can_be_given_and_says_that_it_is_invented(story: Story) -> None:
    for answer in (each for step in story.steps for each in step.answers):
        survey = scheme(story.scheme).surveys[answer.survey]
        asked = {each.name: each.kind for each in survey.asked_of(audience_of(story, answer).name)}
        assert answer.said
        for question, said in answer.said.items():
            if asked[question] is AnswerKind.TEXT:
                assert said.startswith("Invented: ")
            else:
                assert said in asked[question].choices


@pytest.mark.parametrize("story", STORIES, ids=NAMES)
def test_each_survey_of_a_story_is_answered_once_by_each_and_some_groups_are_too_small_to_be_told_of(
    story: Story,
) -> None:
    given = [each for step in story.steps for each in step.answers]
    groups = Counter((each.survey, each.council, audience_of(story, each).name) for each in given)

    assert max(Counter((each.survey, each.council, each.by) for each in given).values()) == 1
    assert {survey for survey, *_ in groups} == {*scheme(story.scheme).surveys}
    assert 0 < sum(count < SMALLEST for count in groups.values()) < len(groups)


def test_nobody_in_a_story_is_a_person_or_can_get_mail() -> None:
    people = [
        each
        for story in STORIES
        for group in (story.people, *(s.people for s in story.steps))
        for each in group
    ]

    assert all(each.email.endswith(".example") for each in people)
