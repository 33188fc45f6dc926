"""A picture of the stages, drawn from a scheme, so that no page shows a process that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from textwrap import wrap

from domain.lifecycle import Milestone, Stage
from domain.rules import MilestoneRule, Per, Scheme, StageRule

MARGIN, WIDTH, GAP, PADDING = 24, 266, 40, 16
HEADER, LINE, SPACE, TOP = 44, 20, 7, 98
LETTERS = 31
"""How many letters of a milestone fit on a line of a box."""

STYLE = """\
text { font-family: "Liberation Sans", Arial, Helvetica, sans-serif; fill: #1b2733; font-size: 15px }
.title { font-size: 21px; font-weight: bold }
.note { font-size: 14px; fill: #475564 }
.head { fill: #ffffff; font-size: 16px; font-weight: bold }
.frame { fill: #ffffff; stroke: #c9d3de }
.lane { fill: #eaf1f8 }
.box { fill: #ffffff; stroke: #24527a; stroke-width: 1.5 }
.band { fill: #24527a }
.all { fill: #24527a }
.each { fill: #ffffff; stroke: #24527a; stroke-width: 2 }
.arrow { fill: none; stroke: #24527a; stroke-width: 2.5; marker-end: url(#tip) }
.tip { fill: #24527a }
.end { fill: #1d6b4f }"""


TIP = """\
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10"
 markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>"""


@dataclass(frozen=True, slots=True)
class Box:
    """A stage with its place on the picture."""

    number: int
    rule: StageRule
    milestones: tuple[MilestoneRule, ...]
    x: int
    y: int

    @property
    def placed(self) -> tuple[tuple[MilestoneRule, int], ...]:
        """The milestones, each with how far down it begins."""
        heights = accumulate((_height(each) for each in self.milestones), initial=self.y + HEADER + 12)
        return tuple(zip(self.milestones, heights, strict=False))

    @property
    def bottom(self) -> int:
        """Where the box ends."""
        return self.y + self.height

    @property
    def height(self) -> int:
        """How much room the heading and the milestones take."""
        return HEADER + 18 + sum(_height(each) for each in self.milestones)

    @property
    def right(self) -> int:
        """Where the box ends, sideways."""
        return self.x + WIDTH


def stages_picture(scheme: Scheme) -> str:
    """Return the stages with their milestones as an SVG picture that a screen reader can tell."""
    columns = _columns(scheme)
    boxes = [box for column in columns for box in column]
    end = _end(scheme, columns)
    width = max(box.right for box in boxes) + MARGIN
    height = max(box.bottom for box in [*boxes, end]) + MARGIN
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = 'role="img" aria-labelledby="stages-title stages-desc"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>',
        '<title id="stages-title">The five stages of a corporate peer challenge</title>',
        f'<desc id="stages-desc">{escape(_told(columns))}</desc>',
        f"<style>\n{STYLE}\n</style>",
        TIP,
        f'<rect class="frame" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="14"/>',
        *_heading(),
        *(part for column in columns if len(column) > 1 for part in _lane(column)),
        *_arrows(scheme, boxes, end),
        *(part for box in boxes for part in _box(box)),
        *_finish(end),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _columns(scheme: Scheme) -> list[list[Box]]:
    """Lay the stages out from left to right; one that opens while another is under way stands below it."""
    columns: list[list[Box]] = []
    stages = [rule for rule in scheme.stages.values() if rule.stage is not Stage.CLOSE]
    for number, rule in enumerate(stages, start=1):
        if columns and _is_beside(scheme, columns[-1][-1].rule, rule):
            x, y = columns[-1][-1].x, columns[-1][-1].bottom + GAP
            columns[-1].append(Box(number, rule, scheme.of_stage(rule.stage), x, y))
        else:
            x = MARGIN + len(columns) * (WIDTH + GAP)
            columns.append([Box(number, rule, scheme.of_stage(rule.stage), x, TOP)])
    return columns


def _is_beside(scheme: Scheme, earlier: StageRule, later: StageRule) -> bool:
    opens = later.opens_after
    within = isinstance(opens, Milestone) and scheme.milestones[opens].stage is earlier.stage
    return within and opens is not earlier.completes_with


def _end(scheme: Scheme, columns: list[list[Box]]) -> Box:
    """Place the close below the last stage, level with the last box of the column before."""
    last = columns[-1][-1]
    y = max(last.bottom + GAP, columns[-2][-1].y)
    return Box(0, scheme.stages[Stage.CLOSE], scheme.of_stage(Stage.CLOSE), last.x, y)


def _heading() -> Iterator[str]:
    yield f'<text class="title" x="{MARGIN}" y="46">The five stages of a corporate peer challenge</text>'
    yield f'<circle class="all" cx="{MARGIN + 6}" cy="68" r="5"/>'
    yield f'<text class="note" x="{MARGIN + 18}" y="73">once for the challenge</text>'
    yield f'<circle class="each" cx="{MARGIN + 192}" cy="68" r="4.5"/>'
    yield f'<text class="note" x="{MARGIN + 204}" y="73">for each council of a joint challenge</text>'


def _lane(column: list[Box]) -> Iterator[str]:
    first, last = column[0], column[-1]
    x, y = first.x - PADDING, first.y - PADDING
    width, height = WIDTH + 2 * PADDING, last.bottom - y + PADDING
    yield f'<rect class="lane" x="{x}" y="{y}" width="{width}" height="{height}" rx="12"/>'
    for box in column[1:]:
        place = f'x="{box.x + WIDTH // 2}" y="{box.y - GAP // 2 + 5}" text-anchor="middle"'
        yield f'<text class="note" {place}>side by side</text>'


def _arrows(scheme: Scheme, boxes: list[Box], end: Box) -> Iterator[str]:
    by_stage = {box.rule.stage: box for box in boxes}
    for box in boxes:
        opens = box.rule.opens_after
        if isinstance(opens, Milestone):
            yield _arrow(by_stage[scheme.milestones[opens].stage], box, opens)
    middle = end.x + WIDTH // 2
    yield f'<path class="arrow" d="M{middle} {boxes[-1].bottom}V{end.y - 2}"/>'
    for box in boxes:
        if box.y == end.y:
            yield _arrow(box, end, box.rule.completes_with)


def _arrow(earlier: Box, later: Box, opens: Milestone) -> str:
    """Draw from the stage that opens another: out of its side, or from the milestone that opens it."""
    if earlier.x != later.x:
        y, bend = earlier.y + HEADER // 2, later.x - GAP // 2
        return f'<path class="arrow" d="M{earlier.right} {y}H{bend}V{later.y + HEADER // 2}H{later.x - 2}"/>'
    y, bend = _height_of(earlier, opens), earlier.x - PADDING // 2
    return f'<path class="arrow" d="M{earlier.x} {y}H{bend}V{later.y + HEADER // 2}H{later.x - 1}"/>'


def _height_of(box: Box, milestone: Milestone) -> int:
    """Return how far down a milestone stands."""
    return next(y + LINE // 2 for rule, y in box.placed if rule.milestone is milestone)


def _box(box: Box) -> Iterator[str]:
    yield f'<rect class="box" x="{box.x}" y="{box.y}" width="{WIDTH}" height="{box.height}" rx="8"/>'
    yield (
        f'<path class="band" d="M{box.x} {box.y + HEADER}v-{HEADER - 8}q0-8 8-8h{WIDTH - 16}q8 0 8 8'
        f'v{HEADER - 8}z"/>'
    )
    title = f"{box.number}. {escape(box.rule.title)}"
    yield f'<text class="head" x="{box.x + 16}" y="{box.y + 28}">{title}</text>'
    for rule, y in box.placed:
        yield from _milestone(rule, box.x, y)


def _milestone(rule: MilestoneRule, x: int, y: int) -> Iterator[str]:
    shape = 'class="each"' if rule.per is Per.COUNCIL else 'class="all"'
    yield f'<circle {shape} cx="{x + 20}" cy="{y + 10}" r="4.5"/>'
    for number, line in enumerate(_lines(rule)):
        yield f'<text x="{x + 36}" y="{y + 15 + number * LINE}">{escape(line)}</text>'


def _height(rule: MilestoneRule) -> int:
    return len(_lines(rule)) * LINE + SPACE


def _lines(rule: MilestoneRule) -> list[str]:
    return wrap(rule.title, LETTERS)


def _finish(end: Box) -> Iterator[str]:
    title = escape(end.milestones[0].title)
    yield f'<rect class="end" x="{end.x}" y="{end.y}" width="{WIDTH}" height="{HEADER}" rx="22"/>'
    yield (
        f'<text class="head" x="{end.x + WIDTH // 2}" y="{end.y + 28}" text-anchor="middle">{title}</text>'
    )


def _told(columns: list[list[Box]]) -> str:
    """Tell the picture in words."""
    parts = []
    for column in columns:
        parts += [f"{box.rule.title}: {_named(box)}." for box in column]
        if len(column) > 1:
            parts.append(f"{' and '.join(box.rule.title for box in column)} run side by side.")
    return " ".join(parts)


def _named(box: Box) -> str:
    titles = [each.title for each in box.milestones]
    return ", ".join([titles[0], *(f"{title[0].lower()}{title[1:]}" for title in titles[1:])])
