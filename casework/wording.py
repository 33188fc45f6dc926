"""Puts the facts of a document into words: whose words, of which version and in which style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from casework import apart
from casework.kept import style_written
from documents.house_style import HouseStyle, house_style
from documents.stylesheet import stylesheet
from domain.editions import Edition
from domain.rules import DocumentRule
from settings import settings
from templates import editions

STYLE, HOUSE = "style.css", "house_style.json"
"""What an edition holds beside its templates."""


def edition_for(rule: DocumentRule, on: date) -> Edition:
    """Gather the words with which a document is made on a day, in the house style of this installation."""
    return edition(rule.name, rule.template_on(on))


def edition(name: str, version: int) -> Edition:
    """Gather the words of a document in a version: the programme's own, or ours where it has none."""
    return _dressed(editions.document_edition(name, version, settings().templates_folder))


def paper_edition(name: str) -> Edition:
    """Gather the words of a paper of the whole programme, in the house style of this installation."""
    return _dressed(editions.paper_edition(name, settings().templates_folder))


def _dressed(found: Edition) -> Edition:
    return replace(found, sources={**found.sources, **_dress(house_style())})


@lru_cache(maxsize=8)
def _dress(house: HouseStyle) -> dict[str, str]:
    return {STYLE: stylesheet(house), HOUSE: style_written(house)}


def worded(edition: Edition, told: Mapping[str, Any]) -> str:
    """Write a document as a page of HTML; words that are not ours are filled in apart, on a leash."""
    facts = {**told, "stylesheet": edition.sources[STYLE]}
    return apart.written(edition, facts) if edition.is_own else editions.written(edition, facts)
