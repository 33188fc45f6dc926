"""What of a challenge is for whom, once it is settled that they may see the challenge at all.

Those who run the programme see everything. Councils and peers see what was written for them, which is what
the scheme encloses with letters to their side, and what has been published; a council of a joint challenge
sees nothing of another's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework.public_register import filed
from db.models import Document
from domain.contents import Content
from domain.lifecycle import CouncilCode, Event, Happening, Milestone, Reference
from domain.outlook import Outlook
from domain.permissions import Act, Part, Seat, Visitor, may, may_read
from domain.publishing import is_public

SHOWN_FROM = {Content.REPORT: Milestone.DRAFT_SENT, Content.REVIEW_REPORT: Milestone.REVIEW_REPORT_FINALISED}
"""From when a council sees what the peers wrote for it."""
PUBLISHED_BY = {
    Content.REPORT: Milestone.REPORT_PUBLISHED,
    Content.PLAN: Milestone.PLAN_PUBLISHED,
    Content.REVIEW_REPORT: Milestone.REVIEW_REPORT_PUBLISHED,
}
"""From when everybody may see what a council or the peers wrote."""
OPEN_TO_ALL = frozenset(
    {
        Happening.OPENED,
        Happening.MEETING_SET,
        Happening.REDRAFTED,
        Happening.POSTPONED,
        Happening.PAUSED,
        Happening.RESUMED,
        Happening.EXTENDED,
        Happening.CANCELLED,
        Happening.REOPENED,
        Happening.SUPERSEDED,
        Happening.RECOUNTED,
    }
)
"""What councils and peers are told of beside the milestones; who is in which role is no part of it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at a challenge on a day."""

    visitor: Visitor
    reference: Reference
    view: Outlook

    def may(self, act: Act, council: CouncilCode | None = None) -> bool:
        """Say whether they may do something in this challenge, or for one of its councils."""
        return may(self.visitor, act, self.reference, council=council)

    @property
    def sees_everything(self) -> bool:
        """Whether they see the programme's own notes: then nothing of the history is kept from them."""
        return self.may(Act.SEE_NOTES)

    @property
    def is_peer(self) -> bool:
        """Whether they are in the peer team."""
        return any(seat.part is Part.PEER for seat in self._seats)

    def is_of(self, council: CouncilCode | None) -> bool:
        """Whether what belongs to a council, or to all of them, is theirs to see."""
        if council is None or self.sees_everything or self.is_peer:
            return True
        return self.view.reading.heir(council) in {seat.council for seat in self._seats}

    def sees_document(self, row: Document) -> bool:
        """Say whether a document that was filed is for them."""
        is_out = is_public(filed(row), self.view.reading, self.view.scheme)
        rule = self.view.scheme.documents[row.document]
        reads = may_read(
            self.visitor,
            rule,
            self.view.scheme,
            self.reference,
            addressee=row.person,
            is_published=is_out,
        )
        return reads and (is_out or self.is_of(row.council))

    def sees_content(self, content: Content, council: CouncilCode | None) -> bool:
        """Say whether what was handed in, of one council or of the whole challenge, is for them."""
        if self.sees_everything or self._is_out(content, council):
            return True
        if self.is_peer:
            return content is not Content.PLAN  # The rest they wrote, or it was sent to them.
        shown_from = SHOWN_FROM.get(content)
        if shown_from and not self.view.reading.was_met(shown_from, council):
            return False
        return self.is_of(council)

    def sees_event(self, event: Event) -> bool:
        """Say whether a line of the history is for them; of a correction, whether what it undoes is."""
        if self.sees_everything:
            return True
        if event.kind is Happening.CORRECTED:
            undone = next(each for each in self.view.history if each.seq == event.undoes)
            return self.sees_event(undone)
        is_open = isinstance(event.kind, Milestone) or event.kind in OPEN_TO_ALL
        return is_open and self.is_of(event.council)

    @property
    def _seats(self) -> list[Seat]:
        return [seat for seat in self.visitor.seats if seat.reference == self.reference]

    def _is_out(self, content: Content, council: CouncilCode | None) -> bool:
        by = PUBLISHED_BY.get(content)
        return any(met is by and council in (None, code) for met, code in self.view.reading.met)
