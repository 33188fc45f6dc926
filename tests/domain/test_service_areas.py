"""Service areas are found by the words that people use for them, and by no other."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.service_areas import (
    UnknownArea,
    UnknownVocabulary,
    known_versions,
    vocabulary,
)

AREAS = vocabulary("2026")

FOUND = [
    ("planners", ("planning",)),
    ("The Local Plan is up to date.", ("planning",)),
    ("development management", ("planning",)),
    ("our planning department", ("planning",)),
    ("Financial planning is sound.", ("finance",)),
    ("Succession planning, and planning for the future", ("workforce",)),
    ("The children’s services of the county", ("childrens_services",)),
    ("Digital services and recycling", ("digital", "waste")),
    ("Policies, glass and gas", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "areas"), FOUND)
def test_a_text_is_about_the_areas_whose_terms_stand_in_it(text: str, areas: tuple[str, ...]) -> None:
    assert AREAS.found_in(text) == areas


def test_the_areas_of_several_texts_stand_in_the_order_of_the_vocabulary() -> None:
    assert AREAS.found_in("Housing", "planners and tenants") == ("planning", "housing")


def test_the_longest_term_counts_and_is_found_where_it_stands() -> None:
    text = "A planning department's work, and the cities' planners"

    assert [text[each.start : each.end] for each in AREAS.spans(text)] == [
        "planning department's",
        "planners",
    ]


@pytest.mark.parametrize("named", ["adult_social_care", "Adult social care", "adult services"])
def test_an_area_goes_by_its_key_its_title_and_its_terms(named: str) -> None:
    assert AREAS.area(named).title == "Adult social care"


@pytest.mark.parametrize("named", ["astronomy", "planners and tenants"])
def test_what_is_no_area_or_several_is_refused(named: str) -> None:
    with pytest.raises(UnknownArea) as refused:
        AREAS.area(named)

    assert str(refused.value) == f"There is no service area {named!r}. `cpc learn --areas` lists them."


def test_an_area_that_another_version_knew_still_has_a_name() -> None:
    assert AREAS.title("planning") == "Planning"
    assert AREAS.title("canal_boats") == "Canal boats"


def test_the_newest_vocabulary_is_used_where_none_is_named() -> None:
    assert vocabulary().version == known_versions()[-1]
    with pytest.raises(UnknownVocabulary) as refused:
        vocabulary("2021")
    assert str(refused.value) == "There is no vocabulary '2021' of service areas. Use 2026."


@pytest.mark.parametrize("version", known_versions())
def test_every_term_belongs_to_one_area_and_finds_it(version: str) -> None:
    known = vocabulary(version)

    for area in known.areas.values():
        for term in area.terms:
            assert known.found_in(term) == (area.key,), term
    terms = Counter(term for area in known.areas.values() for term in area.terms)
    assert [term for term, count in terms.items() if count > 1] == []
