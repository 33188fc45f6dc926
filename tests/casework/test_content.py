"""What people write is taken in once, from YAML or Markdown, or refused with the place to mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from casework import content
from casework.case import case
from casework.content import HandedIn, NoReportYet, Unreadable
from db.challenges import UnknownChallenge
from db.contents import digest
from db.models import Content as Row
from domain.content_reader import ContentRefused
from domain.contents import Content, Scope
from domain.lifecycle import CouncilCode
from tests.casework.conftest import Challenge, entry
from tests.casework.refusals import everything, refused

ON = "2024-07-10"
SCOPE = """\
background: [The council has grown.]
questions: ["Who decides what?"]
feedback: A meeting on the last day.
"""
AS_MARKDOWN = """\
---
content: scope
---
## Background
The council has *grown*.
## Questions
- Who decides what?
## Feedback
A meeting on the last day.
"""
REPORT = """\
summary: [The council knows its place.]
themes:
  - {theme: Governance and culture, text: [It debates in the open.]}
recommendations:
  - {number: 1, title: Write it down, theme: Governance and culture, text: Say who decides.}
"""
PLAN = """\
## Actions
### 1 Write a guide
Lead member: Leader
Lead officer: Monitoring officer
Due: 2025-03
Measure: It is out.
"""

HandIn = Callable[..., HandedIn]


@pytest.fixture
def hand_in(bare: Challenge, tmp_path: Path) -> HandIn:
    """Give a way to hand a text in under the name of a file."""

    def hand_in(
        text: str | bytes, name: str, *, kind: Content | None = None, council: str | None = None
    ) -> HandedIn:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        code = CouncilCode(council) if council else None
        return content.hand_in(bare.session, bare.reference, entry(ON), path, kind=kind, council=code)

    return hand_in


def test_what_was_handed_in_is_kept_and_stands_in_the_history(bare: Challenge, hand_in: HandIn) -> None:
    done = hand_in(SCOPE, "scope.yaml")

    assert (done.kind, done.council, done.is_new) == (Content.SCOPE, None, True)
    on_desk = case(bare.session, bare.reference)
    said = on_desk.history[-1].details
    assert (said.content, said.digest, said.source) == ("scope", done.digest, "scope.yaml")
    assert on_desk.content(on_desk.on(date.fromisoformat(ON)), Content.SCOPE) == Scope(
        background=("The council has grown.",),
        questions=("Who decides what?",),
        feedback="A meeting on the last day.",
    )


def test_handed_in_again_it_changes_nothing(bare: Challenge, hand_in: HandIn) -> None:
    first = hand_in(SCOPE, "scope.yaml")
    before = everything(bare.session)

    again = hand_in(SCOPE, "scope.yaml")

    assert (again.digest, again.is_new) == (first.digest, False)
    assert everything(bare.session) == before


def test_the_same_in_markdown_is_the_same(hand_in: HandIn) -> None:
    first = hand_in(SCOPE, "scope.yaml")

    assert hand_in(AS_MARKDOWN, "words.md") == HandedIn(Content.SCOPE, None, first.digest, is_new=False)


def test_a_text_that_was_put_right_takes_the_place_of_the_first(bare: Challenge, hand_in: HandIn) -> None:
    hand_in(SCOPE, "scope.yaml")
    better = hand_in(SCOPE.replace("grown", "doubled"), "scope.yaml")
    back = hand_in(SCOPE, "scope.yaml")

    assert (better.is_new, back.is_new) == (True, True)
    kept = bare.session.scalars(select(Row)).all()
    assert len(kept) == 2
    assert {row.hash for row in kept} == {digest(row.body) for row in kept} == {better.digest, back.digest}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (f"content: scope\n{SCOPE}", "words.yaml", None),
        (SCOPE, "words.yml", Content.SCOPE),
        (SCOPE, "scope-draft.yaml", None),
        (AS_MARKDOWN, "report.markdown", Content.REPORT),
        (AS_MARKDOWN.replace("---\ncontent: scope\n---\n", ""), "scope.MD", None),
        ("\ufeff" + SCOPE, "scope.yaml", None),
    ],
)
def test_the_file_says_what_it_is_or_its_name_or_who_hands_it_in(
    hand_in: HandIn, text: str, name: str, kind: Content | None
) -> None:
    assert hand_in(text, name, kind=kind).kind is Content.SCOPE


def test_what_says_nowhere_what_it_is_is_refused(bare: Challenge, hand_in: HandIn) -> None:
    with refused(bare.session, Unreadable, "words.yaml", "scope, timetable, feedback, report"):
        hand_in(SCOPE, "words.yaml")


def test_what_is_of_another_kind_is_refused_with_every_place(bare: Challenge, hand_in: HandIn) -> None:
    with refused(bare.session, ContentRefused, "background is unknown here", "themes is missing"):
        hand_in(SCOPE, "report.yaml")


def test_a_plan_answers_a_report_that_is_there(bare: Challenge, hand_in: HandIn) -> None:
    with refused(bare.session, NoReportYet, bare.reference, "Hand in the report first."):
        hand_in(PLAN, "plan.md")

    hand_in(REPORT, "report.yaml")
    assert hand_in(PLAN, "plan.md").council == "TAW"
    assert hand_in(PLAN, "plan-TAW.md", council="TAW").is_new is False


@pytest.mark.parametrize("name", ["plan-HIG.md", "plan-nobody.md"])
def test_a_plan_of_a_council_that_takes_no_part_is_refused(
    bare: Challenge, hand_in: HandIn, name: str
) -> None:
    hand_in(REPORT, "report.yaml")

    with refused(bare.session, Unreadable, "whose it is, one of TAW"):
        hand_in(PLAN, name)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("background: [open\nquestions: x", "scope.yaml", "line 2: expected ',' or ']'"),
        ("- one\n- two", "scope.yaml", "it does not hold named values at its top"),
        ("", "scope.yaml", "it does not hold named values at its top"),
        (f"{SCOPE}feedback: Twice.\n", "scope.yaml", "line 4: it says 'feedback' twice"),
        ("background: &a [x]\nquestions: *a\n", "scope.yaml", "line 2: it refers to another place with *"),
        ("[" * 2000, "scope.yaml", "nested too deeply"),
        (f"meetings: {'9' * 5000}", "feedback.yaml", "it holds a number or a date that cannot be"),
        ("? [a, b]\n: c\n", "scope.yaml", "line 1: found unhashable key"),
        (b"background: caf\xe9", "scope.yaml", "byte 16 is not UTF-8"),
        ("x" * 1_000_001, "scope.yaml", "it is larger than 1 MB"),
        ("---\ncontent: scope\n", "scope.md", "line 1 opens a top that no second line of --- ends"),
        ("---\ncontent: [scope\n---\n", "scope.md", "line 3: expected ',' or ']'"),
        (
            "---\ncontent: scope\n---\n\n## Colour\n",
            "words.md",
            "line 5 says 'Colour', which is unknown here",
        ),
        (
            SCOPE.replace("grown", "grown \N{PARTY POPPER}"),
            "scope.yaml",
            "line 1, column 36 holds U+1F389 PARTY POPPER, which the documents' fonts cannot show",
        ),
        (
            AS_MARKDOWN.replace("A meeting", "A\tmeet\u200bing"),
            "scope.md",
            "line 9, column 7 holds U+200B ZERO WIDTH SPACE",
        ),
        (
            SCOPE.replace("A meeting on", '"A meeting \\U0001F389"  #'),
            "scope.yaml",
            "it spells by its number U+1F389 PARTY POPPER",
        ),
        (AS_MARKDOWN.replace("A meeting", "&#x1F389;"), "scope.md", "it spells by its number U+1F389"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    bare: Challenge, hand_in: HandIn, text: str | bytes, name: str, words: str
) -> None:
    with refused(bare.session, Unreadable, f"{name} cannot be read: ", words):
        hand_in(text, name)


def test_a_date_that_is_none_is_named_by_its_place(bare: Challenge, hand_in: HandIn) -> None:
    hand_in(REPORT, "report.yaml")

    with refused(bare.session, ContentRefused, "actions[1].due is '2025-02-30'"):
        hand_in(PLAN.replace("2025-03", "2025-02-30"), "plan.md")
    with refused(bare.session, ContentRefused, "days[1].day is '2024-02-30'"):
        hand_in("days: [{day: 2024-02-30, sessions: []}]", "timetable.yaml")


def test_a_file_that_is_not_there_is_refused(bare: Challenge, tmp_path: Path) -> None:
    with refused(bare.session, Unreadable, "No such file or directory"):
        content.hand_in(
            bare.session,
            bare.reference,
            entry(ON),
            tmp_path / "scope.yaml",
            kind=None,
            council=None,
        )


def test_a_text_for_no_challenge_is_refused(bare: Challenge, tmp_path: Path) -> None:
    (tmp_path / "scope.yaml").write_text(SCOPE)

    with refused(bare.session, UnknownChallenge, bare.reference):
        content.hand_in(
            bare.session, "CPC-2024-100", entry(ON), tmp_path / "scope.yaml", kind=None, council=None
        )


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "? ", "[\n", "[{? "])
def test_values_within_values_are_refused_before_anything_is_made_of_them(
    bare: Challenge, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch, opened: str
) -> None:
    scanned = 0
    scan = yaml.scanner.Scanner.fetch_more_tokens

    def counting(self: yaml.scanner.Scanner) -> None:
        nonlocal scanned
        scanned += 1
        scan(self)

    monkeypatch.setattr(yaml.scanner.Scanner, "fetch_more_tokens", counting)

    with refused(bare.session, Unreadable, "its values are nested too deeply"):
        hand_in(opened * (900_000 // len(opened)), "scope.yaml")

    assert scanned < 100


def test_values_are_read_as_deep_as_any_report_has_them_and_no_deeper(
    bare: Challenge, hand_in: HandIn
) -> None:
    lines = [f"{' ' * level}a{level}:\n" for level in range(content.DEEPEST + 1)]

    with refused(bare.session, ContentRefused, "a0 is unknown"):
        hand_in("".join(lines[:-1]), "scope.yaml")
    with refused(bare.session, Unreadable, f"line {len(lines)}: its values are nested too deeply. Mend"):
        hand_in("".join(lines), "scope.yaml")
