"""What the board is told in figures: each measure's name, its heading, and how it is counted.

The names stand in addresses and in files that others read, so they stay. Source: the second board minute
and its annual reports (domain reference, section 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from domain.board import FigureRow, FigureSplit, Measure


class MeasureRule(NamedTuple):
    """A measure in words."""

    title: str
    words: str
    of: str = "Councils"


FOR_EACH = "Counted for each council."
TRAINED = "An event counts in the period in which it began, as far back as events were written down."

MEASURES: dict[str, MeasureRule] = {
    "visits": MeasureRule(
        "Visits held",
        "A visit counts in the period in which it began. One that visits several councils is one visit.",
    ),
    "councils_visited": MeasureRule(
        "Councils visited", f"{FOR_EACH} One that was visited twice in the period counts twice."
    ),
    "first_time": MeasureRule(
        "Councils visited for the first time",
        f"{FOR_EACH} As far as this record goes back; a council that took others' place counts anew.",
    ),
    "joint": MeasureRule("Joint challenges", "Visits held to several councils together."),
    "opened": MeasureRule(
        "Challenges opened", "By the day of opening; of challenges of the past nobody wrote that day down."
    ),
    "cancelled": MeasureRule(
        "Challenges cancelled", "By the day on which they were, and not taken up since."
    ),
    "put_off": MeasureRule("Visits and reviews put off", "By the day on which it was decided."),
    "reports": MeasureRule("Reports published", f"{FOR_EACH} By the day on which the council published."),
    "plans": MeasureRule("Action plans published", f"{FOR_EACH} By the day on which the council published."),
    "reviews": MeasureRule("Progress reviews held", f"{FOR_EACH} By the last day of the review."),
    "review_reports": MeasureRule("Review reports published", f"{FOR_EACH} By the day of publication."),
    "reviews_due": MeasureRule(
        "Progress reviews due", f"{FOR_EACH} Not held yet and still in time when the period ends."
    ),
    "overdue": MeasureRule(
        "Overdue when the period ends",
        f"{FOR_EACH} A report, plan, review or review report after its last day and the leeway of the rules.",
    ),
    "late": MeasureRule(
        "Done late in the period",
        f"{FOR_EACH} A report, plan, review or review report after its last day and the leeway of the rules.",
    ),
    "coming_visits": MeasureRule(
        "Visits in the next six months", "By the first day that is planned, or on which the visit has begun."
    ),
    "coming_reviews": MeasureRule(
        "Progress reviews in the next six months",
        f"{FOR_EACH} By the day that is planned, on which it was held, or by which it is due.",
    ),
    "good_practice": MeasureRule(
        "Strengths and good practice", "What published reports say, as far as the councils agree to share it."
    ),
    "challenges": MeasureRule(
        "What councils are challenged by", "What published reports say, as far as councils agree to share it."
    ),
    "impact": MeasureRule(
        "What became of recommendations",
        f"{FOR_EACH} The recommendations of published reports whose progress review was held in the period.",
    ),
    "recurring": MeasureRule(
        "Recommendations by theme",
        f"{FOR_EACH} The recommendations of published reports on visits held in the period.",
    ),
    "advice_over_years": MeasureRule(
        "Recommendations that recur",
        "Recommendations of published reports on visits up to the end of the period, whose theme or service "
        "area came up in visits of more than one financial year. Each counts once, in all that it is about.",
    ),
    "challenges_over_years": MeasureRule(
        "Challenges that recur",
        "What published reports on visits up to the end of the period find hard, as far as councils agree to "
        "share it, where its theme or service area came up in visits of more than one financial year.",
    ),
    "never_visited": MeasureRule(
        "Councils without a challenge",
        "Principal councils of which this record has none, nor of any whose place they took, by region.",
    ),
    "due_again": MeasureRule(
        "Councils whose last challenge is over five years ago", "By the day on which the next one was due."
    ),
    "peers": MeasureRule(
        "Peers deployed",
        "Everybody who was in a team that visited or reviewed in the period, once however often they were.",
    ),
    "member_peers": MeasureRule("Member peers deployed", "Those of the peers who are councillors."),
    "peer_days": MeasureRule(
        "Days given by peers", "The days of each visit and review, times the peers in its team."
    ),
    "surveys": MeasureRule(
        "Survey questions that can be told",
        "One line for each question and group asked. Of a whole financial year, once all its surveys have "
        "closed; nothing from fewer than five answers.",
        "Survey",
    ),
    "training_events": MeasureRule("Training events for peers", TRAINED, "Training event"),
    "members_trained": MeasureRule(
        "Councillors at training events",
        f"{TRAINED} Whoever came to two events counts twice, because nobody is named.",
        "Training event",
    ),
    "new_peers": MeasureRule(
        "New peers from training events",
        f"{TRAINED} As they were counted at the event.",
        "Training event",
    ),
    "peers_characteristics": MeasureRule(
        "Protected characteristics of peers",
        "This record does not ask peers for them: it keeps of people only what a challenge needs.",
    ),
}


def measure(
    name: str,
    rows: Sequence[FigureRow],
    untold: Sequence[FigureRow] = (),
    splits: Sequence[FigureSplit] = (),
    *,
    value: int | None = None,
) -> Measure:
    """Return a figure with its rows, by their dates and their councils' names, and else as they came."""
    rule = MEASURES[name]
    found, apart = tuple(sorted(rows, key=_order)), tuple(sorted(untold, key=_order))
    count = len(found) if value is None else value
    return Measure(name, rule.title, rule.words, found, apart, tuple(splits), count, of=rule.of)


def not_held(name: str) -> Measure:
    """Return a measure of which this record knows nothing."""
    rule = MEASURES[name]
    return Measure(name, rule.title, rule.words, held=False, of=rule.of)


def _order(row: FigureRow) -> tuple[str, tuple[str, ...], str]:
    return row.on.first.isoformat() if row.on else "", row.councils, str(row.reference)
