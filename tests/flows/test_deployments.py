"""The lists that must agree: schemes, flows, the forms on Prefect's page, and what is deployed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect import Flow

from domain.lifecycle import Stage
from domain.schemes import known_schemes, scheme
from flows.opening import Scheme
from flows.stages import FLOWS, flow_of, milestones_of, takes

ROOT = Path(__file__).parents[2]
DEPLOYED: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
DEPLOYMENTS: dict[str, dict[str, Any]] = {each["name"]: each for each in DEPLOYED["deployments"]}


def flow_at(entrypoint: str) -> Flow[..., Any]:
    module, _, name = entrypoint.rpartition(".")
    found = getattr(import_module(module), name)
    assert isinstance(found, Flow)
    return found


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_deployment_leads_to_a_flow_by_its_module(name: str) -> None:
    entrypoint = DEPLOYMENTS[name]["entrypoint"]

    assert flow_at(entrypoint).name == entrypoint.rpartition(".")[2].replace("_", "-")
    assert ":" not in entrypoint


def test_every_flow_is_deployed() -> None:
    written = {
        f"flows.{path.stem}.{name}"
        for path in (ROOT / "flows").glob("*.py")
        for name, value in vars(import_module(f"flows.{path.stem}")).items()
        if isinstance(value, Flow) and value.fn.__module__ == f"flows.{path.stem}"
    }

    assert written == {each["entrypoint"] for each in DEPLOYMENTS.values()}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_deployment_says_what_it_is_for_and_goes_to_the_pool(name: str) -> None:
    assert DEPLOYMENTS[name]["description"].endswith(".")
    assert DEPLOYMENTS[name]["tags"]
    assert DEPLOYMENTS[name]["work_pool"] == {"name": "cpc"}


def test_schedules_follow_the_clock_of_the_programme() -> None:
    schedules = [each for name in DEPLOYMENTS for each in DEPLOYMENTS[name].get("schedules", [])]

    assert {ZoneInfo(each["timezone"]) for each in schedules} == {ZoneInfo("Europe/London")}
    assert [each["cron"] for each in DEPLOYMENTS["Morning round"]["schedules"]] == [
        "30 7 * * 1-5",
        "0 12 * * 1-5",
        "30 15 * * 1-5",
    ]


def test_the_folder_is_that_of_whoever_deploys() -> None:
    step = DEPLOYED["pull"][0]["prefect.deployments.steps.set_working_directory"]

    assert step == {"directory": "{{ $CPC_PROJECT }}"}


def test_every_stage_has_a_flow() -> None:
    assert set(FLOWS) == set(Stage)


@pytest.mark.parametrize("year", known_schemes())
@pytest.mark.parametrize("stage", Stage)
def test_a_form_offers_just_the_milestones_of_its_stage_in_their_order(stage: Stage, year: str) -> None:
    rules = scheme(year).of_stage(stage)

    assert milestones_of(FLOWS[stage]) == tuple(rule.milestone for rule in rules)


@pytest.mark.parametrize("year", known_schemes())
def test_a_form_asks_for_all_that_a_milestone_has_to_say_or_may(year: str) -> None:
    unsaid = [
        f"{rule.milestone}: {name}"
        for rule in scheme(year).milestones.values()
        for name in (*rule.details, *rule.may_say)
        if name not in takes(flow_of(rule.milestone))
    ]

    assert unsaid == []


def test_the_opening_offers_every_scheme() -> None:
    assert get_args(Scheme) == known_schemes()


@pytest.mark.parametrize("stage", Stage)
def test_a_form_lets_a_day_be_chosen_and_nothing_else_be_typed(stage: Stage) -> None:
    fields = FLOWS[stage].parameters.properties

    assert fields["on"] == {
        "format": "date",
        "type": "string",
        "title": "on",
        "position": fields["on"]["position"],
    }
    assert fields["today"]["anyOf"][0] == {"format": "date", "type": "string"}
