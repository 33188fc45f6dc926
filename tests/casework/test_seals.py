"""Seals of links: made with the secret that was set, or with one that the home keeps to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.seals import SecretLost, seal
from settings import settings


def test_without_a_secret_the_home_makes_one_that_only_its_owner_may_read(home: Path) -> None:
    first = seal("survey")

    assert seal("survey") == first != seal("unsubscribe")
    assert [each.name for each in home.iterdir()] == ["secret"]
    assert (home / "secret").stat().st_mode & 0o777 == 0o600
    assert len((home / "secret").read_text()) == 64


def test_each_home_has_a_secret_of_its_own(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = seal("survey")
    monkeypatch.setenv("CPC_HOME", str(tmp_path / "another"))
    settings.cache_clear()

    assert seal("survey") != first
    assert (tmp_path / "another" / "secret").read_bytes() != (home / "secret").read_bytes()


def test_a_secret_that_was_set_counts_and_none_is_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()

    seal("survey")

    assert not home.exists()


def test_of_two_who_make_one_at_once_the_first_counts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(_one: str, _other: Path) -> None:
        """Another process is there in between."""
        (home / "secret").write_text("the other's")
        raise FileExistsError

    monkeypatch.setattr("os.link", link)

    first = seal("survey")

    assert seal("survey") == first
    assert (home / "secret").read_text() == "the other's"
    assert [each.name for each in home.iterdir()] == ["secret"]


def test_nothing_is_sealed_with_no_secret_at_all(home: Path) -> None:
    home.mkdir()
    (home / "secret").touch()

    with pytest.raises(SecretLost) as refused:
        seal("survey")

    assert str(refused.value).startswith("The file secret in CPC_HOME is empty, so links cannot be signed.")
