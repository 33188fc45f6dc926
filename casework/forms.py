"""Puts into the forms that go out what they need to be known again when they come back.

What a form says of itself is kept among the facts that it is made of, so that it can be made again to the
byte, its table for Excel too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.plan_rows import words_of
from db.models import Document
from documents.formats import Format
from documents.house_style import HouseStyle
from documents.plan_sheet import PlanForm, plan_sheet
from documents.stamped import stamped
from domain.contents import Rating, Report
from domain.rules import DocumentRule, Filetype
from domain.stamps import Stamp

COLUMNS = {
    Format.HTML: "html",
    Format.PDF: "pdf",
    Format.WORD: "docx",
    Format.EXCEL: "xlsx",
    Format.TEXT: "text",
}
"""What the columns of each format are called: ``pdf_path`` and ``pdf_hash``."""


def identity(rule: DocumentRule, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form has to know beside the facts of its page; nothing, if a document is no form."""
    if not rule.is_form:
        return {}
    report: Report = told["report"]
    code = told["council"].code if told["council"] else None
    stamp = Stamp(told["reference"], code, report.edition_for(code) if code else report.edition)
    if Filetype.EXCEL not in rule.goes_out_as:
        return {"stamp": stamp}
    wanted = tuple(words_of(report.for_council(code)).items())
    organisation = told["programme"].organisation
    return {"stamp": stamp, "sheet": PlanForm(stamp, told["host"], organisation, wanted, tuple(Rating))}


def with_identity(
    files: Mapping[Format, bytes], told: Mapping[str, Any], issued: date, house: HouseStyle
) -> Mapping[Format, bytes]:
    """Stamp the Word file of a form, and write its table for Excel if it has one."""
    made = dict(files)
    if "stamp" in told:
        made[Format.WORD] = stamped(made[Format.WORD], told["stamp"])
    if "sheet" in told:
        made[Format.EXCEL] = plan_sheet(told["sheet"], issued=issued, house=house)
    return made


def going_out(row: Document) -> tuple[str, ...]:
    """Return where the files lie that go out with a letter, below the documents' folder."""
    return tuple(getattr(row, f"{COLUMNS[Format(kind)]}_path") for kind in row.goes_out_as)
