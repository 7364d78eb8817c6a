"""Where the database lives when root, or root's own folder, is in the way."""

import os
import shutil
from pathlib import Path

import pytest

from yingda.platform.embedded.postgres import Postgres, is_elsewhere

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has such folders")


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


def test_after_a_crash_the_server_starts_again(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    server = Postgres(tmp_path / "var", "test", is_durable=False)
    server.start()
    try:
        pid = server.pid()
        assert pid is not None
        os.kill(pid, 9)
        while server.is_running():
            os.sched_yield()
        assert server.start()
    finally:
        server.stop()
