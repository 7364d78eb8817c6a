"""What analytics says on the command line."""

from collections.abc import Callable
from datetime import date

from yingda.journey.analytics.service import Analytics
from yingda.kernel.org import Scope


async def recompute(
    analytics: Analytics, scope: Scope, day: date, *, say: Callable[[str], None]
) -> int:
    """Prints where board, report and recomputation differ; returns how often they do."""
    agreement = await analytics.recompute(scope, day)
    for each in agreement.differences:
        say(
            f"{each.grain}\t{each.key}\t{each.column}\tboard {each.board}"
            f"\treport {each.report}\trecomputation {each.recomputation}"
        )
    differing = len(agreement.differences)
    say(f"{day}: {agreement.compared} numbers compared, {differing} differences")
    return differing
