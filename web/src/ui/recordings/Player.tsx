import { CaretRightOutlined, PauseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import WaveSurfer from "wavesurfer.js";
import { duration } from "../../lib/format";
import { useLook } from "../../stores/look";
import { Segmented } from "../kit";
import type { Listening } from "./listening";
import css from "./recordings.module.css";

const SPEEDS = ["1", "1.25", "1.5", "2"] as const;
type Speed = (typeof SPEEDS)[number];
const STEP_S = 5;

const colour = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const colours = () => ({
  cursorColor: colour("--text"),
  splitChannels: [
    { waveColor: colour("--line-strong"), progressColor: colour("--accent") },
    { waveColor: colour("--line-strong"), progressColor: colour("--wrap") },
  ],
});

/** Caller above, agent below. Space plays, arrows jump five seconds. */
export function Player({ listening }: { listening: Listening }) {
  const { t } = useTranslation();
  const look = useLook((state) => state.look);
  const box = useRef<HTMLDivElement>(null);
  const wave = useRef<WaveSurfer | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState<Speed>("1");

  useEffect(() => {
    if (!box.current) return;
    const surfer = WaveSurfer.create({
      container: box.current,
      url: listening.url,
      peaks: listening.peaks,
      duration: listening.seconds,
      height: 52,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      ...colours(),
    });
    surfer.on("play", () => setPlaying(true));
    surfer.on("pause", () => setPlaying(false));
    surfer.on("timeupdate", setAt);
    surfer.once("ready", () => void surfer.play().catch(() => setPlaying(false)));
    wave.current = surfer;
    return () => surfer.destroy();
  }, [listening]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the look changes the colours drawn
  useEffect(() => wave.current?.setOptions(colours()), [look]);

  const jump = (step: number) => wave.current?.skip(step);
  return (
    <div
      className={css.player}
      role="group"
      aria-label={t("recording.player")}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") jump(-STEP_S);
        else if (event.key === "ArrowRight") jump(STEP_S);
        else if (event.key === " " && event.target === event.currentTarget) {
          event.preventDefault();
          void wave.current?.playPause();
        }
      }}
      tabIndex={-1}
    >
      <div ref={box} className={css.wave} data-testid="waveform" />
      <div className={css.controls}>
        <Button
          type="primary"
          shape="circle"
          autoFocus
          icon={isPlaying ? <PauseOutlined /> : <CaretRightOutlined />}
          aria-label={isPlaying ? t("recording.pause") : t("recording.play")}
          onClick={() => void wave.current?.playPause()}
        />
        <span className={css.time} data-testid="position" data-playing={isPlaying}>
          {duration(at * 1000)} / {duration(listening.seconds * 1000)}
        </span>
        <Button onClick={() => jump(-STEP_S)}>−5 s</Button>
        <Button onClick={() => jump(STEP_S)}>+5 s</Button>
        <Segmented
          label={t("recording.speed")}
          value={speed}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          onChange={(next) => {
            setSpeed(next);
            wave.current?.setPlaybackRate(Number(next), true);
          }}
        />
        <span className={css.sides}>
          <span className={css.caller}>{t("recording.caller")}</span>
          <span className={css.agent}>{t("recording.agent")}</span>
        </span>
      </div>
    </div>
  );
}
