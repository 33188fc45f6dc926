"""A printed page says what the page says, to everybody, and says it again in the same bytes."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from time import process_time, sleep
from typing import Any

import pikepdf
import pytest

from documents.blocks import Page, Paragraph, Text
from documents.checks import pdf_problems
from documents.glyphs import NotPrintable
from documents.pdf import pdf
from documents.tree import read

FRIDAY = date(2026, 3, 6)
SHEET, MARGIN = 595, 62  # The width of A4 and of its margin in points.
ROOT = Path(__file__).parent.parent.parent
Html = Callable[..., str]


@pytest.mark.parametrize("standard", ["PDFUA_1", "PDFA_2_A"])
def test_a_report_and_a_letter_meet_the_standard(
    report: str, letter: str, standard: str, violations: Callable[[bytes, str], list[str]]
) -> None:
    for html in (report, letter):
        assert violations(pdf(read(html), issued=FRIDAY), standard) == []


def test_the_validator_can_fail(report: str, violations: Callable[[bytes, str], list[str]]) -> None:
    with pikepdf.open(BytesIO(pdf(read(report), issued=FRIDAY))) as file:
        del file.Root.Lang
        del file.Root.StructTreeRoot
        out = BytesIO()
        file.save(out)

    assert violations(out.getvalue(), "PDFUA_1")


def test_the_file_claims_both_standards_and_knows_its_title_language_and_day(report: str) -> None:
    with pikepdf.open(BytesIO(pdf(read(report), issued=FRIDAY))) as file, file.open_metadata() as about:
        assert str(file.Root.Lang) == "en-GB"
        assert about["dc:title"] == "Feedback report"
        assert about["dc:creator"] == ["Peer challenge programme"]
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["xmp:CreateDate"].startswith("2026-03-06")


def test_the_same_page_and_day_give_the_same_bytes_in_every_process(report: str) -> None:
    program = (
        "import sys, hashlib; from datetime import date; from documents.pdf import pdf;"
        "from documents.tree import read;"
        "print(hashlib.sha256(pdf(read(sys.stdin.read()), issued=date(2026, 3, 6))).hexdigest())"
    )
    here = pdf(read(report), issued=FRIDAY)
    sleep(1.1)  # A file that carried the time of day would now be another one.

    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        input=report,
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONIOENCODING": "utf-8"},
    ).stdout.strip()

    assert hashlib.sha256(here).hexdigest() == elsewhere
    assert pdf(read(report), issued=date(2026, 3, 9)) != here


def test_nothing_a_council_writes_becomes_a_command(reader: Any) -> None:
    hostile = (
        r"""#let x = 1 $a^2$ *no* _no_ `no` @ref <label> = no [b] {c} \n "quoted" 'so' -- ... // \u{41} """
        r"""#sys.inputs #read("/etc/passwd") \\"""
    )
    page = Page(title=hostile, language="en-GB", blocks=(Paragraph((Text(hostile),)),), reference=hostile)

    printed = reader(pdf(page, issued=FRIDAY)).text()

    assert printed.count("".join(hostile.split())) == 3  # In the paragraph and twice in the footer.


def test_a_character_that_no_font_has_is_refused_by_name(html: Html) -> None:
    with pytest.raises(NotPrintable) as refused:
        pdf(read(html("<p>Well done \N{PARTY POPPER} to all</p>")), issued=FRIDAY)

    assert "U+1F389 PARTY POPPER" in str(refused.value)
    assert "Well done" in str(refused.value)


def test_every_page_but_the_cover_says_its_number_and_reference(report: str, reader: Any) -> None:
    pages = reader(pdf(read(report), issued=FRIDAY)).pages()

    assert "Page1of" not in pages[0]
    for number, text in enumerate(pages[1:], start=2):
        assert f"ReferenceCPC-2026-014Page{number}of{len(pages)}" in text


def test_a_letter_of_one_page_has_its_address_above_the_date_and_the_greeting(
    letter: str, reader: Any
) -> None:
    (text,) = reader(pdf(read(letter), issued=FRIDAY)).pages()

    order = [
        "1ExampleSquare",
        "TownHall",
        "Friday6March2026",
        "DearChief",
        "Itstarts",
        "Yours",
        "manager",
        "Page1of1",
    ]
    assert sorted(order, key=text.index) == order


def test_a_table_repeats_its_headers_on_every_page_it_reaches(html: Html, table: Any, reader: Any) -> None:
    rows = [[f"Council number {n}", "Friday 6 March 2026"] for n in range(120)]

    pages = reader(pdf(read(html(table("Visits", ["Visited", "Day"], rows))), issued=FRIDAY)).pages()

    assert len(pages) > 3
    assert all("VisitedDay" in page for page in pages)


def test_a_table_of_a_few_short_rows_stays_on_one_sheet(html: Html, table: Any, reader: Any) -> None:
    rows = [[f"Council number {n}", "Friday 6 March 2026"] for n in range(6)]
    first, last = "Councilnumber0", "Councilnumber5"

    for lines in range(18, 38, 4):
        page = html("<p>One line.</p>" * lines, table("Visits", ["Visited", "Day"], rows))
        pages = reader(pdf(read(page), issued=FRIDAY)).pages()
        assert [first in each for each in pages] == [last in each for each in pages], f"after {lines} lines"


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(html: Html, reader: Any) -> None:
    for lines in range(26, 42):
        above = "<p>One line.</p>" * lines
        pages = reader(pdf(read(html(above, "<h2>Finance</h2><p>Below it.</p>")), issued=FRIDAY)).pages()
        assert any("FinanceBelowit." in page for page in pages), f"after {lines} lines"


def test_a_sign_off_is_never_divided_nor_alone_on_its_sheet(letter: str, reader: Any) -> None:
    for lines in range(10, 26):
        longer = letter.replace("<p>It starts", "<p>One line.</p>" * lines + "<p>It starts")
        longer = longer.replace('<p class="sign-off">', '<p>June is.</p><p class="sign-off">')
        pages = reader(pdf(read(longer), issued=FRIDAY)).pages()
        assert any("Juneis.YourssincerelyPeer" in page for page in pages), f"after {lines} lines"


def test_a_cell_longer_than_a_page_is_divided_and_loses_nothing(html: Html, table: Any, reader: Any) -> None:
    long = " ".join(f"word{n}" for n in range(2500))

    printed = reader(pdf(read(html(table("Why", ["Number", "Reason"], [["1", long]]))), issued=FRIDAY))

    text = printed.text()
    assert all(f"word{n}" in text for n in range(2500))
    assert len(printed.glyphs()) > 1
    assert min(each.bottom for page in printed.glyphs() for each in page) > 0


def test_long_words_stay_on_the_sheet_and_whole_for_whoever_copies_them(
    html: Html, table: Any, reader: Any
) -> None:
    address = "the.leaders.office.of.the.opposition.groups@basingstoke.council.example"
    names = [f"Contact {n}" for n in range(5)]
    page = read(html(table("Contacts", names, [[address] * 5])))

    printed = reader(pdf(page, issued=FRIDAY))

    assert printed.text().count(address) == 5
    assert max(each.right for each in printed.glyphs()[0]) < SHEET - MARGIN


@pytest.mark.parametrize("which", ["report", "letter"])
def test_the_tag_tree_tells_as_much_as_the_page(which: str, request: pytest.FixtureRequest) -> None:
    page = read(request.getfixturevalue(which))

    assert pdf_problems(page, pdf(page, issued=FRIDAY)) == []


@pytest.mark.parametrize(
    ("whole", "less", "said"),
    [
        ('<th scope="row">Council number 3</th>', "<td>Council number 3</td>", "of the tag TH"),
        ("<h2>Finance</h2>", "<p>Finance</p>", "0 of the tag H2 where the page has 1"),
        ("<ul><li>One</li></ul>", "<p>One</p>", "0 of the tag L where"),
        ('<a href="https://www.example.org">site</a>', "site", "0 of the tag Link"),
    ],
)
def test_what_is_lost_on_the_way_to_paper_is_named(
    html: Html, table: Any, whole: str, less: str, said: str
) -> None:
    rows = [[f"Council number {n}", "Friday"] for n in range(5)]
    full = html(
        table("Visits", ["Visited", "Day"], rows),
        '<h2>Finance</h2><ul><li>One</li></ul><p><a href="https://www.example.org">site</a></p>',
    )
    assert whole in full

    found = pdf_problems(read(full), pdf(read(full.replace(whole, less)), issued=FRIDAY))

    assert any(said in each for each in found)


def test_header_cells_say_whether_they_speak_for_a_column_or_a_row(html: Html, reader: Any) -> None:
    page = read(
        html(
            '<div class="table" role="region" aria-label="Posts" tabindex="0"><table><caption>Posts</caption>'
            '<thead><tr><th scope="col">Council</th><th scope="col">Post</th></tr></thead>'
            '<tbody><tr><th scope="row" rowspan="2">Bath</th><td>Leader</td></tr>'
            "<tr><td>Chief executive</td></tr></tbody></table></div>"
        )
    )

    printed = reader(pdf(page, issued=FRIDAY))
    headers = tags(printed.pdf.Root.StructTreeRoot, "/TH")

    assert [said(each, "/Scope") for each in headers] == ["/Column", "/Column", "/Row"]
    assert said(headers[2], "/RowSpan") == "2"


def tags(element: Any, kind: str) -> list[Any]:
    kids = element.get("/K", [])
    below = [
        kid
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if isinstance(kid, pikepdf.Dictionary)
    ]
    return [each for kid in below for each in ([kid] if kid.get("/S") == kind else tags(kid, kind))]


def said(element: Any, name: str) -> str | None:
    given = element.A if isinstance(element.A, pikepdf.Array) else [element.A]
    return next((str(part[name]) for part in given if name in part), None)


def test_twelve_pages_cost_well_under_half_a_second(report: str) -> None:
    page = read(report)

    def seconds() -> float:
        start = process_time()
        printed = pdf(page, issued=FRIDAY)
        spent = process_time() - start
        with pikepdf.open(BytesIO(printed)) as file:
            assert 10 <= len(file.pages) <= 14
        return spent

    assert min(seconds() for _ in range(3)) < 0.5
