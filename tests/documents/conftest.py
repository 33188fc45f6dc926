"""Pages to print, and a reader of PDF that owes nothing to the code it judges."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pytest

TABLE = (
    '<div class="table" role="region" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>'
    "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
)
DRAWING = (
    '<figure><svg role="img" aria-labelledby="t d" viewBox="0 0 100 20" width="100" height="20">'
    '<title id="t">Meetings</title><desc id="d">Interviews: 42. Visits: 3.</desc>'
    '<rect x="0" y="0" width="84" height="8" fill="#12436d"/><text x="86" y="8" font-size="8">42</text></svg>'
    "<figcaption>Meetings during the challenge</figcaption></figure>"
)


def written(caption: str, names: list[str], rows: list[list[str]]) -> str:
    """Write a table whose first column names its rows."""
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return TABLE.format(caption=caption, head=head, body=body)


@pytest.fixture
def table() -> Callable[[str, list[str], list[list[str]]], str]:
    return written


@pytest.fixture
def html() -> Callable[..., str]:
    """Write a whole page around what stands in it."""

    def write(*inside: str, title: str = "Feedback report", heading: str = "<h1>Feedback report</h1>") -> str:
        return (
            f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta name="author" content="Peer challenge programme">'
            '<meta name="reference" content="CPC-2026-014"></head>'
            f"<body><main>{heading}{''.join(inside)}</main></body></html>"
        )

    return write


@pytest.fixture
def letter(html: Callable[..., str]) -> str:
    return html(
        '<header class="letterhead"><p>Corporate Peer Challenge</p><p>1 Example Square</p>'
        '<p><a href="mailto:cpc@lga.example">cpc@lga.example</a></p></header>'
        "<address>Chief Executive<br>Example Borough Council<br>Town Hall</address>"
        '<p class="date">Friday 6 March 2026</p><p>Dear Chief Executive</p>'
        "<h1>Your peer challenge</h1><p>It starts on <strong>Tuesday 2 June 2026</strong>.</p>"
        '<p class="sign-off">Yours sincerely<br><br>Peer challenge manager<br>Corporate Peer Challenge</p>',
        title="Your peer challenge",
        heading="",
    )


@pytest.fixture
def report(html: Callable[..., str]) -> str:
    """Write a report of about twelve pages with everything that a document can hold."""
    themes = ["Priorities", "Leadership", "Governance", "Finance", "Capacity"]
    prose = "The council knows its place well and speaks about it with pride. " * 9
    found = "".join(
        f'<section><h2 id="{theme}">{theme}</h2><p>{prose}</p><h3>Strengths</h3>'
        f"<ul>{f'<li>{prose[:150]}</li>' * 5}</ul><h3>To consider</h3><p>{prose}</p><p>{prose}</p>"
        f"<h4>Partners</h4><p>{prose}</p><p>{prose}</p></section>"
        for theme in themes
    )
    rows = [
        [f"Bath and North East Somerset Council {n}", f"leader.{n}@council.example", str(n)]
        for n in range(90)
    ]
    return html(
        '<section class="cover"><p class="kicker">Corporate Peer Challenge</p><h1>Feedback report</h1>'
        "<dl><dt>On site</dt><dd>Tuesday 2 June 2026</dd></dl></section>"
        '<nav class="toc" aria-labelledby="c"><h2 id="c">Contents</h2><ol>'
        + "".join(f'<li><a href="#{theme}">{theme}</a></li>' for theme in themes)
        + "</ol></nav>",
        "<aside class='callout'><p><strong>Decide</strong> by <em>October</em>.</p></aside>",
        "<blockquote><p>“We are proud.”</p></blockquote>",
        "<ol><li>First<ul><li>within it</li></ul></li><li><p>Second.</p><p>More.</p></li></ol>",
        f"{DRAWING}{written('Whom the peers met', ['Council', 'Contact', 'Meetings'], rows)}{found}",
        '<p>Read <a href="https://www.example.org/cpc">about the programme</a>'
        ' or <a href="#Finance">Finance</a>.</p>',
        heading="",
    )


@dataclass(frozen=True)
class Glyphs:
    """Characters printed together, and where: in points from the left and the bottom of the sheet."""

    characters: str
    left: float
    bottom: float
    size: float

    @property
    def right(self) -> float:
        """Say where they end at the earliest: most letters are wider than two fifths of their size."""
        return self.left + 0.4 * self.size * len(self.characters)


class Reader:
    """Reads what a PDF prints, page by page, from its own content streams."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(pdf))

    def glyphs(self) -> list[list[Glyphs]]:
        return [list(self._of(page)) for page in self.pdf.pages]

    def pages(self) -> list[str]:
        """Give the characters of each page without any space, since lines end anywhere."""
        return [re.sub(r"\s", "", "".join(each.characters for each in page)) for page in self.glyphs()]

    def text(self) -> str:
        return "".join(self.pages())

    def _of(self, page: pikepdf.Page) -> Iterator[Glyphs]:
        fonts = {str(name): _meaning(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
        meaning: dict[int, str] = {}
        size = 0.0
        origin = (0.0, 0.0)  # Typst places each run by moving the origin of the sheet, never by turning it.
        origins = [origin]
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = list(instruction.operands), str(instruction.operator)
            if operator == "q":
                origins.append(origin)
            elif operator == "Q":
                origin = origins.pop()
            elif operator == "cm":
                origin = (origin[0] + float(operands[4]), origin[1] + float(operands[5]))
            elif operator == "Tf":
                meaning, size = fonts[str(operands[0])], float(operands[1])
            elif operator in {"Tj", "TJ"}:
                parts = operands if operator == "Tj" else operands[0]
                codes = b"".join(bytes(each) for each in parts if isinstance(each, pikepdf.String))
                yield Glyphs(_decoded(codes, meaning), *origin, size)
            assert operator not in {"Td", "TD", "T*"}, "a way to place words that this reader does not know"


def _meaning(font: Any) -> dict[int, str]:
    """Read which characters the codes of a font stand for."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    assert "beginbfrange" not in table, "this reader knows single characters only"
    pairs = re.findall(r"^<(\w{4})>\s*<(\w+)>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(said).decode("utf-16-be") for code, said in pairs if said != "FFFF"}


def _decoded(codes: bytes, meaning: dict[int, str]) -> str:
    return "".join(meaning.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2))


@pytest.fixture
def reader() -> type[Reader]:
    return Reader
