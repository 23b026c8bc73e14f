"""What `zhanyi doctor` looks at: whether this installation and its data folder can work, each finding with what to do."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from packaging.requirements import Requirement

from flows import warehouse
from flows.reference import vocabulary
from flows.reference.gazetteer import gazetteer
from flows.releases import Releases
from flows.settings import Settings, SettingsError, server_url, shipped, without_secrets
from flows.stages.maintain import Finding

_ENOUGH_SPACE = 1_000_000_000


def examine(settings: Settings) -> list[Finding]:
    """All findings, bad and good."""
    findings = [*_versions(), _one_opencc(), _resources(), _reference(), *_data_folder(settings.data), _release(settings)]
    if settings.inbox is not None:
        readable = settings.inbox.is_dir() and os.access(settings.inbox, os.R_OK | os.X_OK)
        findings.append(Finding("inbox", readable, str(settings.inbox) if readable else f"{settings.inbox} is no folder that can be read"))
    if url := server_url():
        findings.append(_server(url))
    return findings


def _versions() -> list[Finding]:
    """Every package that zhanyi needs, at a version it was built for: a newer FastAPI or SQLAlchemy breaks Prefect without a word."""
    findings = []
    for line in importlib.metadata.requires("zhanyi") or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            findings.append(Finding(requirement.name, False, "is missing; install zhanyi again with -c constraints.txt"))
            continue
        good = requirement.specifier.contains(version, prereleases=True)
        detail = version if good else f"{version} does not fit {requirement.specifier}; install zhanyi again with -c constraints.txt"
        findings.append(Finding(requirement.name, good, detail))
    return findings


def _one_opencc() -> Finding:
    """The package `opencc` owns the same module as ours, and whichever was installed last wins."""
    try:
        version = importlib.metadata.version("opencc")
    except importlib.metadata.PackageNotFoundError:
        return Finding("opencc module", True, "one owner")
    return Finding("opencc module", False, f"the package opencc {version} owns it too; pip uninstall opencc, then install zhanyi again")


def _resources() -> Finding:
    try:
        folders = [shipped(name) for name in ("sql", "expectations", "deployments")]
    except SettingsError as error:
        return Finding("SQL and expectations", False, str(error))
    return Finding("SQL and expectations", True, ", ".join(str(folder) for folder in folders))


def _reference() -> Finding:
    try:
        with warehouse.in_memory() as connection:
            warehouse.migrate(connection, shipped("sql") / "migrations")
            warehouse.load_reference(connection)
            row = connection.execute("select count(*), (select count(*) from ref.measures) from ref.divisions").fetchone()
        for path in sorted(warehouse.REFERENCE.glob("*")):
            if path.suffix in (".yaml", ".csv"):
                vocabulary.content(path.name)
        gazetteer()
    except vocabulary.ReferenceDataError as error:
        return Finding("reference data", False, str(error))
    except (warehouse.WarehouseError, SettingsError) as error:
        return Finding("reference data", False, f"{error}; install zhanyi again")
    return Finding("reference data", bool(row and row[0] and row[1]), f"{row[0]:,} divisions, {row[1]} measures" if row else "empty")


def _data_folder(data: Path) -> list[Finding]:
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data) as folder:
            link = Path(folder) / "link"
            link.symlink_to("target")
            link.replace(Path(folder) / "renamed")
    except OSError as error:
        return [Finding("data folder", False, f"{data} cannot be written or holds no links ({error.strerror}); choose another with --data")]
    places = [path for path in (data / "releases", data / "candidates", data / "held") if path.exists()]
    same = len({path.stat().st_dev for path in [data, *places]}) == 1
    free = shutil.disk_usage(data).free
    return [
        Finding("data folder", True, str(data)),
        Finding("file system", same, "one" if same else "releases and candidates lie on different ones, so no switch is atomic; use one"),
        Finding("space", free > _ENOUGH_SPACE, f"{free / 1e9:.1f} GB free"),
    ]


def _release(settings: Settings) -> Finding:
    current = Releases(settings.data).current() if settings.data.exists() else None
    if current is None:
        return Finding("release", True, "none yet")
    try:
        with warehouse.connect(current, read_only=True) as connection:
            row = connection.execute("select count(*) from core.documents").fetchone()
    except warehouse.WarehouseError as error:
        return Finding("release", False, f"{error}; zhanyi rollback goes back to the one before")
    return Finding("release", True, f"{current.stem}, {row[0] if row else 0:,} documents")


def _server(url: str) -> Finding:
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=5) as answer:
            good = answer.status == 200
    except (URLError, OSError, ValueError) as error:
        why = without_secrets(str(error)) if url in str(error) else error
        return Finding("Prefect server", False, f"{without_secrets(url)} does not answer ({why}); start it, or unset PREFECT_API_URL")
    return Finding("Prefect server", good, without_secrets(url))
