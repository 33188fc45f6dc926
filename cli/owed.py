"""The command that lists what is owed and not done, what it waits for, and which messages failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from cyclopts import Parameter

from casework import receipts
from casework.aftercare import FollowUp, follow_ups
from casework.attention import Unheard, unheard
from casework.board.shelf import Shelved, under_review
from casework.case import Case, case
from casework.effect_words import of_council
from casework.receipts import Trouble
from casework.shapes.board import reviewed_as_json
from casework.shapes.coverage import follow_up_as_json
from casework.shapes.papers import trouble_as_json
from casework.shapes.pipeline import owed_list_as_json
from cli.board import to_see_to
from cli.coverage import follow_up_line
from cli.layout import section
from cli.messages import trouble_line, unheard_line
from cli.names import exact
from cli.options import AsJson, AtDesk, SeenOn
from cli.pipeline import in_turn
from db import standings
from db.session import reading
from domain.lifecycle import Reference
from domain.outlook import Outlook
from domain.owed import OwedDocument, OwedNotice
from settings import settings


def owed(
    reference: Annotated[str | None, Parameter(help="One challenge; all of them if left out.")] = None,
    /,
    *,
    on: SeenOn = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List what is owed and not done, and what it waits for."""
    day = exact(on) if on else desk.today
    with reading() as session:
        wanted = [case(session, reference.upper()).reference] if reference else standings.references(session)
        troubles = receipts.troubles(session, day, wanted[0] if reference else None)
        not_heard = unheard(session, wanted[0] if reference else None)
        reviewed = under_review(session)
        found = [_Owed.of(each, day, troubles, not_heard, reviewed) for each in in_turn(session, wanted)]
    shown = [each for each in found if each.lines() or reference]
    if as_json:
        desk.give([each.as_json() for each in shown])
        return
    for each in shown:
        desk.say(*section(desk.out, each.reference, each.lines() or ["nothing"]))
    if not shown:
        desk.say("Nothing is owed.")


@dataclass(frozen=True, slots=True)
class _Owed:
    """What one challenge owes on a day, less what has been done."""

    reference: Reference
    view: Outlook
    ready: list[OwedDocument | OwedNotice]
    waiting: list[OwedDocument | OwedNotice]
    troubles: list[Trouble]
    unheard: list[Unheard]
    follow_ups: tuple[FollowUp, ...]
    reviewed: list[Shelved]

    @classmethod
    def of(
        cls,
        on_desk: Case,
        day: date,
        troubles: Sequence[Trouble],
        unheard: Sequence[Unheard],
        reviewed: Sequence[Shelved],
    ) -> _Owed:
        view = on_desk.on(day)
        every: tuple[OwedDocument | OwedNotice, ...] = (*view.documents, *view.notices)
        ready: list[OwedDocument | OwedNotice] = [*on_desk.documents_owed(day)]
        ready += on_desk.notices_owed(day)
        waiting = [each for each in every if each.waits_for and not each.lapsed]
        of_this = [each for each in troubles if on_desk.reference in each.references]
        not_heard = [each for each in unheard if each.reference == on_desk.reference]
        to_do = follow_ups(on_desk, view)
        quoting = [each for each in reviewed if each.quotes(on_desk.reference)]
        return cls(on_desk.reference, view, ready, waiting, of_this, not_heard, to_do, quoting)

    def as_json(self) -> dict[str, Any]:
        folder = settings().outbox_folder
        told = [trouble_as_json(each, folder) for each in self.troubles]
        to_do = [follow_up_as_json(each) for each in self.follow_ups]
        return owed_list_as_json(self.reference, self.ready, self.waiting) | {
            "messages": told,
            "after_hand_over": to_do,
            "board_papers": [reviewed_as_json(each, self.reference) for each in self.reviewed],
        }

    def lines(self) -> list[str]:
        return [
            *dict.fromkeys(f"{self._title(each)}: can be done now" for each in self.ready),
            *dict.fromkeys(
                f"{self._title(each)}: waits, {gap.text} ({gap.who} can put that right)"
                for each in self.waiting
                for gap in each.waits_for
            ),
            *map(trouble_line, self.troubles),
            *map(unheard_line, self.unheard),
            *map(follow_up_line, self.follow_ups),
            *(f"The board's paper “{each.called}” quotes this. {to_see_to(each)}" for each in self.reviewed),
        ]

    def _title(self, each: OwedDocument | OwedNotice) -> str:
        kind = "message" if isinstance(each, OwedNotice) else "document"
        return f"{each.rule.title} ({kind}){of_council(self.view, each.council)}"
