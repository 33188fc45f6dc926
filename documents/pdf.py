"""Prints a page: PDF/UA-1 for readers who listen, PDF/A-2a for the archive, in one file.

The page goes to Typst as data beside a layout that never changes, so that nothing a
council writes can be taken for a command.
"""

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typst

from documents import columns
from documents.blocks import Cell, Page, Table, length
from documents.glyphs import refuse_unprintable
from documents.house_style import HouseStyle, fonts_of, house_style
from documents.tags import with_row_headers

LAYOUT = Path(__file__).parent / "layout.typ"


def pdf(page: Page, *, issued: date, house: HouseStyle | None = None) -> bytes:
    """Print a page as of the day it is issued; the same page, day and house style give the same bytes."""
    style = house or house_style()
    refuse_unprintable(page, style.fonts_folder)
    printed = typst.compile(
        str(LAYOUT),
        sys_inputs={
            "page": json.dumps(_data(page, columns.WIDE_LINE if page.is_wide else columns.LINE)),
            "issued": issued.isoformat(),
            "house": json.dumps(asdict(style)),
        },
        font_paths=fonts_of(style.fonts_folder),
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
    )
    return with_row_headers(page, printed)


def _data(value: object, line: int) -> object:
    """Turn blocks into what JSON can say; each says which kind it is."""
    if isinstance(value, tuple):
        return [_data(each, line) for each in value]
    if not is_dataclass(value):
        return value
    said = {field.name: _data(getattr(value, field.name), line) for field in fields(value)}
    return {"is": type(value).__name__, **said, **_setting(value, line)}


def _setting(value: object, line: int) -> dict[str, object]:
    """Add what the layout needs to know and cannot see from where it stands."""
    match value:
        case Page():
            return {"is_letter": value.is_letter}
        case Table():
            return {
                "widths": columns.shares(value, line),
                "hyphenate": columns.needs_hyphens(value, line),
            }
        case Cell():
            return {"length": length(value.inside)}
        case _:
            return {}
