"""Workorders: what must still be done, by whom, by when?

Hears  nothing
Says   OrderOpened, OrderMoved, OrderWarned, OrderClosed, PersonalDataSeen
Does   WarnOfOrder
Asks   people: what are staff and branches called? customers: and customers, masked?
       contacts: which of them are of nobody real? partners: who serves there today?
Owns   workorders.orders, workorders.tasks, workorders.steps, workorders.pauses,
       workorders.warnings, workorders.supervisions; workorders.numbers: the last number of each day
"""
