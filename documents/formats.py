"""Makes every format of a document from its one page, and lets none of them out unchecked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from documents.blocks import Page
from documents.checks import pdf_problems, problems, word_problems
from documents.house_style import HouseStyle, house_style
from documents.pdf import pdf
from documents.text import text
from documents.tree import read
from documents.word import word
from domain.errors import ChallengeError


class Format(StrEnum):
    """What a document is filed as; the value is also how its file's name ends."""

    HTML = "html"
    PDF = "pdf"
    WORD = "docx"
    TEXT = "txt"
    EXCEL = "xlsx"
    """Forms alone are filed in it; no page is made into it."""


Begin = Callable[[Format], object]
"""Is told of each format before it is made of the page: of a long page that takes a while."""


def unheard(_format: Format) -> None:
    """Take no notice."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that has passed its checks, in every format that is made of its page."""

    page: Page
    files: dict[Format, bytes]


class NotFit(ChallengeError):
    """A document says something that it should not, or does not say it to everybody."""

    def __str__(self) -> str:
        """Name every place."""
        title, found = self.args
        places = "; ".join(each.rstrip(".") for each in found)
        return (
            f"“{title}” has not passed its checks: {places}. Mend the template or the content it is made of."
        )


def checked(html: str, *, issued: date, house: HouseStyle | None = None, begin: Begin = unheard) -> Finished:
    """Make a document in every format, and check each against the page; ``NotFit`` names every place."""
    if found := problems(html):
        raise NotFit(_title(html), tuple(found))
    page, style = read(html), house or house_style()
    files = {Format.HTML: html.encode()}
    begin(Format.PDF)
    files[Format.PDF] = pdf(page, issued=issued, house=style)
    begin(Format.WORD)
    files[Format.WORD] = word(page, issued=issued, house=style)
    begin(Format.TEXT)
    files[Format.TEXT] = text(page).encode()
    lost = [*pdf_problems(page, files[Format.PDF]), *word_problems(page, files[Format.WORD])]
    if lost:
        raise NotFit(page.title, tuple(lost))
    return Finished(page, files)


def _title(html: str) -> str:
    """Find what a page that may be malformed is called."""
    _, _, after = html.partition("<title>")
    return after.partition("</title>")[0].strip() or "A page without a title"
