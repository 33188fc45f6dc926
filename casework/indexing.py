"""Keeps what people find things by true to the histories: the public register and the index of words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from casework import findings, ledger, searching, surveys
from casework.case import Case
from casework.coverage import index_coverage
from casework.public_register import entry_lines
from db import councils, coverage, public_register
from db import findings as finding_lines
from db import ledger as ledger_lines
from db import searching as words
from db import surveys as survey_groups


def index(session: Session, on_desk: Collection[Case], today: date) -> None:
    """Write what can be found of challenges in the place of what could before."""
    references = {each.reference for each in on_desk}
    views = [(each, each.on(today)) for each in on_desk]
    public_register.put(session, references, [line for each in views for line in entry_lines(*each)])
    words.put(session, references, [entry for each in views for entry in searching.entries(*each)])
    ledger_lines.put(session, references, [line for each in views for line in ledger.entries(*each)])
    finding_lines.put(session, references, [line for each in views for line in findings.lines(*each)])
    words.put_councils(session, {code for _, view in views for code in view.reading.ever_took_part})
    index_surveys(session, on_desk, today)
    index_coverage(session, on_desk, today)


def index_surveys(session: Session, on_desk: Collection[Case], today: date) -> None:
    """Write whom the surveys of challenges ask in the place of whom they asked before."""
    asked = [group for each in on_desk for group in surveys.groups(each, each.on(today))]
    survey_groups.put(session, {each.reference for each in on_desk}, asked)


def begin_anew(session: Session) -> None:
    """Empty the index of all but the councils, before every challenge is put into it again."""
    words.clear(session)
    finding_lines.clear(session)
    survey_groups.clear(session)
    coverage.clear(session)
    words.put_councils(session, [each.code for each in councils.listed(session, past=True)])
