import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { orderFlowQuery } from "../../api/queries";
import type { FlowDiagram, FlowEdge, FlowNode, OrderWhole } from "../../api/types";
import { listed, nameOf } from "../../lib/words";
import { Failure } from "../../ui/Empty";
import { Section } from "../../ui/kit";
import { goneIn, labelOf } from "./drawing";
import css from "./flow.module.css";

/** Screen pixels a pixel of the flow's file: its letters are then as large as others. */
const SCALE = 0.78;
const HEAD = 30;

/** The flow of an order, with the way so far and where it stands. */
export function FlowDrawing({ whole }: { whole: OrderWhole }) {
  const { data: diagram, error } = useQuery(orderFlowQuery(whole.order.flow));
  if (error) return <Failure error={error} />;
  return diagram ? (
    <Section title={nameOf(diagram.name)}>
      <Drawn diagram={diagram} whole={whole} />
    </Section>
  ) : null;
}

function Drawn({ diagram, whole: { order, tasks } }: { diagram: FlowDiagram; whole: OrderWhole }) {
  const { t } = useTranslation();
  const box = useRef<HTMLElement>(null);
  const given = [...tasks].sort((one, other) => one.given_at.localeCompare(other.given_at));
  const gone = goneIn(
    diagram,
    given.map((task) => task.node),
    order.state === "closed",
  );
  const here = diagram.nodes.find((node) => node.id === order.node);
  const left = Math.min(...diagram.lanes.map(({ area }) => area.x)) - HEAD;
  const top = Math.min(...diagram.lanes.map(({ area }) => area.y));
  const right = Math.max(...diagram.lanes.map(({ area }) => area.x + area.width));
  const bottom = Math.max(...diagram.lanes.map(({ area }) => area.y + area.height));
  const across = here && (here.area.x + here.area.width / 2 - left) * SCALE;
  const down = here && (here.area.y + here.area.height / 2 - top) * SCALE;
  useLayoutEffect(() => {
    if (!box.current || !across || !down) return;
    const { clientWidth, clientHeight } = box.current;
    box.current.scrollTo(across - clientWidth / 2, down - clientHeight / 2);
  }, [across, down]);
  const said = [
    t("order.pathSoFar", {
      path: given.map((task) => nameOf(task.node_name)).join(" → "),
    }),
    here ? t("order.standsAt", { node: nameOf(here.name) }) : t(`order.state.${order.state}`),
  ];
  return (
    <section
      ref={box}
      className={css.box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the arrow keys
      tabIndex={0}
      aria-label={nameOf(diagram.name)}
      data-drawing
    >
      <svg
        role="img"
        aria-label={listed(t, said)}
        width={(right - left) * SCALE}
        height={(bottom - top) * SCALE}
        viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      >
        <Arrow id="way" className={css.tip} />
        <Arrow id="way-gone" className={css.tipGone} />
        {diagram.lanes.map((lane) => (
          <g key={lane.id} className={css.lane}>
            <rect {...lane.area} />
            <rect {...lane.area} x={lane.area.x - HEAD} width={HEAD} />
            <text
              textAnchor="middle"
              transform={`translate(${lane.area.x - HEAD / 2 + 5} ${lane.area.y + lane.area.height / 2}) rotate(-90)`}
            >
              {nameOf(lane.name)}
            </text>
          </g>
        ))}
        {[...diagram.edges]
          .sort((one, other) => Number(gone.edges.has(one.id)) - Number(gone.edges.has(other.id)))
          .map((edge) => (
            <Way key={edge.id} edge={edge} isGone={gone.edges.has(edge.id)} />
          ))}
        {diagram.nodes.map((node) => (
          <Station
            key={node.id}
            node={node}
            is={node === here ? "here" : gone.nodes.has(node.id) ? "gone" : "ahead"}
          />
        ))}
      </svg>
    </section>
  );
}

function Arrow({ id, className }: { id: string; className: string | undefined }) {
  return (
    <marker
      id={id}
      className={className}
      viewBox="0 0 10 10"
      refX="9"
      refY="5"
      markerWidth="9"
      markerHeight="9"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0 0 10 5 0 10z" />
    </marker>
  );
}

function Way({ edge, isGone }: { edge: FlowEdge; isGone: boolean }) {
  const { anchor, ...at } = labelOf(edge);
  return (
    <g className={isGone ? css.wayGone : css.way}>
      <polyline
        points={edge.points.map(({ x, y }) => `${x},${y}`).join(" ")}
        markerEnd={`url(#${isGone ? "way-gone" : "way"})`}
      />
      {edge.name && (
        <text {...at} textAnchor={anchor}>
          {nameOf(edge.name)}
        </text>
      )}
    </g>
  );
}

type Is = "here" | "gone" | "ahead";
const MARKS: Record<Is, string> = { here: "●", gone: "✓", ahead: "" };

function Station({ node, is }: { node: FlowNode; is: Is }) {
  const { x, y, width, height } = node.area;
  const [mx, my] = [x + width / 2, y + height / 2];
  switch (node.shape) {
    case "exclusiveGateway":
      return (
        <g className={css.node} data-is={is}>
          <polygon points={`${mx},${y} ${x + width},${my} ${mx},${y + height} ${x},${my}`} />
        </g>
      );
    case "userTask":
      return (
        <g className={css.node} data-is={is} data-node={node.id}>
          <rect {...node.area} rx="8" />
          <foreignObject {...node.area}>
            <div className={css.words}>
              {MARKS[is] && <b>{MARKS[is]}</b>}
              {nameOf(node.name)}
            </div>
          </foreignObject>
        </g>
      );
    default:
      return (
        <g className={css.node} data-is={is}>
          <circle cx={mx} cy={my} r={width / 2} data-end={node.shape === "endEvent"} />
          <text x={mx} y={y + height + 20} textAnchor="middle">
            {nameOf(node.name)}
          </text>
        </g>
      );
  }
}
