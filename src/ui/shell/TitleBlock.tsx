import { clockFace } from "../../engine/sim/clock-text.ts";
import {
  BlueprintThemeIcon,
  CheckBoxIcon,
  Logo,
  PaperThemeIcon,
  PauseIcon,
  PlayIcon,
  RedoIcon,
  StepBackIcon,
  StepIcon,
  SystemThemeIcon,
  UndoIcon,
} from "../controls/icons.tsx";
import { isInMenu, isPresent, isPublished, MENU } from "../state/catalogue.ts";
import { openDialog, useDesk } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { SPEEDS, setSpeed, shownUs, togglePlay, usePlayback } from "../state/playback.ts";
import { openScenario, redo, undo, useRun } from "../state/run.ts";
import { step } from "../state/stepping.ts";
import { Term } from "../terms/Term.tsx";
import { setTheme, THEMES, useTheme } from "../theme/theme.ts";
import { SeedField } from "./SeedField.tsx";

/** The strip at the top: what is shown, and how it moves. */
export function TitleBlock() {
  return (
    <header className="title-block" data-region="">
      <div className="brand">
        <Logo />
        <h1>Queuescope</h1>
      </div>
      <ScenarioMenu />
      <Transport />
      <Clock />
      <Speed />
      <SeedField />
      <Lanes />
      <ThemeChoice />
      <div className="title-tools">
        <UndoRedo />
        <button type="button" onClick={() => openDialog("share")}>
          Share
        </button>
        <button type="button" aria-label="Keys" className="keys-button" onClick={() => openDialog("keys")}>
          ?
        </button>
      </div>
    </header>
  );
}

function ScenarioMenu() {
  const { scenario } = useRun(({ run }) => run);
  const known = isPresent(scenario);
  return (
    <label className="field scenario-field">
      <span>Scenario</span>
      <select value={known ? scenario.id : ""} onChange={(event) => void openScenario(event.target.value)}>
        {!known && (
          <option value="">
            {scenario.title}
            {isPublished(scenario) ? " (as it was)" : isInMenu(scenario.id) ? " (changed)" : ""}
          </option>
        )}
        {MENU.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Transport() {
  const playing = usePlayback((state) => state.playing);
  return (
    <div className="field transport" role="group" aria-label="Transport">
      <span aria-hidden="true">Step back, {playing ? "pause" : "play"}, step</span>
      <div>
        <button type="button" aria-label="Step back" onClick={() => step(-1)}>
          <StepBackIcon />
        </button>
        <button type="button" className="play" aria-label={playing ? "Pause" : "Play"} onClick={togglePlay}>
          {playing ? <PauseIcon /> : <PlayIcon />}
        </button>
        <button type="button" aria-label="Step" onClick={() => step(1)}>
          <StepIcon />
        </button>
      </div>
    </div>
  );
}

export function Clock() {
  const text = usePlayback((state) => clockFace(shownUs(state)));
  return (
    <div className="field clock">
      <span>
        <Term id="virtual-clock">Virtual clock</Term>
      </span>
      <output aria-live="off">{text}</output>
    </div>
  );
}

/** Powers of ten of the speed's scale, and what stands between two of them. */
const DECADES = [0.1, 1, 10, 100, 1000];
const BETWEEN = DECADES.slice(0, -1).flatMap((decade) => [2, 3, 4, 5, 6, 7, 8, 9].map((n) => n * decade));
const SCALE = { width: 120, thumb: 12 };

function placeOnScale(speed: number): number {
  return SCALE.thumb / 2 + ((Math.log10(speed) + 1) / 4) * (SCALE.width - SCALE.thumb);
}

/** A logarithmic slider from 0.1 to 1000 times real time that snaps to 1, over a graduated scale. */
function Speed() {
  const speed = usePlayback((state) => state.speed);
  const position = Math.round(Math.log10(speed) * 100);
  return (
    <label className="field speed">
      <span>Speed, now {speed < 1 ? speed.toFixed(1) : Math.round(speed)}×</span>
      <div className="speed-scale">
        <svg width={SCALE.width} height={28} aria-hidden="true">
          <path className="speed-rule" d={`M${placeOnScale(0.1)},11H${placeOnScale(1000)}`} />
          <path className="speed-minor" d={BETWEEN.map((n) => `M${placeOnScale(n)},11v3`).join("")} />
          <path className="speed-ticks" d={DECADES.map((n) => `M${placeOnScale(n)},11v6`).join("")} />
          {DECADES.map((n) => (
            <text
              key={n}
              x={placeOnScale(n)}
              y={27}
              textAnchor={n === 0.1 ? "start" : n === 1000 ? "end" : "middle"}
              dx={n === 0.1 ? -6 : n === 1000 ? 6 : 0}
            >
              {n}
            </text>
          ))}
        </svg>
        <input
          type="range"
          min={-100}
          max={300}
          step={1}
          value={position}
          aria-valuetext={`${speed.toFixed(1)} times`}
          onChange={(event) => {
            const wanted = Number(event.target.value);
            setSpeed(Math.abs(wanted) < 12 ? 1 : Math.round(10 ** (wanted / 100) * 10) / 10);
          }}
        />
      </div>
    </label>
  );
}

/** The speed where there is no room for its scale: as a choice beside the clock. */
export function SpeedChoice() {
  const speed = usePlayback((state) => state.speed);
  const listed = SPEEDS.some((known) => known === speed) ? SPEEDS : [...SPEEDS, speed].sort((one, other) => one - other);
  return (
    <select className="speed-choice" aria-label="Speed" value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
      {listed.map((known) => (
        <option key={known} value={known}>
          {known}×
        </option>
      ))}
    </select>
  );
}

/** Which lanes are drawn; at least one. */
function Lanes() {
  const lanes = useLaneNames();
  const hidden = useDesk((desk) => desk.hiddenLanes);
  if (lanes.length < 2) return null;
  const toggle = (lane: number) => {
    const next = hidden.includes(lane) ? hidden.filter((other) => other !== lane) : [...hidden, lane];
    if (next.length < lanes.length) useDesk.setState({ hiddenLanes: next });
  };
  return (
    <div className="field lane-choice" role="group" aria-label="Compare lanes">
      <span aria-hidden="true">Compare</span>
      <div>
        {lanes.map(({ short, detail, full }, lane) => (
          <button
            key={short}
            type="button"
            aria-pressed={!hidden.includes(lane)}
            aria-label={detail === "" ? undefined : `${short}, ${detail}`}
            title={full}
            onClick={() => toggle(lane)}
          >
            <CheckBoxIcon />
            {short}
          </button>
        ))}
      </div>
    </div>
  );
}

function UndoRedo() {
  const canUndo = useRun(({ past }) => past.length > 0);
  const canRedo = useRun(({ future }) => future.length > 0);
  return (
    <>
      <button type="button" aria-label="Undo" disabled={!canUndo} onClick={undo}>
        <UndoIcon />
      </button>
      <button type="button" aria-label="Redo" disabled={!canRedo} onClick={redo}>
        <RedoIcon />
      </button>
    </>
  );
}

const THEME_WORDS = { system: "Auto", paper: "Paper", blueprint: "Blueprint" } as const;
const THEME_ICONS = { system: SystemThemeIcon, paper: PaperThemeIcon, blueprint: BlueprintThemeIcon } as const;

function ThemeChoice() {
  const theme = useTheme((state) => state.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  const Icon = THEME_ICONS[theme];
  return (
    <div className="field theme-choice">
      <span aria-hidden="true">Theme</span>
      <button type="button" aria-label={`Theme: ${THEME_WORDS[theme]}. Change to ${THEME_WORDS[next]}`} onClick={() => setTheme(next)}>
        <Icon />
        {THEME_WORDS[theme]}
      </button>
    </div>
  );
}
