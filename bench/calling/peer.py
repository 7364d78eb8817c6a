"""Asterisk's own app_queue on the same switch, with the same agents and telephones."""

import httpx

from bench.calling.centre import WRAP_SECONDS, BenchCentre
from yingda.app.editions import keys
from yingda.journey.channels.adapters.asterisk.words import HEARD

CALLED = "96701"
# Without `Answer` before it: that would wait for the caller's sound. The caller is answered
# when the agent is.
DIALPLAN = """
[trunk]
exten => {called},1,MixMonitor(,r({spool}/${{UNIQUEID}}-in.wav)t({spool}/${{UNIQUEID}}-out.wav))
 same => n,Queue(bench,,,,30)
 same => n,Hangup()
"""
QUEUES = """
[general]
persistentmembers=no
autofill=yes
[bench]
strategy=rrmemory
timeout=15
retry=1
wrapuptime={wrap}
ringinuse=no
joinempty=yes
musicclass=default
{members}
"""


def open_queue(centre: BenchCentre) -> None:
    spool = centre.settings.data / "asterisk" / "spool" / "peer"
    spool.mkdir(exist_ok=True)
    members = "\n".join(f"member => PJSIP/agent-{name}" for name in centre.names)
    (centre.etc / "queues.conf").write_text(
        QUEUES.format(members=members, wrap=WRAP_SECONDS)
    )
    with (centre.etc / "extensions.conf").open("a") as out:
        out.write(DIALPLAN.format(called=CALLED, spool=spool))
    centre.ask_switch("module load app_queue.so")
    centre.ask_switch("dialplan reload")
    for wanted, command in (("bench", "queue show"), (CALLED, "dialplan show trunk")):
        if wanted not in (said := centre.ask_switch(command)):
            raise RuntimeError(f"the peer is not there: {said}")


def forget_recordings(centre: BenchCentre) -> int:
    """How many there were with sound in them."""
    kept = 0
    for file in (centre.settings.data / "asterisk" / "spool" / "peer").iterdir():
        kept += file.stat().st_size > 1_000
        file.unlink()
    return kept


async def tell_us(centre: BenchCentre, *, of_calls: bool) -> None:
    """Whether the switch tells our control plane of calls. While the peer serves them it
    must not pay for telling somebody else."""
    kinds = ("RESTResponse", "ApplicationReplaced", *(HEARD if of_calls else ()))
    password = keys(centre.settings).derive("asterisk", "control")
    url = f"http://127.0.0.1:{centre.settings.ari_port}/ari/applications/yingda/eventFilter"
    async with httpx.AsyncClient(auth=("yingda", password)) as switch:
        answer = await switch.put(url, json={"allowed": [{"type": k} for k in kinds]})
        answer.raise_for_status()
