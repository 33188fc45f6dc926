"""Thousands of damaged files: each is read or refused in words, soon, and nothing is ever written."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest

from casework import query_forms
from casework.plan_columns import plan_tables
from casework.plan_rows import Rows
from casework.report_words import Reading, first_steps
from documents.incoming.guard import DAMAGED, opened
from documents.incoming.outline import outline
from documents.incoming.reading import received
from domain.contents import Number, Recommendation, Report, Theme
from domain.errors import ChallengeError
from tests.hostile.files import W, docx, paragraph, relations, sheet, word_cell, word_table, xlsx

FILES = 2_400
PATIENCE = 5.0
"""Seconds that no file may take, on a machine under full load."""
HEAD = ["No.", "Recommendation", "Action", "Lead member", "Lead officer", "Due", "Measure", "Status"]
QUERIES = [
    ["Place", "What the draft says", "What it should say", "What shows it", "Kind"],
    ["Page 4", "80,000 people", "78,600 people", "The census of 2021", "Factual"],
    ["Page 9", "slow to decide", "thorough in deciding", "–", "opinion"],
]
ROWS = [
    [
        "1",
        "Write it down: Say who decides.",
        "Write a guide",
        "Leader",
        "Chief executive",
        "June 2025",
        "It is out",
        "Done",
    ],
    [
        "2",
        "Meet: Meet more often.",
        "Meet",
        "Leader",
        "Monitoring officer",
        "30/06/2025",
        "Minutes",
        "On track",
    ],
]
RECOMMENDATIONS = (
    Recommendation(Number("1"), "Write it down", "Say who decides.", Theme("Governance")),
    Recommendation(Number("2"), "Meet", "Meet more often.", Theme("Governance")),
)
REPORT = Report(("The council knows its place.",), (), RECOMMENDATIONS, (), ("It will be published.",))
STAMP = {"Challenge": "CPC-2024-001", "Council": "TAW", "Edition": "0123456789ab"}

HEADED = "<w:pPr><w:pStyle w:val='h'/></w:pPr>"
STYLED = {
    "word/styles.xml": f"<w:styles xmlns:w='{W}'><w:style w:styleId='h'>"
    "<w:name w:val='heading 2'/></w:style></w:styles>",
    "word/_rels/document.xml.rels": relations(("styles", "styles.xml", False)),
}

Mutation = Callable[[random.Random, bytes], bytes]


def seeds() -> list[tuple[str, bytes]]:
    tracked = "<w:p><w:ins w:id='1'><w:r><w:t>new</w:t></w:r></w:ins><w:del w:id='2'><w:r/></w:del></w:p>"
    merged = word_cell(tracked, "<w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr>")
    dates = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    more = ["<c r='A4' t='s'><v>0</v></c>", "<c r='F4' s='1'><v>45838</v></c>"]
    block = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    sections = "".join(
        f"<w:p>{HEADED}<w:bookmarkStart w:name='{mark}'/><w:r><w:t>x</w:t></w:r></w:p>{paragraph(mark)}"
        for mark in ("summary", "theme-1", "practice", "next", "recommendations")
    )
    return [
        (
            "plan.docx",
            docx(sections + word_table(HEAD, *ROWS, [merged]) + word_table(*QUERIES), STAMP, more=STYLED),
        ),
        (
            "plan.xlsx",
            xlsx(sheet(HEAD, *ROWS, more, after=block), texts=["1"], styles=dates, properties=STAMP),
        ),
    ]


def flipped(chance: random.Random, content: bytes) -> bytes:
    """Change a few bytes anywhere in the archive."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def doubled(chance: random.Random, content: bytes) -> bytes:
    """Repeat a stretch of the archive."""
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:last] + content[first:last] + content[last:]


def at_the_end(chance: random.Random, content: bytes) -> bytes:
    """Change the list of parts alone, which everything rests on."""
    found = bytearray(content)
    start = content.rfind(b"PK\x01\x02")
    for _ in range(chance.randint(1, 4)):
        found[chance.randrange(start, len(found))] = chance.choice((0, 1, 127, 255, chance.randrange(256)))
    return bytes(found)


def inside(change: Callable[[random.Random, bytes], bytes]) -> Mutation:
    """Change what is in one part, and pack the archive well again."""

    def mutate(chance: random.Random, content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {each.filename: archive.read(each) for each in archive.infolist()}
        part = chance.choice(sorted(parts))
        parts[part] = change(chance, parts[part])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, each in parts.items():
                archive.writestr(name, each)
        return out.getvalue()

    return mutate


TOKENS = (
    "<w:tr>|</w:tr>|<w:tc/>|<w:tbl/>|<w:sdt>|</w:sdt>|<w:ins>|<w:del/>|<w:p/>|<row>|</row>|<row r='9999999'>|"
    "<c>|</c>|<c r='ZZ9'>|<f>1</f>|<v>1e99</v>|<mergeCell ref='A1:ZZ9'/>|<!DOCTYPE a>|&a;|&#0;|-1|'|<|>|\0|"
    "\xff\xfe|99999999999999999999"
).encode("latin-1").split(b"|")  # fmt: skip


def spliced(chance: random.Random, content: bytes) -> bytes:
    """Put marks where they do not belong."""
    found = content
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(found) + 1)
        found = found[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 40)) + found[at:]
    return found


def swapped(chance: random.Random, content: bytes) -> bytes:
    """Exchange two marks: XML that is well formed now and then, and says something else."""
    marks = content.split(b"<")
    if len(marks) > 2:
        first, second = (chance.randrange(1, len(marks)) for _ in range(2))
        marks[first], marks[second] = marks[second], marks[first]
    return b"<".join(marks)


def renumbered(chance: random.Random, content: bytes) -> bytes:
    """Exchange numbers for others: the marks stay right, what they say does not."""
    digits = [at for at, each in enumerate(content) if chr(each).isdigit()]
    found = bytearray(content)
    for at in chance.sample(digits, min(len(digits), chance.randint(1, 6))):
        found[at] = ord(chance.choice("0123456789-."))
    return bytes(found)


MUTATIONS: tuple[Mutation, ...] = (
    flipped,
    cut,
    doubled,
    at_the_end,
    inside(flipped),
    inside(cut),
    inside(spliced),
    inside(swapped),
    inside(renumbered),
    inside(renumbered),
)


def mutated(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Give files, each damaged in one way or two: the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - Nothing here is a secret.
    known = seeds()
    for number in range(count):
        name, content = known[number % len(known)]
        for _ in range(chance.choice((1, 1, 2))):
            try:
                content = chance.choice(MUTATIONS)(chance, content)
            except DAMAGED:
                break  # Damaged so that it cannot be opened to be damaged further.
        yield name, content


@pytest.mark.parametrize("seed", [20_260_306, 20_250_131, 20_241_029])
def test_a_damaged_file_is_understood_or_refused_in_words_and_never_hangs(tmp_path: Path, seed: int) -> None:
    understood = refused = 0
    for name, content in mutated(seed, FILES // 3):
        path = tmp_path / name
        path.write_bytes(content)
        began = perf_counter()
        try:
            rows, file = Rows(RECOMMENDATIONS), received(path)
            for table in plan_tables(file.grids):
                rows.read(table)
            if path.suffix == ".docx":
                query_forms.understood(file, is_stamped=True)
                Reading(REPORT, first_steps(REPORT)).read(outline(opened(path)))
            understood += 1
        except ChallengeError as refusal:
            refused += ". " in str(refusal)
        assert perf_counter() - began < PATIENCE
        assert path.read_bytes() == content
    assert {path.name for path in tmp_path.iterdir()} == {"plan.docx", "plan.xlsx"}
    assert understood + refused == FILES // 3
    assert min(understood, refused) > FILES // 30  # Otherwise they are damaged too little, or too much.
