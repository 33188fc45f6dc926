"""The addresses of the dashboard's parts, each of which is read when somebody first comes by it.

FastAPI takes apart what an endpoint depends on, and all that this depends on, as soon as it is told of an
address, and once more when the address is put into an application. For some hundreds of addresses that takes
seconds, and a worker that starts, or a test, comes by a few of them. So an address is only written down here,
with as much as it takes to know it by. What is wrong with one is not seen by that: the tests read them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import RLock
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match, get_name
from starlette.types import Scope

_READING = RLock()
"""A description of the API is made in another thread than pages are, and may come by at the same moment."""


class Address(APIRoute):
    """An address that FastAPI reads when it is first needed."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        self.path = path
        self.endpoint = endpoint
        self.name = said.get("name") or get_name(endpoint)
        self.methods = {each.upper() for each in said.get("methods") or ("GET",)}
        self.include_in_schema = said.get("include_in_schema", True)
        self._said = said
        self._is_read = False
        self._begins = path.partition("{")[0]
        self._ends = path.rpartition("}")[2]

    def __getattr__(self, name: str) -> Any:
        """Read the address, because something is asked of it that is not known before."""
        if name.startswith("__") or self.__dict__.get("_is_read", True):
            raise AttributeError(name)
        with _READING:
            if not self._is_read:
                super().__init__(self.path, self.endpoint, **self._said)
                self._is_read = True
        return getattr(self, name)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether a request is for this address; mostly the ends of its path tell that it is not."""
        path = scope.get("path", "")
        if not scope.get("root_path") and not (path.startswith(self._begins) and path.endswith(self._ends)):
            return Match.NONE, {}
        return super().matches(scope)

    def within(self, app: FastAPI) -> Address:
        """Return the same address for an application, which may replace what it depends on."""
        return Address(self.path, self.endpoint, **{**self._said, "dependency_overrides_provider": app})


class Routes(APIRouter):
    """The addresses of one part of the dashboard."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        """Add an address, to be read when it is needed."""
        super().add_api_route(path, endpoint, route_class_override=Address, **said)

    def within(self, app: FastAPI) -> Iterator[Address]:
        """Return the addresses for an application."""
        return (each.within(app) for each in self.routes if isinstance(each, Address))
