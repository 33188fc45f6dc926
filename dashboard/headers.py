"""What every answer tells the browser to leave alone.

Everything on a page comes from the dashboard itself: no other host, no inline script, no inline style, no
frame around it. What breaks this does not work at all, so a mistake is seen before anybody can use it.
"""

from __future__ import annotations

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
NOTHING = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", NOTHING.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex, nofollow"),  # The public register alone is for search engines, and says so.
)
OVER_HTTPS = (b"strict-transport-security", b"max-age=31536000")
