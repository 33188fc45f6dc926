"""Gathers the words of a document or notice whole, to be kept, sent elsewhere and filled in again.

The first version of a document's template is ``<name>.html.j2``, a later one ``<name>@2.html.j2``. What a
programme has written itself, under the same names in a folder of its own, takes the place of ours; our frames
stay under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from domain.editions import Edition
from domain.errors import ChallengeError
from templates.words import NoTemplate, environment, fill

FOLDER = Path(__file__).parent
LARGEST = 200_000
"""Bytes that a template of a programme's own may have; our longest has a twentieth of it."""


class Misspelt(ChallengeError):
    """A template is no template."""

    def __str__(self) -> str:
        name, line, why = self.args
        return f"Line {line} of the template {name} cannot be read: {why}. Mend it, or take the file away."


def document_edition(name: str, version: int, own: Path | None = None) -> Edition:
    """Gather the words of a document, in a version; ``NoTemplate`` if there are none."""
    return _gathered(f"documents/{name}{f'@{version}' if version > 1 else ''}.html.j2", version, own)


def paper_edition(name: str, own: Path | None = None) -> Edition:
    """Gather the words of a paper of the whole programme; no scheme names those, so they stand apart."""
    return _gathered(f"papers/{name}.html.j2", 1, own)


def notice_editions(name: str, own: Path | None = None) -> tuple[Edition, Edition]:
    """Gather the words of a notice: those of its subject and those of its page."""
    subject, body = (f"notices/{name}/{part}" for part in ("subject.txt.j2", "body.html.j2"))
    return _gathered(subject, 1, own), _gathered(body, 1, own)


@lru_cache(maxsize=256)
def notice_digest(name: str) -> str:
    """Return the hash of all words of a notice, its subject's and its page's, which names their version."""
    return sha256(" ".join(each.digest for each in notice_editions(name)).encode()).hexdigest()


def own_templates(own: Path) -> tuple[str, ...]:
    """Return the names of the templates in a programme's own folder, as they would be asked for."""
    return tuple(sorted(each.relative_to(own).as_posix() for each in own.rglob("*.j2")))


def written(edition: Edition, context: Mapping[str, Any]) -> str:
    """Fill in the words of an edition as they stood when it was gathered."""
    return fill(environment() if _is_current(edition) else _kept(edition), edition.name, context)


def _is_current(edition: Edition) -> bool:
    """Whether the words are those that lie in the package, whose frames need to be understood only once."""
    if edition.is_own or not (FOLDER / edition.name).is_file():
        return False
    return _packaged(edition.name, edition.version).sources.items() <= edition.sources.items()


def _kept(edition: Edition) -> Environment:
    return environment().overlay(loader=DictLoader(edition.sources))


def _gathered(path: str, version: int, own: Path | None) -> Edition:
    if own is not None and (own / path).is_file():
        return Edition(path, version, dict(_sources(path, own)), is_own=True)
    return _packaged(path, version)


@lru_cache(maxsize=256)
def _packaged(path: str, version: int) -> Edition:
    return Edition(path, version, dict(_sources(path, None)))


def _sources(path: str, own: Path | None) -> Iterator[tuple[str, str]]:
    """Go through a template and everything that it extends, includes or imports, each once."""
    wanted, seen = [path], set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        text = _text(name, own)
        yield name, text
        wanted += _rests_on(name, text)


@lru_cache(maxsize=256)
def _rests_on(name: str, text: str) -> tuple[str, ...]:
    """Name what a template rests on; a name that is worked out while it is filled in is not known before."""
    try:
        found = find_referenced_templates(environment().parse(text, name))
    except TemplateSyntaxError as error:
        raise Misspelt(name, error.lineno, error.message) from error
    return tuple(each for each in found if each)


def _text(name: str, own: Path | None) -> str:
    """Read a template of the programme's own, or else ours, and never a file outside the two folders."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise NoTemplate(name)
    if own is not None and (own / name).is_file():
        if (own / name).stat().st_size > LARGEST:
            raise Misspelt(name, 1, f"the file is larger than {LARGEST // 1000} kB")
        return (own / name).read_text(encoding="utf-8")
    if not (FOLDER / name).is_file():
        raise NoTemplate(name)
    return (FOLDER / name).read_text(encoding="utf-8")
