"""Takes a Markdown page apart: headings, and beneath them texts, lists and tables in plain words.

The marks within a line are reduced to the words that they mark. What no document of ours could show
(HTML, pictures, code) is a problem with its line, and never left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

LISTS = ("bullet_list", "ordered_list")
BREAKS = ("softbreak", "hardbreak")
WORDS = ("text", "code_inline")
NO_PLACE = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
    "fence": "a block of code",
    "code_block": "a line indented as code is",
    "blockquote": "a quotation",
    "hr": "a rule across the page",
    "table": "a table within a list",
    "bullet_list": "a list within a list",
    "ordered_list": "a list within a list",
    "heading": "a heading within a list",
}
"""What Markdown can say where we cannot take it."""

_OUTER_BARS = re.compile(r"^\s*\||(?<!\\)\|\s*$")
_BAR = re.compile(r"(?<!\\)\|")


class Problems(list[tuple[int, str]]):
    """What has no place in a page, each with its line."""

    def add(self, line: int, what: str) -> None:
        """Keep a problem."""
        self.append((line, what))


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, an item of a list or a cell, with the line breaks that it was written with."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, ordered or not."""

    line: int
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its head and its rows, each with as many cells."""

    line: int
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands beneath it."""

    title: str
    level: int
    line: int
    blocks: list[Text | Listing | Table] = field(default_factory=list)
    parts: list[Section] = field(default_factory=list)


def page(text: str, problems: Problems) -> Section:
    """Sort a page by its headings; one of the first level, at its very beginning, is only its name."""
    whole = Section("", 1, 1)
    path = [whole]
    lines = text.split("\n")
    for position, node in enumerate(Node(_parser().parse(text)).children):
        if node.type != "heading":
            path[-1].blocks.extend(_block(node, lines, problems))
        elif (level := int(node.tag[1:])) > 1:
            section = Section(_text(node, problems).words, level, _line(node))
            while path[-1].level >= level:
                path.pop()
            path[-1].parts.append(section)
            path.append(section)
        elif position:
            problems.add(_line(node), "holds a title where none can be; begin a heading with ##")
    return whole


@cache
def _parser() -> MarkdownIt:
    # A reference definition would take its line out of the text without a word.
    return MarkdownIt("commonmark").enable("table").disable("reference")


def _block(node: Node, lines: list[str], problems: Problems) -> Iterator[Text | Listing | Table]:
    if node.type == "paragraph":
        yield _text(node, problems)
    elif node.type in LISTS:
        yield Listing(_line(node), tuple(_item(each, problems) for each in node.children))
    elif node.type == "table":
        yield _table(node, lines, problems)
    else:
        _refuse(_line(node), node, problems)


def _item(node: Node, problems: Problems) -> Text:
    texts = []
    for child in node.children:
        if child.type == "paragraph":
            texts.append(_text(child, problems).words)
        else:
            _refuse(_line(child), child, problems)
    return Text(_line(node), "\n\n".join(texts))


def _table(node: Node, lines: list[str], problems: Problems) -> Table:
    head, *rows = (row for part in node.children for row in part.children)
    for row in rows:
        cells = len(_BAR.findall(_OUTER_BARS.sub("", lines[_line(row) - 1]))) + 1
        if cells > len(head.children):
            # Markdown would drop what stands beyond the last column.
            problems.add(
                _line(row), f"has {cells} cells in a table of {len(head.children)}; write a bar as \\|"
            )
    first, *others = (tuple(_text(cell, problems) for cell in row.children) for row in (head, *rows))
    return Table(_line(node), first, tuple(others))


def _text(node: Node, problems: Problems) -> Text:
    """Return the words of a block without its marks."""
    words = ""
    for child in node.walk():
        if child.type in BREAKS:
            words += "\n"
        elif child.type in WORDS:
            words += child.content
        elif child.type in NO_PLACE and child is not node:
            _refuse(_line(node) + words.count("\n"), child, problems)
    return Text(_line(node), words.strip())


def _refuse(line: int, node: Node, problems: Problems) -> None:
    problems.add(line, f"holds {NO_PLACE[node.type]}, which has no place here; write plain text")


def _line(node: Node) -> int:
    """Return the line in which a block begins, counted from 1; a cell begins where its row does."""
    while node.map is None and node.parent:
        node = node.parent
    return node.map[0] + 1 if node.map else 1
