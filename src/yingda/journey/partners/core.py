"""Whether a service provider can be as somebody wants it, and what is different then."""

from collections.abc import Iterator
from unicodedata import category

from yingda.journey.partners.errors import UnknownRegion
from yingda.journey.partners.model import Draft, Kept
from yingda.kernel.name import Name
from yingda.kernel.refusal import BadInput, Refusal

LONGEST = 200


def problems(draft: Draft, reach: str) -> Iterator[Refusal]:
    """Nothing for a draft that can be taken. `reach` is the place of whoever asks."""
    for field, name in (("name", draft.name), ("service", draft.service)):
        if not (_is_plain(name.zh) and _is_plain(name.en)):
            yield BadInput(field, f"1–{LONGEST}, no control characters")
    for region in draft.regions:
        if not (region == reach or region.startswith(f"{reach}.")):
            yield UnknownRegion(region)
    until = draft.contract_until
    if until is not None and until < draft.contract_from:
        yield BadInput("contract_until", f"{draft.contract_from} or later")


def _is_plain(text: str) -> bool:
    is_line = not any(category(letter) in ("Cc", "Zl", "Zp") for letter in text)
    return is_line and 0 < len(text.strip()) <= LONGEST


def plain(name: Name) -> Name:
    return Name(name.zh.strip(), name.en.strip())


def differences(before: Kept, phone: str, draft: Draft) -> tuple[str, ...]:
    """The names of the fields that would be other than they are; `phone` is the one
    that is kept."""
    is_other = {
        "name": before.name != plain(draft.name),
        "service": before.service != plain(draft.service),
        "regions": set(before.regions) != set(draft.regions),
        "contract": (before.contract_from, before.contract_until)
        != (draft.contract_from, draft.contract_until),
        "phone": phone != draft.phone,
        "code": (before.code or "") != draft.code,
        "skills": set(before.skills) != set(draft.skills),
        "returned": before.ended_at is not None,
    }
    return tuple(field for field, is_so in is_other.items() if is_so)
