"""Recordings and files in a folder, encrypted where they lie."""

import asyncio
import os
import shutil
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yingda.platform.ports import Keys


class FolderBlobs:
    """AES-256-GCM with the blob's own name as associated data: a file that was altered,
    or put in another's place, does not open."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        halves = [keys.derive("blobs", half) for half in ("first", "second")]
        self._cipher = AESGCM(bytes.fromhex("".join(halves)))

    async def put(self, key: str, data: bytes) -> str:
        return await asyncio.to_thread(self._put, key, data)

    async def get(self, key: str) -> bytes:
        return await asyncio.to_thread(self._get, key)

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._file(key).unlink, missing_ok=True)

    async def clear(self, folder: str) -> None:
        await asyncio.to_thread(self._clear, folder)

    def _clear(self, folder: str) -> None:
        path = self._inside(folder)
        if path.is_dir():
            shutil.rmtree(path)

    def _put(self, key: str, data: bytes) -> str:
        file = self._file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        nonce = os.urandom(12)
        fresh = file.with_name(file.name + ".new")
        try:
            with fresh.open("wb") as out:
                out.write(nonce + self._cipher.encrypt(nonce, data, key.encode()))
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            # On a full disk half a file would take what little room is left.
            fresh.unlink(missing_ok=True)
            raise
        fresh.replace(file)
        return sha256(data).hexdigest()

    def _get(self, key: str) -> bytes:
        try:
            kept = self._file(key).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(key) from error
        try:
            return self._cipher.decrypt(kept[:12], kept[12:], key.encode())
        except InvalidTag as error:
            raise ValueError(f"{key} was altered") from error

    def _file(self, key: str) -> Path:
        file = self._inside(key)
        return file.with_name(file.name + ".sealed")

    def _inside(self, key: str) -> Path:
        path, folder = (self._folder / key).resolve(), self._folder.resolve()
        if path == folder or not path.is_relative_to(folder):
            raise ValueError(f"{key} lies outside the folder")
        return path
