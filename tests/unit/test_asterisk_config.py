"""What Asterisk is told about addresses follows the settings."""

from dataclasses import replace
from pathlib import Path

from yingda.journey.channels.adapters.asterisk.config import files
from yingda.journey.channels.adapters.asterisk.phones import admit
from yingda.journey.channels.adapters.asterisk.settings import (
    AsteriskSettings,
    Installation,
)
from yingda.journey.channels.model import Phone

SETTINGS = AsteriskSettings(home=Path("/srv/switch"), password="secret")
INSTALLED = Installation(
    program=Path("/usr/sbin/asterisk"), modules=Path("/m"), data=Path("/d")
)


def test_everything_is_on_loopback_unless_it_is_opened() -> None:
    written = files(SETTINGS, INSTALLED)
    assert "bind=127.0.0.1:5060" in written["pjsip.conf"]
    assert "media_address=127.0.0.1" in written["pjsip.conf"]
    assert "match=127.0.0.1/32" in written["pjsip.conf"]
    assert "bindaddr=127.0.0.1" in written["http.conf"]


def test_the_control_interface_stays_on_loopback_when_the_trunk_is_opened() -> None:
    opened = replace(
        SETTINGS,
        sip_address="0.0.0.0",
        media_address="0.0.0.0",
        trunk_addresses=("10.1.0.0/16", "10.2.0.9/32"),
    )
    written = files(opened, INSTALLED)
    assert "bindaddr=127.0.0.1" in written["http.conf"]
    assert "media_address" not in written["pjsip.conf"]
    assert "match=10.1.0.0/16\nmatch=10.2.0.9/32" in written["pjsip.conf"]
    phone = Phone(name="desk-1", password="p", is_agent=True)
    assert "media_address" not in str(
        [request.body for request in admit(phone, opened)]
    )


def test_a_page_s_only_way_is_each_hotline() -> None:
    two = replace(SETTINGS, hotlines=("96766", "96767"))
    web = files(two, INSTALLED)["extensions.conf"].split("[web]")[1].split("[agent]")[0]
    assert [line for line in web.splitlines() if line.startswith("exten")] == [
        "exten => 96766,1,Set(DOOR=web)",
        "exten => 96767,1,Set(DOOR=web)",
    ]


def test_a_password_is_in_no_text_that_a_log_could_show() -> None:
    assert "secret" not in repr(SETTINGS)
    assert "p4ss" not in repr(Phone(name="a", password="p4ss", is_agent=True))


def test_a_telephone_is_known_by_the_name_that_comes_with_its_password() -> None:
    phone = Phone(name="desk-1", password="p", is_agent=True)
    told = str([request.body for request in admit(phone, SETTINGS)])
    assert "'identify_by', 'value': 'auth_username'" in told
    order = "endpoint_identifier_order=auth_username,username,header,ip"
    assert order in files(SETTINGS, INSTALLED)["pjsip.conf"]


def test_no_log_of_the_switch_has_what_strangers_say() -> None:
    assert "log_level=0" in files(SETTINGS, INSTALLED)["pjproject.conf"]
