"""Service providers out of a file, until the partners speak for themselves."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources

import msgspec

from yingda.journey.dialogue.ports import Provider
from yingda.kernel.org import Scope


class FileProviders:
    def __init__(self, text: str) -> None:
        self._providers = {
            code: msgspec.convert({"code": code, **body}, Provider)
            for code, body in tomllib.loads(text).items()
        }

    @classmethod
    def shipped(cls) -> "FileProviders":
        file = resources.files("yingda.journey.dialogue") / "data" / "providers.toml"
        return cls(file.read_text("utf-8"))

    async def providers(
        self, scope: Scope, codes: Sequence[str]
    ) -> Mapping[str, Provider]:
        return {
            code: self._providers[code] for code in codes if code in self._providers
        }
