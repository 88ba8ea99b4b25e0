import { create } from "zustand";

export const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

export interface Playback {
  /** Virtual microseconds: where the run is. */
  playheadUs: number;
  endUs: number;
  playing: boolean;
  speed: number;
  /** Looking back (or ahead) without moving the run: null when not. */
  peekUs: number | null;
}

export const usePlayback = create<Playback>(() => ({ playheadUs: 0, endUs: 0, playing: false, speed: 1, peekUs: null }));

/** The instant that is on the screen. */
export function shownUs({ peekUs, playheadUs }: Playback): number {
  return peekUs ?? playheadUs;
}

/** How far the run has been seen: up to the playhead, or to where somebody looks ahead. */
export function seenUs({ playheadUs, peekUs }: Playback): number {
  return Math.max(playheadUs, peekUs ?? 0);
}

/** The shown instant for panels: in steps while it plays, never ahead of it, and exact where it stands still. */
export function useShownUs(stepUs = 50_000): number {
  return usePlayback((state) => (state.playing ? Math.floor(shownUs(state) / stepUs) * stepUs : shownUs(state)));
}

export function play(): void {
  const { playheadUs, endUs } = usePlayback.getState();
  usePlayback.setState({ playing: true, peekUs: null, playheadUs: playheadUs >= endUs ? 0 : playheadUs });
}

export function pause(): void {
  usePlayback.setState({ playing: false });
}

export function togglePlay(): void {
  if (usePlayback.getState().playing) pause();
  else play();
}

export function seek(us: number): void {
  const { endUs } = usePlayback.getState();
  usePlayback.setState({ playheadUs: Math.max(0, Math.min(endUs, Math.round(us))), peekUs: null });
}

/** Looks at another instant; Escape or null returns to the run. */
export function peek(us: number | null): void {
  usePlayback.setState(us === null ? { peekUs: null } : { peekUs: us, playing: false });
}

export function setSpeed(speed: number): void {
  usePlayback.setState({ speed: Math.max(0.1, Math.min(1000, speed)) });
}

export function changeSpeed(direction: 1 | -1): void {
  const { speed } = usePlayback.getState();
  const nearest = SPEEDS.reduce((best, value, i) => (Math.abs(value - speed) < Math.abs(SPEEDS[best] - speed) ? i : best), 0);
  setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, nearest + direction))]);
}
