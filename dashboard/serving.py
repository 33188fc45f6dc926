"""Serves the dashboard over HTTP, in as many processes as the settings say, until somebody ends it."""

from __future__ import annotations

from typing import Any

import uvicorn

from settings import settings

WINDING_DOWN = 3
"""Seconds that a page under way has when the dashboard is ended."""

LOG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "uvicorn": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "cpc": {"handlers": ["out"], "level": "INFO", "propagate": False},
    },
}
"""Our own log instead of the server's: a line a request without anybody's address or token in it."""


def serve() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    here = settings()
    uvicorn.run(
        "dashboard.app:create_app",
        factory=True,
        host=here.dashboard_host,
        port=here.dashboard_port,
        workers=here.dashboard_workers,
        log_config=LOG,
        access_log=False,
        server_header=False,
        proxy_headers=bool(here.trusted_proxies),
        forwarded_allow_ips=here.trusted_proxies,
        timeout_graceful_shutdown=WINDING_DOWN,
    )
