"""`python -m bench [NAME]`: all benchmarks, or one."""

import importlib
import sys
from pathlib import Path

NAMES = sorted(
    file.stem
    for file in Path(__file__).parent.glob("*.py")
    if file.stem not in {"__init__", "__main__", "result"}
)


def main() -> None:
    wanted = sys.argv[1:] or NAMES
    for name in wanted:
        if name not in NAMES:
            sys.exit(f"There is no benchmark `{name}`. There are: {', '.join(NAMES)}.")
        importlib.import_module(f"bench.{name}").main()


main()
