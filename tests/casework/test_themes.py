"""Themes over time: what recurs is counted once, under today's names, and every number opens its rows."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy.orm import Session

from casework.history import Tables, import_history
from casework.shapes.themes import items_as_json, themes_as_json, themes_table
from casework.themes import PAGE, By, Cell, Subject, Tag, Themes, rows, themes
from db import councils
from domain.lifecycle import Milestone
from domain.permissions import PUBLIC, Part, Visitor
from tests.casework.conftest import entry
from tests.casework.published import joint

MANAGER = Visitor(Part.MANAGER)
HISTORY = """council,council_type,region,onsite_start,onsite_end,report_published,action_plan_published,\
progress_review_start,progress_review_end,progress_review_published,recommendations,peer_team,source
Tamworth,,,2018-07-03,2018-07-05,2018-11,,,,,,,https://tamworth.example/2018
High Peak and Staffordshire Moorlands (joint),,,2022-06-01,2022-06-03,,,,,,,,https://alliance.example/2022
Gateshead,,,,,2021-05,,,,,,,https://gateshead.example/2021
"""
RECOMMENDATIONS = """council,onsite_start,number,title,text,theme
Tamworth,2018,1,Finish the local plan,Agree it by spring.,Leadership of place
Tamworth,2018,2,Write a guide,Say who decides what.,Governance and culture
High Peak and Staffordshire Moorlands (joint),2022,1,Share more,Share planning services.,\
Organisational and place leadership
Gateshead,2021,1,Balance the books,Agree savings.,Financial planning and management
"""
FINDINGS = """council,onsite_start,kind,title,text,theme,areas,source,consent,consent_on
Tamworth,2018,challenge,,Planners wait for answers.,,planning,page 4,given,2019-01-01
Tamworth,2018,strength,,Members know their role.,,,page 5,,
High Peak and Staffordshire Moorlands (joint),2022,challenge,Homes,Few homes are built.,\
Local priorities and outcomes,housing;planning,page 6,,
"""


@pytest.fixture
def past(session: Session) -> Session:
    councils.load_samples(session)
    import_history(session, Tables(HISTORY, RECOMMENDATIONS, FINDINGS), entry("2025-06-02"))
    return session


def counted(found: Themes, tag: Tag) -> dict[str, tuple[tuple[int, ...], int]]:
    return {each.title: (each.counts, each.total) for each in found.lines(tag)}


def test_themes_are_counted_by_year_under_their_names_of_today(past: Session) -> None:
    found = themes(past, MANAGER, Subject.RECOMMENDATIONS, By.YEAR)

    assert [title for _, title in found.groups] == ["2018-19", "2022-23", "Not known"]
    assert counted(found, Tag.THEME) == {
        "Financial planning and management": ((0, 0, 1), 1),
        "Governance and culture": ((1, 0, 0), 1),
        "Organisational and place leadership": ((1, 1, 0), 2),
    }
    assert counted(found, Tag.AREA)["Planning"] == ((1, 1, 0), 2)
    assert found.total == 4


def test_a_joint_recommendation_counts_once_and_in_each_kind_of_council(past: Session) -> None:
    by_type = themes(past, MANAGER, Subject.RECOMMENDATIONS, By.TYPE)
    by_region = themes(past, MANAGER, Subject.RECOMMENDATIONS, By.REGION)

    assert [title for _, title in by_type.groups] == ["District", "Metropolitan"]
    assert counted(by_type, Tag.THEME)["Organisational and place leadership"] == ((2, 0), 2)
    assert [title for _, title in by_region.groups] == ["East Midlands", "North East", "West Midlands"]
    assert counted(by_region, Tag.THEME)["Organisational and place leadership"] == ((1, 0, 2), 2)


def test_what_councils_find_hard_is_counted_beside_it(past: Session) -> None:
    found = themes(past, MANAGER, Subject.CHALLENGES, By.REGION)

    assert counted(found, Tag.AREA) == {"Housing": ((1, 1), 1), "Planning": ((1, 2), 2)}
    assert counted(found, Tag.THEME) == {
        "Local priorities and outcomes": ((1, 1), 1),
        "Not known": ((0, 1), 1),
    }


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("by", By)
def test_every_number_opens_as_many_rows_as_it_says(past: Session, subject: Subject, by: By) -> None:
    found = themes(past, MANAGER, subject, by)

    for tag in Tag:
        for line in found.lines(tag):
            assert rows(past, MANAGER, Cell(subject, by, tag, line.name)).total == line.total
            for (group, _), count in zip(found.groups, line.counts, strict=True):
                assert rows(past, MANAGER, Cell(subject, by, tag, line.name, group)).total == count


def test_rows_say_what_they_are_and_come_page_by_page(past: Session) -> None:
    cell = Cell(Subject.RECOMMENDATIONS, By.TYPE, Tag.AREA, "planning", "NMD")

    found = rows(past, MANAGER, cell)

    assert (found.title, found.group_title, found.total, found.pages) == ("Planning", "District", 2, 1)
    assert [(each.number, each.title, len(each.councils)) for each in found.items] == [
        ("1", "Finish the local plan", 1),
        ("1", "Share more", 2),
    ]
    assert rows(past, MANAGER, cell, 2).items == ()
    assert PAGE > 2


def test_everybody_counts_what_is_theirs_to_see(session: Session) -> None:
    story = joint(session)
    story.until(Milestone.REPORT_FINALISED)

    before = themes(session, PUBLIC, Subject.RECOMMENDATIONS, By.YEAR)
    inside = themes(session, MANAGER, Subject.RECOMMENDATIONS, By.YEAR)
    story.meets(Milestone.REPORT_PUBLISHED)
    after = themes(session, PUBLIC, Subject.RECOMMENDATIONS, By.YEAR)

    assert (before.total, before.groups) == (0, ())
    assert inside.total == after.total > 0
    (line, *_) = after.themes
    (item, *_) = rows(session, PUBLIC, Cell(Subject.RECOMMENDATIONS, By.YEAR, Tag.THEME, line.name)).items
    assert item.is_public


def test_programs_are_given_the_same_numbers(past: Session) -> None:
    found = [themes(past, MANAGER, subject, By.YEAR) for subject in Subject]

    shape = themes_as_json(found[0])
    table = list(csv.DictReader(io.StringIO(themes_table(found).removeprefix("\ufeff"))))

    (governance,) = [each for each in shape["themes"] if each["name"] == "Governance and culture"]
    assert governance["counts"] == {"2018-19": 1, "2022-23": 0, "not known": 0}
    assert {(row["subject"], row["tag"]) for row in table} == {
        (subject, tag) for subject in Subject for tag in Tag
    }
    assert sum(int(row["count"]) for row in table if row["name"] == "planning") == 4
    page = rows(past, MANAGER, Cell(Subject.CHALLENGES, By.YEAR, Tag.AREA, "housing"))
    (item,) = items_as_json(page, None)["items"]
    assert (item["number"], item["title"], item["areas"]) == (None, "Homes", ["housing", "planning"])
