import { create } from "zustand";
import { durationOf, type Run } from "../../engine/scenario.ts";
import type { World } from "../state/world.ts";

interface Origin {
  /** How many addresses are being read. The page begins with its own, and what it shows until then is only in its place. */
  opening: number;
  /** The run that an address opened and nobody has changed yet: it is not kept, its address holds it. */
  opened: Run | null;
  /** The run that this browser kept when the page was opened. */
  kept: Run | null;
  /** The run whose link told a fingerprint; null when none did, or when its note was put away. */
  run: Run | null;
  /** Of the history that the link's maker saw. */
  fingerprint: string;
}

/** Where the run on the screen came from. */
export const useOrigin = create<Origin>(() => ({ opening: 1, opened: null, kept: null, run: null, fingerprint: "" }));

/** The fingerprint of a run's whole history; null while it is not recorded to its end. */
export function fingerprintOf(run: Run, { done, error, recordedUs, fingerprint }: World): string | null {
  return done && error === null && recordedUs === durationOf(run) ? fingerprint : null;
}

/** Whether the history on the screen is another one than that of the link's maker. */
export function isOtherHistory(origin: Pick<Origin, "run" | "fingerprint">, run: Run, world: World): boolean {
  const now = fingerprintOf(run, world);
  return origin.run === run && now !== null && now !== origin.fingerprint;
}
