"""What is not to be had is refused in words, whoever asks and by whatever name."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework.served import NoFile, serve
from domain.permissions import PUBLIC, Part, Visitor
from tests.casework.published import told


@pytest.mark.parametrize("name", ["final_report-1.pdf", "final_report-1", "final_report-1.facts.json.gz"])
@pytest.mark.parametrize("visitor", [PUBLIC, Visitor(Part.MANAGER)], ids=["public", "manager"])
def test_what_nobody_filed_is_not_there(session: Session, visitor: Visitor, name: str) -> None:
    with pytest.raises(NoFile, match="There is no such document for you"):
        serve(session, visitor, "0" * 64, name, date(2025, 1, 1))


def test_what_a_document_was_made_of_is_handed_to_nobody(session: Session) -> None:
    row = told(session).file("final_report")

    with pytest.raises(NoFile):
        serve(session, Visitor(Part.MANAGER), row.inputs_hash, "final_report-1.html", date(2025, 1, 1))
