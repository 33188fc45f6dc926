"""The command that says what changed from one version of a document to the next, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from casework import versions
from casework.case import case
from casework.record import WhichCouncil
from casework.shapes.papers import comparison_as_json
from cli.layout import counted, section
from cli.names import one_of
from cli.options import AsJson, AtDesk, Council, Reference
from db import councils
from db.session import reading
from domain.comparison import Change, Comparison, Fate

MARKS = {Fate.KEPT: "{}", Fate.ADDED: "{{+{}+}}", Fate.REMOVED: "[-{}-]"}


def command(
    reference: Reference,
    document: Annotated[str, Parameter(help="The document by name, such as final_report.")],
    /,
    *,
    old: Annotated[
        str | None, Parameter(name="--from", help="The earlier version, such as 'draft 1'; the one before.")
    ] = None,
    new: Annotated[
        str | None, Parameter(name="--to", help="The later version, such as final; the last if left out.")
    ] = None,
    council: Council = None,
    html: Annotated[
        Path | None, Parameter(help="A file to write the comparison to, as a page that can be read aloud.")
    ] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say what changed from one version of a document to the next: words, under their headings."""
    with reading() as session:
        on_desk = case(session, reference.upper())
        view = on_desk.on(desk.today)
        name = one_of("document", document, list(on_desk.scheme.documents))
        whose = councils.find(session, council).code if council else None
        found = versions.versions(on_desk, view, name)
        codes = tuple(dict.fromkeys(each.row.council for each in found if each.row.council))
        if (whose is None and len(codes) > 1) or (whose and codes and whose not in codes):
            raise WhichCouncil(on_desk.scheme.documents[name].title, codes)
        theirs = [each for each in found if whose in (None, each.row.council) or each.row.council is None]
        before, after = versions.between(theirs, name, old, new)
        changes = versions.comparison(before, after)
    if as_json:
        desk.give(comparison_as_json(before, after, changes))
        return
    if html:
        html.write_bytes(versions.page(on_desk, changes, (before.label, after.label), after.row))
        desk.say(f"The comparison is written to {html}.")
        return
    desk.say(f"{after.row.title}: from {before.label}, of {before.on}, to {after.label}, of {after.on}.")
    for heading, its in changes.by_heading:
        desk.say(*section(desk.out, heading, map(_marked, its)))
    desk.say("", _total(changes))


def _marked(change: Change) -> str:
    """Write a passage with its changes marked by signs, which survive a pipe and need no colour."""
    return " ".join(MARKS[run.fate].format(run.text.strip()) for run in change.runs)


def _total(found: Comparison) -> str:
    if not found.changes:
        return "Nothing in its words has changed."
    came, went = (counted(found.words(fate), "word") for fate in (Fate.ADDED, Fate.REMOVED))
    return f"{came} came {{+so+}} and {went} went [-so-], in {counted(len(found.changes), 'passage')}."
