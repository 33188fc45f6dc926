"""The open data is written into a folder, as tables with their dictionary or as one archive."""

from __future__ import annotations

import json
from pathlib import Path

from cli.app import DONE
from tests.cli.conftest import Cpc


def test_the_open_data_is_written_into_a_folder(cpc: Cpc, tmp_path: Path) -> None:
    folder = tmp_path / "open"

    assert cpc("open-data", folder).code == DONE

    dictionary = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {each["path"] for each in dictionary["resources"]} | {"datapackage.json"} == {
        path.name for path in folder.iterdir()
    }


def test_the_open_data_is_written_as_one_archive(cpc: Cpc, tmp_path: Path) -> None:
    told = cpc("open-data", tmp_path / "open", "--zip")

    assert told.code == DONE
    assert [path.name for path in (tmp_path / "open").iterdir()] == ["peer-challenges.zip"]
