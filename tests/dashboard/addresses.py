"""The addresses of the dashboard, with the acts that have to be allowed at each."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from dashboard.app import ROUTERS
from dashboard.asking import Allowed
from domain.permissions import Act


def addresses() -> Iterator[APIRoute]:
    """Go through every address of every part."""
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def acts(route: APIRoute) -> list[Act]:
    """Return the acts that have to be allowed at an address."""
    return list(_asked(route.dependant))


def _asked(dependant: Dependant) -> Iterator[Act]:
    for each in dependant.dependencies:
        if isinstance(each.call, Allowed):
            yield each.call.act
        yield from _asked(each)
