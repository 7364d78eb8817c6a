"""Processes that outlive ours, found again by the files in which their numbers are."""

from pathlib import Path


def living(file: Path) -> tuple[int, list[bytes]] | None:
    """The process that the file names, and the words with which it was started.

    The words tell whether it is ours: the file may be older than the machine's last
    start. One that was killed and is not yet buried by whoever adopted it does not live.
    """
    try:
        pid = int(file.read_text().split("\n")[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError):
        return None
    return None if state == "Z" else (pid, words)
