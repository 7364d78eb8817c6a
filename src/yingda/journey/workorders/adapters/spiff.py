"""The engine: SpiffWorkflow behind the port `Engine`.

What we save is ours: the version of the flow, and the node at which an order stands. The
engine's own tree of tasks grows with every loop and changes with its releases, so it lives
for one step only: the node is put into an empty tree, completed, and what is ready after
the gateways is the next node.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from logging import WARNING, getLogger
from typing import Any, cast

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from yingda.journey.workorders.adapters import bpmn
from yingda.journey.workorders.adapters.expressions import Conditions
from yingda.journey.workorders.core import diagram
from yingda.journey.workorders.errors.flows import (
    FlowFault,
    FlowNotRunnable,
    UnknownFlow,
    WrongNode,
)
from yingda.journey.workorders.model.flows import (
    ASKED,
    OUTCOMES,
    Diagram,
    Facts,
    Moved,
    Node,
    Saved,
)

FORMAT = 1
"""Of what is saved. Whoever changes the form reads the older ones too."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A flow in one version, ready to be followed."""

    diagram: Diagram
    nodes: Mapping[str, Node]
    spec: Any


class Spiff:
    """Follows the flows of these files; each is read once."""

    def __init__(self, files: Iterable[bytes]) -> None:
        # It tells every step of every task at the level of information.
        getLogger("spiff").setLevel(WARNING)
        self._conditions = Conditions()
        self._asking = _Asking(self._conditions)
        self._flows: dict[str, dict[int, Loaded]] = {}
        for file in files:
            loaded = _load(file)
            drawn = loaded.diagram
            self._flows.setdefault(drawn.flow, {})[drawn.version] = loaded

    def start(self, flow: str, facts: Facts) -> Moved:
        loaded = self._loaded(flow, None)
        workflow = BpmnWorkflow(loaded.spec, script_engine=self._asking)
        workflow.task_tree.data = {**ASKED, **facts}
        return _moved(loaded, workflow)

    def complete(self, flow: str, saved: Saved, node_id: str, facts: Facts) -> Moved:
        version, stands_at = _opened(saved)
        loaded = self._loaded(flow, version)
        node, outcome = loaded.nodes.get(node_id), str(facts.get("outcome", ""))
        if (
            node is None
            or node.kind is None
            or node_id != stands_at
            or outcome not in OUTCOMES[node.kind]
        ):
            raise WrongNode(node_id, outcome, stands_at)
        workflow = BpmnWorkflow(
            loaded.spec, script_engine=self._asking, deserializing=True
        )
        root = Task(workflow, loaded.spec.start, state=TaskState.COMPLETED)
        workflow.task_tree = root
        task = Task(
            workflow, loaded.spec.task_specs[node_id], root, state=TaskState.READY
        )
        task.reset_branch({**ASKED, **facts})
        task.run()
        return _moved(loaded, workflow)

    def check(
        self, xml: bytes, *, clocks: Collection[str], asks_back: bool
    ) -> tuple[FlowFault, ...]:
        try:
            read = bpmn.read(xml)
            faults = diagram.check(
                read, self._conditions.hold, clocks, asks_back=asks_back
            )
            if not faults:
                _load(xml)
        except FlowFault as fault:
            return (fault,)
        return faults

    def diagram(self, flow: str, version: int | None = None) -> Diagram:
        return self._loaded(flow, version).diagram

    def _loaded(self, flow: str, version: int | None) -> Loaded:
        versions = self._flows.get(flow)
        if not versions:
            raise UnknownFlow(flow, version)
        loaded = versions.get(max(versions) if version is None else version)
        if loaded is None:
            raise UnknownFlow(flow, version)
        return loaded


class _Asking(PythonScriptEngine):  # type: ignore[misc]  # the package has no types
    """Instead of the engine's own, which runs whatever a file says."""

    def __init__(self, conditions: Conditions) -> None:
        super().__init__()
        self._conditions = conditions

    def evaluate(
        self, task: Any, expression: str, external_context: object = None
    ) -> bool:
        return self._conditions.hold(expression, cast(Facts, task.data))

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        raise FlowNotRunnable(task.task_spec.name, 1, "script")

    def call_service(self, context: object, **_given: object) -> object:
        raise FlowNotRunnable("service", 1, "service")


def _load(xml: bytes) -> Loaded:
    drawn = bpmn.read(xml).diagram
    parser = BpmnParser()
    try:
        parser.add_bpmn_str(bpmn.plain(xml))
        spec = parser.get_spec(drawn.flow)
    except (ValidationException, SpiffWorkflowException) as error:
        raise FlowNotRunnable(drawn.flow, 1, str(error)) from error
    return Loaded(drawn, {node.id: node for node in drawn.nodes}, spec)


def _moved(loaded: Loaded, workflow: Any) -> Moved:
    """Goes on through gateways until somebody has to do something, or to the end."""
    workflow.do_engine_steps()
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    node = loaded.nodes[task.task_spec.name] if task is not None else None
    return Moved(
        state={
            "format": FORMAT,
            "version": loaded.diagram.version,
            "at": node.id if node else None,
        },
        node=node,
    )


def _opened(saved: Saved) -> tuple[int, str]:
    match saved:
        case {"format": 1, "version": int(version), "at": str(node)}:
            return version, node
        case _:
            raise WrongNode("", "", str(saved.get("at")))
