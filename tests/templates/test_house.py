"""Whose paper it is stands in the house style, never in a template."""

import re
from pathlib import Path

import pytest

import templates

ROOT = Path(templates.__file__).parent
SOURCES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.j2"))


@pytest.mark.parametrize("name", SOURCES)
def test_no_template_names_a_body_or_a_colour(name: str) -> None:
    said = re.sub(r"\{#.*?#\}", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"\bLGA\b|Local Government Association|#[0-9a-fA-F]{6}\b", said) == []
