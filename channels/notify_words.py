"""Writes a letter's plain text in Notify's Markdown: lists stay lists, and nothing else means anything.

Plain text comes in lines of 72 columns. Where a line ended because the next word had no room, Notify's reader
gets one paragraph; where its author ended it, it stays ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDTH = 72
ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
SPECIAL = re.compile(r"([\\`*_\[\]~])")
LEADING = re.compile(r"^(?:([#^>+=-])|(\d+)([.)]))")
ITEM = re.compile(r"^(?:- |(\d+)\. )(.*)$")
UNDERLINE = re.compile(r"^(=+|-+)$")
MARGIN = re.compile(r"^[|>] ?")


def markdown(text: str) -> str:
    """Write a plain text for the body of a message."""
    parts = (_part(each.split("\n")) for each in re.split(r"\n{2,}", text.strip("\n")))
    return "\n\n".join(parts)


def subject(text: str) -> str:
    """Write a subject, which Notify takes as it is."""
    return " ".join(text.split())


def _part(lines: list[str]) -> str:
    if len(lines) > 1 and UNDERLINE.match(lines[-1]):
        return "# " + _escaped(" ".join(lines[:-1]))
    if all(MARGIN.match(each) for each in lines):
        return "^ " + _escaped(" ".join(MARGIN.sub("", each) for each in lines))
    return "\n".join(_line(each) for each in _unfolded(lines))


def _unfolded(lines: list[str]) -> Iterator[str]:
    """Join the lines that were only broken because they were full, and the continued items of lists."""
    whole, last = "", ""
    for line in lines:
        continues = line.startswith("  ") or len(last) + 1 + len(line.split(" ")[0]) > WIDTH
        if whole and continues and not ITEM.match(line):
            whole = f"{whole} {line.strip()}"
        else:
            if whole:
                yield whole
            whole = line
        last = line
    if whole:
        yield whole


def _line(line: str) -> str:
    item = ITEM.match(line)
    if not item:
        return _escaped(line)
    sign = f"{item[1]}." if item[1] else "*"
    return f"{sign} {_escaped(item[2])}"


def _escaped(line: str) -> str:
    """Take the meaning out of all characters but those of addresses."""
    parts, end = [], 0
    for found in ADDRESS.finditer(line):
        parts += [SPECIAL.sub(r"\\\1", line[end : found.start()]), found[0]]
        end = found.end()
    whole = "".join([*parts, SPECIAL.sub(r"\\\1", line[end:])])
    return LEADING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", whole)
