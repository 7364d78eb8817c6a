"""What a number tells when it is in no record."""

from yingda.journey.customers.limits import NumberPlan
from yingda.journey.customers.model import Origin
from yingda.kernel.ids import BranchId, TierId
from yingda.kernel.numbers import area_code, is_mobile, longest


def branches_of_area(number: str, plan: NumberPlan) -> tuple[BranchId, ...]:
    """The branches that share the area code of a landline number."""
    code = area_code(number)
    return plan.area_codes.get(code, ()) if code else ()


def origin(number: str, plan: NumberPlan) -> Origin:
    """The branch by number segment, else by area code, else which ones to ask for."""
    if branch := longest(number, plan.segments):
        return Origin(BranchId(branch), "segment", ())
    match branches_of_area(number, plan):
        case (only,):
            return Origin(only, "area-code", ())
        case ():
            return Origin(None, None, ())
        case several:
            return Origin(None, "area-code", several)


def tier(number: str, plan: NumberPlan) -> TierId:
    """The tier of a caller who is in no record."""
    if not number:
        return plan.strangers.withheld
    if is_mobile(number):
        if number.startswith(plan.other_networks):
            return plan.strangers.other_network
        known = longest(number, plan.segments) is not None
        return plan.strangers.own_network if known else plan.strangers.from_afar
    if number.startswith("00"):
        return plan.strangers.from_afar
    code = area_code(number)
    is_afar = code is not None and code not in plan.area_codes
    return plan.strangers.from_afar if is_afar else plan.strangers.other_network
