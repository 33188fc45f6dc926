"""The JSON of what is not one challenge's: what will go out, councils, schemes, letters, views, accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from typing_extensions import TypedDict

from casework.deeds.table import Outcome
from casework.deliveries import Delivery
from casework.effect_words import told
from casework.effects import DeadlineChange, Effects
from casework.pipeline import Board, Figure, Forecast
from casework.preview import Preview
from casework.saved_views import View
from casework.shapes.outlook import (
    DeadlineShape,
    GapShape,
    MoveShape,
    OwedShape,
    StageShape,
    deadline_as_json,
    gap_as_json,
    move_as_json,
    owed_as_json,
    stage_as_json,
)
from casework.spoken import spoken
from casework.upcoming import Coming
from documents.formats import Format
from domain.councils import Council
from domain.permissions import Act, Visitor, may
from domain.rules import Scheme

# What will go out


class ReaderShape(TypedDict):
    """Somebody who gets something."""

    person: str
    name: str
    email: str | None


class ComingShape(TypedDict):
    """A document or notice that comes due."""

    on: str
    reference: str
    councils: str
    kind: str
    name: str
    title: str
    council: str | None
    to: list[ReaderShape]
    waits_for: list[GapShape]
    key: str
    can_be_changed_until: str | None
    words_from: list[str]


def coming_as_json(each: Coming, *, with_addresses: bool) -> ComingShape:
    """Return something that comes due; addresses are for those who may see them."""
    return {
        "on": each.on.isoformat(),
        "reference": each.reference,
        "councils": each.host,
        "kind": each.kind,
        "name": each.name,
        "title": each.title,
        "council": each.council,
        "to": [
            {"person": reader.id, "name": reader.name, "email": reader.email if with_addresses else None}
            for reader in each.readers
        ],
        "waits_for": [gap_as_json(gap) for gap in each.waits_for],
        "key": each.key,
        "can_be_changed_until": each.until.isoformat() if each.until else None,
        "words_from": list(each.words_from),
    }


class LetterShape(TypedDict):
    """A letter as it would be, to one person."""

    to: str
    subject: str
    html: str
    text: str


class PreviewedPaperShape(TypedDict):
    """A document as it would be."""

    title: str
    html: str


class PreviewShape(TypedDict):
    """What people would get on a day; nothing of it is kept."""

    title: str
    supposed: str | None
    done: bool
    waits_for: list[GapShape]
    documents: list[PreviewedPaperShape]
    letters: list[LetterShape]


def preview_as_json(found: Preview) -> PreviewShape:
    """Return a document, or the letters of a notice, as they would be."""
    return {
        "title": found.title,
        "supposed": found.supposed,
        "done": found.is_done,
        "waits_for": [gap_as_json(each) for each in found.waits_for],
        "documents": [
            {"title": each.title, "html": each.files[Format.HTML].decode()} for each in found.papers
        ],
        "letters": [
            {"to": each.to.name, "subject": each.subject, "html": each.html, "text": each.text}
            for each in found.letters
        ],
    }


# Letters


class AttemptShape(TypedDict):
    """One try to send a message."""

    number: int
    channel: str
    began_at: str
    ended_at: str | None
    outcome: str | None
    note: str | None


class ReceiptShape(TypedDict):
    """What a provider told of a message."""

    status: str
    at: str


class MessageNoteShape(TypedDict):
    """What somebody did about a message."""

    at: str
    by: str
    what: str
    said: str


class MessageShape(TypedDict):
    """A message with every attempt, what its provider told of it, and what people did about it."""

    id: int
    references: list[str]
    name: str
    council: str | None
    person: str
    to: str
    to_name: str
    subject: str
    reason: str
    state: str
    channel: str | None
    queued_at: str
    sent_at: str | None
    attempts: list[AttemptShape]
    receipts: list[ReceiptShape]
    notes: list[MessageNoteShape]
    error: str | None


def message_as_seen(each: Delivery) -> MessageShape:
    """Return a message with what became of it, and without where its file lies on this machine."""
    message = each.message
    return {
        "id": message.id,
        "references": [str(one) for one in each.references],
        "name": message.notice,
        "council": message.council,
        "person": message.person_id,
        "to": message.to_email,
        "to_name": message.to_name,
        "subject": message.subject,
        "reason": message.reason,
        "state": message.state,
        "channel": message.channel,
        "queued_at": message.queued_at.isoformat(),
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "attempts": [
            {
                "number": one.number,
                "channel": one.channel,
                "began_at": one.began_at.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at else None,
                "outcome": one.outcome,
                "note": one.note,
            }
            for one in each.attempts
        ],
        "receipts": [{"status": one.status, "at": one.at.isoformat()} for one in each.receipts],
        "notes": [
            {"at": one.at.isoformat(), "by": one.by, "what": one.what, "said": one.said} for one in each.notes
        ],
        "error": message.error,
    }


# The register of councils, and the rules


class RegisteredShape(TypedDict):
    """A council, present or past."""

    code: str
    name: str
    type: str
    nation: str
    region: str | None
    gss_code: str | None
    started: str | None
    ended: str | None
    successors: list[str]


def council_as_json(each: Council) -> RegisteredShape:
    """Return a council as the register has it."""
    return {
        "code": each.code,
        "name": each.name,
        "type": str(each.type),
        "nation": str(each.nation),
        "region": each.region or None,
        "gss_code": each.gss_code or None,
        "started": each.started_on.isoformat() if each.started_on else None,
        "ended": each.ended_on.isoformat() if each.ended_on else None,
        "successors": [str(code) for code in each.successors],
    }


class RuleShape(TypedDict):
    """A row of a scheme by its name and title."""

    name: str
    title: str


class SchemeShape(TypedDict):
    """The rules of a year, by the names that everything else is known by."""

    name: str
    title: str
    visits_from: str
    stages: list[RuleShape]
    milestones: list[RuleShape]
    deadlines: list[RuleShape]
    documents: list[RuleShape]
    notices: list[RuleShape]
    themes: list[str]


def scheme_as_json(each: Scheme) -> SchemeShape:
    """Return the rules of a year."""
    return {
        "name": each.name,
        "title": each.title,
        "visits_from": each.visits_from.isoformat(),
        "stages": _rules(each.stages),
        "milestones": _rules(each.milestones),
        "deadlines": _rules(each.deadlines),
        "documents": _rules(each.documents),
        "notices": _rules(each.notices),
        "themes": list(each.themes),
    }


def _rules(rules: dict[Any, Any]) -> list[RuleShape]:
    return [{"name": str(name), "title": rule.title} for name, rule in rules.items()]


# Figures


class PipelineFigureShape(TypedDict):
    """How many challenges there are of a kind, and how many are late; ``query`` lists them."""

    title: str
    total: int
    late: int
    query: str


class PipelineFiguresShape(TypedDict):
    """A selection in figures: the whole of it, by stage, and the states beside it."""

    whole: PipelineFigureShape
    stages: list[PipelineFigureShape]
    states: list[PipelineFigureShape]


def figures_as_json(board: Board) -> PipelineFiguresShape:
    """Return a selection in figures."""
    return {
        "whole": _figure(board.whole),
        "stages": [_figure(each) for each in board.stages],
        "states": [_figure(each) for each in board.states],
    }


def _figure(each: Figure) -> PipelineFigureShape:
    return {"title": each.title, "total": each.total, "late": each.late, "query": each.selection.query}


class ExpectedShape(TypedDict):
    """Of how many challenges something is expected in each month."""

    expected: str
    months: list[PipelineFigureShape]


def forecast_as_json(found: Forecast) -> list[ExpectedShape]:
    """Return how much is expected in each month to come."""
    return [
        {"expected": str(each.expected), "months": [_figure(month) for month in each.months]}
        for each in found.outcomes
    ]


class ViewShape(TypedDict):
    """A selection under a name."""

    number: int
    name: str
    query: str
    shared: bool
    own: bool


def view_as_json(each: View) -> ViewShape:
    """Return a selection under a name."""
    return {
        "number": each.number,
        "name": each.name,
        "query": each.query,
        "shared": each.is_shared,
        "own": each.is_own,
    }


# Who asks


class SeatShape(TypedDict):
    """A challenge of somebody's own, and as what."""

    reference: str
    part: str
    council: str | None


class AccountShape(TypedDict):
    """Who asks, as what, and how far their token goes."""

    name: str
    part: str
    acting_for: str | None
    scopes: list[str] | None
    own: list[SeatShape]


def account_as_json(visitor: Visitor) -> AccountShape:
    """Return who asks."""
    return {
        "name": visitor.name,
        "part": str(visitor.part),
        "acting_for": visitor.acting_for,
        "scopes": sorted(visitor.scopes) if visitor.scopes is not None else None,
        "own": [
            {"reference": each.reference, "part": str(each.part), "council": each.council}
            for each in sorted(
                visitor.seats, key=lambda seat: (seat.reference, seat.part, seat.council or "")
            )
        ],
    }


# What a deed has done


class ToldShape(TypedDict):
    """A heading with its lines, as a page says what something causes."""

    title: str
    lines: list[str]


class ChangedShape(TypedDict):
    """What becomes of a date."""

    turn: str
    was: str | None
    deadline: DeadlineShape


class EffectsShape(TypedDict):
    """What a deed causes, in words and in the shapes of everything else."""

    in_words: list[ToldShape]
    documents: list[OwedShape]
    notices: list[OwedShape]
    waiting: list[OwedShape]
    no_longer_owed: list[OwedShape]
    deadlines: list[ChangedShape]
    stages: list[StageShape]
    can_be_recorded: list[MoveShape]


class OutcomeShape(TypedDict):
    """What a deed has done, or would do in a trial, and what that causes."""

    reference: str
    what: str
    trial: bool
    cautions: list[str]
    effects: EffectsShape
    links: dict[str, str]


def outcome_as_json(
    outcome: Outcome, visitor: Visitor, today: date, *, trial: bool, base: str
) -> OutcomeShape:
    """Return what a deed has done and where the challenge is found."""
    people = outcome.after.people
    return {
        "reference": outcome.reference,
        "what": spoken(outcome.told.what, people),
        "trial": trial,
        "cautions": [spoken(each, people) for each in outcome.told.cautions],
        "effects": _effects(outcome, today, is_whole=may(visitor, Act.SEE_NOTES, outcome.reference)),
        "links": {
            "challenge": f"{base}/api/v1/challenges/{outcome.reference}",
            "page": f"{base}/challenges/{outcome.reference}",
        },
    }


def _effects(outcome: Outcome, today: date, *, is_whole: bool) -> EffectsShape:
    """Say what was caused; those who do not run the programme are told in words, as on a page."""
    after, found = outcome.after, outcome.effects if is_whole else Effects()
    said = told(outcome.effects, after.on(today), after.people, owed=True)
    return {
        "in_words": [
            {"title": title, "lines": [spoken(each, after.people) for each in lines]} for title, lines in said
        ],
        "documents": [owed_as_json(each) for each in found.documents],
        "notices": [owed_as_json(each) for each in found.notices],
        "waiting": [owed_as_json(each) for each in found.waiting],
        "no_longer_owed": [owed_as_json(each) for each in found.lapsed],
        "deadlines": [_changed(each) for each in found.deadlines],
        "stages": [stage_as_json(each) for each in found.stages],
        "can_be_recorded": [move_as_json(each) for each in found.moves],
    }


def _changed(change: DeadlineChange) -> ChangedShape:
    was = change.was.due if change.was else None
    return {
        "turn": str(change.turn),
        "was": was.isoformat() if was else None,
        "deadline": deadline_as_json(change.deadline),
    }
