"""All migrations of the centre, in the order in which they are run."""

from importlib import resources
from importlib.resources.abc import Traversable

from yingda.journey import STAGES
from yingda.platform.sql.migrate import Migration


def migrations() -> list[Migration]:
    """The spine's first, then each stage's in the order of its names."""
    spine = resources.files("yingda.platform.sql") / "data"
    found = _of("spine", spine)
    for stage in STAGES:
        found += _of(stage, resources.files(f"yingda.journey.{stage}") / "data")
    return found


def _of(stage: str, folder: Traversable) -> list[Migration]:
    if not folder.is_dir():
        return []
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [
        Migration(stage=stage, name=file.name, sql=file.read_text("utf-8"))
        for file in files
        if file.name.endswith(".sql")
    ]
