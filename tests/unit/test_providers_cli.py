"""`yingda providers`: what it asks for and what it prints."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from typer.testing import CliRunner, Result

from builders import HOME
from builders_partners import FIRM, firm
from yingda.journey.partners.cli import commands
from yingda.journey.partners.model import (
    Draft,
    NewProvider,
    Provider,
    ProviderPage,
    Sought,
)
from yingda.journey.partners.service import Partners
from yingda.kernel.ids import ProviderId
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput

KNOWN = Provider(
    provider_id=ProviderId("fibre"),
    path="sn",
    name=FIRM.name,
    service=FIRM.service,
    regions=FIRM.regions,
    contract_from=FIRM.contract_from,
    contract_until=None,
    phone=FIRM.phone,
    code=FIRM.code,
    skills=FIRM.skills,
    score=92.5,
    is_active=True,
    version=3,
)
LINE = "fibre\t秦岭光网\t20101\tsn.xa,sn.bj\tbroadband,wifi\t2025-01-01/\t92.5"


class Master:
    """A list with one firm."""

    def __init__(self) -> None:
        self.done: list[object] = []

    async def page(self, asker: Asker, sought: Sought) -> ProviderPage:
        return ProviderPage(providers=(KNOWN,), next=None)

    async def provider(self, asker: Asker, provider_id: str) -> Provider:
        return KNOWN

    async def add(self, asker: Asker, new: NewProvider) -> None:
        self.done.append(new)

    async def change(
        self, asker: Asker, provider_id: str, draft: Draft, seen: int
    ) -> None:
        self.done.append((provider_id, draft, seen))

    async def end(self, asker: Asker, provider_id: str) -> None:
        self.done.append(provider_id)


@pytest.fixture
def master() -> Master:
    return Master()


def run(master: Master, *words: str) -> Result:
    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Partners, Scope]]:
        yield cast(Partners, master), HOME

    return CliRunner().invoke(commands(opened), words)


def test_a_list_has_a_line_a_firm_and_one_is_shown_with_its_number(
    master: Master,
) -> None:
    assert run(master, "list").output == LINE + "\n"
    assert run(master, "find", "fibre").output == f"{LINE}\t02988990101\n"


def test_a_firm_is_added_with_what_is_named(master: Master) -> None:
    result = run(
        master,
        *("add", "fibre", "秦岭光网", "Qinling Fibre", "sn.xa, sn.bj"),
        *("--phone", "02988990101", "--since", "2025-01-01", "--code", "20101"),
        *("--skills", "broadband,wifi"),
        *("--service-zh", "上门维修", "--service-en", "repair at home"),
    )

    assert (result.exit_code, master.done) == (0, [firm()])


def test_a_change_leaves_the_rest_as_it_is(master: Master) -> None:
    run(master, "change", "fibre", "--en", "New", "--until", "2026-12-31")
    run(master, "end", "fibre")

    until = firm(
        name={"zh": "秦岭光网", "en": "New"}, contract_until="2026-12-31"
    ).provider
    assert master.done == [("fibre", until, 3), "fibre"]


def test_what_is_no_number_is_refused_in_a_sentence(master: Master) -> None:
    result = run(
        master,
        *("add", "fibre", "甲", "A", "sn.xa"),
        *("--phone", "call me", "--since", "2025-01-01"),
    )

    assert isinstance(result.exception, BadInput)
    assert "phone" in result.exception.allowed
    assert master.done == []
