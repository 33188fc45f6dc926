"""The command that adds a single finding of a challenge, or tags one that is there."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import sharing
from casework.case import case
from casework.changes import Change, change
from casework.findings import findings
from casework.shapes.learning import added_as_json
from cli.names import one_of
from cli.options import AsJson, AtDesk, By, Council, DryRun, Reference
from cli.writing import council_in, entry_of, finish
from domain.contents import Finding, FindingKind, Theme
from domain.findings import Held
from domain.service_areas import vocabulary
from domain.themes import theme_called

KINDS = {each.replace(" ", "_"): each for each in FindingKind}


def finding(
    reference: Reference,
    kind: Annotated[str, Parameter(help="What it is: strength, good_practice, challenge or lesson.")],
    text: Annotated[str, Parameter(help="What was found; the words of one that is there tag that one anew.")],
    /,
    *,
    title: Annotated[str | None, Parameter(help="What one would call it, if it has a name.")] = None,
    theme: Annotated[
        str | None, Parameter(help="The theme under which it stands, as the scheme calls it.")
    ] = None,
    area: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            show_default=False,
            help="A service area, by its name or a term; may be given again. "
            "Those whose words stand in the text, if none is given.",
        ),
    ] = (),
    source: Annotated[
        str | None, Parameter(help="Where it stands, a paper and its paragraph, or who told it.")
    ] = None,
    council: Council = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Add a finding that stands in no paper, or give other tags to one that is there.

    It is of all councils of the challenge unless one is named. Others see it once they agree (`cpc consent`).
    """
    with change(reference, desk.today, trial=dry_run) as made:
        code = council_in(made, council, "A finding") if council else None
        said = Finding(
            FindingKind(KINDS[one_of("kind of finding", kind, KINDS)]),
            " ".join(text.split()),
            Theme(theme_called(theme or "", made.on_desk.scheme)),
            tuple(vocabulary().area(each).key for each in area),
            source or "",
            (code,) if code else (),
            " ".join((title or "").split()),
        )
        handed = sharing.add(made.session, made.reference, entry_of(desk, by), said)
        shape = added_as_json(_held(made, said), made.reference, is_new=handed.is_new)
    how = "is kept" if handed.is_new else "had been kept with these tags before"
    what = f"{made.reference}: the {said.kind} {how}, as finding {said.key}."
    finish(desk.aside() if as_json else desk, made, what, trial=dry_run, by=by)
    if as_json:
        desk.give(shape)


def _held(made: Change, said: Finding) -> Held:
    """Return the finding as the programme holds it now, with the areas that its words brought."""
    on_desk = case(made.session, made.reference)
    found = findings(on_desk, on_desk.on(made.today))
    return next(each for each in found if each.finding.key == said.key)
