"""A document comes out in every format or not at all."""

from collections.abc import Callable
from datetime import date

import pytest

from documents import formats
from documents.formats import Format, NotFit, checked
from documents.glyphs import NotPrintable

Html = Callable[..., str]
FRIDAY = date(2026, 3, 6)


def test_a_page_comes_out_in_four_formats_that_are_the_same_each_time(report: str, letter: str) -> None:
    for html in (report, letter):
        first, again = checked(html, issued=FRIDAY), checked(html, issued=FRIDAY)

        assert set(first.files) == set(Format) - {Format.EXCEL}
        assert first.files == again.files
        assert first.files[Format.HTML] == html.encode()
        assert first.files[Format.PDF].startswith(b"%PDF")
        assert first.files[Format.WORD].startswith(b"PK")
        assert "Friday 6 March 2026" in checked(letter, issued=FRIDAY).files[Format.TEXT].decode()


def test_a_page_with_faults_is_refused_with_all_their_places(html: Html) -> None:
    with pytest.raises(NotFit) as refused:
        checked(html("<p>Dear {{ name }}</p>", "<h3>Deep</h3>"), issued=FRIDAY)

    said = str(refused.value)
    assert said.startswith("“Feedback report” has not passed its checks: ")
    assert "at line 1, <h3> “Deep”; " in said
    assert "“{{”" in said
    assert said.endswith("Mend the template or the content it is made of.")


def test_a_page_that_is_none_is_refused_by_whatever_name_it_has() -> None:
    with pytest.raises(NotFit, match="A page without a title"):
        checked("<p>Words</p>", issued=FRIDAY)


@pytest.mark.parametrize("lost", ["pdf_problems", "word_problems"])
def test_a_file_that_lost_something_on_the_way_is_refused(
    lost: str, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, lost, lambda *_: ["The file has 0 of the tag TH where the page has 4."])

    with pytest.raises(NotFit, match="0 of the tag TH where the page has 4"):
        checked(report, issued=FRIDAY)


@pytest.mark.parametrize(
    "name",
    [
        "Gŵyl Llŷn a Môn",
        "Łukasz Świątek-Żółć",
        "Zoë O’Connor",
        "Ægir Þórðarson",
        "Dvořák",
        "Ελένη",
        "Олена",
        "שרה",
    ],
)
def test_names_that_the_fonts_have_are_shown_in_every_format(name: str, html: Html) -> None:
    files = checked(html(f"<p>{name}</p>"), issued=FRIDAY).files

    assert name in files[Format.TEXT].decode()


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("محمد", "U+0645 ARABIC LETTER MEEM"),
        ("王小明", "U+738B CJK UNIFIED IDEOGRAPH-738B"),
        ("Well done 🎉", "U+1F389 PARTY POPPER"),
    ],
)
def test_a_name_that_the_fonts_lack_is_refused_with_its_character(
    name: str, character: str, html: Html
) -> None:
    with pytest.raises(NotPrintable) as refused:
        checked(html(f"<p>From {name} to all</p>"), issued=FRIDAY)

    assert character in str(refused.value)
    assert "From" in str(refused.value)
