"""Our settings as the files that Asterisk reads.

Two decisions hide here. The modules are a list, not everything that lies in a folder:
what is not loaded cannot be attacked and does not cost memory. And a caller whom the
centre does not take yet (because it is being restarted) is kept ringing by the dialplan,
which tries the centre once a second.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from yingda.journey.channels.adapters.asterisk.settings import (
    AsteriskSettings,
    Installation,
)

MODULES = [
    "res_timing_timerfd",
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_crypto",
    "res_pjproject",
    "res_http_websocket",
    "res_websocket_client",
    "res_srtp",
    "res_rtp_asterisk",
    "res_musiconhold",
    "res_format_attr_opus",
    "res_format_attr_h264",
    "res_fax",
    "res_fax_spandsp",
    "res_convert",
    "res_pjsip",
    "res_pjsip_session",
    "res_pjsip_sdp_rtp",
    "res_pjsip_dtmf_info",
    "res_pjsip_registrar",
    "res_pjsip_authenticator_digest",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_caller_id",
    "res_pjsip_transport_websocket",
    "res_pjsip_header_funcs",
    "res_pjsip_nat",
    "res_pjsip_pubsub",
    "res_pjsip_dlg_options",
    "res_pjsip_rfc3326",
    "res_pjsip_t38",
    "res_pjsip_logger",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_ari_sounds",
    "chan_pjsip",
    "chan_bridge_media",
    "bridge_simple",
    "bridge_native_rtp",
    "bridge_softmix",
    "bridge_holding",
    "codec_alaw",
    "codec_ulaw",
    "codec_a_mu",
    "codec_g722",
    "codec_gsm",
    "codec_resample",
    "codec_opus_open_source",
    "codec_opus",
    "format_wav",
    "format_pcm",
    "format_sln",
    "format_gsm",
    "format_ogg_vorbis",
    "app_stasis",
    "app_mixmonitor",
    "app_senddtmf",
    "app_playback",
    "app_echo",
    "func_callerid",
    "func_channel",
    "func_cut",
    "func_logic",
    "func_strings",
    "func_hangupcause",
    "func_global",
    "pbx_config",
]

_DIALPLAN = """\
; A caller is kept ringing until the centre takes the call, also while it restarts.
[wait]
exten => s,1,Set(TRIED=0)
 same => n,Ringing()
 same => n(again),Stasis({app},${{DOOR}},${{ACCOUNT}},${{CALLED}})
 same => n,GotoIf($["${{STASISSTATUS}}"="SUCCESS"]?end)
 same => n,Wait(1)
 same => n,Set(TRIED=$[${{TRIED}}+1])
 same => n,GotoIf($[${{TRIED}}<{patience}]?again)
 same => n,Hangup(34)
 same => n(end),Hangup()

; Whoever comes over a browser's socket is not the trunk, whatever it says of itself.
[trunk]
exten => _[+0-9].,1,GotoIf($["${{CUT(CHANNEL(pjsip,local_addr),:,2)}}"="{sip_port}"]?take)
 same => n,Hangup(21)
 same => n(take),Set(DOOR=trunk)
{enter}
; The simulation's callers have shown its password.
[simulated]
exten => _[+0-9].,1,Set(DOOR=simulated)
{enter}
[web]
{hotlines}
[agent]
exten => s,1,GotoIf($["${{RECORD_AS}}"=""]?again)
 same => n,MixMonitor(,r(${{RECORD_AS}}-in.wav)t(${{RECORD_AS}}-out.wav))
 same => n(again),Stasis({app},agent)
 same => n,GotoIf($["${{STASISSTATUS}}"="SUCCESS"]?end)
 same => n,Wait(1)
 same => n,Goto(again)
 same => n(end),Hangup()

; Telephones of agents are rung. That one of them dials is told to the centre, which
; refuses it and says so.
[nothing]
exten => _X!,1,Set(DOOR=desk)
{enter}exten => _+X!,1,Set(DOOR=desk)
{enter}"""

_ENTER = """\
 same => n,Set(ACCOUNT=${CHANNEL(endpoint)})
 same => n,Set(CALLED=${EXTEN})
 same => n,Goto(wait,s,1)
"""

_HOTLINE = """\
exten => {number},1,Set(DOOR=web)
{enter}"""

_TELEPHONY = """\
[global]
type=global
endpoint_identifier_order=auth_username,username,header,ip
user_agent=yingda
unidentified_request_count=1000000
[system]
type=system
disable_rport=no
[udp]
type=transport
protocol=udp
bind={sip_address}:{sip_port}
[ws]
type=transport
protocol=ws
bind=127.0.0.1

[trunk]
type=endpoint
transport=udp
context=trunk
disallow=all
allow=alaw,ulaw
direct_media=no
{media}
rtp_symmetric=yes
force_rport=yes
dtmf_mode=auto_info
rtp_timeout={silence}
rtp_timeout_hold={held_silence}
identify_by=ip
[trunk]
type=identify
endpoint=trunk
{matches}

; A browser that is nobody we know is asked for a password that nobody has, so that it
; looks like a wrong password.
[nobody]
type=endpoint
context=nothing
disallow=all
allow=alaw
auth=nobody
identify_by=header
[nobody]
type=auth
auth_type=userpass
username=nobody
password={password}
[nobody]
type=identify
endpoint=nobody
match_header=Via: /^SIP\\/2\\.0\\/WSS?[ \\t]/
"""


def files(settings: AsteriskSettings, installed: Installation) -> dict[str, str]:
    """Every configuration file by its name."""
    return {
        "asterisk.conf": _folders(settings, installed),
        "modules.conf": "[modules]\nautoload=no\n"
        + "".join(
            f"load={name}.so\n"
            for name in MODULES
            if (installed.modules / f"{name}.so").exists()
        ),
        "logger.conf": "[general]\ndateformat=%FT%T.%3q%z\n"
        "[logfiles]\nconsole=\nmessages.log=warning,error\n",
        "http.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\n"
        f"bindport={settings.http_port}\nsessionlimit=5000\n"
        "session_keep_alive=60000\nsession_inactivity=60000\nenablestatic=no\n",
        "ari.conf": "[general]\nenabled=yes\npretty=no\n"
        "websocket_write_timeout=1000\nchannelvars=SAYING\n"
        f"[{settings.app}]\ntype=user\nread_only=no\npassword_format=plain\n"
        f"password={settings.password}\n",
        "rtp.conf": f"[general]\nrtpstart={settings.first_media_port}\n"
        f"rtpend={settings.last_media_port}\nstrictrtp=yes\nicesupport=yes\n",
        "pjsip.conf": _telephony(settings),
        # What is admitted while the switch runs is in memory only: it is told again.
        "sorcery.conf": "[res_pjsip]\n"
        + "".join(
            f"{kind}=config,pjsip.conf,criteria=type={kind}\n{kind}=memory\n"
            for kind in ("endpoint", "auth", "aor")
        )
        + "contact=memory\n",
        "extensions.conf": "[general]\nstatic=yes\nwriteprotect=yes\n"
        + (settings.other_dialplan or _dialplan(settings)),
        # It would write down whole messages that it cannot read, numbers and all.
        "pjproject.conf": "[startup]\ntype=startup\nlog_level=0\n",
        "musiconhold.conf": "[default]\nmode=files\nsort=alpha\n"
        f"directory={settings.music or installed.data / 'moh'}\n",
        "indications.conf": "[general]\ncountry=cn\n[cn]\ndescription=China\n"
        "ringcadence=1000,4000\ndial=450\nbusy=450/350,0/350\n"
        "ring=450/1000,0/4000\ncongestion=450/700,0/700\ncallwaiting=450/400,0/4000\n",
        "cdr.conf": "[general]\nenable=no\n",
        "cel.conf": "[general]\nenable=no\n",
        **dict.fromkeys(
            (
                "acl.conf",
                "ccss.conf",
                "cli.conf",
                "cli_aliases.conf",
                "cli_permissions.conf",
                "codecs.conf",
                "dnsmgr.conf",
                "dsp.conf",
                "extconfig.conf",
                "features.conf",
                "manager.conf",
                "pjsip_notify.conf",
                "res_fax.conf",
                "udptl.conf",
                "websocket_client.conf",
            ),
            "; nothing to say\n",
        ),
    }


def _dialplan(settings: AsteriskSettings) -> str:
    return _DIALPLAN.format(
        app=settings.app,
        patience=settings.patience_seconds,
        sip_port=settings.sip_port,
        enter=_ENTER,
        hotlines="".join(
            _HOTLINE.format(number=number, enter=_ENTER) for number in settings.hotlines
        ),
    )


def _telephony(settings: AsteriskSettings) -> str:
    return settings.other_telephony or (
        _TELEPHONY.format(
            sip_address=settings.sip_address,
            sip_port=settings.sip_port,
            media="\n".join(f"{key}={value}" for key, value in settings.media.items()),
            silence=settings.silence_seconds,
            held_silence=settings.held_silence_seconds,
            password=settings.password,
            matches="\n".join(f"match={net}" for net in settings.trunk_addresses),
        )
        + settings.more_telephony
    )


def _folders(settings: AsteriskSettings, installed: Installation) -> str:
    home, data = settings.home, installed.data
    folders = {
        "astetcdir": settings.etc,
        "astmoddir": installed.modules,
        "astvarlibdir": home / "lib",
        "astdbdir": home / "lib",
        "astcachedir": home / "lib",
        "astkeydir": home / "keys",
        "astdatadir": data,
        "astagidir": data / "agi-bin",
        "astspooldir": home / "spool",
        "astrundir": settings.run,
        "astlogdir": home / "log",
        "astsbindir": installed.program.parent,
    }
    return (
        "[directories]\n"
        + "".join(f"{name} => {path}\n" for name, path in folders.items())
        + "[options]\nhideconnect=yes\ndefaultlanguage=en\nlive_dangerously=no\n"
        "systemname=yingda\ntransmit_silence=yes\n"
    )


def write(settings: AsteriskSettings, installed: Installation, now: datetime) -> None:
    """Writes everything that the switch reads, for its owner's eyes only."""
    for folder in (
        "etc",
        "lib",
        "keys/keys",
        "run",
        "log",
        "spool/monitor",
        "spool/tmp",
    ):
        (settings.home / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in files(settings, installed).items():
        path = settings.etc / name
        path.touch(mode=0o600)
        path.write_text(text)
    if not certificate(settings).exists():
        _write_certificate(certificate(settings), now)


def certificate(settings: AsteriskSettings) -> Path:
    """Key and certificate with which browsers' telephones encrypt their sound."""
    return settings.home / "keys" / "dtls.pem"


def _write_certificate(path: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "yingda")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
