"""A machine whose clock is set amid calls: as our processes and the switch see it.

The clock of the machine that runs the tests stays as it is.
"""

import os
from pathlib import Path

import pytest

from live.centre import SOURCES
from live.switchboard import program

LIBRARY = "usr/lib/*/faketime/libfaketimeMT.so.1"
SHIFT = Path(__file__).parent / "wall"


class WallClock:
    """What is wrong with it, in seconds; and what a centre must be told to see it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        folder.chmod(0o755)
        self._file = folder / "wrong-by"
        self._wrong = 0
        self.set(0)
        self.settings = {
            "PYTHONPATH": f"{SHIFT}:{SOURCES}",
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "YINGDA_ASTERISK": str(self._switch(folder)),
        }

    def set(self, seconds: int) -> None:
        """From one moment to the next."""
        self._wrong += seconds
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self._wrong:+}\n")
        fresh.replace(self._file)

    def _switch(self, folder: Path) -> Path:
        """The one there is, under libfaketime."""
        found, library = program(), next(Path("/").glob(LIBRARY), None)
        if found is None:
            pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
        if library is None:
            pytest.fail("no libfaketime here: run tools/install/test-tools.sh")
        unpacked = found.resolve().parent / "root"
        if unpacked.is_dir():
            (folder / "root").symlink_to(unpacked)
        made = folder / "asterisk"
        made.write_text(
            "#!/bin/sh\n"
            f"export LD_PRELOAD={library} FAKETIME_CACHE_DURATION=1"
            " FAKETIME_DONT_FAKE_MONOTONIC=1\n"
            f'exec {found.resolve()} "$@"\n'
        )
        os.chmod(made, 0o755)
        return made
