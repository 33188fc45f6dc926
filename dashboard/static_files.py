"""Serves the style sheet, the scripts and the icon: read once, named by their contents, kept for ever.

A name that holds the contents' hash never means anything else, so a browser asks for it once. What is drawn
from the house style (names and colours) is a style sheet of its own beside the one that was built.
"""

from __future__ import annotations

import gzip
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import HTTPException, Request, Response

from dashboard.routes import Routes
from documents.house_style import Colours, house_style

router = Routes(include_in_schema=False)

FOLDER = Path(__file__).parent / "static"
MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
HOUSE = "house.css"
PAINTS: dict[str, tuple[str, ...]] = {
    "ink": ("text", "focus-text", "input-border"),
    "paper": ("body-background", "template-background"),
    "quiet": ("secondary-text",),
    "accent": ("brand",),
    "link": ("link", "link-visited"),
    "tint": ("surface-background",),
    "line": ("border", "surface-border"),
    "focus": ("focus",),
}
"""Which colours of GOV.UK Frontend each colour of the house style stands for."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to, and its address."""

    name: str
    media: str
    plain: bytes
    packed: bytes

    @property
    def address(self) -> str:
        """The address, with the hash of the contents in it."""
        stem, _, suffix = self.name.rpartition(".")
        return f"/static/{stem}-{sha256(self.plain).hexdigest()[:12]}.{suffix}"


@cache
def assets() -> dict[str, Asset]:
    """Read all files once, by their names."""
    found = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in MEDIA}
    found[HOUSE] = _painted(house_style().colours).encode()
    return {
        name: Asset(name, MEDIA[Path(name).suffix], data, gzip.compress(data, mtime=0))
        for name, data in found.items()
    }


@cache
def address(name: str) -> str:
    """Return where a file is served."""
    return assets()[name].address


@cache
def _by_address() -> dict[str, Asset]:
    return {asset.address: asset for asset in assets().values()}


def _painted(colours: Colours) -> str:
    rules = (
        f"--govuk-{name}-colour:{colour}"
        for paint, colour in asdict(colours).items()
        for name in PAINTS.get(paint, ())
    )
    return f":root{{{';'.join(rules)}}}"


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Serve a file, for ever the same under its name."""
    asset = _by_address().get(f"/static/{name}")
    if asset is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.media, headers=headers | {"Content-Encoding": "gzip"})
    return Response(asset.plain, media_type=asset.media, headers=headers)


@router.get("/favicon.ico")
async def icon() -> Response:
    """Serve the icon where browsers look for it unasked."""
    asset = assets()["icon.svg"]
    return Response(asset.plain, media_type=asset.media, headers={"Cache-Control": "public, max-age=86400"})
