"""Files that commands read are refused at once where they are too large, endless or no text."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.app import WRONG_USE
from cli.files import LARGEST
from tests.cli.conftest import Cpc
from tests.cli.test_dry_run import kept

COMMANDS: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "councils": lambda path: ("councils", "import", path),
    "history": lambda path: ("history", "import", path),
    "queries": lambda path: ("factcheck", "import", "CPC-2024-001", path),
    "content": lambda path: ("content", "CPC-2024-001", path),
}
MOST_MB = 3 * LARGEST // 1_000_000


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_of_300_mb_is_refused_and_hardly_read(cpc: Cpc, home: Path, tmp_path: Path, name: str) -> None:
    path, before = tmp_path / "large.csv", kept(home)
    with path.open("wb") as file:
        file.truncate(300_000_000)

    tracemalloc.start()
    told = cpc(*COMMANDS[name](path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (told.code, "large.csv" in told.err, "is larger than" in told.err) == (WRONG_USE, True, True)
    assert most < MOST_MB * 1_000_000
    assert kept(home) == before


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_device_without_end_is_refused(cpc: Cpc, tmp_path: Path, name: str) -> None:
    path = tmp_path / "endless.csv"
    path.symlink_to("/dev/zero")

    told = cpc(*COMMANDS[name](path))

    assert (told.code, "is larger than" in told.err) == (WRONG_USE, True)


@pytest.mark.usefixtures("opened")
def test_a_word_file_with_another_ending_is_no_table(cpc: Cpc, tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(b"PK\x03\x04\xff\xfe")

    told = cpc(*COMMANDS["queries"](path))

    assert (told.code, "is not UTF-8 text" in told.err) == (WRONG_USE, True)
