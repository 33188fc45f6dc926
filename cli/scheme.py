"""The commands about the programme's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from casework.process_page import process_page
from cli.files import text_of
from cli.layout import table
from cli.options import AsJson, AtDesk
from domain.rules import Scheme
from domain.scheme_lint import templates_of, without_template
from domain.schemes import SchemeRefused, known_schemes, parse, scheme
from templates.words import known_documents, known_notices

app = App(name="scheme", help_format="plaintext")


@app.command
def lint(
    file: Annotated[
        Path | None, Parameter(help="A scheme as TOML; the schemes of the programme if left out.")
    ] = None,
    /,
    *,
    desk: AtDesk,
) -> None:
    """Check that all a scheme's milestones can be reached and all its words exist."""
    if file:
        parse(text_of(file), where=str(file), notices=known_notices(), documents=known_documents())
        desk.say(f"{file} is good.")
        return
    for name in known_schemes():
        _check_words(scheme(name))
        desk.say(f"{name} is good.")


def _check_words(rules: Scheme) -> None:
    """Refuse a scheme of which a notice or document has no words; the rest is checked on reading it."""
    problems = (
        *without_template("notices", rules.notices, known_notices()),
        *without_template("documents", templates_of(rules), known_documents()),
    )
    if problems:
        raise SchemeRefused(f"{rules.name}.toml", problems)


@app.command(name="list")
def list_(*, as_json: AsJson = False, desk: AtDesk) -> None:
    """List the schemes with the visits that fall under them."""
    found = [scheme(name) for name in known_schemes()]
    if as_json:
        desk.give(
            [
                {"name": each.name, "title": each.title, "visits_from": each.visits_from.isoformat()}
                for each in found
            ]
        )
        return
    rows = ((each.name, each.title, each.visits_from.isoformat()) for each in found)
    desk.say(table(desk.out, ("Scheme", "What it is", "Visits from"), rows))


@app.command
def process(*, desk: AtDesk) -> None:
    """Print the process that the schemes describe, as a page in Markdown: `docs/process.md`."""
    desk.out.file.write(process_page(scheme(name) for name in known_schemes()))
