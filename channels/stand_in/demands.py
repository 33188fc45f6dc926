"""What Notify demands of a request; it takes no field that it does not know."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from channels.stand_in.answers import Refusal, bad_request

SHARED = ("template_id", "personalisation", "reference")
FIELDS = {
    "email": (
        "email_address",
        *SHARED,
        "email_reply_to_id",
        "one_click_unsubscribe_url",
        "sanitise_content_for",
        "scheduled_for",
    ),
    "sms": ("phone_number", *SHARED, "sms_sender_id", "scheduled_for"),
    "letter": (*SHARED, "content", "postage"),
}
REQUIRED = {
    "email": ("email_address", "template_id"),
    "sms": ("phone_number", "template_id"),
    "letter": ("template_id", "personalisation"),
}
PRECOMPILED = ("reference", "content")
FILE = ("file", "filename", "confirm_email_before_download", "retention_period")
SUFFIXES = ["csv", "doc", "docx", "jpeg", "jpg", "json", "odt", "pdf", "png", "rtf", "txt", "xlsx"]
FILE_LIMIT = 2 * 1024 * 1024
NAME_LIMIT = 100
REFERENCE_LIMIT = 1000
ADDRESS = re.compile(r"[^@\s,;<>\"()\[\]]+@[^@\s.,;<>\"()\[\]]+(\.[^@\s.,;<>\"()\[\]]+)+")
PHONE = re.compile(r"(\+?44|0)7\d{9}")
MOST_WEEKS = 78


def check(type_: str, body: Any) -> None:
    """Refuse a request that is not as the schema of its type says."""
    if not isinstance(body, dict):
        raise _invalid("Payload is not an object")
    problems = list(_problems(type_, body))
    if problems:
        raise _invalid(*problems)


def _problems(type_: str, body: Mapping[str, Any]) -> Iterator[str]:
    required = PRECOMPILED if type_ == "letter" and "content" in body else REQUIRED[type_]
    for name in required:
        if name not in body:
            yield f"{name} is a required property"
    for name in body.keys() - FIELDS[type_]:
        yield f"Additional properties are not allowed ({name} was unexpected)"
    for name in body.keys() & CHECKS.keys():
        problem = None if body[name] is None and name in NULLABLE else CHECKS[name](body[name])
        if problem:
            yield f"{name} {problem}"


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else f"{value!r} is not of type string"


def _uuid(value: Any) -> str | None:
    try:
        UUID(value)
    except (ValueError, AttributeError, TypeError):
        return "is not a valid UUID"
    return None


def _email(value: Any) -> str | None:
    return None if isinstance(value, str) and ADDRESS.fullmatch(value) else "Not a valid email address"


def _phone(value: Any) -> str | None:
    digits = re.sub(r"[\s()-]", "", value) if isinstance(value, str) else ""
    return None if PHONE.fullmatch(digits) else "Not a valid phone number"


def _reference(value: Any) -> str | None:
    return _text(value) or ("is too long" if len(value) > REFERENCE_LIMIT else None)


def _object(value: Any) -> str | None:
    return None if isinstance(value, dict) else f"{value!r} is not of type object"


def _https(value: Any) -> str | None:
    return _text(value) or (None if value.startswith("https://") else "is not a valid https url")


def _names(value: Any) -> str | None:
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return None if is_list else f"{value!r} is not of type array"


def _postage(value: Any) -> str | None:
    return (
        None if value in {"first", "second", "economy"} else "invalid. It must be first, second or economy."
    )


CHECKS = {
    "email_address": _email,
    "phone_number": _phone,
    "template_id": _uuid,
    "personalisation": _object,
    "reference": _reference,
    "email_reply_to_id": _uuid,
    "sms_sender_id": _uuid,
    "one_click_unsubscribe_url": _https,
    "sanitise_content_for": _names,
    "scheduled_for": _text,
    "content": _text,
    "postage": _postage,
}
NULLABLE = {"reference", "personalisation", "one_click_unsubscribe_url", "scheduled_for"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that a message links to."""

    id: str
    name: str
    content: bytes
    weeks: int
    is_confirmed: bool


def read_file(value: Mapping[str, Any]) -> File:
    """Take in a file that was sent as the value of a placeholder, or refuse it."""
    for name in value.keys() - FILE:
        raise _invalid(f"Additional properties are not allowed ({name} was unexpected)")
    content, name = _content(value["file"]), value.get("filename") or ""
    if len(content) > FILE_LIMIT:
        raise bad_request("File is larger than 2MB")
    if name:
        _check_name(name)
    confirmed = value.get("confirm_email_before_download")
    if confirmed is not None and not isinstance(confirmed, bool):
        raise bad_request("Unsupported value for confirm_email_before_download: must be true or false")
    weeks = _weeks(value.get("retention_period"))
    id_ = str(uuid5(NAMESPACE_DNS, f"{binascii.crc32(content)}-{name}.document.stand-in.example"))
    return File(id_, name, content, weeks, confirmed is not False)


def _content(text: Any) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise bad_request("Incorrect encoding for file: must be base64") from None


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or len(name) > NAME_LIMIT:
        raise bad_request("`filename` cannot be longer than 100 characters")
    stem, _, suffix = name.rpartition(".")
    if not stem:
        raise bad_request("`filename` must end with a file extension. For example, filename.csv")
    if suffix.lower() not in SUFFIXES:
        raise bad_request(f"Unsupported file type '{suffix}'. Supported types are: {', '.join(SUFFIXES)}")


def _weeks(text: Any) -> int:
    if text is None:
        return 26
    found = re.fullmatch(r"(\d{1,2}) weeks?", text) if isinstance(text, str) else None
    if not found or not 1 <= int(found[1]) <= MOST_WEEKS:
        raise bad_request(
            f"Unsupported value for retention_period: {text}. Supported periods are 1 to 78 weeks"
        )
    return int(found[1])


def _invalid(*messages: str) -> Refusal:
    return bad_request(*messages, error="ValidationError")
