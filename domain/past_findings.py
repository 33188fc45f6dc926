"""What there is to learn from past challenges, as a table tells it, and what the councils let be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.contents import Content, Findings
from domain.lifecycle import CouncilCode
from domain.past import Find, Past
from domain.past_tables import OWNER, Assembly, Columns, Read, read_table, several
from domain.rows import Row
from domain.schemes import scheme
from domain.service_areas import UnknownArea, vocabulary
from domain.sharing import ANSWERS, Consent
from domain.themes import theme_called

COLUMNS = Columns(
    (*OWNER, "kind", "title", "text", "theme", "areas", "source"),
    ("meant_for", "consent", "consent_on"),
)
"""It may say which of a joint challenge's councils it is about, and what they said to its being shared."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the councils of a finding said to its being shared, and when; none named are all of them."""

    key: str
    councils: tuple[CouncilCode, ...]
    consent: Consent
    on: date


@dataclass(frozen=True, slots=True)
class PastFindings:
    """The findings of a challenge with what was said to their being shared."""

    findings: Findings
    answered: tuple[Answered, ...]


def read_findings(text: str, pasts: Sequence[Past], find: Find, today: date) -> Read[PastFindings]:
    """Read a table of findings, a row for each."""

    def assembly(past: Past, find: Find) -> _Findings:
        return _Findings(past, find, today)

    return read_table(text, COLUMNS, pasts, find, assembly)


class _Findings(Assembly[PastFindings]):
    kind = Content.FINDINGS
    renamed = {"findings": {"councils": "meant_for"}}  # noqa: RUF012 - Nothing is ever written into it.

    def __init__(self, past: Past, find: Find, today: date) -> None:
        super().__init__(past, find)
        self.today = today
        self.findings: list[dict[str, Any]] = []
        self.said: list[tuple[Consent, date] | None] = []

    def take(self, rows: Sequence[Row]) -> None:
        for row in rows:
            said: dict[str, Any] = {name: row.text(name) for name in ("kind", "title", "text", "source")}
            said["theme"] = theme_called(row.text("theme"), scheme(self.past.scheme))
            said["areas"] = [_area(name) for name in several(row.text("areas"))]
            said["councils"] = self.councils(row)
            self.findings.append(said)
            self.rows[f"findings[{len(self.findings)}]"] = row
            self.said.append(self.answer(row))

    def answer(self, row: Row) -> tuple[Consent, date] | None:
        """Return what was said to a finding's being shared, and when; nothing if nobody was asked."""
        words, on = row.text("consent").lower(), row.text("consent_on")
        consent = next((each for each in ANSWERS if each.label == words), None)
        if consent is None and words not in ("", Consent.NOT_ASKED.label):
            self.refuse(row, "consent", f"{words!r} is none of given, refused, withdrawn and not asked")
        if consent is None and on:
            self.refuse(row, "consent_on", "it is a date, and the row does not say what was answered on it")
        return (consent, self.day(row, on)) if consent else None

    def day(self, row: Row, text: str) -> date:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            self.refuse(row, "consent_on", f"{text!r} is no day; write the day of the answer as 2026-03-06")
            return self.today
        if found > self.today:
            self.refuse(row, "consent_on", f"{text} lies in the future")
        if found < self.past.opened.first:
            began = f"the first day that the history knows of this challenge, {self.past.opened.iso}"
            self.refuse(row, "consent_on", f"{text} is before {began}")
        return found

    def raw(self) -> dict[str, Any]:
        return {"findings": self.findings}

    def told(self, value: Any) -> PastFindings:
        pairs = zip(value.findings, self.said, strict=True)
        return PastFindings(
            value, tuple(Answered(each.key, each.councils, *said) for each, said in pairs if said)
        )


def _area(name: str) -> str:
    """Return the key of a service area, which may be called by its title or by a word for it."""
    try:
        return vocabulary().area(name).key
    except UnknownArea:
        return name  # The reader of findings says what there is instead.
