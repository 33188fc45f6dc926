"""The pipeline page: its lists and figures, in every form, for those who may see it."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from xml.etree import ElementTree

import httpx
import icalendar
import pytest

from domain.permissions import Part
from tests.dashboard.conftest import JOINT, TAMWORTH, SignedIn

pytestmark = pytest.mark.usefixtures("stocked")


async def test_a_manager_sees_every_challenge_under_way(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get("/")

    assert answer.status_code == 200
    assert f'href="/challenges/{TAMWORTH}"' in answer.text
    assert f'href="/challenges/{JOINT}"' in answer.text
