"""What a deployment decides: addresses, folders, which parts. From `yingda.toml`, and
from `YINGDA_…` in the environment, which wins. Rules of the business are parameters."""

import os
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    Field,
    FilePath,
    IPvAnyNetwork,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

FILE = Path("yingda.toml")
MOST = 20.0
"""Times the usual traffic of a demo."""
LONGEST = 107 - len("/run/switch.sock")
"""Bytes of the data folder's path."""


class BrokenSettings(Exception):
    """The settings cannot be used; the text says file, key and what is allowed."""


class Settings(BaseSettings):
    """All settings with their defaults: a demo centre on this machine."""

    model_config = SettingsConfigDict(env_prefix="YINGDA_", extra="forbid")

    data: Path = Field(Path("var"), description="folder of everything that is kept")
    http_host: str = Field("127.0.0.1", description="address of the pages")
    http_port: int = Field(8080, ge=1, le=65535, description="port of the pages")
    trunk_host: str = Field("127.0.0.1", description="address of the SIP trunk (UDP)")
    trunk_port: int = Field(5060, ge=1, le=65535, description="port of the SIP trunk")
    trunk_from: Annotated[list[IPvAnyNetwork], NoDecode] = Field(
        [ip_network("127.0.0.1/32")], description="networks whose SIP calls are taken"
    )
    switch: Literal["asterisk", "simulated"] = Field(
        "asterisk", description="`asterisk`, or `simulated` (no telephone)"
    )
    asterisk: Path | None = Field(
        None, description="the Asterisk program; by default the one `make setup` got"
    )
    ari_port: int = Field(8088, ge=1, le=65535, description="port of the switch (ARI)")
    telephones: FilePath | None = Field(
        None, description="file with more telephones, written as in pjsip.conf"
    )
    rtp_from: int = Field(20000, ge=1024, le=65000, description="first port of sound")
    rtp_to: int = Field(29998, ge=1025, le=65535, description="last port of sound")
    database_url: str | None = Field(
        None, description="a PostgreSQL ≥ 15 of yours; by default one is started"
    )
    hotline: str = Field(
        "96766", pattern=r"^\d{3,15}$", description="the service number"
    )
    demo: bool = Field(True, description="start with the demo province 陕西")
    demo_password: str = Field(
        "yingda-demo", min_length=8, description="of demo users", validate_default=True
    )
    subscribers: int = Field(
        50_000, ge=0, le=10_000_000, description="generated subscribers of the demo"
    )
    seed: int = Field(1, description="the same seed makes the same demo")
    traffic: float = Field(
        1.0,
        ge=0,
        le=MOST,
        description="how busy the demo starts: 0 is quiet, 5 five times as busy",
    )
    smsc: str | None = Field(
        None,
        pattern=r"^[^\s:]+:\d{1,5}$",
        description="`host:port` of the message centre (SMPP 3.4); without one texts wait",
    )
    smsc_user: str = Field(
        "yingda", max_length=15, description="as whom we bind to the message centre"
    )
    smsc_password: str = Field(
        "", max_length=8, description="with which we bind to the message centre"
    )
    smsc_number: str | None = Field(
        None,
        pattern=r"^\d{3,20}$",
        description="from which our texts come; by default the service number",
    )
    outside_port: int = Field(
        5070,
        ge=1,
        le=65535,
        description="SIP port of the demo's callers and telephones",
    )
    outside_ari_port: int = Field(
        8090, ge=1, le=65535, description="port of the switch that plays them (ARI)"
    )

    @field_validator("rtp_to")
    @classmethod
    def _is_after(cls, last: int, found: ValidationInfo) -> int:
        first = found.data.get("rtp_from")
        if first is not None and last <= first:
            raise PydanticCustomError("range", "must be above `rtp_from`")
        return last

    @field_validator("demo_password")
    @classmethod
    def _is_not_known(cls, password: str, found: ValidationInfo) -> str:
        """The default is printed in the README: it opens nothing to a network."""
        is_demo = found.data.get("demo", True)
        if (
            not is_loopback(str(found.data.get("http_host")))
            and is_demo
            and password == cls.model_fields["demo_password"].default
        ):
            raise PydanticCustomError(
                "known", "must be one of your own where others can reach the pages"
            )
        return password

    @field_validator("trunk_from", mode="before")
    @classmethod
    def _are_apart(cls, networks: object) -> object:
        """In the environment they may be written with commas between them."""
        if not isinstance(networks, str):
            return networks
        return [one.strip(" \"'") for one in networks.strip("[ ]").split(",")]

    @field_validator("data")
    @classmethod
    def _is_short(cls, data: Path) -> Path:
        """Below it lie sockets, whose whole path has room for 107 bytes."""
        if len(os.fsencode(data.absolute())) > LONGEST:
            raise PydanticCustomError(
                "long", f"its whole path may have {LONGEST} bytes, for sockets' sake"
            )
        return data

    @property
    def pages(self) -> str:
        """Where the pages are, as the host and port of an address are written."""
        host = f"[{self.http_host}]" if ":" in self.http_host else self.http_host
        return f"{host}:{self.http_port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=FILE)
        return init_settings, env_settings, file


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def load() -> Settings:
    """Raises BrokenSettings with one sentence a mistake."""
    if FILE.is_dir():
        raise BrokenSettings(f"{FILE.resolve()} is a folder; a file is wanted.")
    try:
        made = Settings()  # pydantic fills it from file and environment
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(f"{FILE.resolve()} is not TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise BrokenSettings(f"{FILE.resolve()} is not text in UTF-8.") from error
    except OSError as error:
        raise BrokenSettings(
            f"{FILE.resolve()} cannot be read: {error.strerror}."
        ) from error
    except SettingsError as error:
        raise BrokenSettings(
            f"{FILE.resolve()} or the environment: {error}."
        ) from error
    except ValidationError as error:
        told = [
            _sentence(one["loc"], one["msg"], one["type"]) for one in error.errors()
        ]
        raise BrokenSettings("\n".join(told)) from error
    return made.model_copy(update={"data": made.data.absolute()})


def _sentence(place: tuple[int | str, ...], message: str, kind: str) -> str:
    key = str(place[0]) if place else ""
    where = f"{FILE.resolve()} (or YINGDA_{key.upper()})"
    field = Settings.model_fields.get(key)
    if field is None or kind == "extra_forbidden":
        names = ", ".join(Settings.model_fields)
        return f"{where}: there is no setting `{key}`. Allowed are: {names}."
    allowed = message[0].lower() + message[1:]
    return f"{where}: `{key}` ({field.description}) is wrong: {allowed}."
