"""What a program sends with a deed: answers as JSON, files in it or as the parts of a form."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, NoReturn

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import UploadFile

from casework.deeds.questions import BadAnswers, Fault, Raw, Upload
from dashboard.forms import FIELD_BYTES, FIELDS, FILES

JSON, FORM = "application/json", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was answered, and the hash by which the same answers are known again."""

    raw: Raw
    digest: str


async def sent(request: Request) -> Sent:
    """Read the answers that came with a request; nothing at all is no answers."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return _hashed(await _from_form(request))
    body = await request.body()
    if not body:
        return _hashed({})
    if kind != JSON:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return _hashed(_from_json(body))


Answered = Annotated[Sent, Depends(sent)]


async def _from_form(request: Request) -> Raw:
    found: dict[str, str | tuple[str, ...] | Upload] = {}
    async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
        for name in form:
            given = form.getlist(name)
            files = [each for each in given if isinstance(each, UploadFile)]
            if files:
                found[name] = Upload(files[0].filename or "", await files[0].read())
            else:
                found[name] = tuple(str(each) for each in given)
    return found


def _from_json(body: bytes) -> Raw:
    try:
        said = json.loads(body, parse_constant=_no_number)
        # Half of a sign that takes two is text to Python alone.
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    answers = said.get("answers") if isinstance(said, dict) else None
    if not isinstance(answers, dict) or said.keys() != {"answers"}:
        raise _refused("answers", 'Send an object with the answers in it: {"answers": {…}}.')
    return {name: _given(name, value) for name, value in answers.items() if value is not None}


def _no_number(_text: str) -> NoReturn:
    raise ValueError("JSON has no such number.")


def _given(name: str, value: Any) -> str | tuple[str, ...] | Upload:
    """Return an answer as it is understood from a form too."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else ""
        case int():
            return str(value)
        case list() if all(isinstance(each, str) for each in value):
            return tuple(value)
        case {"name": str(file_name), "content": str(content)} if len(value) == len(("name", "content")):
            return Upload(file_name, _decoded(name, content))
    raise _refused(
        name, f"{name!r} is answered with something that is no answer. See what it may be in the description."
    )


def _decoded(name: str, content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except (Error, ValueError) as error:
        raise _refused(
            name, f"The content of {name!r} is not base64. Encode the file and send it again."
        ) from error


def _refused(name: str, words: str) -> BadAnswers:
    return BadAnswers((Fault(name, words),))


def _hashed(raw: Raw) -> Sent:
    """Hash answers so that neither their order nor the form they came in makes a difference."""
    told = sha256()
    for name, value in sorted(raw.items()):
        said = [value.name, sha256(value.content).hexdigest()] if isinstance(value, Upload) else value
        told.update(json.dumps([name, said]).encode())
    return Sent(raw, told.hexdigest())
