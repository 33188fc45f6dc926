"""Writes the form of an action plan as an Excel workbook, for councils that plan in tables.

Its first sheet is the table and nothing else, so that a screen reader finds the headings in the first row;
how to fill it in and whose it is stand on the second. What the peers recommend is protected against a slip
of the hand, without a password. Nothing that somebody wrote can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.house_style import HouseStyle, house_style
from documents.stamped import packed, stamped
from domain.contents import Rating
from domain.stamps import Stamp

HEADINGS = ("No.", "Recommendation", "Action", "Lead member", "Lead officer", "Due", "Measure", "Status")
_WIDTHS = (6, 40, 38, 18, 18, 13, 30, 14, 24)
REASON = "Reason"
"""What a form asks for beside these, if it offers that an action is dropped."""
FIRST_STATUSES = (Rating.DONE, Rating.ON_TRACK, Rating.IN_PROGRESS, Rating.NOT_STARTED, Rating.CHANGED)
"""What a form offers that says nothing of it: those that went out before can be made again to the byte."""
_DUE, _STATUS = HEADINGS.index("Due") + 1, HEADINGS.index("Status") + 1
_FILLED = HEADINGS.index("Recommendation") + 1
SPARE_ROWS = 100
"""Rows below the recommendations in which a council can write further actions."""
_LINE_HEIGHT, _CHARACTERS, _TALLEST = 14.5, 36, 400
"""How high a line is, how many characters of a recommendation it holds, and how high a row can be."""

_HELP = (
    "Action: what will be done. If the council will not follow a recommendation, say so and why.",
    "Lead member and lead officer: one of each, by the office that they hold, never by name.",
    "Due: a day such as 30/06/2025, or a month such as June 2025 if no day can be named.",
    "Measure: what people will be able to see when it is done.",
    "Status: choose one from the list. An empty cell means that it has not been started.",
    "For more than one action on a recommendation, use a row below the last and repeat its number.",
)
_HELP_WITH_REASON = "Reason: why an action is dropped, or why it has another date than in the last plan."
_LIVE = re.compile(r"[=+\-@\t\r]")
"""How a text begins that a spreadsheet may take for a formula when somebody edits or exports it."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the form of an action plan says before it is filled in."""

    stamp: Stamp
    council: str
    organisation: str
    recommendations: Sequence[tuple[str, str]]
    """Each number with its words."""
    statuses: tuple[Rating, ...] = FIRST_STATUSES

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its columns."""
        return (*HEADINGS, REASON) if Rating.DROPPED in self.statuses else HEADINGS


@dataclass(frozen=True, slots=True)
class _Look:
    """The house style as Excel has it."""

    face: str
    ink: str
    border: Border
    head: PatternFill

    def font(self, size: int, *, bold: bool) -> Font:
        return Font(name=self.face, size=size, bold=bold, color=self.ink)


def plan_sheet(form: PlanForm, *, issued: date, house: HouseStyle | None = None) -> bytes:
    """Write the form as of the day it is issued; the same form, day and house give the same bytes."""
    look = _look(house or house_style())
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - A new workbook has one sheet.
    sheet.title = "Action plan"
    _fill(sheet, form, look)
    _help(book.create_sheet("How to fill it in"), form, look)
    _describe(book, form, issued)
    out = BytesIO()
    book.save(out)
    return stamped(_timeless(out.getvalue(), issued), form.stamp)


def written(cell: Cell, text: str) -> None:
    """Write a text into a cell as a text, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = bool(_LIVE.match(text))


def _look(house: HouseStyle) -> _Look:
    def argb(colour: str) -> str:
        return f"FF{colour.removeprefix('#').upper()}"

    thin = Side(style="thin", color=argb(house.colours.quiet))
    return _Look(
        face=house.office_font,
        ink=argb(house.colours.ink),
        border=Border(left=thin, right=thin, top=thin, bottom=thin),
        head=PatternFill("solid", fgColor=argb(house.colours.tint)),
    )


def _fill(sheet: Worksheet, form: PlanForm, look: _Look) -> None:
    columns = len(form.headings)
    _row(sheet, 1, form.headings, look, columns, is_head=True)
    for index, (number, words) in enumerate(form.recommendations, 2):
        _row(sheet, index, (number, words), look, columns)
        lines = len(words) // _CHARACTERS + 2  # The last is for words that do not break well.
        sheet.row_dimensions[index].height = min(_LINE_HEIGHT * lines, _TALLEST)
    last = len(form.recommendations) + 1 + SPARE_ROWS
    for index in range(len(form.recommendations) + 2, last + 1):
        _row(sheet, index, (), look, columns, is_spare=True)
    for column, width in enumerate(_WIDTHS[:columns]):
        sheet.column_dimensions[chr(ord("A") + column)].width = width
    _guide(sheet, last, form)
    _print_setup(sheet, str(form.stamp))


def _row(
    sheet: Worksheet,
    index: int,
    texts: Iterable[str],
    look: _Look,
    columns: int,
    *,
    is_head: bool = False,
    is_spare: bool = False,
) -> None:
    said = [*texts]
    for column in range(1, columns + 1):
        cell = sheet.cell(index, column)
        assert isinstance(cell, Cell)  # noqa: S101 - No cells are merged.
        if column <= len(said):
            written(cell, said[column - 1])
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = look.border
        cell.protection = Protection(locked=is_head or (column <= _FILLED and not is_spare))
        if column == _DUE and not is_head:
            cell.number_format = "dd/mm/yyyy"
        cell.font = look.font(10, bold=is_head)
        if is_head:
            cell.fill = look.head


def _guide(sheet: Worksheet, last: int, form: PlanForm) -> None:
    """Keep the headings in sight, offer the statuses, and protect what is not the council's to change."""
    sheet.freeze_panes = "C2"
    choices = ",".join(each.capitalize() for each in form.statuses)
    status = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
    status.errorTitle, status.error = "Status", f"Choose one of: {choices.replace(',', ', ')}."
    due = DataValidation(showInputMessage=True, promptTitle="Due")
    due.prompt = "A day such as 30/06/2025, or a month such as June 2025."
    for rule, column in ((status, _STATUS), (due, _DUE)):
        letter = chr(ord("A") + column - 1)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows"):
        setattr(sheet.protection, allowed, False)  # What is protected against, and here is not.
    # Screen readers read the headings out with each cell of the region that bears this name.
    end = chr(ord("A") + len(form.headings) - 1)
    sheet.defined_names["ColumnTitleRegion1"] = DefinedName(
        "ColumnTitleRegion1", attr_text=f"'{sheet.title}'!$A$1:${end}${last}"
    )


def _print_setup(sheet: Worksheet, stamp: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    _fit(sheet, stamp)


def _fit(sheet: Worksheet, stamp: str) -> None:
    """Have a sheet printed on A4 as wide as it is, with what it is and its pages at the foot."""
    sheet.page_setup.paperSize = 9  # A4.
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, footer=0.3)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = stamp, "Page &P of &N"


def _help(sheet: Worksheet, form: PlanForm, look: _Look) -> None:
    lines = (
        f"Action plan of {form.council}",
        *_HELP,
        *((_HELP_WITH_REASON,) if REASON in form.headings else ()),
        f"This form is {form.stamp}. Please leave this line in it: it says which report the plan answers.",
    )
    sheet.column_dimensions["A"].width = 100
    for index, line in enumerate(lines, 1):
        cell = sheet.cell(index, 1)
        assert isinstance(cell, Cell)  # noqa: S101 - No cells are merged.
        written(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = look.font(11, bold=index == 1)
    sheet.protection.sheet = True
    _fit(sheet, str(form.stamp))


def _describe(book: Workbook, form: PlanForm, issued: date) -> None:
    about = book.properties
    about.title, about.subject = f"Action plan of {form.council}", str(form.stamp)
    about.creator, about.language = form.organisation, "en-GB"
    about.created = datetime(issued.year, issued.month, issued.day, tzinfo=UTC).replace(tzinfo=None)


def _timeless(content: bytes, issued: date) -> bytes:
    """Take out of a workbook when it was packed."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    moment = rb"\g<1>" + f"{issued.isoformat()}T00:00:00Z".encode() + rb"\g<2>"
    parts["docProps/core.xml"] = _MODIFIED.sub(moment, parts["docProps/core.xml"])
    return packed(parts)
