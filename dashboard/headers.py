"""What every answer tells the browser to leave alone.

Everything on a page comes from the dashboard itself: no other host, no inline script, no inline style, no
frame around it. What breaks this does not work at all, so a mistake is seen before anybody can use it.
"""

from __future__ import annotations

from settings import settings

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NOTHING = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
AT_HOME = "noindex, nofollow"
"""What a search engine is told of everything that is not for it."""
ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", NOTHING.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-robots-tag", AT_HOME.encode()),  # The public register alone is for search engines, and says so.
)
OVER_HTTPS = (b"strict-transport-security", b"max-age=31536000")


def for_search_engines() -> str:
    """Say what a search engine may do with what is public: nothing, where the programme is only tried out."""
    return "all" if settings().is_production else AT_HOME
