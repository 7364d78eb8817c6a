"""What an Asterisk of ours needs to be told, and where its parts lie."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The program and what it brings along."""

    program: Path
    modules: Path
    data: Path
    """With `sounds`, `moh` and `documentation` below it."""


def installation(program: Path) -> Installation:
    """Finds the parts that belong to a program, unpacked or the system's own.

    Raises FileNotFoundError with a sentence if one is missing.
    """
    unpacked = program.resolve().parent / "root"
    root = unpacked if unpacked.is_dir() else Path("/")
    found = sorted(root.glob("usr/lib/*/asterisk/modules"))
    found += sorted(root.glob("usr/lib/asterisk/modules"))
    data = root / "usr/share/asterisk"
    if not program.exists() or not found or not data.is_dir():
        raise FileNotFoundError(f"No complete Asterisk belongs to {program}.")
    return Installation(program=program, modules=found[0], data=data)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSettings:
    """Everything is bound to loopback unless it is opened here."""

    home: Path
    """Configuration, logs and run-time files of the switch are kept here."""
    password: str = field(repr=False)
    """Of the control interface."""
    http_port: int = 8088
    """Control interface and the browsers' telephones, always on loopback."""
    sip_address: str = "127.0.0.1"
    sip_port: int = 5060
    media_address: str = "127.0.0.1"
    first_media_port: int = 20000
    last_media_port: int = 29999
    trunk_addresses: tuple[str, ...] = ("127.0.0.1/32",)
    """Whose calls are taken without a password: CIDR."""
    hotlines: tuple[str, ...] = ("96766",)
    """What a caller's page may call. The trunk may call any number."""
    silence_seconds: int = 30
    """A line from which no sound has come for so long has ended."""
    held_silence_seconds: int = 300
    patience_seconds: int = 300
    """How long a caller rings while the centre is away."""
    app: str = "yingda"
    music: Path | None = None
    """A folder of queue music; without it, the music that came with the program."""
    more_telephony: str = field(default="", repr=False)
    """Further sections of pjsip.conf: trunks with passwords, telephones on a desk."""
    other_telephony: str = field(default="", repr=False)
    """All of pjsip.conf, for a switch that is no centre's but plays the outside world …"""
    other_dialplan: str = ""
    """… and all of its dialplan."""

    def is_on_a_desk(self, phone: str) -> bool:
        """Whether the telephone of this name is one of the further sections."""
        return f"[{phone}]" in self.more_telephony.split()

    @property
    def media(self) -> dict[str, str]:
        """Where sound is taken and sent, as options of a telephone or trunk; on a machine
        that listens everywhere, Asterisk chooses the address by the way to the peer."""
        if self.media_address in ("0.0.0.0", "::"):  # noqa: S104  (compared, not bound)
            return {}
        return {
            "media_address": self.media_address,
            "bind_rtp_to_media_address": "yes",
        }

    @property
    def etc(self) -> Path:
        return self.home / "etc"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"
