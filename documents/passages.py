"""Takes a page apart into passages under their headings, to be compared with those of another version."""

from collections.abc import Iterator

from documents.blocks import Contents, Figure, Heading, Page, plain, walk, wording
from domain.comparison import Passage


def passages(page: Page) -> tuple[Passage, ...]:
    """Return the passages of a page in reading order; the table of contents only repeats the headings."""
    return tuple(_passages(page))


def _passages(page: Page) -> Iterator[Passage]:
    heading = page.title
    for block in walk(page.blocks):
        if isinstance(block, Contents):
            continue
        texts = [*map(plain, wording(block)), *([block.alternative] if isinstance(block, Figure) else [])]
        if isinstance(block, Heading):
            heading = " ".join(texts[0].split())
        for text in texts:
            if said := " ".join(text.split()):
                yield Passage(heading, said)
