"""A folder of blobs, and what may be deleted of it at once."""

from pathlib import Path

import pytest

from yingda.platform.embedded.blobs import FolderBlobs
from yingda.platform.embedded.keys import FileKeys


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs", FileKeys(b"k" * 32))


async def test_a_folder_goes_with_all_that_lies_in_it_and_with_nothing_else(
    blobs: FolderBlobs,
) -> None:
    for key in ("chats/1/a", "chats/1/b", "chats/12/a"):
        await blobs.put(key, b"...")

    await blobs.clear("chats/1")
    await blobs.clear("chats/1")

    for key in ("chats/1/a", "chats/1/b"):
        with pytest.raises(KeyError):
            await blobs.get(key)
    assert await blobs.get("chats/12/a") == b"..."


@pytest.mark.parametrize("folder", ["", ".", "..", "chats/..", "chats/../../other"])
async def test_nobody_deletes_all_of_it_or_what_lies_elsewhere(
    blobs: FolderBlobs, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "other").mkdir()
    await blobs.put("chats/1/a", b"...")

    with pytest.raises(ValueError, match="lies outside"):
        await blobs.clear(folder)

    assert (tmp_path / "other").is_dir()
    assert await blobs.get("chats/1/a") == b"..."
