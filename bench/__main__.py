"""`python -m bench [NAME]`: all benchmarks but those that take an hour, or one."""

import importlib
import sys
from pathlib import Path

NAMES = sorted(
    file.stem
    for file in Path(__file__).parent.glob("*.py")
    if file.stem not in {"__init__", "__main__", "result"}
)

LONG = {"soak"}
"""Run only when they are named."""


def main() -> None:
    wanted = sys.argv[1:] or [name for name in NAMES if name not in LONG]
    for name in wanted:
        if name not in NAMES:
            sys.exit(f"There is no benchmark `{name}`. There are: {', '.join(NAMES)}.")
        importlib.import_module(f"bench.{name}").main()


main()
