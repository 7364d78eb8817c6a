"""What is told to whoever has not signed in."""

import pytest

from yingda.app.entrance import entrance
from yingda.app.settings import Settings


def test_a_demo_on_this_machine_tells_its_accounts_and_callers() -> None:
    told = entrance(Settings(demo_password="open-sesame"))
    assert (told.number, told.demo) == ("96766", True)
    assert len(told.accounts) == 29
    assert {account.password for account in told.accounts} == {"open-sesame"}
    assert "13891990001" in {caller.number for caller in told.callers}


@pytest.mark.parametrize(
    "settings",
    [
        Settings(http_host="0.0.0.0", demo_password="open-sesame"),
        Settings(http_host="centre.example", demo_password="open-sesame"),
        Settings(demo=False),
    ],
)
def test_anywhere_else_no_password_is_told(settings: Settings) -> None:
    told = entrance(settings)
    assert (told.demo, told.accounts, told.callers) == (False, (), ())
