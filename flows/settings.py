"""Where everything lies and how much is done at a time: the only reader of the environment and of configuration.

Settings come, in this order, from the command line (`load(...)`), from environment variables `ZHANYI_…`, from `zhanyi.toml` in the data
folder, and from the defaults below. They are frozen, and every path in them is absolute.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

PACKAGE = Path(__file__).resolve().parent
CONFIG_NAME = "zhanyi.toml"


class SettingsError(Exception):
    """A setting cannot be used; the message is one line that says which and what to do."""


class Settings(BaseSettings):
    """The settings of one deployment. Sizes are bytes unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="ZHANYI_", frozen=True, extra="forbid", hide_input_in_errors=True)

    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("zhanyi", appauthor=False)))
    inbox: Path | None = None

    # The corpus reports the epidemic's first year; a month and day without a year is read as a day of this window.
    window_start: date = date(2019, 12, 1)
    window_end: date = date(2020, 12, 31)

    keep_releases: int = Field(default=5, ge=2)
    executor: str = Field(default="auto", pattern=r"^(auto|inline|processes|dask://[^/\s]+:\d+)$")
    # Where workers leave their work: a folder or a URL that fsspec knows (s3://bucket/folder); None is the data folder.
    shards: str | None = None
    # A DuckLake that releases are published to as well: its catalogue (postgres:dbname=… host=…) and the folder or URL of its files.
    lake: str | None = Field(default=None, pattern=r"^postgres:\s*\S")
    lake_data: str | None = None
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    batch_documents: int = Field(default=200, ge=1)
    batch_bytes: int = Field(default=2_000_000, ge=1)
    # What DuckDB may take while a candidate is made and audited; beyond that it works on disk in the data folder.
    database_memory: str = Field(default="600MB", pattern=r"^\d+(\.\d+)?\s*([KMGT]i?B)$")
    # The longest real article of the genre has some 60 kB; a document beyond this is a dump of something else. Nothing but line ends takes
    # the most memory, some 250 bytes for each of its own: 1.2 GB for a worker.
    max_document_bytes: int = Field(default=5_000_000, ge=1)
    # A release that loses more than this share of its documents is held back: an unmounted inbox looks like deleted files.
    max_lost_share: float = Field(default=0.5, ge=0, le=1)
    # News takes some 0.2 s per 100 kB; a document that takes longer than this is a trap or meets a defect, and is refused.
    max_document_seconds: float = Field(default=60.0, gt=0)
    # `role only` withholds the names of people who are neither officials nor press, and telephone, identity and account numbers.
    private_persons: Literal["full", "role only"] = "full"

    # How long a run waits for another one on the same data folder before it gives up and says who holds it. Schedules set it; by hand: not.
    wait_seconds: float = Field(default=0, ge=0)
    # An inbox is read when nothing in it has changed for so long, or when it has been changing without a pause for a minute.
    quiet_seconds: float = Field(default=2, gt=0, le=60)
    # `maintain` fails, and so sounds the alarm, if no new document was loaded for so many hours; 0: a corpus that may rest.
    fresh_hours: float = Field(default=0, ge=0)
    # Prefect's notification block that is told of failed and crashed runs: TYPE/NAME, such as custom-webhook/operator.
    alarm_block: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")

    @field_validator("data", "inbox")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().resolve()  # one name for a folder, however it is given

    @field_validator("alarm_block", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return value or None  # an empty variable of the environment names nobody

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line before environment before `zhanyi.toml` of the data folder that these two name."""
        given = {**env_settings(), **init_settings()}
        data = Path(given["data"]).expanduser() if "data" in given else cls.model_fields["data"].get_default(call_default_factory=True)
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(data) / CONFIG_NAME))

    @property
    def current(self) -> Path:
        """The published release that readers open."""
        return self.data / "current.duckdb"

    @property
    def work(self) -> Path:
        """Shards and candidates; may be deleted while no run is going on."""
        return self.data / "work"

    @property
    def journal(self) -> Path:
        """One JSON file per run."""
        return self.data / "runs"

    @property
    def alive(self) -> Path:
        """One locked file per run that is going on."""
        return self.data / "alive"


def load(**given: Any) -> Settings:
    """The settings, with what the caller gives (None means not given) before everything else. Raises SettingsError."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"setting '{name}': {first['msg']} (given on the command line, as ZHANYI_{name.upper()} or in {CONFIG_NAME})"
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{CONFIG_NAME} cannot be read: {error}") from error


def shipped(folder: str) -> Path:
    """The `sql`, `expectations` or `deployments` folder: beside the package in a checkout, inside it in an installation."""
    for root in (PACKAGE / "_shipped", PACKAGE.parent):
        if (root / folder).is_dir():
            return root / folder
    raise SettingsError(f"the folder '{folder}' of this installation is missing; install zhanyi again")


def server_url() -> str | None:
    """The Prefect server that runs report to, if one is configured."""
    return os.environ.get("PREFECT_API_URL") or None


def without_secrets(url: str) -> str:
    """An address that can be shown: user, password and query are left out."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = (rest if mark else scheme).partition("/")
    shown = f"{host.rpartition('@')[2]}{slash}{path}".partition("?")[0]
    return f"{scheme}{mark}{shown}" if mark else shown


def prepare_environment(settings: Settings, console_level: str = "INFO") -> None:
    """Set what Prefect and Great Expectations read from the environment at import; call it before either is imported.

    Nothing that the user has set is overridden, but telemetry is always off. Without a server Prefect keeps its own state below the data
    folder, which is made here, and its temporary server gets time to start on a slow disk (20 s is its default; measured up to 23 s).
    Raises SettingsError if the data folder cannot be made.
    """
    try:
        (settings.data / "prefect").mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.data) as file:
            file.write(b"x" * 4096)
    except OSError as error:
        raise SettingsError(f"the data folder {settings.data} cannot be written ({error.strerror}); choose another with --data") from error
    telemetry_off()
    defaults = {
        "PREFECT_HOME": str(settings.data / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": console_level,
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def telemetry_off() -> None:
    """Nothing that zhanyi runs reports home, whatever the environment says."""
    off = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }
    os.environ.update(off)


def operating_environment(settings: Settings, server: str) -> dict[str, str]:
    """The environment of a server's and a worker's processes: this one's, with the deployment's folders and the server's address in it.

    Runs wait for each other up to an hour, and the worker asks for work every two seconds, unless somebody has said otherwise. It must not
    take up work ahead of its time: a run that Prefect has sent back to wait would go to and fro until its turn comes. The server answers
    only its own pages in a browser: by default it lets every page of the web start what it likes on this machine.
    """
    prepare_environment(settings)
    wait = settings.wait_seconds if "wait_seconds" in settings.model_fields_set else 3600.0
    ours = {"PREFECT_API_URL": server, "ZHANYI_DATA": str(settings.data), "ZHANYI_WAIT_SECONDS": str(wait)}
    if settings.inbox is not None:
        ours["ZHANYI_INBOX"] = str(settings.inbox)
    address = urlsplit(server)
    port = f":{address.port}" if address.port else ""
    pages = ",".join(f"{address.scheme}://{host}" for host in dict.fromkeys((address.netloc.rpartition("@")[2], f"localhost{port}")))
    prompt = {
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": pages,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_WORKER_PREFETCH_SECONDS": "0",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "10",
    }
    return {**prompt, **os.environ, **ours}
