"""What the machine itself refuses is said in two sentences: settings, files, the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from db import session
from settings import settings
from tests.cli.conftest import Cpc, give


def test_a_setting_that_cannot_be_used_is_named(cpc: Cpc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_DIVISION", "Cornwall")
    settings.cache_clear()

    told = cpc("pipeline")

    assert told.code == 2
    assert told.err.startswith("CPC_DIVISION is 'Cornwall', which cannot be used")


def test_a_database_that_another_writer_keeps_is_busy(
    cpc: Cpc, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PATIENCE", 0.1)
    writer = sqlite3.connect(home / "cpc.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    told = cpc("open", "Tamworth")

    writer.close()
    assert (told.code, told.out) == (1, "")
    assert (
        told.err == "Another process has kept the database to itself for too long. Try again in a minute.\n"
    )


def test_a_reader_waits_for_no_writer(cpc: Cpc, home: Path) -> None:
    writer = sqlite3.connect(home / "cpc.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    told = cpc("pipeline")

    writer.close()
    assert told.code == 0


def test_a_file_that_is_no_database_is_said_to_be_none(home: Path) -> None:
    home.mkdir()
    (home / "cpc.db").write_text("Dear diary, " * 500, "utf-8")

    told = give("pipeline")

    assert told.code == 1
    assert told.err.startswith("The database cannot be used: file is not a database. See whether CPC_HOME")


def test_a_server_that_cannot_be_reached_is_said_to_be_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    settings.cache_clear()

    told = give("pipeline")

    assert told.code == 1
    assert told.err.startswith("The database cannot be used: connection failed")
    assert "Traceback" not in told.err


def test_a_home_that_is_a_file_is_said_to_be_one(home: Path) -> None:
    home.write_text("not a folder", "utf-8")

    told = give("pipeline")

    assert told.code == 1
    assert str(home) in told.err
    assert told.err.strip().endswith("Check its folder and the disk.")


def test_ctrl_c_ends_with_what_is_done_kept(cpc: Cpc, opened: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.show.outlook_as_json", interrupt)

    told = cpc("show", opened, "--json")

    assert told.code == 130
    assert told.err.startswith("Stopped.")
