"""Opens a challenge."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from casework.opening import Opening
from domain.lifecycle import Product
from flows.names import opening_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks import record

Scheme = Literal["2022", "2024"]


@flow(flow_run_name=opening_run)
@in_plain_words
async def open_challenge(
    councils: list[str],
    on: date,
    *,
    scheme: Scheme | None = None,
    product: Product = Product.CORPORATE,
    visit_start: date | None = None,
    visit_end: date | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> str:
    """A council, or several together, ask for a challenge, and the programme takes it on.

    Councils go by name or code. Without a scheme it is the one under which the visit falls, or else
    the one of the opening day. Returns the new reference.
    """
    said = Opening(tuple(councils), on, scheme, product, visit_start, visit_end)
    reference = await record.open_challenge(said, by=by, today=today)
    await do_paperwork(reference, today)
    return reference
