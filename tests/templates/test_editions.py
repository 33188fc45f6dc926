"""The words of a document are gathered whole, so that they can be kept and filled in again as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.editions import Edition
from templates import editions, words
from templates.editions import LARGEST, Misspelt, document_edition, notice_editions, own_templates, written
from templates.words import NoTemplate


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    return tmp_path


def put(own: Path, name: str, text: str) -> None:
    (own / name).parent.mkdir(parents=True, exist_ok=True)
    (own / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", words.known_documents())
def test_a_document_is_the_same_from_its_gathered_words(name: str, single: Any) -> None:
    facts = single.all(name)

    assert written(document_edition(name, 1), facts) == words.document(name, facts)


def test_an_edition_holds_every_frame_that_the_template_rests_on() -> None:
    names = set(document_edition("final_report", 1).sources)

    frames = {"_report", "_page", "_parts", "_findings", "_findings_contents"}
    assert {f"documents/{each}.html.j2" for each in (*frames, "final_report")} <= names


def test_both_halves_of_a_notice_are_gathered() -> None:
    subject, body = notice_editions("report_due")

    assert (subject.name, body.name) == (
        "notices/report_due/subject.txt.j2",
        "notices/report_due/body.html.j2",
    )
    assert "notices/_reminder.html.j2" in body.sources


def test_words_of_ones_own_take_the_place_of_ours_on_our_frame(own: Path, single: Any) -> None:
    put(
        own,
        "documents/invitation.html.j2",
        '{% extends "documents/_page.html.j2" %}{% block title %}Ours{% endblock %}',
    )

    edition = document_edition("invitation", 1, own)

    assert edition.is_own
    assert "<title>Ours</title>" in written(edition, single.all("invitation"))
    assert not document_edition("agreed_date", 1, own).is_own
    assert own_templates(own) == ("documents/invitation.html.j2",)


def test_a_later_version_lies_beside_the_first(own: Path) -> None:
    put(own, "documents/invitation@2.html.j2", "Two")

    assert document_edition("invitation", 2, own).sources == {"documents/invitation@2.html.j2": "Two"}
    with pytest.raises(NoTemplate, match="invitation@3"):
        document_edition("invitation", 3, own)


@pytest.mark.parametrize("elsewhere", ["../secret.txt", "/etc/hostname"])
def test_no_template_reaches_outside_its_folders(elsewhere: str, own: Path) -> None:
    put(own, "documents/invitation.html.j2", f'{{% include "{elsewhere}" %}}')
    (own.parent / "secret.txt").write_text("secret")

    with pytest.raises(NoTemplate):
        document_edition("invitation", 1, own)


def test_a_template_that_is_none_is_named_with_its_line(own: Path) -> None:
    put(own, "documents/invitation.html.j2", "Dear\n{% if %}")

    with pytest.raises(Misspelt, match=r"Line 2 of the template documents/invitation.html.j2 cannot be read"):
        document_edition("invitation", 1, own)


def test_a_giant_template_is_refused_unread(own: Path) -> None:
    put(own, "documents/invitation.html.j2", "x" * (LARGEST + 1))

    with pytest.raises(Misspelt, match="larger than 200 kB"):
        document_edition("invitation", 1, own)


def test_what_a_template_includes_under_a_name_worked_out_later_is_not_there(own: Path) -> None:
    put(own, "documents/invitation.html.j2", '{% set name = "documents/_parts.html.j2" %}{% include name %}')

    edition = document_edition("invitation", 1, own)

    assert list(edition.sources) == ["documents/invitation.html.j2"]
    with pytest.raises(NoTemplate):
        written(edition, {})


def test_packaged_words_are_gathered_once() -> None:
    assert document_edition("invitation", 1) is document_edition("invitation", 1)
    assert editions.FOLDER.name == "templates"


def test_words_that_were_kept_are_filled_in_as_they_stood(single: Any) -> None:
    facts, now = single.all("invitation"), document_edition("invitation", 1)
    page = "documents/_page.html.j2"
    then = replace(now, sources={**now.sources, page: now.sources[page].replace("en-GB", "cy")})

    assert '<html lang="cy">' in written(then, facts)
    assert '<html lang="en-GB">' in written(now, facts)


def test_words_whose_template_is_gone_from_the_package_are_filled_in_still() -> None:
    name = "documents/once_upon_a_time.html.j2"

    assert written(Edition(name, 1, {name: "Dear {{ host }}"}), {"host": "Tamworth"}) == "Dear Tamworth"
