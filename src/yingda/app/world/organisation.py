"""The demo province: its branches, its groups, and those who work there."""

import tomllib
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from yingda.journey.people.model import Organisation


class Account(Struct, frozen=True, kw_only=True):
    """As whom one may sign in to the demo; the password is a setting."""

    user: str
    name: str
    role: str


@cache
def shaanxi() -> Organisation:
    """陕西 with its eleven branches, twelve agents and those who lead them."""
    file = resources.files(__package__) / "data" / "shaanxi.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Organisation)


def accounts() -> tuple[Account, ...]:
    """What is shown beside the sign-in form of a demo, and printed at its start."""
    return tuple(
        Account(user=user.login, name=user.name, role=user.roles[0])
        for user in shaanxi().users
    )
