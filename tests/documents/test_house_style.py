"""Another body uses its own style by one file; what could not be read well, or not at all, is refused."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from documents.formats import Format, checked
from documents.house_style import (
    FONTS,
    NAME,
    PACKAGED,
    READ_ON,
    UnusableHouseStyle,
    contrast,
    house_style,
    packaged,
    read_house_style,
)
from documents.stylesheet import stylesheet
from settings import settings

FRIDAY = date(2026, 3, 6)
Write = Callable[[str], Path]


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation with a home of its own."""
    monkeypatch.setenv("CPC_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def write(installation: Path) -> Write:
    def in_home(toml: str) -> Path:
        path = installation / NAME
        path.write_text(toml, encoding="utf-8")
        return path

    return in_home


def test_without_a_file_the_packaged_style_holds(installation: Path) -> None:
    assert not (installation / NAME).exists()
    assert house_style() == packaged()
    assert packaged().organisation == "Local Government Association"


def test_a_body_writes_only_what_differs(write: Write) -> None:
    write('[organisation]\nname = "Cymdeithas Llywodraeth Leol Cymru"\n[colours]\naccent = "#7A1F5C"')

    house = house_style()

    assert house.organisation == house.short_name == "Cymdeithas Llywodraeth Leol Cymru"
    assert house.address == ()
    assert house.colours.accent == "#7a1f5c"
    assert house.email == packaged().email
    assert house.fonts_folder == FONTS


def test_a_file_that_has_changed_is_read_again(write: Write) -> None:
    path = write('[organisation]\nname = "One"')
    before = house_style()
    path.write_text('[organisation]\nname = "Another"', encoding="utf-8")

    assert (before.organisation, house_style().organisation) == ("One", "Another")


def test_the_style_reaches_the_page_the_pdf_and_the_word_file(write: Write, letter: str) -> None:
    plain = checked(letter, issued=FRIDAY).files
    write('[letterhead]\nlogo = ""\n[colours]\naccent = "#7a1f5c"\n[fonts]\noffice = "Verdana"')

    files = checked(letter, issued=FRIDAY).files

    assert "--accent: #7a1f5c" in stylesheet()
    assert files[Format.PDF] != plain[Format.PDF]
    with pikepdf.open(BytesIO(plain[Format.PDF])) as before, pikepdf.open(BytesIO(files[Format.PDF])) as now:
        drawn = [file.pages[0].Contents.read_bytes() for file in (before, now)]
    assert [page.count(b" c ") > 5 for page in drawn] == [True, False]  # The circles of the logo.
    assert [b"0.47843137 0.12156863 0.36078432" in page for page in drawn] == [False, True]
    with ZipFile(BytesIO(files[Format.WORD])) as word:
        styles = word.read("word/styles.xml").decode()
        assert not [each for each in word.namelist() if "media" in each]
    assert "7A1F5C" in styles
    assert 'w:ascii="Verdana"' in styles


def test_the_style_of_a_document_can_be_kept_and_given_again(write: Write, letter: str) -> None:
    write('[colours]\naccent = "#7a1f5c"')
    then = house_style()
    first = checked(letter, issued=FRIDAY).files
    write("")

    assert checked(letter, issued=FRIDAY, house=then).files == first
    assert checked(letter, issued=FRIDAY).files != first


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[colours", "it cannot be read"),
        ("[coulours]", "coulours is nothing that a house style says"),
        ('organisation = "LGA"', "organisation is nothing that a house style says"),
        ('[colours]\nacent = "#000000"', "colours.acent is nothing that a house style says"),
        ('[colours]\naccent = "blue"', "colours.accent is 'blue'. Write # and six digits"),
        ('[colours]\nquiet = "#999999"', "colours.quiet stands out from colours.paper by 2.8 to 1"),
        ('[colours]\ntint = "#777777"', "colours.ink stands out from colours.tint by 4.4 to 1"),
        ("[organisation]\nname = 3", "organisation.name is 3. Write words in quotation marks."),
        ('[organisation]\naddress = "Here"', "organisation.address is 'Here'. Write a list of lines."),
        ("[organisation]\naddress = [1]", "organisation.address is [1]. Write a list of lines."),
        ('[organisation]\nname = " "', "organisation.name is empty"),
        ('[programme]\nemail = "nobody"', "programme.email is 'nobody'. Write an address for e-mail"),
        ('[fonts]\noffice = "A</style>"', "fonts.office is 'A</style>'. Write the name of a family"),
        ('[fonts]\nfamily = "Comic Neue"', "fonts.family is 'Comic Neue', whose four styles are not"),
        ('[fonts]\nfolder = "ours"', "whose four styles are not in the folder ours"),
        ('[letterhead]\nlogo = "none.svg"', "letterhead.logo names none.svg, which is no plain drawing"),
    ],
)
def test_a_style_that_cannot_be_used_is_refused_with_its_place_and_a_way_out(
    toml: str, said: str, write: Write
) -> None:
    with pytest.raises(UnusableHouseStyle) as refused:
        read_house_style(write(toml))

    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{NAME} cannot be used: ")


@pytest.mark.parametrize(
    "logo",
    [
        "<svg viewBox='0 0 1 1'><script>alert(1)</script></svg>",
        "<svg viewBox='0 0 1 1'><image href='https://a.example/b.png'/></svg>",
        "<svg viewBox='0 0 1 1' onload='alert(1)'/>",
        "<svg viewBox='0 0 1 1'><rect fill='url(https://a.example)'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///a'>]><svg viewBox='0 0 1 1'><text>&a;</text></svg>",
        "not a drawing",
    ],
)
def test_a_logo_that_does_more_than_draw_is_refused(logo: str, write: Write, installation: Path) -> None:
    (installation / "own.svg").write_text(logo, encoding="utf-8")

    with pytest.raises(UnusableHouseStyle, match="no plain drawing"):
        read_house_style(write('[letterhead]\nlogo = "own.svg"'))


def test_a_logo_is_kept_from_those_who_listen(write: Write, installation: Path) -> None:
    own = (
        '<svg role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Us</title><rect/></svg>'
    )
    (installation / "own.svg").write_text(own, encoding="utf-8")
    write('[letterhead]\nlogo = "own.svg"')

    assert 'aria-hidden="true"' in house_style().logo
    assert "title" not in house_style().logo
    assert "role" not in house_style().logo


def test_fonts_of_ones_own_decide_what_can_be_printed(write: Write, installation: Path) -> None:
    (installation / "ours").mkdir()
    for font in FONTS.glob("*.ttf"):
        (installation / "ours" / font.name).write_bytes(font.read_bytes())
    write('[fonts]\nfolder = "ours"')

    assert house_style().fonts == "ours"
    assert house_style().fonts_folder == installation / "ours"


def test_the_packaged_colours_can_be_read() -> None:
    colours = read_house_style(PACKAGED).colours

    assert min(contrast(getattr(colours, ink), getattr(colours, paper)) for ink, paper in READ_ON) > 4.5
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
