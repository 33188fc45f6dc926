"""One Prefect server for all tests of a run, and challenges whose story is written down for it to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prefect.settings import (
    PREFECT_API_TLS_INSECURE_SKIP_VERIFY,
    PREFECT_HOME,
    PREFECT_LOCAL_STORAGE_PATH,
    PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW,
    temporary_settings,
)
from prefect.testing.utilities import prefect_test_harness

STARTING = 180
"""Seconds: the server makes its database first, and other tests are running beside it."""


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give all tests one Prefect server, on a home that ends with them."""
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DO_NOT_TRACK", "1")
        patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
        patch.setenv("PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE", "100")
        patch.setenv("PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL", "1")
        updates = {
            PREFECT_HOME: home,
            PREFECT_LOCAL_STORAGE_PATH: home / "storage",
            PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW: "ignore",
            PREFECT_API_TLS_INSECURE_SKIP_VERIFY: True,
        }
        with temporary_settings(updates=updates), prefect_test_harness(server_startup_timeout=STARTING):
            yield
