"""A reader from outside that is missing is never passed over in silence."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.readers import absent, reasons


def test_what_a_missing_reader_has_not_read_is_said_at_the_end_of_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception) as skipped:
        absent("Chromium", "the look at every page", "Install it.")

    report = SimpleNamespace(longrepr=("test_read.py", 1, f"Skipped: {skipped.value}"))
    other = SimpleNamespace(longrepr=("test_other.py", 2, "Skipped: not on this machine"))
    assert reasons([report, other, report]) == {
        "the look at every page, because Chromium is not here. Install it.": 2
    }


def test_where_every_reader_has_to_be_a_missing_one_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="because Chromium is not here"):
        absent("Chromium", "the look at every page", "Install it.")
