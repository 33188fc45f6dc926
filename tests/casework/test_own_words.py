"""Words that a programme has written itself are filled in apart, within limits."""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from casework import apart, own_words, wording
from casework.apart import OwnWordsFail, filled, written
from casework.kept import facts_written
from domain.days import Day
from domain.editions import Edition
from domain.schemes import scheme
from settings import settings

NAME = "documents/invitation.html.j2"
FACTS = {"host": "Tamworth", "day": Day(date(2024, 5, 10))}


def own(text: str) -> Edition:
    return Edition(NAME, 1, {NAME: text}, is_own=True)


def test_words_of_ones_own_are_filled_in_by_another_process() -> None:
    assert (
        written(own("Dear {{ host }}, on {{ day | day }}"), FACTS) == "Dear Tamworth, on Friday 10 May 2024"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            "is not done after",
        ),
        ("{{ 'x' * 3000000000 }}", "more memory than a document may"),
    ],
)
def test_a_template_that_never_ends_or_fills_the_memory_is_stopped(text: str, why: str) -> None:
    with pytest.raises(OwnWordsFail, match=why) as refusal:
        written(own(text), FACTS)

    assert str(refusal.value).count(". ") == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ nobody }}", "it lacks a fact \\('nobody' is undefined\\)"),
        ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__' .* is unsafe"),
        ("{{ 1 / 0 }}", "ZeroDivisionError, division by zero"),
        ("{% for each in [1] %}{{ each.append(2) }}{% endfor %}", "has no attribute 'append'"),
        ("{{ 'x' * 5000001 }}", "longer than 5,000,000 characters"),
    ],
)
def test_what_is_wrong_with_a_template_is_told(text: str, why: str) -> None:
    html, problem = filled(own(text), FACTS)

    assert html == ""
    assert re.search(why, problem)


def test_memory_that_runs_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_edition: Edition, _told: Any) -> str:
        raise MemoryError

    monkeypatch.setattr("templates.editions.written", exhausted)

    assert filled(own(""), FACTS) == ("", "it takes more memory than a document may")


def test_the_process_has_its_limits_set_before_it_sees_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[int] = []
    task = [NAME, 1, {NAME: "Dear {{ host }}"}, facts_written(FACTS).decode()]
    out = io.BytesIO()
    monkeypatch.setattr(resource, "setrlimit", lambda which, _: limits.append(which))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(task).encode())))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))

    apart.main()

    wanted = {resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE}
    assert set(limits) == wanted
    assert json.loads(out.getvalue()) == ["Dear Tamworth", ""]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (-24, "is not done after"),
        (-9, "is not done after"),
        (1, r"has broken off \(ImportError: no template\)"),
    ],
)
def test_a_process_that_ends_badly_is_told(code: int, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = SimpleNamespace(returncode=code, stdout=b"", stderr=b"Traceback\nImportError: no template\n")
    monkeypatch.setattr("subprocess.run", lambda *_, **__: ended)

    with pytest.raises(OwnWordsFail, match=why):
        written(own(""), FACTS)


def test_a_process_that_sleeps_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.01)

    with pytest.raises(OwnWordsFail, match="is not done after"):
        written(own("Dear {{ host }}"), FACTS)


def test_a_template_in_the_homes_folder_takes_the_place_of_ours() -> None:
    rule = scheme("2024").documents["invitation"]
    path = settings().templates_folder / NAME
    path.parent.mkdir(parents=True)
    path.write_text("<title>{{ host }}</title><style>{{ stylesheet | safe }}</style>", "utf-8")

    edition = wording.edition_for(rule, date(2024, 5, 10))

    assert edition.is_own
    assert wording.worded(edition, FACTS).startswith("<title>Tamworth</title><style>:root")
    assert not wording.edition_for(scheme("2024").documents["agreed_date"], date(2024, 5, 10)).is_own


PAGE = """{% extends "documents/_letter.html.j2" %}
{% block title %}Invitation to {{ host }}{% endblock %}
{% block description %}An invitation.{% endblock %}
{% block body %}<p>We invite {{ host }}.</p>{% endblock %}
"""


def put(name: str, text: str) -> None:
    path = settings().templates_folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_templates_of_ones_own_are_tried_out_on_a_sample() -> None:
    put("documents/invitation.html.j2", PAGE)
    put("documents/final_report@2.html.j2", PAGE.replace("We invite {{ host }}.", "{{ nobody }}"))
    put("documents/agreed_date.html.j2", PAGE.replace("<p>We", "<marquee>We").replace("</p>", "</marquee>"))
    put("documents/invitatoin.html.j2", PAGE)
    put("notices/digest/body.html.j2", PAGE)
    put("documents/_frame.html.j2", "Kept for the others.")

    tried = {each.name: each.problem for each in own_words.try_out()}

    assert tried.pop("documents/invitation.html.j2") is None
    assert "lacks a fact ('nobody' is undefined)" in (tried.pop("documents/final_report@2.html.j2") or "")
    assert "marquee" in (tried.pop("documents/agreed_date.html.j2") or "")
    assert tried.keys() == {"documents/invitatoin.html.j2", "notices/digest/body.html.j2"}
    assert {str(each).partition(",")[0] for each in tried.values()} == {"It is the name of no document"}


def test_without_templates_of_ones_own_there_is_nothing_to_try_out() -> None:
    assert own_words.try_out() == ()
