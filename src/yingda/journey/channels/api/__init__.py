"""How the channels are spoken to: call control, chats, recordings, and SIP for browsers."""

from yingda.journey.channels.api.calls import ROUTES as CALLS
from yingda.journey.channels.api.chats import ROUTES as CHATS
from yingda.journey.channels.api.recordings import ROUTES as RECORDINGS
from yingda.journey.channels.api.sip import ROUTES as SIP
from yingda.journey.channels.api.texts import ROUTES as TEXTS
from yingda.journey.channels.api.visitors import ROUTES as VISITORS

ROUTES = [*CALLS, *CHATS, *VISITORS, *RECORDINGS, *SIP, *TEXTS]
