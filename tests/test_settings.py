"""Where settings come from, and what is wrong with a wrong one."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from flows.settings import Settings, SettingsError, load, operating_environment, prepare_environment, shipped
from tests.conftest import ROOT


def test_the_caller_comes_before_the_environment_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zhanyi.toml").write_text("keep_releases = 3\nworkers = 3\nbatch_documents = 3\n", encoding="utf-8")
    monkeypatch.setenv("ZHANYI_KEEP_RELEASES", "4")
    monkeypatch.setenv("ZHANYI_WORKERS", "4")
    found = load(data=tmp_path, keep_releases=5)
    assert (found.keep_releases, found.workers, found.batch_documents) == (5, 4, 3)


def test_the_data_folder_of_the_environment_has_its_file_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zhanyi.toml").write_text("keep_releases = 3\n", encoding="utf-8")
    monkeypatch.setenv("ZHANYI_DATA", str(tmp_path))
    assert load().keep_releases == 3


def test_a_folder_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    names = ["a", "./a", "b/../a", "link/a", str(tmp_path / "a")]
    assert {load(data=tmp_path, inbox=Path(name)).inbox for name in names} == {tmp_path.resolve() / "a"}


@pytest.mark.parametrize("text", ["keep_releases = 1", "workers = 'many'", "no_such_setting = 1", "executor = 'magic'", "not toml at all"])
def test_a_wrong_setting_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "zhanyi.toml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(data=tmp_path)
    assert "zhanyi.toml" in str(caught.value) and "\n" not in str(caught.value)


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(data=tmp_path).keep_releases = 9


def test_telemetry_is_off_and_what_the_user_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"PREFECT_HOME": "mine", "DO_NOT_TRACK": "0"})
    prepare_environment(load(data=tmp_path))
    assert os.environ["PREFECT_HOME"] == "mine" and os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false" and os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| setting | default |")[2].partition("\n\n")[0]
    named = {name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1]) if line.startswith("| `")}
    assert named == set(Settings.model_fields) - {"data"}


def test_what_ships_is_found() -> None:
    assert (shipped("sql") / "migrations").is_dir() and (shipped("expectations") / "queries").is_dir()
    with pytest.raises(SettingsError, match="install zhanyi again"):
        shipped("no such folder")


@pytest.mark.parametrize(
    ("server", "pages"),
    [
        ("http://127.0.0.1:4200/api", "http://127.0.0.1:4200,http://localhost:4200"),
        ("http://[::1]:4200/api", "http://[::1]:4200,http://localhost:4200"),
        ("https://prefect.example/api", "https://prefect.example,https://localhost"),
    ],
)
def test_pages_of_other_sites_cannot_use_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str, pages: str) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))  # what is set there for Prefect must not reach other tests
    environment = operating_environment(load(data=tmp_path), server)
    assert environment["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == pages
    assert environment["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
