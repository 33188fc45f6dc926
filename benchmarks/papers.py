"""The two papers that are measured: a report of twelve pages and a letter, with all that documents hold."""

from __future__ import annotations

from documents.house_style import house_style
from documents.stylesheet import stylesheet

THEMES = (
    "Local priorities and outcomes",
    "Organisational and place leadership",
    "Governance and culture",
    "Financial planning and management",
    "Capacity for improvement",
)
PROSE = (
    "The council knows its place well, and the people whom the team met speak about it with pride. Members "
    "of every group and officers at all levels took part openly, and partners said that they are heard. "
)


def report(number: int) -> str:
    """Write a report of about twelve pages; each number gives another one."""
    contents = "".join(f'<li><a href="#t{n}">{theme}</a></li>' for n, theme in enumerate(THEMES))
    found = "".join(_theme(n, theme, number) for n, theme in enumerate(THEMES))
    return _page(
        f"Feedback report {number}",
        '<section class="cover"><p class="kicker">Corporate Peer Challenge</p>'
        f"<h1>Feedback report {number}</h1><p>Visit of Tuesday 29 to Thursday 31 October 2024</p></section>"
        f'<nav class="toc" aria-labelledby="c"><h2 id="c">Contents</h2><ol>{contents}</ol></nav>'
        f"<h2>Recommendations</h2>{_table(number)}{_drawing(number)}{found}",
    )


def letter(number: int) -> str:
    """Write a letter of a page and a half; each number gives another one."""
    house = house_style()
    steps = "".join(f"<li><strong>Step {n}.</strong> {PROSE}</li>" for n in range(1, 6))
    return _page(
        f"Your Corporate Peer Challenge {number}",
        f'<header class="letterhead"><figure class="logo">{house.logo}</figure>'
        f"<p><strong>{house.organisation}</strong><br>{house.programme}<br>{'<br>'.join(house.address)}</p></header>"
        "<address>Chief Executive<br>Example Borough Council</address>"
        '<p class="date">Friday 6 March 2026</p><p>Dear Chief Executive</p>'
        f"<h1>Your Corporate Peer Challenge {number}</h1><p>{PROSE}</p><p>{PROSE}</p>"
        f"<aside class='callout'><h2>Your first peer challenge</h2><p>{PROSE}</p></aside>"
        f"<h2>What happens next</h2><ol>{steps}</ol><h2>What we ask of you</h2><p>{PROSE}</p>"
        f'<p class="sign-off">Yours sincerely<br><br>Principal adviser<br>{house.organisation}</p>',
    )


def _page(title: str, inside: str) -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="author" content="{house_style().organisation}">'
        '<meta name="reference" content="CPC-2026-014">'
        f"<style>{stylesheet()}</style></head><body><main>{inside}</main></body></html>"
    )


def _theme(place: int, theme: str, number: int) -> str:
    points = "".join(f"<li>{PROSE}</li>" for _ in range(5))
    return (
        f'<section><h2 id="t{place}">{theme}</h2><p>{PROSE * 3}</p><p>Challenge {number}. {PROSE * 3}</p>'
        f"<h3>Strengths</h3><ul>{points}</ul><h3>Areas to consider</h3><p>{PROSE * 4}</p><p>{PROSE * 4}</p>"
        f"<p>{PROSE * 4}</p><p>{PROSE * 3}</p></section>"
    )


def _table(number: int) -> str:
    rows = "".join(
        f'<tr><th scope="row">{n}</th><td>{PROSE}</td><td>Council {number}</td></tr>' for n in range(1, 19)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("No.", "Recommendation", "For"))
    return (
        '<div class="table" role="region" aria-label="Recommendations" tabindex="0"><table>'
        f"<caption>Recommendations</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _drawing(number: int) -> str:
    bars = "".join(
        f'<rect x="0" y="{30 * n}" width="{60 * n + number % 9}" height="20" fill="#12436d"/>'
        for n in range(1, 6)
    )
    return (
        '<figure><svg role="img" aria-labelledby="dt dd" viewBox="0 0 640 200" width="640" height="200">'
        f'<title id="dt">Recommendations by theme</title><desc id="dd">From {number}.</desc>{bars}'
        "</svg></figure>"
    )
