"""Telephones as Asterisk's objects, made and removed while it runs."""

from collections.abc import Iterator, Mapping

from yingda.journey.channels.adapters.asterisk.ari import Request, name
from yingda.journey.channels.adapters.asterisk.config import certificate
from yingda.journey.channels.adapters.asterisk.settings import AsteriskSettings
from yingda.journey.channels.model import Phone


def admit(phone: Phone, settings: AsteriskSettings) -> Iterator[Request]:
    """Password, then where it may be found, then the telephone: in this order, so that
    it is never open."""
    yield _put(
        "auth",
        phone.name,
        {
            "auth_type": "userpass",
            "username": phone.name,
            "password": phone.password,
        },
    )
    yield _put(
        "aor",
        phone.name,
        {
            "max_contacts": "1",
            # A page that was reloaded registers anew; the old one is not rung again.
            "remove_existing": "yes",
            "minimum_expiration": "30",
            "maximum_expiration": "600",
        },
    )
    yield _put("endpoint", phone.name, _endpoint(phone, settings))


def dismiss(phone: str) -> Iterator[Request]:
    for kind in ("endpoint", "aor", "auth"):
        yield Request(method="DELETE", uri=_uri(kind, phone))


def _endpoint(phone: Phone, settings: AsteriskSettings) -> Mapping[str, str]:
    return {
        "webrtc": "yes",
        "dtls_auto_generate_cert": "no",
        "dtls_cert_file": str(certificate(settings)),
        "dtls_private_key": str(certificate(settings)),
        "context": "nothing" if phone.is_agent else "web",
        "disallow": "all",
        "allow": "opus,alaw,ulaw",
        "auth": phone.name,
        "aors": phone.name,
        "direct_media": "no",
        **settings.media,
        "dtmf_mode": "auto_info",
        "rtp_timeout": str(settings.silence_seconds),
        "rtp_timeout_hold": str(settings.held_silence_seconds),
        "callerid": f"<{phone.caller or 'anonymous'}>",
        "identify_by": "auth_username",
    }


def _put(kind: str, phone: str, fields: Mapping[str, str]) -> Request:
    return Request(
        method="PUT",
        uri=_uri(kind, phone),
        body={
            "fields": [
                {"attribute": key, "value": value} for key, value in fields.items()
            ]
        },
    )


def _uri(kind: str, phone: str) -> str:
    return f"asterisk/config/dynamic/res_pjsip/{kind}/{name(phone)}"
