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
BY_LINK = ("/surveys/", "/unsubscribe/", "/sign-in/link/")
"""How the addresses begin that are themselves the key to what is found there."""
NAMED_TO_NOBODY: dict[bytes, bytes] = {
    b"cache-control": b"no-store",
    b"referrer-policy": b"strict-origin",
}
"""What has a browser keep nothing, and name the host alone wherever it goes next, for any log on the way.

With ``no-referrer`` older browsers would send the form as if it came from nowhere, and be refused.
"""
OVER_HTTPS = (b"strict-transport-security", b"max-age=31536000")


def fixed(path: str) -> dict[bytes, bytes]:
    """Return what is said of every answer under an address, whatever it says of itself."""
    return NAMED_TO_NOBODY if path.startswith(BY_LINK) else {}


def for_search_engines() -> str:
    """Say what a search engine may do with what is public: nothing, where the programme is only tried out."""
    return "all" if settings().is_production else AT_HOME
