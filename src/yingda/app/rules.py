"""The rules that a centre may change while it runs, by the names they are shown under."""

from collections.abc import Mapping

from msgspec import Struct

from yingda.app.screens.words import ChannelNames, QueueNames
from yingda.app.traffic import limits as traffic
from yingda.journey.analytics import limits as analytics
from yingda.journey.channels import limits as channels
from yingda.journey.customers import limits as customers
from yingda.journey.desk import limits as desk
from yingda.journey.dialogue import limits as dialogue
from yingda.journey.floor import limits as floor
from yingda.journey.people import limits as people
from yingda.journey.routing import limits as routing
from yingda.journey.system import limits as system
from yingda.journey.workorders import limits as workorders
from yingda.journey.workorders.limits.catalogue import Catalogue
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.journey.workorders.limits.times import OfficeHours, TimeLimits
from yingda.platform.sql.parameters import name_of

KINDS: Mapping[str, type[Struct]] = {
    name_of(kind): kind
    for kind in (
        analytics.Limits,
        channels.Limits,
        channels.CallCaps,
        channels.Chats,
        channels.Texts,
        customers.Limits,
        customers.NumberPlan,
        customers.Words,
        desk.Limits,
        dialogue.Limits,
        floor.Limits,
        people.Limits,
        people.Roles,
        people.Separation,
        people.SeatTypes,
        people.Skills,
        routing.Limits,
        system.FourEyes,
        system.Retention,
        traffic.Limits,
        workorders.Limits,
        Catalogue,
        Dispatch,
        workorders.Nodes,
        OfficeHours,
        TimeLimits,
        QueueNames,
        ChannelNames,
    )
}
