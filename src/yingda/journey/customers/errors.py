"""Why the customer file may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import CustomerId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class UnknownCustomer(Refusal):
    """There is no such customer, or none that the asker may see."""

    code = "unknown-customer"
    status = 404

    customer_id: CustomerId


@dataclass(eq=False)
class UnknownNumber(Refusal):
    """Nobody whom the asker may see has this number."""

    code = "unknown-number"
    status = 404
