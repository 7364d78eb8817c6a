"""Where the database lives when root, or root's own folder, is in the way."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from yingda.app.migrations import migrations
from yingda.platform.embedded import postgres
from yingda.platform.embedded.keys import FileKeys
from yingda.platform.embedded.postgres import Postgres, PostgresFailed, is_elsewhere
from yingda.platform.sql.database import Address
from yingda.platform.sql.migrate import Migration, extend, migrate, prepare_database

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has such folders")


def let_others_pass(here: Path) -> None:
    """So that the data stay here, also when root runs the tests."""
    for folder in (here, *here.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)


@needs_root
def test_in_a_folder_that_only_root_may_enter_the_data_lie_elsewhere(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o700)
    home = tmp_path / "var"
    home.mkdir()
    away = is_elsewhere(home)
    assert away is not None
    server = Postgres(home, "test", is_durable=False)
    try:
        assert server.start()
        assert server.is_running()
        assert not server.start()
    finally:
        server.stop()
        shutil.rmtree(away.parent, ignore_errors=True)
    assert not server.is_running()


@needs_root
def test_programs_that_only_root_may_reach_run_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Path(tempfile.mkdtemp(prefix="yd-"))
    packages = tmp_path / "site-packages"
    packages.mkdir(mode=0o700)
    wheel = postgres.shipped().parent
    for part in wheel.parent.glob(f"{wheel.name}*"):
        shutil.copytree(part, packages / part.name, symlinks=True)
    monkeypatch.setattr(postgres, "AWAY", away)
    monkeypatch.syspath_prepend(str(packages))
    server = Postgres(tmp_path / "var", "test", is_durable=False)
    assert set(server.moved) == {"programs", "data"}
    assert all(path.is_relative_to(away) for path in server.moved.values())
    try:
        # Nothing of the wheel that the tests run with may help.
        assert server.start()
    finally:
        server.stop()
        shutil.rmtree(away)


@needs_root
def test_a_folder_made_anew_in_the_same_place_has_a_database_of_its_own(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o700)
    first = is_elsewhere(tmp_path / "var")
    assert is_elsewhere(tmp_path / "var") == first
    shutil.rmtree(tmp_path / "var")
    assert is_elsewhere(tmp_path / "var") != first


def test_a_database_that_was_half_made_is_made_anew(tmp_path: Path) -> None:
    let_others_pass(tmp_path)
    home = tmp_path / "var"
    half = home / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Postgres(home, "test", is_durable=False)
    assert server.start()
    server.stop()
    assert not half.exists()
    assert not server.place.socket.exists(), "nothing is left in /tmp"


def started(server: Postgres) -> bool:
    """What is left of the old server may take a moment to be buried."""
    for _ in range(5):
        with suppress(PostgresFailed):
            return server.start()
    return server.start()


def test_after_a_crash_the_server_starts_again(tmp_path: Path) -> None:
    let_others_pass(tmp_path)
    server = Postgres(tmp_path / "var", "test", is_durable=False)
    server.start()
    try:
        pid = server.pid()
        assert pid is not None
        os.kill(pid, 9)
        while server.is_running():
            os.sched_yield()
        assert started(server)
    finally:
        server.stop()


async def test_tables_without_rights_are_never_left_behind(server: Postgres) -> None:
    address = Address(
        host=str(server.place.socket),
        port=5432,
        name="half",
        passwords=dict.fromkeys(("owner", "app", "system"), "test"),
    )
    await prepare_database(server.url(), address)
    await extend(server.url("half"))
    mistaken = Migration(
        stage="desk", name="0009_no_scope.sql", sql="create table desk.x (id text)"
    )
    with pytest.raises(ValueError, match=r"desk\.x has no tenant_id and scope"):
        await migrate(address, [*migrations(), mistaken])

    done = await migrate(address, migrations())

    assert done == len(migrations()), "nothing of the broken start was kept"


def test_a_file_that_is_not_a_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.key"
    text = FileKeys.at(file).seal("words", about="me")
    assert FileKeys.at(file).open(text, about="me") == "words"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"")
    with pytest.raises(ValueError, match="is not a key"):
        FileKeys.at(file)


@pytest.mark.parametrize(
    "said",
    ["", "1\n/elsewhere\n", f"{os.getpid()}\n"],
    ids=["nothing", "elsewhere", "somebody"],
)
def test_what_is_left_of_a_server_is_not_taken_for_one(
    tmp_path: Path, said: str
) -> None:
    let_others_pass(tmp_path)
    made = Postgres(tmp_path, "test", is_durable=False)
    made.place.data.mkdir()
    (made.place.data / "postmaster.pid").write_text(said)
    assert made.pid() is None
    assert not made.is_running()


def test_a_folder_of_somebody_else_is_not_trusted_with_the_socket(
    tmp_path: Path,
) -> None:
    let_others_pass(tmp_path)
    made = Postgres(tmp_path, "test", is_durable=False)
    made.place.socket.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresFailed, match="is not ours"):
            made.start()
    finally:
        made.place.socket.unlink()
