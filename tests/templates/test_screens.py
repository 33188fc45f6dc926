"""The dashboard's pages as templates: macros that may be told little, and words of our own that may not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader

from templates.screens import environment, known_screens
from templates.words import FOLDER, NothingToSay, fill

BUTTON = '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'


def written(source: str, **facts: Any) -> str:
    """Fill in a template that is written here."""
    known = environment().loader
    assert known is not None
    loader = ChoiceLoader([DictLoader({"mine.html.j2": source}), known])
    return fill(environment().overlay(loader=loader), "mine.html.j2", facts)


def test_a_macro_may_be_left_to_its_defaults() -> None:
    assert 'class="govuk-button"' in written(BUTTON + "{{ govukButton({'text': 'Go'}) }}")


TOLD: dict[str, dict[str, Any]] = {
    "BackLink": {"href": "/"},
    "Breadcrumbs": {"items": [{"text": "Pipeline", "href": "/"}]},
    "CharacterCount": {"id": "a", "name": "a", "label": {"text": "Reason"}, "maxlength": 200},
    "Checkboxes": {"name": "a", "items": [{"value": "1", "text": "One"}]},
    "DateInput": {"id": "a", "items": [{"name": "day"}]},
    "Details": {"summaryText": "More", "text": "Much more"},
    "ErrorMessage": {"text": "Enter a day"},
    "ErrorSummary": {"titleText": "There is a problem", "errorList": [{"text": "Enter a day", "href": "#a"}]},
    "Fieldset": {"legend": {"text": "When"}},
    "FileUpload": {"id": "a", "name": "a", "label": {"text": "Plan"}},
    "Hint": {"text": "As 27 3 2026"},
    "Input": {"id": "a", "name": "a", "label": {"text": "Name"}},
    "InsetText": {"text": "Nothing yet"},
    "Label": {"text": "Name"},
    "NotificationBanner": {"text": "It is done"},
    "Pagination": {"next": {"href": "?page=2"}},
    "Panel": {"titleText": "Done"},
    "PasswordInput": {"id": "a", "name": "a", "label": {"text": "Password"}},
    "PhaseBanner": {"tag": {"text": "test"}, "text": "For trying out"},
    "Radios": {"name": "a", "items": [{"value": "1", "text": "One"}]},
    "Select": {"id": "a", "name": "a", "label": {"text": "Stage"}, "items": [{"value": "1", "text": "One"}]},
    "SummaryList": {"rows": [{"key": {"text": "Stage"}, "value": {"text": "Scoping"}}]},
    "Table": {"rows": [[{"text": "One"}]]},
    "Tag": {"text": "late"},
    "TaskList": {"items": [{"title": {"text": "Scope"}, "status": {"text": "done"}}], "idPrefix": "a"},
    "Textarea": {"id": "a", "name": "a", "label": {"text": "Reason"}},
    "WarningText": {"text": "It cannot be undone", "iconFallbackText": "Warning"},
}
"""Every macro that a page may want, with as little as it can be told."""


@pytest.mark.parametrize("wrong", [False, True], ids=["as it is", "with an error"])
@pytest.mark.parametrize("name", TOLD)
def test_every_macro_takes_as_little_as_it_has_to(name: str, wrong: bool) -> None:
    folder = re.sub("(?<!^)([A-Z])", r"-\1", name).lower()
    told = TOLD[name] | ({"errorMessage": {"text": "Enter it"}, "hint": {"text": "So"}} if wrong else {})
    source = f'{{% from "govuk_frontend_jinja/components/{folder}/macro.html" import govuk{name} %}}'

    said = written(f"{source}{{{{ govuk{name}(told) }}}}", told=told)

    assert "govuk-" in said
    assert "None" not in said


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("{{ nothing }}", {}),
        ("{% if nothing %}x{% endif %}", {}),
        ("{{ here.nothing }}", {"here": 1}),
        ("{{ here }}", {"here": None}),
    ],
)
def test_a_gap_in_our_own_words_stops_the_page(source: str, facts: dict[str, Any]) -> None:
    with pytest.raises(NothingToSay):
        written(source, **facts)


def test_what_others_wrote_is_shown_and_never_carried_out() -> None:
    said = written(BUTTON + "{{ here }} {{ govukButton({'text': here}) }}", here="<script>alert(1)</script>")

    assert "<script>" not in said
    assert said.count("&lt;script&gt;") == 2


def test_no_page_has_a_style_or_a_script_of_its_own() -> None:
    for name in known_screens():
        source = (FOLDER / "dashboard" / f"{name}.html.j2").read_text("utf-8")

        assert "style=" not in source
        assert "<script" not in source
        assert " onclick" not in source
