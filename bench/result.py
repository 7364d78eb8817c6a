"""The line that a benchmark prints."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path


def conditions(**more: object) -> str:
    """The machine in a few words, and what the benchmark adds."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    words = [
        model,
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        *(f"{name} {value}" for name, value in more.items()),
    ]
    return ", ".join(words)


def show(
    bench: str, figures: Mapping[str, float | int], conditions: str, *, ok: bool
) -> None:
    line = {
        "bench": bench,
        "figures": {name: round(value, 4) for name, value in figures.items()},
        "conditions": conditions,
        "ok": ok,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
