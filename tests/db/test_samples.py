"""The samples of the demonstration can be handed in as they are, and say that they are invented."""

from pathlib import Path

import pytest
import yaml

from domain.content_reader import read_content
from domain.contents import Content, Report
from domain.schemes import scheme

FOLDER = Path(__file__).parents[2] / "db" / "samples" / "content"
PUBLIC = {Content.REPORT, Content.PLAN, Content.REVIEW_REPORT}
BESIDE = {Content.RECOMMENDATIONS, Content.FINDINGS}
"""What no milestone asks for, and no sample needs."""
CHALLENGES = {"joint-2022": ("2022", ("HIG", "STF")), "single-2024": ("2024", ("TAW",))}
FILES = sorted(FOLDER.glob("*/*.yaml"))


def test_each_challenge_has_everything_that_is_written_for_it() -> None:
    once = {Content.SCOPE, Content.TIMETABLE, Content.FEEDBACK, Content.REPORT}
    wanted = {
        f"{folder}/{kind}{'' if kind in once else f'-{council}'}.yaml"
        for folder, (_, councils) in CHALLENGES.items()
        for kind in set(Content) - BESIDE
        for council in councils
    }

    assert {path.relative_to(FOLDER).as_posix() for path in FILES} == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_can_be_handed_in(path: Path) -> None:
    rules, councils = CHALLENGES[path.parent.name]
    themes = scheme(rules).themes
    kind, _, council = path.stem.partition("-")
    written = yaml.safe_load((path.parent / "report.yaml").read_text("utf-8"))
    report = read_content(Content.REPORT, written, themes=themes, councils=councils)
    assert isinstance(report, Report)
    cited = [
        number
        for each in report.recommendations
        if not council or council in (each.councils or (council,))
        for number in (each.number, *(part.number for part in each.parts))
    ]

    raw = yaml.safe_load(path.read_text("utf-8"))
    read_content(Content(kind), raw, themes=themes, councils=councils, recommendations=cited)

    assert "Invented for the demonstration" in path.read_text("utf-8").splitlines()[0]
    assert Content(kind) not in PUBLIC or "This text is an illustration" in path.read_text("utf-8")
