"""Offers of support: a catalogue by version, and what of it fits what is still open, with the reason."""

from __future__ import annotations

import pytest

from domain.schemes import known_schemes, scheme
from domain.service_areas import vocabulary
from domain.support import (
    Need,
    Offer,
    OfferKey,
    UnknownOffer,
    catalogue,
    offer_named,
    suggestions,
    versions,
)

FINANCE = Offer(OfferKey("finance"), "Finance help", "Help.", themes=("Financial planning",))
PLANNING = Offer(OfferKey("planning"), "Planning help", "Help.", areas=("planning", "housing"))
NETWORK = Offer(OfferKey("network"), "The network", "Meetings.", first_time=True)
OFFERS = (FINANCE, PLANNING, NETWORK)


def keys(*needs: Need, is_first_time: bool = False) -> list[str]:
    return [each.offer.key for each in suggestions(needs, OFFERS, is_first_time=is_first_time)]


def test_an_offer_fits_by_theme_or_by_service_area_and_says_which() -> None:
    open_ones = Need("2", theme="Financial planning"), Need("4", areas=("housing",))

    found = suggestions(open_ones, OFFERS, is_first_time=False)

    assert [
        (each.offer.key, [need.recommendation for need in each.needs], each.matters) for each in found
    ] == [
        ("finance", ["2"], ("Financial planning",)),
        ("planning", ["4"], ("Housing",)),
    ]


def test_where_nothing_fits_nothing_is_suggested() -> None:
    assert keys(Need("1", theme="Governance")) == []
    assert keys() == []


def test_what_answers_most_comes_first_and_equals_stay_in_the_order_of_the_list() -> None:
    planning = Need("1", areas=("planning",)), Need("2", areas=("planning",))

    assert keys(*planning, Need("3", theme="Financial planning")) == ["planning", "finance"]
    assert keys(planning[0], Need("3", theme="Financial planning")) == ["finance", "planning"]


def test_a_council_that_is_new_to_it_is_told_of_what_is_there_for_all_who_are() -> None:
    (found,) = suggestions([], OFFERS, is_first_time=True)

    assert (found.offer, found.is_for_first_time, found.matters) == (NETWORK, True, ())
    assert keys(is_first_time=False) == []


@pytest.mark.parametrize("version", versions())
def test_every_offer_is_found_by_a_theme_of_some_scheme_or_an_area_of_the_vocabulary(version: str) -> None:
    themes = {theme for name in known_schemes() for theme in scheme(name).themes}
    areas = set(vocabulary().areas)

    for each in catalogue(version).offers:
        assert each.title
        assert each.words
        assert each.themes or each.areas
        assert themes.issuperset(each.themes), each.key
        assert areas.issuperset(each.areas), each.key


def test_every_theme_of_the_schemes_has_an_offer() -> None:
    themes = {theme for name in known_schemes() for theme in scheme(name).themes}

    assert themes == {theme for each in catalogue().offers for theme in each.themes}


def test_an_offer_is_found_by_its_key_and_an_unknown_one_refused() -> None:
    assert offer_named("planning").title == "Planning advisory service"
    with pytest.raises(UnknownOffer, match=r"There is no offer of support 'lunch'\. Choose finance_peer"):
        offer_named("lunch")
