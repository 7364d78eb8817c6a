"""The ways through a flow: all are walked, none goes round for ever by itself."""

from collections.abc import Callable, Iterator

from yingda.journey.dialogue.model.flow import (
    AnyNode,
    Ask,
    Assign,
    Attach,
    Branch,
    Collect,
    End,
    Flow,
    Identify,
    Lookup,
    Menu,
    Queue,
    Say,
)


def ways(node: AnyNode) -> tuple[str, ...]:
    """Every node that one may come to next."""
    return (*by_itself(node), *by_key(node))


def by_key(node: AnyNode) -> tuple[str, ...]:
    """The ways that only a caller opens."""
    match node:
        case Menu():
            return tuple(choice.to for choice in node.choices.values())
        case Collect():
            return (node.next,)
        case _:
            return ()


def by_itself(node: AnyNode) -> tuple[str, ...]:
    """The ways that a caller goes who does nothing, or nothing right."""
    match node:
        case Menu() | Collect():
            return tuple(filter(None, (node.no_key, node.wrong_key)))
        case Branch():
            return (*node.cases.values(), node.otherwise)
        case Ask():
            return tuple(filter(None, (*node.cases.values(), node.failed)))
        case Lookup():
            return (node.found, node.missing)
        case Say() | Assign() | Attach() | Identify():
            failed = (node.failed,) if isinstance(node, Identify) else ()
            return (node.next, *failed)
        case Queue() | End():
            return ()


def reached(
    flow: Flow, start: str, step: Callable[[AnyNode], tuple[str, ...]]
) -> set[str]:
    """Every node on some path from `start`, itself among them."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += step(flow.nodes[name])
    return seen


def unreachable(flow: Flow) -> set[str]:
    return flow.nodes.keys() - reached(flow, flow.start, ways) - {flow.human}


def endless(flow: Flow) -> set[str]:
    """Nodes from which a caller who does nothing comes back to the same node."""
    return {
        name
        for name, node in flow.nodes.items()
        if any(name in reached(flow, to, by_itself) for to in by_itself(node))
    }


def dropped(flow: Flow) -> Iterator[tuple[str, str]]:
    """Questions after whose failure a caller who does nothing is hung up on."""
    for name, node in flow.nodes.items():
        if isinstance(node, Ask | Identify) and node.failed is not None:
            for end in reached(flow, node.failed, by_itself):
                if isinstance(flow.nodes[end], End):
                    yield name, end
