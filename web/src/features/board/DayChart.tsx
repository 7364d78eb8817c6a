import { useTranslation } from "react-i18next";
import type { BoardNow } from "../../api/types";
import { halfHour, ratio } from "../../lib/format";
import css from "./board.module.css";
import { useSize } from "./useSize";

type Half = BoardNow["half_hours"][number];
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 48, 12, 28];
/** An hour's label with some air. */
const LABEL = 48;
const ROUND = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

export function scaleTop(most: number): number {
  return ROUND.find((top) => top >= most) ?? Math.ceil(most / 10_000) * 10_000;
}

/** Bars: who asked for a human and was answered or lost; line: service level. */
export function DayChart({
  halfHours,
  target,
}: {
  halfHours: readonly Half[];
  target: number | null;
}) {
  const { t } = useTranslation();
  const [chart, size] = useSize<SVGSVGElement>();
  const { width: full, height: high } = size;
  const sorted = [...halfHours].sort((a, b) => a.half_hour - b.half_hour);
  const [first, last] = range(sorted);
  const slots = last - first + 1;
  const top = scaleTop(Math.max(1, ...sorted.map((half) => half.requested)));
  const step = (full - LEFT - RIGHT) / slots;
  const x = (index: number) => LEFT + (index - first) * step;
  const y = (share: number) => TOP + (1 - share) * (high - TOP - BOTTOM);
  const width = step * 0.66;
  const labelEvery = [1, 2, 4].find((every) => every * step >= LABEL) ?? 8;
  const line = sorted
    .filter((half) => half.k01 !== null)
    .map((half) => `${x(half.half_hour) + step / 2},${y(half.k01 ?? 0)}`);

  return (
    <>
      <p className={css.legend} aria-hidden>
        <span data-mark="answered">{t("board.answered")}</span>
        <span data-mark="abandoned">{t("board.abandoned")}</span>
        <span data-mark="rest">{t("board.requested")}</span>
        <span data-mark="k01">{t("board.level")}</span>
      </p>
      <svg
        ref={chart}
        viewBox={`0 0 ${full} ${high}`}
        className={css.svg}
        role="img"
        aria-label={t("board.day")}
      >
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line x1={LEFT} x2={full - RIGHT} y1={y(share)} y2={y(share)} className={css.rule} />
            <text x={LEFT - 8} y={y(share) + 4} textAnchor="end">
              {Number.isInteger(top * share) ? top * share : ""}
            </text>
            <text x={full - RIGHT + 8} y={y(share) + 4}>
              {share * 100}%
            </text>
          </g>
        ))}
        {sorted.map((half) => (
          <g key={half.half_hour}>
            <title>
              {halfHour(half.half_hour)} · {t("board.requested")} {half.requested} ·{" "}
              {t("board.answered")} {half.answered} · {t("board.abandoned")} {half.abandoned} ·{" "}
              {ratio(half.k01)}
            </title>
            <Bar
              at={x(half.half_hour)}
              width={width}
              from={0}
              to={half.requested}
              mark="rest"
              {...{ top, y }}
            />
            <Bar
              at={x(half.half_hour)}
              width={width}
              from={0}
              to={half.answered}
              mark="answered"
              {...{ top, y }}
            />
            <Bar
              at={x(half.half_hour)}
              width={width}
              from={half.answered}
              to={half.answered + half.abandoned}
              mark="abandoned"
              {...{ top, y }}
            />
          </g>
        ))}
        {target !== null && (
          <line x1={LEFT} x2={full - RIGHT} y1={y(target)} y2={y(target)} className={css.target} />
        )}
        <polyline points={line.join(" ")} className={css.level} />
        {line.length === 1 && line[0] && <Dot at={line[0]} />}
        {Array.from({ length: slots }, (_, offset) => first + offset)
          .filter((index) => (index - first) % labelEvery === 0)
          .map((index) => (
            <text key={index} x={x(index) + step / 2} y={high - 8} textAnchor="middle">
              {halfHour(index)}
            </text>
          ))}
      </svg>
    </>
  );
}

function Dot({ at }: { at: string }) {
  const [x, y] = at.split(",");
  return <circle cx={x} cy={y} r={4} className={css.dot} />;
}

/** From 08:00 to 20:00, wider when there were calls outside. */
export function range(sorted: readonly Half[]): [number, number] {
  const busy = sorted.filter((half) => half.requested > 0);
  return [
    Math.min(16, busy[0]?.half_hour ?? 16),
    Math.max(39, busy[busy.length - 1]?.half_hour ?? 39),
  ];
}

function Bar(props: {
  at: number;
  width: number;
  from: number;
  to: number;
  top: number;
  mark: string;
  y: (share: number) => number;
}) {
  const { at, width, from, to, top, mark, y } = props;
  const high = y(Math.min(1, to / top));
  return (
    <rect
      x={at}
      y={high}
      width={width}
      height={Math.max(0, y(Math.min(1, from / top)) - high)}
      data-mark={mark}
      rx={2}
    />
  );
}
