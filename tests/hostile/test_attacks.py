"""A hostile file is refused at once, in words, and costs next to nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from documents.incoming import guard
from documents.incoming.reading import received
from documents.incoming.refusals import FileRefused, shown_name
from tests.hostile.attacks import ATTACKS, Attack
from tests.hostile.files import docx, paragraph, sheet, with_relations, xlsx

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 1_000
"""A refusal takes a few milliseconds; this is what a machine under full load may make of it."""
MOST_MB = 30


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    """Read all attacks in one process, and give what each came to."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.measure"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return {each["what"]: each for each in json.loads(done.stdout)}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.what)
def test_a_hostile_file_is_refused(attack: Attack, measured: dict[str, dict[str, Any]]) -> None:
    found = measured[attack.what]

    assert re.fullmatch(r"[^ ]+ is not taken in: .+\. .+\.", found["said"])
    assert attack.words in found["said"]
    assert found["milliseconds"] < PATIENCE_MS
    assert found["megabytes"] < MOST_MB


def test_a_file_of_300_mb_is_refused_before_a_byte_of_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.docx"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("It was opened."))

    with pytest.raises(FileRefused, match="it is larger than 20 MB"):
        received(path)


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "plan.docx"
    os.mkfifo(pipe)

    for path in (pipe, tmp_path, tmp_path / "none.docx"):
        with pytest.raises(FileRefused, match="there is no file of that name"):
            received(path)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(b"")

    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(FileRefused, match=r"cannot be read \(Permission denied\)"):
        received(path)


@pytest.mark.parametrize("name", ["a\0b.docx", "x" * 5_000 + ".docx"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        received(tmp_path / name)

    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.docx", "plan.docx"),
        ("plan\n\x1b[31m\u202excod.docx", "plan__[31m_xcod.docx"),
        ("x" * 250 + ".docx", "x" * 44 + "…" + "x" * 10 + ".docx"),
    ],
)
def test_a_name_is_shown_without_what_nobody_can_see(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize("target", ["https://council.example/plan", "mailto:lead@council.example", "#top"])
def test_a_link_that_a_person_may_follow_is_let_through(target: str) -> None:
    content = with_relations(("hyperlink", target, True))

    assert guard.opened_bytes(content, "plan.docx").kind is guard.Kind.WORD


def test_plain_files_are_let_through(tmp_path: Path) -> None:
    for name, content in (("plan.docx", docx(paragraph("x"))), ("plan.xlsx", xlsx(sheet(["x"])))):
        (tmp_path / name).write_bytes(content)

        assert received(tmp_path / name).name == name


def test_a_drawing_that_only_draws_is_let_through() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><a href="#x"/><rect fill="url(#y)"/></svg>'
    content = docx(paragraph("x"), more={"word/media/image1.svg": drawing, "word/media/": b""})

    assert guard.opened_bytes(content, "plan.docx").main == "word/document.xml"
