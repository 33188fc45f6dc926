"""The lists that must agree with each other, and what no tracked file may hold."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from pydantic import AliasChoices

from settings import Settings

ROOT = Path(__file__).parent.parent
BINARY = {".ico", ".icc", ".pdf", ".png", ".ttf"}


def tracked() -> list[Path]:
    """Name the files that a clone gets, or will once they are committed."""
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\0")
    return [ROOT / name for name in found if name and (ROOT / name).is_file()]


def variables() -> set[str]:
    """Name the environment variable of each setting."""
    return {
        str(field.validation_alias.choices[0])
        if isinstance(field.validation_alias, AliasChoices)
        else f"CPC_{name.upper()}"
        for name, field in Settings.model_fields.items()
    }


def test_the_example_lists_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")

    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == variables()


def test_the_example_says_of_each_setting_what_the_setting_says_of_itself() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")

    assert [f.description for f in Settings.model_fields.values() if str(f.description) not in example] == []


def test_no_tracked_file_names_a_package_index_or_a_folder_of_one_machine() -> None:
    index = re.compile(
        r"^ *(?:--index-url|--extra-index-url|--find-links|-i |-f )|url *= *\"http[^\"]*\.whl", re.MULTILINE
    )
    folder = re.compile(r"(?<![\w.-])/(?:wor[k]|far[m]|roo[t]|hom[e]/\w+|User[s]/\w+)/[\w.]")
    texts = {path.name: path.read_text("utf-8") for path in tracked() if path.suffix not in BINARY}

    found = [
        (name, match.group())
        for name, text in texts.items()
        for match in (*index.finditer(text), *folder.finditer(text))
    ]

    assert found == []


def test_every_locked_package_carries_its_hashes() -> None:
    for lock in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / lock).read_text("utf-8")
        pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", text, re.MULTILINE)
        hashed = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE)

        assert pins
        assert pins == hashed


def test_the_test_lock_agrees_with_the_lock() -> None:
    def versions(lock: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[\w.+!-]+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))

    assert versions("requirements.txt") <= versions("requirements-test.txt")


def test_the_wheel_carries_every_word_style_and_font(tmp_path: Path) -> None:
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    places = hatch["build"]["targets"]["wheel"]["only-include"]
    ours = {path.relative_to(ROOT).as_posix() for path in tracked()}
    if not ours:
        pytest.skip("This copy has no git history to compare the wheel with.")

    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    assert {name for name in ours if name.split("/")[0] in places} <= packed
