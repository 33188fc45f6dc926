"""A Word file says what the page says, in styles that Word and a screen reader know."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from documents.checks import word_problems
from documents.glyphs import NotPrintable
from documents.house_style import house_style
from documents.ooxml import CONTENT_TYPES, NAMESPACES
from documents.tree import read
from documents.word import word

FRIDAY = date(2026, 3, 6)
ROOT = Path(__file__).parent.parent.parent
Html = Callable[..., str]


class File:
    """A Word file as its XML says it."""

    def __init__(self, html: str) -> None:
        self.content = word(read(html), issued=FRIDAY)
        with ZipFile(BytesIO(self.content)) as file:
            self.infos = file.infolist()
            self.parts = {each.filename: file.read(each) for each in self.infos}

    def find(self, path: str, part: str = "word/document.xml") -> list[Any]:
        root = etree.fromstring(self.parts[part])
        found = root.xpath(path, namespaces=NAMESPACES)
        assert isinstance(found, list)
        return found

    def said(self, path: str, part: str = "word/document.xml") -> list[str]:
        words = f"{{{NAMESPACES['w']}}}t", f"{{{NAMESPACES['w']}}}instrText"
        return ["".join(each.itertext(*words)) for each in self.find(path, part)]

    def styled(self, style: str) -> list[str]:
        return self.said(f"//w:p[w:pPr/w:pStyle/@w:val='{style}']")


def test_the_same_page_and_day_give_the_same_bytes_in_every_process(report: str) -> None:
    program = (
        "import sys, hashlib; from datetime import date; from documents.word import word;"
        "from documents.tree import read;"
        "print(hashlib.sha256(word(read(sys.stdin.read()), issued=date(2026, 3, 6))).hexdigest())"
    )
    here = File(report).content
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
    assert word(read(report), issued=date(2026, 3, 9)) != here


def test_a_file_holds_only_what_was_asked_for(report: str, letter: str) -> None:
    assert {name for name in File(letter).parts if not name.startswith("word/media/")} == {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        *CONTENT_TYPES,
    }
    assert File(report).infos[0].filename == "[Content_Types].xml"
    assert {each.date_time for each in File(report).infos} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_knows_its_title_subject_author_language_and_day(report: str) -> None:
    about = etree.fromstring(File(report).parts["docProps/core.xml"])
    said = {str(each.tag).split("}")[1]: each.text for each in about}

    assert said == {
        "title": "Feedback report",
        "creator": "Peer challenge programme",
        "identifier": "CPC-2026-014",
        "language": "en-GB",
        "created": "2026-03-06T00:00:00Z",
        "modified": "2026-03-06T00:00:00Z",
    }


def test_words_are_said_to_be_english_and_the_file_to_be_of_todays_word(report: str) -> None:
    file = File(report)

    assert file.find("//w:docDefaults//w:lang/@w:val", "word/styles.xml") == ["en-GB"]
    assert file.find("//w:compatSetting/@w:val", "word/settings.xml") == ["15"]


def test_headings_have_the_styles_by_which_readers_jump(report: str) -> None:
    file = File(report)

    assert file.styled("Title") == ["Feedback report"]
    assert file.styled("Heading2") == ["Priorities", "Leadership", "Governance", "Finance", "Capacity"]
    assert file.styled("Heading3")[:2] == ["Strengths", "To consider"]
    levels = dict(
        zip(
            file.find("//w:style[w:pPr/w:outlineLvl]/@w:styleId", "word/styles.xml"),
            file.find("//w:style/w:pPr/w:outlineLvl/@w:val", "word/styles.xml"),
            strict=True,
        )
    )
    assert levels == {"Heading1": "0", "Heading2": "1", "Heading3": "2", "Heading4": "3"}


def test_every_style_that_is_used_is_defined_and_none_is_used_that_is_not(report: str, letter: str) -> None:
    for html in (report, letter):
        file = File(html)
        used = {*file.find("//w:pStyle/@w:val"), *file.find("//w:rStyle/@w:val"), "ReportTable"}
        assert used <= {*file.find("//w:style/@w:styleId", "word/styles.xml")}
        assert {*file.find("//w:basedOn/@w:val", "word/styles.xml")} <= {
            *file.find("//w:style/@w:styleId", "word/styles.xml")
        }


def test_the_header_row_repeats_and_a_row_stays_on_one_sheet(html: Html, table: Any) -> None:
    file = File(html(table("Visits", ["Visited", "Day"], [["Bath", "Friday"], ["Long", "word " * 300]])))

    assert file.said("//w:tr[w:trPr/w:tblHeader]") == ["VisitedDay"]
    assert file.said("//w:tr[not(w:trPr/w:cantSplit)]/w:tc[1]") == ["Long"]
    assert file.styled("TableHeading") == ["Visited", "Day"]
    assert file.styled("TableRowHeading") == ["Bath", "Long"]
    assert file.styled("Caption") == ["Visits"]
    assert file.find("//w:tblCaption/@w:val") == ["Visits"]


def test_cells_that_span_rows_or_columns_do_so_in_word(html: Html) -> None:
    spanned = (
        "<table><caption>Hours</caption><thead><tr><th scope='col' rowspan='2'>Day</th>"
        "<th scope='col' colspan='2'>Open</th></tr><tr><th scope='col'>From</th><th scope='col'>To</th></tr>"
        "</thead><tbody><tr><th scope='row'>Friday</th><td colspan='2'>Closed</td></tr></tbody></table>"
    )
    file = File(html(f'<div class="table" role="region" aria-label="Hours" tabindex="0">{spanned}</div>'))

    assert [len(row) for row in file.find("//w:tr")] == [3, 4, 3]  # With its properties each.
    assert file.find("//w:gridSpan/@w:val") == ["2", "2"]
    assert len(file.find("//w:vMerge[@w:val='restart']")) == len(file.find("//w:vMerge[not(@w:val)]")) == 1
    assert word_problems(read(html(f'<div class="table">{spanned}</div>')), file.content) == []


def test_a_picture_has_words_for_those_who_do_not_see_it(report: str) -> None:
    file = File(report)

    assert file.find("//wp:docPr/@descr") == ["Meetings. Interviews: 42. Visits: 3."]
    assert file.parts["word/media/picture1.png"].startswith(b"\x89PNG")
    assert file.styled("Caption")[0] == "Meetings during the challenge"


def test_a_logo_is_decoration_and_passed_over(letter: str) -> None:
    file = File(letter)

    assert file.find("//wp:docPr/@descr") == [""]
    assert file.find("//adec:decorative/@val") == ["1"]
    assert not word(read(letter), issued=FRIDAY, house=replace(house_style(), logo="")).count(b"media/")


def test_every_sheet_but_the_cover_says_what_it_is_and_its_number(report: str) -> None:
    file = File(report)

    assert file.said("//w:p", "word/footer.xml") == ["Feedback reportReference CPC-2026-014Page 1 of 1"]
    assert file.find("//w:fldSimple/@w:instr", "word/footer.xml") == [" PAGE ", " NUMPAGES "]
    assert file.find("//w:sectPr/w:titlePg")


def test_a_document_without_a_reference_has_none_in_its_foot(letter: str) -> None:
    file = File(letter.replace('<meta name="reference" content="CPC-2026-014">', ""))

    assert file.said("//w:p", "word/footer.xml") == ["Your peer challengePage 1 of 1"]
    assert not file.find("//w:sectPr/w:titlePg")


def test_the_table_of_contents_leads_to_the_headings_and_can_be_made_anew(report: str) -> None:
    file = File(report)

    assert file.find("//w:sdtContent//w:hyperlink/@w:anchor") == file.find("//w:bookmarkStart/@w:name")
    assert file.said("//w:instrText") == [' TOC \\o "2-2" \\n \\h \\z \\u ']
    assert file.find("//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]


def test_links_lead_where_those_of_the_page_lead(report: str) -> None:
    file = File(report)
    numbers = file.find("//w:hyperlink/@r:id")
    targets = {
        each.get("Id"): (each.get("Target"), each.get("TargetMode"))
        for each in file.find("//rel:Relationship", "word/_rels/document.xml.rels")
    }

    assert [targets[number] for number in numbers] == [("https://www.example.org/cpc", "External")]
    assert file.said("//w:p/w:hyperlink[@w:anchor='Finance']") == ["Finance", "Finance"]


def test_every_numbered_list_begins_at_one(html: Html) -> None:
    file = File(html("<ol><li>One</li><li>Two</li></ol>", "<p>Then</p>", "<ol><li>Again one</li></ol>"))

    assert file.find("//w:numId/@w:val") == ["1", "1", "2"]
    starts = file.find("//w:num[@w:numId='2']/w:lvlOverride[@w:ilvl='0']/w:startOverride/@w:val", NUMBERING)
    assert starts == ["1"]


NUMBERING = "word/numbering.xml"


def test_a_list_in_a_list_is_one_level_deeper_and_more_of_an_item_is_set_in(html: Html) -> None:
    file = File(
        html("<ul><li>First<ul><li>within it</li></ul></li><li><p>Second.</p><p>More.</p></li></ul>").replace(
            "<ul><li>First", "<ul><li><ul><li>alone</li></ul></li><li>First"
        )
    )

    levels = list(zip(file.said("//w:p[w:pPr/w:numPr]"), file.find("//w:ilvl/@w:val"), strict=True))
    assert levels == [("", "0"), ("alone", "1"), ("First", "0"), ("within it", "1"), ("Second.", "0")]
    assert file.styled("ListContinue") == ["More."]


def test_terms_stand_beside_their_meanings(html: Html) -> None:
    file = File(html("<dl><dt>Visit</dt><dd>June</dd><dt>Team</dt><dd><ul><li>Lead</li></ul></dd></dl>"))

    assert file.styled("Definition") == ["Visit" + "June", "Team"]
    assert file.said("//w:p[w:r/w:tab]/w:r[w:rPr/w:rStyle/@w:val='Strong']") == ["Visit", "Team"]


def test_what_is_set_apart_is_ruled_on_every_line(html: Html) -> None:
    aside = "<aside class='callout'><h2>Decide</h2><p>Soon.</p><ul><li>Now</li></ul></aside>"
    quote = "<blockquote><p>“We are proud.”</p></blockquote>"
    file = File(html(aside, quote, "<p>After.</p>"))

    assert file.said("//w:p[w:pPr/w:pBdr]") == ["Decide", "Soon.", "Now", "“We are proud.”"]
    assert file.said("//w:p[w:pPr/w:shd]") == ["Decide", "Soon.", "Now"]


def test_what_begins_a_new_sheet_does_so(html: Html) -> None:
    file = File(html("<p>Here.</p>", "<section class='page-break'><h2>Form</h2></section>"))

    assert file.said("//w:p[w:pPr/w:pageBreakBefore]") == ["Form"]


def test_a_sign_off_keeps_the_paragraph_before_it(letter: str) -> None:
    file = File(letter)

    assert file.said("//w:p[w:pPr/w:keepNext]") == ["It starts on Tuesday 2 June 2026."]
    assert file.styled("LetterheadName") == ["Corporate Peer Challenge"]
    assert file.styled("Letterhead") == ["1 Example Square", "cpc@lga.example"]


def test_marks_within_marks_keep_all_their_looks(html: Html) -> None:
    both = "<p><strong>Not <em>this</em></strong> <a href='https://a.example'><em>the guide</em></a>.</p>"
    file = File(html(both))

    assert file.find("//w:r[w:t='this']/w:rPr/w:rStyle/@w:val") == ["Strong"]
    assert file.find("//w:r[w:t='this']/w:rPr/w:i")
    assert file.find("//w:hyperlink/w:r/w:rPr[w:i]/w:rStyle/@w:val") == ["Hyperlink"]


def test_a_table_at_the_end_is_followed_by_the_paragraph_that_word_asks_for(html: Html, table: Any) -> None:
    file = File(html(table("A", ["B", "C"], [["d", "e"]])))

    assert [re.sub(r"{.*}", "", each.tag) for each in file.find("//w:body/*")][-3:] == ["tbl", "p", "sectPr"]


def test_a_character_that_no_font_has_is_refused_in_word_too(html: Html) -> None:
    with pytest.raises(NotPrintable):
        word(read(html("<p>Well done \N{PARTY POPPER}</p>")), issued=FRIDAY)


def test_what_is_lost_on_the_way_to_word_is_named(report: str) -> None:
    page = read(report)
    fewer = replace(page, blocks=page.blocks[:-1])

    assert word_problems(page, word(page, issued=FRIDAY)) == []
    assert word_problems(page, word(fewer, issued=FRIDAY)) == [
        "The Word file has 5 of the tag Link where the page has 7."
    ]
