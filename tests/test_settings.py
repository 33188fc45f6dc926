"""One installation beside another: what each may set."""

from pathlib import Path

import pytest

from settings import Settings, SettingsError, settings


def test_everything_that_is_kept_lies_in_the_home_folder(home: Path) -> None:
    here = settings()

    assert here.home == home
    assert here.database == f"sqlite:///{home}/cpc.db"
    assert {here.documents_folder.parent, here.outbox_folder.parent, here.prefect_home.parent} == {home}


def test_the_home_folder_is_where_the_process_was_started_and_stays_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CPC_HOME", "mine")
    monkeypatch.chdir(tmp_path)

    assert settings().home == tmp_path / "mine"


def test_an_empty_setting_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_DIVISION", "")

    assert settings().division == "England"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_of_postgresql_is_taken_as_hosts_hand_it_out(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_DATABASE_URL", f"{scheme}://cpc@db.example/cpc")

    assert settings().database == "postgresql+psycopg://cpc@db.example/cpc"


def test_the_address_of_the_server_is_read_where_prefect_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")

    assert settings().prefect_api_url == "http://127.0.0.1:4200/api"


def test_a_wrong_setting_is_named_with_what_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_DIVISION", "Cornwall")

    with pytest.raises(SettingsError) as refused:
        settings()

    assert str(refused.value) == (
        "CPC_DIVISION is 'Cornwall', which cannot be used: Input should be 'England', 'Wales', 'Scotland' or "
        "'Northern Ireland'. Change it, or leave it out."
    )


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"HOST": "0.0.0.0"}, "http://127.0.0.1:8080"),  # noqa: S104 - Asked for here.
        ({"HOST": "::1", "PORT": "80"}, "http://[::1]:80"),
        ({"PORT": "0"}, ""),
    ],
)
def test_links_lead_to_the_dashboard_of_this_machine_unless_they_go_to_real_people(
    said: dict[str, str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(f"CPC_DASHBOARD_{name}", value)
    assert Settings().address == address

    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    assert Settings().address == ""
    monkeypatch.setenv("CPC_BASE_URL", "https://challenges.example/")
    assert Settings().address == "https://challenges.example"


def test_the_home_folder_of_the_project_is_the_default() -> None:
    assert Settings.model_fields["home"].default.name == "var"
