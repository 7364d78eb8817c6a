"""A browser's telephone as far as SIP: registers and calls over a WebSocket."""

import hashlib
import os
import re

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

OFFER = """\
v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=audio 9 UDP/TLS/RTP/SAVPF 111 8
c=IN IP4 127.0.0.1
a=rtcp:9 IN IP4 127.0.0.1
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtpmap:8 PCMA/8000
"""


class SipSocket:
    """One WebSocket; `asks` sends a request and gives the final answer's number."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._count = 0
        self._call_id = os.urandom(6).hex()

    @staticmethod
    async def open(http: str) -> "SipSocket":
        address = http.replace("http", "ws") + "/ws"
        return SipSocket(await connect(address, subprotocols=[Subprotocol("sip")]))

    async def close(self) -> None:
        await self._socket.close()

    async def register(self, name: str, password: str | None) -> int:
        return await self._asks("REGISTER", name, "sip:127.0.0.1", password, name)

    async def call(self, name: str, password: str | None, called: str) -> int:
        return await self._asks(
            "INVITE", name, f"sip:{called}@127.0.0.1", password, called
        )

    async def answer(self, invitation: str, code: str) -> None:
        """What this telephone says when it is rung."""
        lines = [f"SIP/2.0 {code}"]
        for head in ("Via", "From", "Call-ID", "CSeq"):
            lines += [f"{head}: {value}" for value in headers(invitation, head)]
        lines += [f"To: {headers(invitation, 'To')[0]};tag=t", "Content-Length: 0"]
        await self._socket.send("\r\n".join(lines) + "\r\n\r\n")

    async def hears(self) -> str:
        """The next request of the switch."""
        while True:
            text = str(await self._socket.recv())
            if not text.startswith("SIP/2.0"):
                return text

    async def _asks(
        self, method: str, name: str, uri: str, password: str | None, to: str
    ) -> int:
        code, text = await self._try(method, name, uri, to)
        if code == 401 and password is not None:
            code, _ = await self._try(
                method, name, uri, to, _proof(text, method, name, uri, password)
            )
        return code

    async def _try(
        self, method: str, name: str, uri: str, to: str, *more: str
    ) -> tuple[int, str]:
        self._count += 1
        digits = ":".join(f"{byte:02X}" for byte in os.urandom(32))
        body = OFFER.format(fingerprint=digits) if method == "INVITE" else ""
        body = body.replace("\n", "\r\n")
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/WS x.invalid;branch=z9hG4bK{os.urandom(6).hex()}",
            f"From: <sip:{name}@127.0.0.1>;tag={self._call_id}",
            f"To: <sip:{to}@127.0.0.1>",
            f"Call-ID: {self._call_id}{method}",
            f"CSeq: {self._count} {method}",
            f"Contact: <sip:{name}@x.invalid;transport=ws>;expires=300",
            "Max-Forwards: 70",
            *more,
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        await self._socket.send("\r\n".join(lines) + "\r\n\r\n" + body)
        while True:
            text = str(await self._socket.recv())
            if text.startswith("SIP/2.0 1") or f"{self._count} {method}" not in text:
                continue
            return int(text.split()[1]), text


def headers(text: str, name: str) -> list[str]:
    return re.findall(rf"^{name}: (.*?)\r?$", text, re.MULTILINE)


def _proof(text: str, method: str, name: str, uri: str, password: str) -> str:
    asked = dict(re.findall(r'(\w+)="([^"]*)"', headers(text, "WWW-Authenticate")[0]))
    realm, nonce = asked["realm"], asked["nonce"]

    def md5(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    secret, what = md5(name, realm, password), md5(method, uri)
    fields = {
        "username": name,
        "realm": realm,
        "nonce": nonce,
        "uri": uri,
        "algorithm": "MD5",
    }
    if "qop" in asked:
        fields["response"] = md5(secret, nonce, "00000001", "c", "auth", what)
        counted = ', qop=auth, nc=00000001, cnonce="c"'
    else:
        fields["response"], counted = md5(secret, nonce, what), ""
    listed = ", ".join(f'{key}="{value}"' for key, value in fields.items())
    return f"Authorization: Digest {listed}{counted}"
