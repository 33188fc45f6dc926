"""Writes a page as plain text: for e-mail, and for whoever reads with a braille line or a terminal."""

from collections.abc import Iterator, Sequence
from functools import singledispatch

from documents.blocks import (
    Block,
    Blocks,
    Break,
    Callout,
    Cell,
    Contents,
    Figure,
    Heading,
    Inline,
    Letterhead,
    Link,
    Listing,
    Page,
    Paragraph,
    Quote,
    Row,
    Scope,
    Table,
    Terms,
    Text,
    Words,
    grid,
    plain,
    within,
)

WIDTH = 72

_UNDERLINES = {1: "=", 2: "-"}


def text(page: Page) -> str:
    """Write a page as plain text of 72 columns; a longer address or name is never broken."""
    return "\n\n".join(_parts(page.blocks, WIDTH)) + "\n"


def _parts(blocks: Blocks, width: int) -> Iterator[str]:
    for block in blocks:
        part = _part(block, width)
        if part.strip():
            yield part


@singledispatch
def _part(block: Block, width: int) -> str:
    """Write a block of which nothing shows but what stands in it."""
    return "\n\n".join(_parts(within(block), width))


def said(words: Words) -> str:
    """Give words with the addresses that their links lead to."""
    return "".join(_said(inline) for inline in words)


def _said(inline: Inline) -> str:
    match inline:
        case Text(characters):
            return characters
        case Break():
            return "\n"
        case Link(target, words):
            shown, address = said(words), target.removeprefix("mailto:")
            return shown if target.startswith("#") or address == shown else f"{shown} ({address})"
        case _:
            return said(inline.words)


def _filled(words: str, width: int) -> str:
    """Break the lines of some words; a line that their author ended stays ended."""
    return "\n".join(line if len(line) <= width else _broken(line, width) for line in words.split("\n"))


def _broken(line: str, width: int) -> str:
    """Break a line at its spaces alone, which `textwrap` takes five times as long to do."""
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


@_part.register
def _heading(block: Heading, width: int) -> str:
    words = _filled(plain(block.words), width)
    if block.level not in _UNDERLINES:
        return words
    return f"{words}\n{_UNDERLINES[block.level] * max(map(len, words.splitlines()))}"


@_part.register
def _paragraph(block: Paragraph, width: int) -> str:
    return _filled(said(block.words), width)


@_part.register
def _terms(block: Terms, width: int) -> str:
    return "\n".join(_named(said(each.words), each.meaning, width) for each in block.entries)


@_part.register
def _figure(block: Figure, width: int) -> str:
    """Write what a drawing shows; the figures of a chart stand in the table that follows."""
    return "" if block.is_chart else _filled(block.alternative, width)


@_part.register
def _callout(block: Callout, width: int) -> str:
    return _behind("| ", "\n\n".join(_parts(block.inside, width - 2)))


@_part.register
def _quote(block: Quote, width: int) -> str:
    return _behind("> ", "\n\n".join(_parts(block.inside, width - 2)))


@_part.register
def _letterhead(block: Letterhead, width: int) -> str:
    return _tight(block.inside, width)


@_part.register
def _contents(block: Contents, width: int) -> str:
    return "\n".join(
        [plain(block.title), *(_filled(f"- {plain(each.words)}", width) for each in block.entries)]
    )


@_part.register
def _listing(block: Listing, width: int) -> str:
    signs = [f"{n}. " if block.numbered else "- " for n in range(1, len(block.items) + 1)]
    room = max(map(len, signs), default=0)
    return "\n".join(
        _hanging(sign.ljust(room), _tight(item.inside, width - room))
        for sign, item in zip(signs, block.items, strict=True)
    )


def _tight(blocks: Blocks, width: int) -> str:
    return "\n".join(_parts(blocks, width))


def _hanging(sign: str, words: str) -> str:
    """Put a sign before the first line and as much room before the others."""
    return sign + words.replace("\n", "\n" + " " * len(sign))


def _behind(sign: str, words: str) -> str:
    return "\n".join((sign + line).rstrip() for line in words.split("\n"))


def _named(name: str, value: Blocks, width: int) -> str:
    """Write a value after its name, or below the name if it does not fit beside it."""
    told = _tight(value, width - 2)
    if not name:
        return told
    if not told:
        return f"{name}:"
    beside = f"{name}: {told}"
    return beside if "\n" not in told and len(beside) <= width else f"{name}:\n{_behind('  ', told)}"


@_part.register
def _table(block: Table, width: int) -> str:
    """Write each row as names and values: columns survive neither a narrow screen nor being read aloud."""
    names = [_name(column) for column in zip(*grid(block.head), strict=True)] or [""] * block.columns
    rows = [_row(names, cells, width) for cells in grid(block.body)]
    gap = "\n\n" if any("\n" in row for row in rows) else "\n"
    return "\n\n".join(filter(None, [_filled(said(block.caption), width), gap.join(rows)]))


def _name(column: Sequence[Cell]) -> str:
    """Name a column by its header, after the headers of the group it is in."""
    return ", ".join(dict.fromkeys(filter(None, (_tight(cell.inside, WIDTH) for cell in column))))


def _row(names: Sequence[str], cells: Row, width: int) -> str:
    if len(cells) == 2 and cells[0].scope is Scope.ROW:  # noqa: PLR2004 - a name and a value
        return _named(_tight(cells[0].inside, width), cells[1].inside, width)
    told = [
        _named(name, cell.inside, width - 2)
        for name, cell, before in zip(names, cells, (None, *cells), strict=False)
        if cell is not before
    ]
    return "\n".join([told[0], *(_behind("  ", each) for each in told[1:])])
