"""Consents wear out: what was agreed long before a visit has to be agreed again.

A visit that is put off for a year meets another council: the leader may have changed, and so may the
peers' interests. How many months a consent holds is a column of the scheme.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.days import add_months
from domain.lifecycle import Milestone
from domain.reading import Expired, Reading
from domain.rules import Scheme


def without_expired(reading: Reading, scheme: Scheme, visit: date = date.min) -> Reading:
    """Return a reading in which consents that have expired are not met any more.

    The visit begins on the planned day, or on ``visit`` if that is later. A consent that has expired
    holds again when the visit is brought forward, and none expires once the visit has begun.
    """
    planned = reading.day_of("visit_start", None)
    day = max(planned[0], visit) if planned else visit
    expired = {
        rule.milestone: Expired(event, day)
        for rule in scheme.consents
        if (event := reading.was_met(rule.milestone, None)) and add_months(event.on.last, rule.expires) < day
    }
    if not expired or reading.is_past(Milestone.VISIT_STARTED, None, scheme):
        return reading
    still = {(met, code): event for (met, code), event in reading.met.items() if met not in expired}
    return replace(reading, met=still, expired=reading.expired | expired)
