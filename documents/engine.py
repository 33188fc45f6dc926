"""Names what turns a page into files, because another release of any of it may give other bytes."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("typst", "pikepdf", "lxml", "resvg-py")


@cache
def engine() -> str:
    """Return the versions of the packages that set pages, and a mark of our own code that calls them."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{packages}, pages {_own()}"


def _own() -> str:
    """Return a mark that changes whenever a line of this folder's code or layout does."""
    found = sha256()
    for path in sorted(Path(__file__).parent.glob("*")):
        if path.suffix in {".py", ".typ"}:
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]
