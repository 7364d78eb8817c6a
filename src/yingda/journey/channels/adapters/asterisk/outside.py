"""The outside world of a demo: a second Asterisk with callers and agents' telephones.

Ours lets its callers in by a password of their own, through a context of their own: that
is how they are known to be simulated, whatever else a call says of itself.
"""

from collections.abc import Mapping

from yingda.journey.channels.adapters.asterisk.settings import AsteriskSettings

ACCOUNT = "simulated"
"""Whose calls are a simulation's: the name of the account, and of its way in."""

TELEPHONES = "telephones"
"""The context in which there are agents' telephones; all other lines are callers'."""
CALLER, TELEPHONE = "caller", "telephone"
"""The first word with which a line is given to the simulation."""

_GUESTS = """
; The callers of the outside world: by password, not by address.
[{account}]
type=endpoint
transport=udp
context={account}
disallow=all
allow=alaw,ulaw
direct_media=no
{media}
rtp_symmetric=yes
force_rport=yes
dtmf_mode=auto_info
rtp_timeout={silence}
rtp_timeout_hold={held_silence}
identify_by=username
auth={account}
trust_id_inbound=yes
[{account}]
type=auth
auth_type=userpass
username={account}
password={password}
"""

_PHONE = """\
[{name}]
type=endpoint
transport=udp
context=nothing
disallow=all
allow=alaw
direct_media=no
{media}
rtp_symmetric=yes
rtp_timeout={silence}
rtp_timeout_hold={held_silence}
identify_by=auth_username
auth={account}
aors={name}
[{name}]
type=aor
contact=sip:{number}@{address}:{port}
"""

_WORLD = """\
[global]
type=global
endpoint_identifier_order=ip
user_agent=outside
[udp]
type=transport
protocol=udp
bind={address}:{port}
[centre]
type=endpoint
transport=udp
context={telephones}
disallow=all
allow=alaw
direct_media=no
{media}
rtp_symmetric=yes
dtmf_mode=rfc4733
aors=centre
outbound_auth=centre
from_user={account}
send_pai=yes
trust_id_outbound=yes
identify_by=ip
[centre]
type=aor
contact=sip:{address}:{trunk_port}
[centre]
type=auth
auth_type=userpass
username={account}
password={password}
[centre]
type=identify
endpoint=centre
match={address}
"""

_TELEPHONES = """\
; A telephone rings until the simulation takes the call, also while that is restarted.
[{telephones}]
exten => _X.,1,Set(TRIED=0)
 same => n,Ringing()
 same => n(again),Stasis({app},{telephone},${{EXTEN}},${{PJSIP_HEADER(read,X-Yingda-Contact)}})
 same => n,GotoIf($["${{STASISSTATUS}}"="SUCCESS"]?end)
 same => n,Wait(1)
 same => n,Set(TRIED=$[${{TRIED}}+1])
 same => n,GotoIf($[${{TRIED}}<60]?again)
 same => n(end),Hangup()
"""


def guests(
    centre: AsteriskSettings,
    world: AsteriskSettings,
    *,
    password: str,
    phones: Mapping[str, str],
) -> str:
    """What the centre's own switch is told; `phones`: name of a telephone → its number."""
    about = {
        "account": ACCOUNT,
        "media": "\n".join(f"{key}={value}" for key, value in centre.media.items()),
        "silence": centre.silence_seconds,
        "held_silence": centre.held_silence_seconds,
    }
    return _GUESTS.format(**about, password=password) + "".join(
        _PHONE.format(
            **about,
            name=name,
            number=number,
            address=world.sip_address,
            port=world.sip_port,
        )
        for name, number in phones.items()
    )


def telephony(
    centre: AsteriskSettings, *, address: str, port: int, password: str
) -> str:
    """The world's pjsip.conf: one neighbour, the centre."""
    return _WORLD.format(
        account=ACCOUNT,
        telephones=TELEPHONES,
        address=address,
        port=port,
        trunk_port=centre.sip_port,
        password=password,
        media=f"media_address={address}\nbind_rtp_to_media_address=yes",
    )


def dialplan(app: str) -> str:
    """The world's extensions.conf: whoever is called is a telephone of an agent."""
    return _TELEPHONES.format(app=app, telephone=TELEPHONE, telephones=TELEPHONES)
