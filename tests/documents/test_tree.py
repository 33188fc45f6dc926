"""One page of HTML becomes blocks, with nothing lost and nothing added."""

from collections.abc import Callable

import pytest

from documents.blocks import (
    Block,
    Break,
    Callout,
    Cell,
    Contents,
    Cover,
    Emphasis,
    Figure,
    Heading,
    Item,
    Letterhead,
    Link,
    Listing,
    PageBreak,
    Paragraph,
    Quote,
    Role,
    Scope,
    Strong,
    Table,
    Term,
    Terms,
    Text,
    grid,
    plain,
    walk,
)
from documents.marks import MalformedPage
from documents.tree import read

Html = Callable[..., str]


@pytest.fixture
def blocks(html: Html) -> Callable[[str], tuple[Block, ...]]:
    return lambda inside: read(html(inside)).blocks[1:]


Blocks = Callable[[str], tuple[Block, ...]]


def p(words: str) -> Paragraph:
    return Paragraph((Text(words),))


def test_a_page_knows_what_it_is_called_and_who_wrote_it_in_which_language(html: Html) -> None:
    page = read(html("<p>Words.</p>", title=" Feedback\n report "))

    assert (page.title, page.language, page.reference) == ("Feedback report", "en-GB", "CPC-2026-014")
    assert page.author == "Peer challenge programme"


def test_a_page_without_a_title_is_refused(html: Html) -> None:
    with pytest.raises(MalformedPage, match="no title"):
        read(html("<p>Words.</p>", title=" "))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("  many \n\t spaces  ", (Text("many spaces"),)),
        ("one <strong> two </strong> three", (Text("one "), Strong((Text("two "),)), Text("three"))),
        ("one<strong>two</strong>!", (Text("one"), Strong((Text("two"),)), Text("!"))),
        ("one <em> </em>two", (Text("one "), Text("two"))),
        ("one <em>two </em> ", (Text("one "), Emphasis((Text("two"),)))),
        ("Leader <br> Council", (Text("Leader"), Break(), Text("Council"))),
        ("10\N{NO-BREAK SPACE}March ", (Text("10\N{NO-BREAK SPACE}March"),)),
        ("Fish &amp; chips &lt;b&gt;", (Text("Fish & chips <b>"),)),
        (
            '<a href="https://a.example"><em>a</em> b</a>',
            (Link("https://a.example", (Emphasis((Text("a"),)), Text(" b"))),),
        ),
    ],
)
def test_white_space_folds_across_marks_as_in_a_browser(blocks: Blocks, written: str, meant: object) -> None:
    (paragraph,) = blocks(f"<p>{written}</p>")

    assert paragraph == Paragraph(meant)  # type: ignore[arg-type]  # The table above is typed by eye.


def test_sections_show_only_what_they_hold_and_furniture_of_the_web_page_not_at_all(blocks: Blocks) -> None:
    inside = '<section><article><p>Read.</p></article></section><footer class="no-print"><p>Not.</p></footer>'

    assert blocks(inside) == (p("Read."),)


def test_a_comment_leaves_no_trace(blocks: Blocks) -> None:
    assert blocks("<p>One<!-- not --> two.</p>") == (p("One two."),)


def test_headings_keep_their_level_and_anchor(blocks: Blocks) -> None:
    assert blocks('<h2 id="money">Money</h2><h3>Tax</h3>') == (
        Heading(2, (Text("Money"),), "money"),
        Heading(3, (Text("Tax"),)),
    )


def test_lists_nest_and_their_items_hold_words_and_paragraphs(blocks: Blocks) -> None:
    assert blocks("<ol><li>One:<ul><li>a</li></ul></li><li><p>Two.</p><p>More.</p></li></ol>") == (
        Listing(True, (Item((p("One:"), Listing(False, (Item((p("a"),)),)))), Item((p("Two."), p("More."))))),
    )


def test_a_term_may_have_several_meanings(blocks: Blocks) -> None:
    assert blocks("<dl><dt>On site</dt><dd>June</dd><dd>July</dd></dl>") == (
        Terms((Term((Text("On site"),), (p("June"), p("July"))),)),
    )


TABLE = (
    '<div class="table"><table><caption>Who</caption>'
    '<colgroup><col style="width: 70%"><col style="width:30%;"></colgroup>'
    '<thead><tr><th scope="col">Council</th><th scope="col">Post</th></tr></thead><tbody>'
    '<tr><th scope="row" rowspan="2">Bath</th><td>Leader</td></tr><tr><td><ul><li>Chief</li></ul></td></tr>'
    '<tr><td colspan="2">End</td></tr></tbody></table></div>'
)


def test_a_table_keeps_its_caption_widths_headers_and_spans(blocks: Blocks) -> None:
    bath = Cell((p("Bath"),), Scope.ROW, rows=2)
    assert blocks(TABLE) == (
        Table(
            caption=(Text("Who"),),
            widths=(70.0, 30.0),
            head=((Cell((p("Council"),), Scope.COLUMN), Cell((p("Post"),), Scope.COLUMN)),),
            body=(
                (bath, Cell((p("Leader"),))),
                (Cell((Listing(False, (Item((p("Chief"),)),)),)),),
                (Cell((p("End"),), columns=2),),
            ),
        ),
    )


def test_a_grid_repeats_a_cell_wherever_it_spans(blocks: Blocks) -> None:
    (table,) = blocks(TABLE)
    assert isinstance(table, Table)

    texts = [
        [plain(each.words) for c in row for each in walk(c.inside) if isinstance(each, Paragraph)]
        for row in grid(table.body)
    ]

    assert texts == [["Bath", "Leader"], ["Bath", "Chief"], ["End", "End"]]


def test_a_figure_becomes_a_drawing_of_its_own_and_words_for_who_cannot_see_it(blocks: Blocks) -> None:
    (figure,) = blocks(
        '<figure><svg role="img" viewBox="0 0 10 5"><title>Visits.</title><desc>Two in May.</desc>'
        '<rect width="3" height="2"/></svg><figcaption>Visits</figcaption></figure>'
    )

    assert isinstance(figure, Figure)
    assert figure.alternative == "Visits. Two in May."
    assert plain(figure.caption) == "Visits"
    assert 'viewBox="0 0 10 5"' in figure.drawing
    assert 'xmlns="http://www.w3.org/2000/svg"' in figure.drawing


def test_what_stands_apart_stays_apart(blocks: Blocks) -> None:
    inside = (
        '<section class="cover"><p class="kicker">Programme</p></section>'
        '<aside class="callout"><p>Act.</p></aside>'
        '<blockquote><p>“Yes.”</p></blockquote><p class="date">Today</p><p class="page-break">New.</p>'
    )

    assert blocks(inside) == (
        Cover((Paragraph((Text("Programme"),), Role.KICKER),)),
        Callout((p("Act."),)),
        Quote((p("“Yes.”"),)),
        Paragraph((Text("Today"),), Role.DATE),
        PageBreak(),
        p("New."),
    )


def test_a_page_with_a_letterhead_is_a_letter(letter: str, report: str) -> None:
    assert read(letter).is_letter
    assert isinstance(read(letter).blocks[0], Letterhead)
    assert not read(report).is_letter


def test_an_address_keeps_its_lines(letter: str) -> None:
    address = next(
        each for each in read(letter).blocks if isinstance(each, Paragraph) and each.role is Role.ADDRESS
    )

    assert plain(address.words) == "Chief Executive\nExample Borough Council\nTown Hall"


def test_a_table_of_contents_knows_where_each_line_leads(blocks: Blocks) -> None:
    inside = (
        '<nav class="toc"><h2>Inside</h2><ol><li><a href="#one">One</a></li></ol></nav><h2 id="one">One</h2>'
    )

    assert blocks(inside)[0] == Contents((Text("Inside"),), (Link("#one", (Text("One"),)),))


def test_a_block_can_be_kept_in_a_set_and_cannot_be_changed(blocks: Blocks) -> None:
    (paragraph,) = blocks("<p>Same.</p>")

    assert {paragraph, p("Same.")} == {p("Same.")}
    with pytest.raises(AttributeError):
        paragraph.words = ()  # type: ignore[union-attr,misc]
