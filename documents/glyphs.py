"""Which characters can be printed: others are refused when they are typed, not on the day of filing.

The answer is read from the house style's fonts themselves. A character must be in all four
styles, because nobody knows beforehand which words will be strong or stressed.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category
from unicodedata import name as name_of

from documents.blocks import Figure, Page, plain, walk, wording
from documents.house_style import house_style
from domain.errors import ChallengeError

_LAYOUT = frozenset("\n\r\t")
"""Control characters that stand for white space and are folded with it."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories whose characters nobody sees: controls, text-direction switches, private use."""

_DAMAGE = "\ufffd"
"""What is left of a character that could not be read: the fonts draw it, but no author meant it."""


class NotPrintable(ChallengeError):
    """A page with a character that the fonts cannot print."""

    def __str__(self) -> str:
        """Name the character and quote the words around it."""
        title, character, around = self.args
        return (
            f"“{title}” cannot be printed because of the character {character} in “{around}”. "
            "Replace it in the text that it comes from."
        )


@dataclass(frozen=True, slots=True)
class Stray:
    """A character that cannot be printed, and where it stands, counted from 0."""

    position: int
    character: str

    @property
    def name(self) -> str:
        """Give the character's code and its name in Unicode."""
        return f"U+{ord(self.character):04X} {name_of(self.character, 'without a name')}"


def unprintable(text: str, fonts: Path | None = None) -> tuple[Stray, ...]:
    """Tell every character that the fonts (else those of the house) lack or that nobody could see."""
    fine = printable(fonts or house_style().fonts_folder)
    if fine.issuperset(text):
        return ()
    return tuple(Stray(position, each) for position, each in enumerate(text) if each not in fine)


@cache
def printable(fonts: Path) -> frozenset[str]:
    """Collect the characters that every font of a folder can draw and that mean something to a reader."""
    styles = [frozenset(_characters(path.read_bytes())) for path in sorted(fonts.glob("*.ttf"))]
    drawn = map(chr, frozenset.intersection(*styles))
    return _LAYOUT | {each for each in drawn if each != _DAMAGE and category(each) not in _INVISIBLE}


def _characters(font: bytes) -> Iterator[int]:
    """Read the characters of one TrueType font from its table of segments (``cmap``, format 4)."""
    start = _segments(font)
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    firsts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    shifts = struct.unpack_from(f">{count}h", font, start + 16 + 4 * count)
    offsets_at = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    for segment, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        for code in range(first, end + 1):
            if offsets[segment]:
                at = offsets_at + 2 * segment + offsets[segment] + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, at)[0]
            else:
                glyph = (code + shifts[segment]) & 0xFFFF
            if glyph and code != 0xFFFF:  # noqa: PLR2004 - the code that ends every table
                yield code


def _segments(font: bytes) -> int:
    """Find the table that maps Unicode (platform 3, encoding 1) to glyphs."""
    tables = struct.unpack_from(">H", font, 4)[0]
    directory = {font[at : at + 4]: at for at in range(12, 12 + 16 * tables, 16)}
    cmap = struct.unpack_from(">I", font, directory[b"cmap"] + 8)[0]
    for index in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * index)
        if (platform, encoding) == (3, 1):
            return int(cmap + offset)
    raise ValueError("This font maps no Unicode. Bundle a TrueType font that does.")


def refuse_unprintable(page: Page, fonts: Path) -> None:
    """Raise ``NotPrintable`` with the first character of a page that the fonts lack, and where it stands."""
    for text in _texts(page):
        for stray in unprintable(text, fonts):
            around = text[max(0, stray.position - 20) : stray.position + 20]
            raise NotPrintable(
                page.title, stray.name, around.replace(stray.character, "\N{REPLACEMENT CHARACTER}")
            )


def _texts(page: Page) -> Iterator[str]:
    yield from (page.title, page.description, page.author, page.reference)
    for block in walk(page.blocks):
        yield from map(plain, wording(block))
        if isinstance(block, Figure):
            yield from (block.drawing, block.alternative)
