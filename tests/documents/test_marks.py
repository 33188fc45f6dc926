"""A page that leaves the subset is refused, with the mark and the place."""

import pickle
from collections.abc import Callable

import pytest

from documents.marks import (
    BrokenLink,
    MalformedPage,
    MisplacedMark,
    PageFault,
    RaggedTable,
    RepeatedId,
    StrayText,
    UnknownMark,
    UnsafeLink,
    faults,
    parse,
)
from documents.tree import read

Html = Callable[..., str]
CELLS = (
    "<table><caption>Who</caption><thead><tr><th scope='col'>A</th><th scope='col'>B</th></tr></thead>"
    "<tbody>{}</tbody></table>"
)


@pytest.mark.parametrize(
    ("inside", "kind", "named"),
    [
        ("<p><blink>Now</blink></p>", UnknownMark, ("<blink>", "line 3", "Now")),
        ("<p><b>Now</b></p>", UnknownMark, ("<b>",)),
        ("<script>alert(1)</script>", UnknownMark, ("<script>",)),
        ("<p><img src='https://a.example/x.png'></p>", UnknownMark, ("<img>",)),
        ("<iframe src='https://a.example'></iframe>", UnknownMark, ("<iframe>",)),
        ("<p onclick='x()'>Now</p>", UnknownMark, ("“onclick”", "<p>")),
        ("<p style='color: red'>Now</p>", UnknownMark, ("“style”",)),
        ("<p lang='cy'>Nawr</p>", UnknownMark, ("“lang”",)),
        ("<p class='shout'>Now</p>", UnknownMark, ("“shout” on <p>",)),
        ("<p class='cover'>Now</p>", UnknownMark, ("“cover” on <p>",)),
        ("<div class='table'><p>Now</p></div>", MisplacedMark, ("<p>", "<div>")),
        ("<ul><p>Now</p></ul>", MisplacedMark, ("<p>", "<ul>")),
        ("<aside class='callout'><figure></figure></aside>", MisplacedMark, ("<figure>",)),
        ("<section>Loose words</section>", StrayText, ("Loose words", "<section>")),
        ("<section><p>A</p> and more</section>", StrayText, ("and more",)),
        ("<p><a href='javascript:x()'>Now</a></p>", UnsafeLink, ("javascript:x()",)),
        ("<p><a href='http://a.example'>Now</a></p>", UnsafeLink, ("http://a.example",)),
        ("<p><a>Now</a></p>", UnsafeLink, ("Now",)),
        ("<p><a href='#money'>Money</a></p>", BrokenLink, ("#money",)),
        ("<section id='money'></section><p><a href='#money'>Money</a></p>", BrokenLink, ("#money",)),
        ("<h2 id='a'>A</h2><h2 id='a'>B</h2>", RepeatedId, ("“a”", "B")),
        (CELLS.format("<tr><td>1</td></tr>"), RaggedTable, ("1 of the table's 2",)),
        (CELLS.format("<tr><td>1</td><td>2</td><td>3</td></tr>"), RaggedTable, ("3 of the table's 2",)),
        (CELLS.format("<tr><td rowspan='2'>1</td><td>2</td></tr>"), RaggedTable, ("end of",)),
        (CELLS.format("<tr><td colspan='0'>1</td><td>2</td></tr>"), UnknownMark, ("colspan=“0”",)),
        (CELLS.format("<tr><th scope='all'>1</th><td>2</td></tr>"), UnknownMark, ("scope=“all”",)),
        ("<figure><svg><image href='file:///etc/passwd'/></svg></figure>", UnknownMark, ("<image>",)),
        ("<figure><svg><rect fill='url(https://a.example)'/></svg></figure>", UnknownMark, ("fill=",)),
        ("<p><em>one <strong>two</em> three</strong></p>", MalformedPage, ("line 3",)),
        ("<p>One<ul><li>two</li></ul></p>", MalformedPage, ("line 3",)),
    ],
)
def test_a_fault_is_named_with_its_place(
    html: Html, inside: str, kind: type[PageFault], named: tuple[str, ...]
) -> None:
    with pytest.raises(kind) as refused:
        read(html("\n\n", inside))

    assert all(each in str(refused.value) for each in named), str(refused.value)
    assert str(refused.value).count(". ") == 1, "two sentences: what is the matter, what to do"


@pytest.mark.parametrize(
    "inside",
    [
        CELLS.format("<tr><td rowspan='2'>1</td><td>2</td></tr><tr><td>3</td></tr>"),
        CELLS.format("<tr><td colspan='2'>1</td></tr>"),
        "<p class='skip no-print'><a href='#main'>Skip</a></p><section id='main'></section>",
        "<footer class='no-print'><p class='brand'>Programme</p></footer>",
    ],
)
def test_what_keeps_to_the_subset_has_no_fault(html: Html, inside: str) -> None:
    assert list(faults(parse(html(inside)))) == []


def test_every_fault_of_a_page_is_found_not_only_the_first(html: Html) -> None:
    page = parse(html("<p class='shout'>Now</p><p><a href='#money'>Money</a></p><blink>x</blink>"))

    assert [type(each) for each in faults(page)] == [UnknownMark, BrokenLink, UnknownMark]


def test_a_fault_survives_the_trip_between_processes() -> None:
    fault = MisplacedMark("p", "ul", "line 3, <p>")

    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)  # noqa: S301 - our own bytes


def test_an_empty_page_is_malformed() -> None:
    with pytest.raises(MalformedPage):
        read("")
