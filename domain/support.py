"""What a council can be offered after a challenge, and which of it fits what is still open there and why.

The offers are data, ``domain/support/*.toml``, one file a version. No offer is ever made by itself: what fits
is suggested to the principal adviser, who knows the council and says afterwards what was agreed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NewType

from domain.errors import WrongUse, either
from domain.service_areas import vocabulary

OfferKey = NewType("OfferKey", str)


class UnknownOffer(WrongUse):
    """No catalogue has such an offer."""

    def __str__(self) -> str:
        key, known = self.args
        return f"There is no offer of support {key!r}. Choose {either(known)}."


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the programme can put a council in touch with, and what it helps with."""

    key: OfferKey
    title: str
    words: str
    themes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    first_time: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The offers of a version, in the order in which they are listed."""

    version: str
    title: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A recommendation that is still open, or an area that a council asked the peers to look at."""

    recommendation: str = ""
    focus: str = ""
    theme: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An offer that fits, with the needs that it would meet; to some it is made because they are new."""

    offer: Offer
    needs: tuple[Need, ...]
    is_for_first_time: bool = False

    @property
    def matters(self) -> tuple[str, ...]:
        """What it is about that the needs are about too: themes, and service areas by their titles."""
        themes = (each for each in self.offer.themes if any(each == need.theme for need in self.needs))
        areas = (each for each in self.offer.areas if any(each in need.areas for need in self.needs))
        return (*themes, *map(vocabulary().title, areas))


def suggestions(
    needs: Iterable[Need], offers: Iterable[Offer], *, is_first_time: bool
) -> tuple[Suggestion, ...]:
    """Return the offers that fit, those first that would meet most; of equals, in the catalogue's order."""
    asked = tuple(needs)
    fitting = (_fitting(each, asked, is_first_time=is_first_time) for each in offers)
    found = [each for each in fitting if each.needs or each.is_for_first_time]
    return tuple(sorted(found, key=lambda each: -len(each.needs)))


def _fitting(offer: Offer, needs: tuple[Need, ...], *, is_first_time: bool) -> Suggestion:
    met = tuple(each for each in needs if meets(offer, each))
    return Suggestion(offer, met, offer.first_time and is_first_time)


def meets(offer: Offer, need: Need) -> bool:
    """Say whether an offer helps with a need: it has its theme, or one of its areas."""
    return need.theme in offer.themes or not set(offer.areas).isdisjoint(need.areas)


@cache
def catalogue(version: str = "") -> Catalogue:
    """Return the catalogue of a version, the newest if none is named."""
    name = version or versions()[-1]
    text = (resources.files("domain") / "support" / f"{name}.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return Catalogue(name, raw["title"], tuple(_offers(raw["offers"])))


@cache
def versions() -> tuple[str, ...]:
    """Return the versions that travel with the package, oldest first."""
    files = (resources.files("domain") / "support").iterdir()
    return tuple(sorted(each.name.removesuffix(".toml") for each in files if each.name.endswith(".toml")))


def offer_named(key: str) -> Offer:
    """Return an offer by its key, as the newest catalogue has it that knows it; ``UnknownOffer`` if none."""
    known = {each.key: each for version in versions() for each in catalogue(version).offers}
    found = known.get(OfferKey(key))
    if found is None:
        raise UnknownOffer(key, tuple(each.key for each in catalogue().offers))
    return found


def _offers(raw: dict[str, dict[str, object]]) -> Iterator[Offer]:
    for key, said in raw.items():
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        yield Offer(OfferKey(key), **values)  # type: ignore[arg-type]
