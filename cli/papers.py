"""The commands that list what was made for a challenge, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from casework import verify as casework
from casework.case import case
from casework.shapes.papers import document_as_json, verified_as_json
from casework.verify import Verified
from casework.versions import label_of
from cli.desk import Desk
from cli.layout import section, table
from cli.options import AsJson, AtDesk, Reference
from db import papers
from db.models import Document
from db.session import reading
from domain.errors import ChallengeError
from settings import settings

FORMATS = ("html", "pdf", "docx", "text", "changes")
"""What may have been filed of a document, the comparison with its last version included."""


class NotAsFiled(ChallengeError):
    """Documents are not as they were filed, or would not come out like that again."""

    def __str__(self) -> str:
        reference, number, total = self.args
        told = f"{number} of the {total} documents of {reference} are not as they were filed"
        return f"{told}. Put the files back from a backup, or install what they were made with."


def documents(
    reference: Reference,
    /,
    *,
    verify: Annotated[
        bool,
        Parameter(
            negative="",
            show_default=False,
            help="Make each again from the words and facts that were kept, and compare every byte.",
        ),
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List the documents of a challenge in every format, in the order in which they were made."""
    folder = settings().documents_folder
    with reading() as session:
        on_desk = case(session, reference.upper())
        found = papers.documents(session, on_desk.reference)
        checked = casework.verify(session, on_desk.reference) if verify else ()
    if verify:
        _tell_verified(desk, on_desk.reference, checked, as_json=as_json)
        return
    if as_json:
        desk.give([document_as_json(each, label_of(on_desk, each), folder) for each in found])
        return
    rows = (
        (each.issued_on.isoformat(), label_of(on_desk, each), f"{each.title}\n{_files(each)}")
        for each in found
    )
    desk.say(table(desk.out, ("Issued", "Version", "Document"), rows))
    desk.say("", f"They lie in {folder}." if found else "There is none yet.")


def _files(each: Document) -> str:
    """Name the files of a document once, with every ending."""
    paths = [path for name in FORMATS if (path := getattr(each, f"{name}_path"))]
    stem = each.html_path.removesuffix("html")
    return f"{stem}{{{','.join(path.removeprefix(stem) for path in paths)}}}"


def _tell_verified(
    desk: Desk, reference: str, checked: Sequence[Verified[Document]], *, as_json: bool
) -> None:
    bad = [each for each in checked if not each.is_as_it_was]
    if as_json:
        desk.give([verified_as_json(each) for each in checked])
    else:
        for each in bad:
            desk.say(*section(desk.out, each.row.title, each.problems))
    if bad:
        raise NotAsFiled(reference, len(bad), len(checked))
    if not as_json:
        desk.say(
            f"{len(checked)} documents of {reference} are as they were filed, and come out the same again."
        )
