"""Where people is put together."""

import secrets
from collections.abc import Callable

from yingda.journey.people.adapters.argon import Argon2
from yingda.journey.people.ports import Passwords
from yingda.journey.people.service import (
    Entry,
    Files,
    Names,
    People,
    Plans,
    Rights,
    Staffing,
    Tree,
)
from yingda.kernel.org import Scope
from yingda.messages.people import MakeMove, PersonChanged
from yingda.platform.ports import Alarms, Bus, Clock, Ids, Keys, Parameters, Work


def token() -> str:
    """256 bits of the operating system's chance."""
    return secrets.token_urlsafe(32)


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    keys: Keys,
    parameters: Parameters,
    home: Scope,
    alarms: Alarms,
    bus: Bus | None = None,
    passwords: Passwords | None = None,
    secret: Callable[[], str] = token,
) -> People:
    """`home` is the tenant, place and site that everybody who signs in belongs to.
    Without a bus nobody is told that somebody left: for tools that open no door."""
    names, hashed = Names(keys), passwords or Argon2()
    entry = Entry(
        work=work,
        clock=clock,
        ids=ids,
        names=names,
        parameters=parameters,
        passwords=hashed,
        secret=secret,
        home=home,
    )
    staffing = Staffing(
        work=work,
        clock=clock,
        ids=ids,
        names=names,
        parameters=parameters,
        passwords=hashed,
    )
    plans = Plans(work=work, clock=clock, ids=ids, alarms=alarms, staffing=staffing)
    if bus is not None:
        bus.does("people", MakeMove, plans.make_move)
        bus.watches(PersonChanged, entry.person_changed)
    tree = Tree(
        work=work, clock=clock, ids=ids, parameters=parameters, staffing=staffing
    )
    return People(
        plans=plans,
        rights=Rights(work=work, clock=clock, ids=ids, parameters=parameters),
        work=work,
        clock=clock,
        ids=ids,
        names=names,
        parameters=parameters,
        passwords=hashed,
        entry=entry,
        staffing=staffing,
        tree=tree,
        files=Files(work=work, staffing=staffing),
    )
