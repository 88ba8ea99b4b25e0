import { create } from "zustand";
import { durationOf, type Run } from "../../engine/scenario.ts";
import type { World } from "../state/world.ts";

interface Origin {
  /** The run that a link opened; null when none did, or when its note was put away. */
  run: Run | null;
  /** Of the history that its maker saw. */
  fingerprint: string;
}

/** What the last link that told a fingerprint promised. */
export const useOrigin = create<Origin>(() => ({ run: null, fingerprint: "" }));

/** The fingerprint of a run's whole history; null while it is not recorded to its end. */
export function fingerprintOf(run: Run, { done, error, recordedUs, fingerprint }: World): string | null {
  return done && error === null && recordedUs === durationOf(run) ? fingerprint : null;
}

/** Whether the history on the screen is another one than that of the link's maker. */
export function isOtherHistory(origin: Origin, run: Run, world: World): boolean {
  const now = fingerprintOf(run, world);
  return origin.run === run && now !== null && now !== origin.fingerprint;
}
