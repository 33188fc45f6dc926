"""A page that is sent while something is made says at once what there is to say, and stops nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from threading import Event
from typing import cast

from fastapi.responses import HTMLResponse

from dashboard.making import HERE, Say, told_while_made


def pieces(work: Callable[[Say], str]) -> AsyncGenerator[str]:
    answer = told_while_made(HTMLResponse(f"before,{HERE}between,{HERE}after"), work)
    return cast("AsyncGenerator[str]", answer.body_iterator)


async def test_the_head_is_sent_before_the_work_is_done_and_the_rest_piece_by_piece() -> None:
    may_go_on = Event()

    def work(say: Say) -> str:
        say("one,")
        assert may_go_on.wait(10)
        say("two,")
        return "made,"

    sent = pieces(work)

    assert [await anext(sent), await anext(sent)] == ["before,", "one,"]
    may_go_on.set()
    assert [each async for each in sent] == ["two,", "between,", "made,", "after"]


async def test_work_goes_on_when_nobody_reads_any_more() -> None:
    may_go_on, is_done = Event(), Event()

    def work(say: Say) -> str:
        assert may_go_on.wait(10)
        say("one,")
        is_done.set()
        return "made,"

    sent = pieces(work)
    await anext(sent)
    await sent.aclose()
    may_go_on.set()

    assert await asyncio.to_thread(is_done.wait, 10)
