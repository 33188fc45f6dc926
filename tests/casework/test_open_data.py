"""The open data: what is public and nothing beside it, and every cell as its dictionary says."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework import sharing
from casework.case import case
from casework.findings import findings
from casework.open_data.package import (
    ARCHIVE,
    PACKAGE,
    NoSuchTable,
    Package,
    descriptor,
    offered,
    package,
    resource_named,
)
from casework.open_data.resources import RESOURCES
from db.models import Council
from domain.days import Day
from domain.lifecycle import Milestone
from domain.sharing import Consent
from settings import settings
from tests.casework.conftest import entry
from tests.casework.published import Told, told

TODAY = date(2025, 6, 1)
BASE = "https://programme.example"


@pytest.fixture
def story(session: Session) -> Told:
    """Give a challenge whose report is finished and not published."""
    story = told(session)
    story.until(Milestone.REPORT_FINALISED)
    return story


def written(story: Told) -> Package:
    return package(story.session, TODAY, BASE)


def rows(made: Package, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.files[f"{name}.csv"].decode(), newline="")))


def consent_to_all(story: Told) -> None:
    on_desk = case(story.session, story.reference)
    keys = [each.finding.key for each in findings(on_desk, on_desk.on(TODAY))]
    sharing.consent(
        story.session,
        story.reference,
        entry("2025-05-01"),
        keys,
        Consent.GIVEN,
        on=Day.parse("2025-05-01"),
        council=story.places[0].code,
    )


def test_nothing_is_open_before_its_council_has_published_it(story: Told) -> None:
    consent_to_all(story)

    made = written(story)

    assert [rows(made, name) for name in ("challenges", "recommendations", "findings")] == [[], [], []]
    assert {row["reference"] for row in rows(made, "coverage")} == {""}


def test_what_is_published_is_open_and_findings_only_where_the_council_agrees(story: Told) -> None:
    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28", url="https://tamworth.example/report")

    made = written(story)
    (challenge,) = rows(made, "challenges")

    assert (challenge["council"], challenge["report_published"], challenge["report_url"]) == (
        "Tamworth Borough Council",
        "2025-01-28",
        "https://tamworth.example/report",
    )
    assert challenge["url"] == f"{BASE}/register/tamworth-cpc-2024-001"
    assert challenge["report_due"] == "2025-01-31"
    recommended = rows(made, "recommendations")
    assert len(recommended) == int(challenge["recommendations"]) > 0
    assert {row["impact"] for row in recommended} == {"not known"}
    assert rows(made, "findings") == []
    consent_to_all(story)
    shared = rows(written(story), "findings")
    assert shared
    assert {(row["reference"], row["councils"]) for row in shared} == {(story.reference, "TAW")}


def test_coverage_names_the_last_public_challenge_of_a_council_or_of_one_before_it(story: Told) -> None:
    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28")
    old = story.session.get_one(Council, "TAW")
    old.replaced_by, old.end_date = "HIG", date(2025, 4, 1)
    story.session.flush()

    covered = {row["council_code"]: row for row in rows(written(story), "coverage")}

    assert "TAW" not in covered
    assert (covered["HIG"]["reference"], covered["HIG"]["held_on"]) == (story.reference, "2024-10-31")
    assert covered["HIG"]["next_due"] == "2029-10-31"
    assert covered["STF"]["reference"] == ""


def test_every_cell_is_as_the_dictionary_says(story: Told) -> None:
    story.until(Milestone.REVIEW_REPORT_PUBLISHED)
    consent_to_all(story)
    made = written(story)
    dictionary = json.loads(made.files[PACKAGE])

    wrong = [
        (resource["name"], field["name"], row[field["name"]])
        for resource in dictionary["resources"]
        for row in rows(made, resource["name"])
        for field in resource["schema"]["fields"]
        if not _fits(row[field["name"]], field)
    ]

    assert wrong == []
    assert all(rows(made, each.name) for each in RESOURCES)
    for resource in dictionary["resources"]:
        keys = [
            tuple(row[name] for name in resource["schema"]["primaryKey"])
            for row in rows(made, resource["name"])
        ]
        assert len(keys) == len(set(keys))
        assert list(rows(made, resource["name"])[0]) == [
            each["name"] for each in resource["schema"]["fields"]
        ]
        assert resource["bytes"] == len(made.files[resource["path"]])


def _fits(said: str, field: dict[str, Any]) -> bool:
    constraints = field.get("constraints", {})
    if not said:
        return not constraints.get("required")
    if field["type"] == "integer" and not re.fullmatch(r"\d+", said):
        return False
    if field["type"] == "date" and date.fromisoformat(said).isoformat() != said:
        return False
    pattern = constraints.get("pattern", "")
    return said in constraints.get("enum", [said]) and bool(re.match(pattern, said))


def test_every_column_is_described() -> None:
    said = [
        (each.name, field.name, field.title, field.description) for each in RESOURCES for field in each.fields
    ]

    assert all(all(words) for words in said)


def test_the_same_data_makes_the_same_archive(story: Told) -> None:
    archive = written(story).archive()

    assert archive == written(story).archive()
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == [PACKAGE, *(each.file for each in RESOURCES)]
    assert ARCHIVE.endswith(".zip")


def test_a_licence_is_named_where_one_is_chosen_and_else_that_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "No licence has been chosen yet" in descriptor(TODAY, "")["description"]
    assert "licenses" not in descriptor(TODAY, "")
    assert "path" not in descriptor(TODAY, "")["sources"][0]

    monkeypatch.setenv("CPC_OPEN_DATA_LICENCE", "OGL-UK-3.0")
    settings.cache_clear()

    assert descriptor(TODAY, BASE)["licenses"] == [{"name": "OGL-UK-3.0"}]
    assert descriptor(TODAY, BASE)["version"] == "2025.06.01"


def test_what_is_offered_says_how_much_there_is(story: Told) -> None:
    story.meets(Milestone.REPORT_PUBLISHED, on="2025-01-28")

    counts = {each.resource.name: each.count for each in offered(story.session)}

    made = written(story)
    assert counts == {
        "coverage": None,
        **{name: len(rows(made, name)) for name in ("challenges", "recommendations", "findings")},
    }


def test_a_table_that_is_none_is_named_with_those_there_are() -> None:
    assert resource_named("coverage").file == "coverage.csv"
    with pytest.raises(NoSuchTable) as refused:
        resource_named("rumours")

    assert str(refused.value) == (
        "The open data has no table 'rumours'. It has challenges, recommendations, findings, coverage."
    )
