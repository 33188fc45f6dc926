"""The pages that are looked at: each builder of a page adds it here, as whom it is seen and where.

Every one of them is judged by axe and must not push a small screen sideways; the accessibility statement
names them.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.permissions import Part
from tests.dashboard.conftest import JOINT, TAMWORTH


@dataclass(frozen=True)
class Look:
    """A page of a stocked programme, and who looks at it."""

    path: str
    part: Part = Part.MANAGER
    own: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.path} as {self.part.label}"


LOOKS: tuple[Look, ...] = (
    Look("/about", Part.PUBLIC),
    Look("/about"),
    Look("/accessibility", Part.PUBLIC),
    Look("/sign-in", Part.PUBLIC),
    Look("/sign-in/link", Part.PUBLIC),
    Look("/unsubscribe/token", Part.PUBLIC),
    Look("/"),
    Look("/?state=all&late=yes&sort=-age"),
    Look("/?as_of=2024-11-01"),
    Look("/", Part.PEER, (TAMWORTH, JOINT)),
    Look("/pipeline/forecast"),
    Look("/pipeline/timeline?from=2024-06"),
    Look("/pipeline/views"),
    Look("/pipeline/views/new?late=yes"),
    Look("/upcoming"),
    Look("/coverage"),
    Look("/coverage/to-do"),
    Look("/councils/TAW"),
    Look(f"/challenges/{TAMWORTH}/aftercare"),
    Look(f"/upcoming/{TAMWORTH}/notice/team_confirmed?on=2025-03-06"),
    Look("/register", Part.PUBLIC),
    Look("/register/tamworth-cpc-2024-001", Part.PUBLIC),
    Look("/register?region=London", Part.PUBLIC),
    Look("/search?q=planning", Part.PUBLIC),
    Look("/learning/ledger", Part.PUBLIC),
    Look("/learning/ledger?open=yes"),
    Look("/search?q=council"),
    Look("/learning?q=planning&kind=all"),
    Look("/learning", Part.PUBLIC),
    Look("/learning/areas", Part.PUBLIC),
    Look("/learning/surveys"),
    Look("/calendars"),
    Look("/accounts"),
    Look("/accounts/new"),
    Look("/audit"),
    Look("/nowhere", Part.COUNCIL_CONTACT, (TAMWORTH,)),
    Look(f"/challenges/{TAMWORTH}"),
    Look(f"/challenges/{TAMWORTH}?on=2024-10-15"),
    Look(f"/challenges/{TAMWORTH}", Part.COUNCIL_CONTACT, (TAMWORTH,)),
    Look(f"/challenges/{JOINT}"),
    Look(f"/challenges/{TAMWORTH}/dates"),
    Look(f"/challenges/{TAMWORTH}/deadlines/fact_check"),
    Look(f"/challenges/{TAMWORTH}/documents"),
    Look(f"/challenges/{TAMWORTH}/documents/final_report/changes"),
    Look(f"/challenges/{TAMWORTH}/messages"),
    Look(f"/challenges/{TAMWORTH}/messages/1"),
    Look(f"/challenges/{TAMWORTH}/team"),
    Look(f"/challenges/{TAMWORTH}/recommendations"),
    Look(f"/challenges/{TAMWORTH}/surveys"),
    Look(f"/challenges/{TAMWORTH}/history"),
    Look(f"/challenges/{TAMWORTH}/calendar"),
    Look(f"/challenges/{TAMWORTH}/runs"),
    Look("/open"),
    Look("/round"),
    Look(f"/challenges/{TAMWORTH}/record/review_scheduled"),
    Look(f"/challenges/{TAMWORTH}/record/review_held"),
    Look(f"/challenges/{TAMWORTH}/correct"),
    Look(f"/challenges/{TAMWORTH}/assign-peer"),
    Look(f"/challenges/{TAMWORTH}/hand-in/plan"),
    Look(f"/challenges/{TAMWORTH}/action?action=1.1"),
    Look("/board"),
    Look("/board", Part.PUBLIC),
    Look("/board/new"),
    Look("/board/actions"),
    Look("/board/actions/1"),
    Look("/board/training"),
    Look("/board/training/1"),
    Look("/board/training/1/take-back"),
    Look("/board/1"),
    Look("/board/1/rows/visits"),
    Look("/councils/TAW/held"),
    Look(f"/challenges/{TAMWORTH}/disclose"),
    Look("/open-data", Part.PUBLIC),
    Look("/learning/themes"),
    Look("/learning/themes?of=challenges&by=region"),
    Look("/learning/themes/rows?tag=area&name=planning", Part.PUBLIC),
    Look("/api/v1", Part.PUBLIC),
    Look("/api/v1/docs", Part.PUBLIC),
    Look("/api/v1/docs/do_extend"),
    Look("/api/v1/docs/shapes/DeadlineShape"),
)

MADE = "/board/new as programme manager, who has a paper made"
"""The page that is sent while a paper is made."""

OWN: tuple[str, ...] = (
    "/sign-in/link/… as whoever it was sent to",
    "/account as its owner",
    "/account/password as its owner",
    "/account/deputies/new as its owner",
    "/account/tokens/new as its owner",
    "/account/tokens/new as its owner, who has forgotten something",
    "/account/tokens as its owner, who has made one",
    "/accounts/… as programme manager",
    "/accounts/…/link as programme manager",
)
"""The pages that only somebody sees who has really signed in; ``test_account_looks.py`` goes through them."""
