"""What an installed wheel holds: without a checkout, everything that a command opens has come along."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_floors import HEIGHT

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, which is what an installation does with it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(folder / "site")
    return folder / "site"


def test_every_file_of_every_floor_comes_with_the_wheel(installed: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, text=True, capture_output=True, check=True).stdout
    wanted = {path for path in listed.splitlines() if path.partition("/")[0] in HEIGHT}

    there = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}

    assert wanted - there == set()
    assert {"settings.py", "prefect.yaml"} <= there


def test_from_a_wheel_there_is_something_to_deploy_and_home_is_where_the_caller_stands(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CPC_HOME")
    program = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "from cli.up import deployments_file\n"
        "from settings import settings\n"
        "print(deployments_file(), settings().home)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, text=True, capture_output=True, check=True
    ).stdout

    assert said.split() == [str(installed / "prefect.yaml"), str(tmp_path / "var")]
