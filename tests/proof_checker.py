"""Recomputes the dates of a proof card from the card alone, with nothing of the project in sight."""

import json
from calendar import day_name, monthrange
from datetime import date, timedelta

ONE_DAY, SATURDAY, read = timedelta(days=1), 5, date.fromisoformat
Named = list[dict[str, str]]


def check(text: str) -> None:
    card = json.loads(text)
    rule, anchor = card["rule"], card["anchor"]
    for due, steps, offset in (("due", "steps", "offset"), ("target", "target_steps", "target")):
        day = read(anchor["counted_from"]) if anchor and card[due] else date.min
        for number, step in enumerate(card[steps]):
            assert number or rule[offset] == {"count": step["count"], "unit": step["unit"]}, "the rule's"
            assert day == read(step.pop("from")), "a step starts where the one before ended"
            day = end_of(day, read(anchor["counted_from"]), **step)
            assert day == read(step["to"]), "a step ends where its days take it"
        assert sum(step["count"] for step in card[steps] if step["do"] == "extend") <= rule["extend_at_most"]
        assert not rule["roll"] or day == date.min or day.weekday() < SATURDAY, "it is rolled off weekends"
        assert (card[due] or "0001-01-01") == day.isoformat(), "the date is where the steps end"


def end_of(day: date, anchor: date, *, do: str, count: int, unit: str, to: str, **said: Named) -> date:
    end = read(to)
    if do == "pause":
        gap = every(max(read(str(said["paused"])), anchor + ONE_DAY), read(str(said["until"])))
        assert count == len(counting(said["stopped"], gap) if "stopped" in said else gap), "no day more"
    if "days" in said:  # A roll leaves its first day behind, and counting the day from which it counts.
        shift = timedelta(days=(do == "roll") is not (count > 0))
        gone = counting(said["days"], every(*(each + shift for each in sorted((day, end)))))
        return end if (not gone if do == "roll" else end in gone and len(gone) == abs(count)) else day
    if unit == "days":
        return day + timedelta(days=count)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counting(days: Named, expected: list[date]) -> list[date]:
    names = {read(each["day"]): each.get("left_out", "") for each in days}
    assert list(names) == expected, "every day counts or is left out"
    assert all((why == day_name[day.weekday()]) == (day.weekday() >= SATURDAY) for day, why in names.items())
    return [day for day, why in names.items() if not why]


def every(first: date, until: date) -> list[date]:
    return [first + ONE_DAY * number for number in range((until - first).days)]
