"""What there is to learn from a challenge, and whether the council lets others learn it.

A report and a review say what is good and what is hard; people add what stands in neither, or tag it better.
A finding is its words: an answer to "may this be shared?" holds for these, and other words are asked anew.
Source: the second board minute ("which councils were good at which areas"), and the rule that goes with it
here: nothing is shared that the council has not agreed to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from domain.contents import Finding, FindingKind, Findings, Report, ReviewReport, Theme
from domain.lifecycle import CouncilCode, Happening
from domain.parts import Part, parts
from domain.reading import Reading
from domain.service_areas import Vocabulary, vocabulary
from domain.sharing import Consent

__all__ = [
    "FIRST_OF_ALL",
    "Consent",
    "Finding",
    "FindingKind",
    "Held",
    "of_report",
    "of_review",
    "said_by",
    "with_added",
    "with_consents",
]

FIRST_OF_ALL = (FindingKind.STRENGTH, FindingKind.GOOD_PRACTICE)
"""What somebody looks for who wants to know which council does something well."""


@dataclass(frozen=True, slots=True)
class Held:
    """A finding as the programme holds it.

    ``vocabulary`` is the version of the service areas by which it is tagged. It ``is_final`` once the words
    that it is taken from are, and ``is_published`` once a council has published them.
    """

    finding: Finding
    vocabulary: str
    is_final: bool
    is_published: bool
    consent: Consent = Consent.NOT_ASKED

    @property
    def is_shared(self) -> bool:
        """Whether other councils may see it."""
        return self.consent is Consent.GIVEN


# Where findings come from


def of_report(report: Report, areas: Vocabulary, *, is_final: bool) -> Iterator[Finding]:
    """Take out of a report what others may learn from, with the paragraph where each stands."""
    paper = "Final report" if is_final else "Draft report"
    for each in report.themes:
        said = (
            (FindingKind.STRENGTH, "strength", each.strengths),
            (FindingKind.CHALLENGE, "consideration", each.considerations),
        )
        for kind, called, texts in said:
            for number, text in enumerate(texts, 1):
                source = f"{paper}, {each.theme}, {called} {number}"
                yield Finding(kind, text, each.theme, areas.found_in(text), source)
    for number, practice in enumerate(report.good_practice, 1):
        yield Finding(
            FindingKind.GOOD_PRACTICE,
            practice.text,
            practice.theme,
            areas.found_in(practice.title, practice.text),
            f"{paper}, good practice {number}",
            title=practice.title,
        )


def of_review(review: ReviewReport, council: CouncilCode, areas: Vocabulary) -> Iterator[Finding]:
    """Take out of a council's progress review what it found to be good."""
    for number, text in enumerate(review.strengths, 1):
        source = f"Progress review, strength {number}"
        yield Finding(FindingKind.STRENGTH, text, Theme(""), areas.found_in(text), source, (council,))


def with_added(
    derived: Iterable[Held],
    added: Findings | None,
    heir: Callable[[CouncilCode], CouncilCode | None],
    *,
    is_final: bool,
    published: Collection[str] = (),
) -> tuple[Held, ...]:
    """Return what papers say as people have tagged it, and behind it what stands in no paper.

    What is added becomes as final as ``is_final`` says. Of it only what came from public pages is public:
    ``published`` are the keys of that. Words that stand in two places are one finding.
    """
    handed = {each.key: _passed_on(each, heir) for each in added.findings} if added else {}
    version = added.vocabulary if added else ""
    found: dict[tuple[str, tuple[CouncilCode, ...]], Held] = {}
    for each in derived:
        finding = each.finding
        tagged = _tagged(each, handed[finding.key], version) if finding.key in handed else each
        found.setdefault((finding.key, finding.councils), tagged)
    known = {key for key, _ in found}
    new = [
        _untagged(each, version, is_final=is_final, is_published=key in published)
        for key, each in handed.items()
        if key not in known
    ]
    return (*found.values(), *new)


def _passed_on(finding: Finding, heir: Callable[[CouncilCode], CouncilCode | None]) -> Finding:
    """Return a finding as one of the councils that have the parts of those it names."""
    return replace(finding, councils=tuple(dict.fromkeys(filter(None, map(heir, finding.councils)))))


def _tagged(held: Held, said: Finding, version: str) -> Held:
    """Take over what was said of a finding; where it stands and whose it is, its paper knows better."""
    own = held.finding
    finding = replace(own, kind=said.kind, theme=said.theme or own.theme, areas=said.areas or own.areas)
    return replace(held, finding=finding, vocabulary=version if said.areas else held.vocabulary)


def _untagged(said: Finding, version: str, *, is_final: bool, is_published: bool) -> Held:
    """Take in a finding of no paper that is here; where it names no area its words may."""
    areas = said.areas or vocabulary(version).found_in(said.title, said.text)
    return Held(replace(said, areas=areas), version, is_final, is_published)


# Whether they may be shared


def with_consents(held: Iterable[Held], reading: Reading) -> tuple[Held, ...]:
    """Return findings with what the councils whose they are have said by now."""
    said, all_parts = _said(reading), parts(reading)
    return tuple(replace(each, consent=_consent(each.finding, said, all_parts)) for each in held)


def said_by(reading: Reading, key: str, council: CouncilCode) -> Consent:
    """Return what is said of a finding by all the parts that a council has by now."""
    mine = (each for each in parts(reading) if reading.heir(each[0].council) == council)
    return _weightiest(key, _said(reading), mine)


_Said = Mapping[tuple[str, CouncilCode | None], tuple[int, Consent]]


def _said(reading: Reading) -> _Said:
    """Return what each council said last of each finding, and as which event."""
    return {
        (event.details.key or "", event.council): (event.seq, event.details.consent)
        for event in sorted(reading.events, key=lambda each: each.seq)
        if event.kind is Happening.CONSENTED and event.details.consent
    }


def _consent(finding: Finding, said: _Said, all_parts: Iterable[Part]) -> Consent:
    """Return what is said of a finding by every part whose it is."""
    theirs = set(finding.councils)
    whose = (each for each in all_parts if not theirs or any(one.council in theirs for one in each))
    return _weightiest(finding.key, said, whose)


def _weightiest(key: str, said: _Said, whose: Iterable[Part]) -> Consent:
    """Return what some parts say of a finding, of each what was said last; one that does not agree counts.

    What a council had said for itself does not bind the part that it came to have afterwards.
    """
    answers = {
        max(
            (answer for council, since in part if (answer := said.get((key, council), _UNASKED))[0] > since),
            default=_UNASKED,
        )[1]
        for part in whose
    }
    return next((each for each in _WEIGHTIEST if each in answers), Consent.NOT_ASKED)


_UNASKED = (0, Consent.NOT_ASKED)
_WEIGHTIEST = (Consent.REFUSED, Consent.WITHDRAWN, Consent.NOT_ASKED, Consent.GIVEN)
