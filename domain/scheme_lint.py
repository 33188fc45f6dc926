"""Finds what reads well in a scheme and still cannot be: unreachable milestones, impossible anchors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from domain.contents import Content
from domain.disclosures import MESSAGE, Disclosure
from domain.lifecycle import DATES, Kind, Milestone
from domain.rules import (
    PLAN_FORM,
    AnnouncementRule,
    DeadlineRule,
    DocumentRule,
    Filetype,
    Handling,
    MilestoneRule,
    NoticeRule,
    Per,
    Scheme,
    StageRule,
)
from domain.survey_lint import survey_problems

SHORTEST_MONTH = 28


def templates_of(scheme: Scheme) -> Iterator[str]:
    """Return the names of the templates that a scheme's documents are made with: ``final_report@2``."""
    for rule in scheme.documents.values():
        yield rule.name
        yield from (f"{rule.name}@{each.version}" for each in rule.templates)


def without_template(group: str, rules: Iterable[str], known: Collection[str] | None) -> Iterator[str]:
    """Say which rules of a group have no template among those known; nothing if none are given."""
    for name in rules if known is not None else ():
        if name not in (known or ()):
            yield f"[{group}.{name}]: it has no template in templates/{group}"


def impossible(scheme: Scheme) -> Iterator[str]:
    """Say what in a scheme can never happen, each by table and key."""
    reachable = _reachable(scheme)
    missing = (each for each in Milestone if each not in scheme.milestones)
    yield from (f"[milestones] {each}: it is missing" for each in missing)
    yield from _themes(scheme)
    yield from _held(scheme, reachable)
    for stage in scheme.stages.values():
        yield from _stage(scheme, reachable, stage)
    for rule in scheme.milestones.values():
        yield from _milestone(scheme, reachable, rule)
    for deadline in scheme.deadlines.values():
        yield from _deadline(scheme, reachable, deadline)
    for document in scheme.documents.values():
        yield from _document(scheme, reachable, document)
    for notice in scheme.notices.values():
        yield from _notice(scheme, reachable, notice)
    for announcement in scheme.announcements.values():
        yield from _announcement(scheme, reachable, announcement)
    yield from survey_problems(scheme, reachable)


def _themes(scheme: Scheme) -> Iterator[str]:
    for old, new in scheme.former_themes.items():
        if new not in scheme.themes:
            yield f"[former_themes] {old}: the scheme has no theme {new!r}"


def _held(scheme: Scheme, reachable: frozenset[Milestone]) -> Iterator[str]:
    """Say of what is held nobody knows how it is handled, and what is handled as nothing can be."""
    yield from (f"[held] {each}: it is missing" for each in (*Content, MESSAGE) if each not in scheme.held)
    for name, handling in scheme.held.items():
        yield from _handling(scheme, reachable, f"[held.{name}]", handling)


def _handling(
    scheme: Scheme, reachable: frozenset[Milestone], where: str, handling: Handling
) -> Iterator[str]:
    is_withheld = handling.disclosure is Disclosure.WITHHELD
    if is_withheld and not (handling.exempt_under and handling.because):
        yield f"{where} exempt_under: say under which section, and because of what"
    if (handling.exempt_under or handling.exempt_until) and not is_withheld:
        yield f"{where} exempt_under: only what is withheld is exempt"
    if handling.exempt_until:
        yield from _must_happen(scheme, reachable, f"{where} exempt_until", handling.exempt_until)


def _publishes(scheme: Scheme, rule: DocumentRule) -> bool:
    """Whether some milestone publishes a document, or brings it by publishing something."""
    publishing = (each for each in scheme.milestones.values() if each.publishes)
    return any(rule.name == each.publishes or rule.when is each.milestone for each in publishing)


def _reachable(scheme: Scheme) -> frozenset[Milestone]:
    """Return the milestones that some order of recording can reach."""
    found: set[Milestone] = set()
    while new := {
        rule.milestone
        for rule in scheme.milestones.values()
        if rule.milestone not in found and found.issuperset(rule.after)
    }:
        found |= new
    return frozenset(found)


def _must_happen(scheme: Scheme, reachable: frozenset[Milestone], where: str, kind: Kind) -> Iterator[str]:
    if isinstance(kind, Milestone) and kind not in scheme.milestones:
        yield f"{where}: the scheme has no milestone {kind.value!r}"
    elif isinstance(kind, Milestone) and kind not in reachable:
        yield f"{where}: the milestone {kind.value!r} can never be reached"


def _stage(scheme: Scheme, reachable: frozenset[Milestone], rule: StageRule) -> Iterator[str]:
    where = f"[stages.{rule.stage}]"
    yield from _must_happen(scheme, reachable, f"{where} opens_after", rule.opens_after)
    yield from _must_happen(scheme, reachable, f"{where} completes_with", rule.completes_with)


def _milestone(scheme: Scheme, reachable: frozenset[Milestone], rule: MilestoneRule) -> Iterator[str]:
    where = f"[milestones.{rule.milestone}]"
    if rule.stage not in scheme.stages:
        yield f"{where} stage: the scheme has no stage {rule.stage.value!r}"
    if rule.milestone not in reachable:
        why = "because what it waits for waits for it or is not in the scheme"
        yield f"{where} after: it can never be reached, {why}"
    if rule.publishes and rule.publishes not in scheme.documents:
        yield f"{where} publishes: the scheme has no document {rule.publishes!r}"
    if rule.expires < 0:
        yield f"{where} expires: a consent cannot expire before it is given"
    if rule.expires and rule.per is not Per.CHALLENGE:
        yield f"{where} expires: only what is agreed for the whole challenge can expire"
    for key, name in (("not_before", rule.not_before), ("forecast", rule.forecast)):
        if name and name not in _said(scheme):
            yield f"{where} {key}: no milestone says the date {name!r}"


def _said(scheme: Scheme) -> frozenset[str]:
    said: Iterable[str] = (
        name for rule in scheme.milestones.values() for name in (*rule.details, *rule.may_say)
    )
    return DATES.intersection(said)


def _deadline(scheme: Scheme, reachable: frozenset[Milestone], rule: DeadlineRule) -> Iterator[str]:
    where = f"[deadlines.{rule.name}]"
    yield from _lengths(where, rule)
    if rule.meets:
        yield from _must_happen(scheme, reachable, f"{where} meets", rule.meets)
    if rule.anchor in _said(scheme):
        return
    if rule.anchor not in tuple(Milestone):
        yield f"{where} anchor: {rule.anchor!r} is neither a milestone nor a date that a milestone says"
        return
    anchor = Milestone(rule.anchor)
    yield from _must_happen(scheme, reachable, f"{where} anchor", anchor)
    if anchor in reachable and _is_narrower(scheme, anchor, rule.meets):
        why = "belongs to each council and what is due to the whole challenge"
        yield f"{where} anchor: {anchor.value!r} {why}"


def _lengths(where: str, rule: DeadlineRule) -> Iterator[str]:
    """Say which lengths of time cannot be: an extension ends before the day from which one counts back."""
    for key, days in (("tolerance", rule.tolerance), ("extend_at_most", rule.extend_at_most)):
        if days < 0:
            yield f"{where} {key}: it cannot be less than nothing"
    days_in_unit = SHORTEST_MONTH if rule.offset.months else 1
    if rule.offset.is_before and rule.extend_at_most >= -rule.offset.count * days_in_unit:
        yield f"{where} extend_at_most: it would go on to the day from which it is counted back, or beyond"
    if rule.target and (rule.target.unit is rule.offset.unit) and rule.target.count > rule.offset.count:
        yield f"{where} target_{rule.target.unit}: it is later than the deadline itself"


def _is_narrower(scheme: Scheme, anchor: Milestone, meets: Milestone | None) -> bool:
    whole = meets is None or meets not in scheme.milestones or scheme.milestones[meets].per is Per.CHALLENGE
    return whole and scheme.milestones[anchor].per is Per.COUNCIL


def _document(scheme: Scheme, reachable: frozenset[Milestone], rule: DocumentRule) -> Iterator[str]:
    where = f"[documents.{rule.name}]"
    yield from _must_happen(scheme, reachable, f"{where} when", rule.when)
    for kind in rule.again_when:
        yield from _must_happen(scheme, reachable, f"{where} again_when", kind)
    yield from _first_time(scheme, reachable, where, rule)
    if rule.until and rule.per is not Per.PEER:
        yield f"{where} until: only what is owed to each peer ends with a milestone"
    yield from _handling(scheme, reachable, where, rule.handling)
    if rule.public and not _publishes(scheme, rule):
        yield f"{where} disclosure: no milestone publishes it"
    yield from _files(where, rule)
    yield from _versions(scheme, where, rule)


def _first_time(
    scheme: Scheme, reachable: frozenset[Milestone], where: str, rule: DocumentRule | NoticeRule
) -> Iterator[str]:
    """Say what a first challenge cannot bring: what never happens, and what every challenge brings."""
    always = (rule.when, *rule.again_when) if isinstance(rule, DocumentRule) else rule.when
    if rule.first_time_when and not always:
        yield f"{where} first_time_when: it goes with what is owed because something has happened"
    for kind in rule.first_time_when:
        yield from _must_happen(scheme, reachable, f"{where} first_time_when", kind)
        if kind in always:
            yield f"{where} first_time_when: {kind.value!r} brings it at every challenge"


def _files(where: str, rule: DocumentRule) -> Iterator[str]:
    """Say what cannot be in the formats in which a document goes out."""
    if not rule.goes_out_as or len(set(rule.goes_out_as)) < len(rule.goes_out_as):
        yield f"{where} goes_out_as: name at least one format, and each once"
    if Filetype.EXCEL in rule.goes_out_as and rule.name != PLAN_FORM:
        yield f"{where} goes_out_as: only {PLAN_FORM} is made for Excel"


def _versions(scheme: Scheme, where: str, rule: DocumentRule) -> Iterator[str]:
    """Say what cannot be in the order of templates, and in what a document is a version of."""
    numbers = [1, *(each.version for each in rule.templates)]
    days = [each.since for each in rule.templates]
    if numbers != list(range(1, len(numbers) + 1)) or days != sorted(set(days)):
        yield f"{where} templates: number them from 2 on, each with a later day than the one before"
    revised = scheme.documents.get(rule.revises or "")
    if rule.revises and (revised is None or revised.name == rule.name or revised.per is not rule.per):
        yield f"{where} revises: {rule.revises!r} is no other document that goes to the same"


def _reminder(scheme: Scheme, reachable: frozenset[Milestone], rule: NoticeRule) -> Iterator[str]:
    where = f"[notices.{rule.name}]"
    if rule.deadline and rule.deadline not in scheme.deadlines:
        yield f"{where} deadline: the scheme has no deadline {rule.deadline!r}"
    if rule.is_reminder is not bool(rule.days):
        yield f"{where} days: days go with a deadline, a milestone or a survey"
    if rule.unless and not rule.milestone:
        yield f"{where} unless: a deadline knows what meets it, so unless goes with a milestone"
    if rule.optional and (not rule.is_reminder or rule.approval or max(rule.days, default=0) > 0):
        yield f"{where} optional: only a reminder of what is not late yet can be left out"
    if rule.cut_off < 0 or (rule.cut_off and not rule.optional):
        yield f"{where} cut_off: only what is optional can be changed, and not after it goes out"
    if rule.approval and not rule.is_reminder:
        yield f"{where} approval: only a reminder can wait for approval"
    if rule.milestone:
        yield from _of_milestone(scheme, reachable, rule, rule.milestone)


def _of_milestone(
    scheme: Scheme, reachable: frozenset[Milestone], rule: NoticeRule, milestone: Milestone
) -> Iterator[str]:
    where = f"[notices.{rule.name}]"
    yield from _must_happen(scheme, reachable, f"{where} milestone", milestone)
    if rule.unless:
        yield from _must_happen(scheme, reachable, f"{where} unless", rule.unless)
        if _is_narrower(scheme, rule.unless, milestone):
            yield f"{where} unless: {rule.unless.value!r} belongs to each council and the reminder to all"
    known = scheme.milestones.get(milestone)
    if known and known.forecast is None and min(rule.days, default=1) <= 0:
        yield f"{where} days: {milestone.value!r} has no planned day"


def _notice(scheme: Scheme, reachable: frozenset[Milestone], rule: NoticeRule) -> Iterator[str]:
    where = f"[notices.{rule.name}]"
    if rule.until and rule.is_reminder:
        yield f"{where} until: a reminder ends with what meets its deadline"
    if rule.invite and rule.is_reminder:
        yield f"{where} invite: a reminder announces no date"
    if not rule.to:
        yield f"{where} to: it goes to nobody"
    if sum(map(bool, (rule.when, rule.deadline, rule.milestone, rule.survey))) != 1:
        yield f"{where} when: give one of when, deadline, milestone and survey"
    yield from _reminder(scheme, reachable, rule)
    for kind in rule.when:
        yield from _must_happen(scheme, reachable, f"{where} when", kind)
    yield from _first_time(scheme, reachable, where, rule)
    for name in rule.attach:
        if name not in scheme.documents:
            yield f"{where} attach: the scheme has no document {name!r}"


def _announcement(scheme: Scheme, reachable: frozenset[Milestone], rule: AnnouncementRule) -> Iterator[str]:
    where = f"[announcements.{rule.name}]"
    if not (rule.when or rule.notices):
        yield f"{where} when: give at least one of when and notices"
    for kind in rule.when:
        yield from _must_happen(scheme, reachable, f"{where} when", kind)
        if not rule.title and not isinstance(kind, Milestone):
            yield f"{where} title: {kind.value!r} has none of its own"
    for name in rule.notices:
        if name not in scheme.notices or not scheme.notices[name].is_reminder:
            yield f"{where} notices: the scheme has no reminder {name!r}"
    for each in (*rule.when, *rule.notices):
        if scheme.announced[str(each)] is not rule:
            yield f"{where} when: {str(each)!r} is announced by another row too"
