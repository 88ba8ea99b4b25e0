import type { ReactNode } from "react";
import { create } from "zustand";
import { laterModule } from "../state/later-module.ts";
import { usePlayback } from "../state/playback.ts";

/**
 * Accents show the difference between two frames: a cell lands, a needle slides. What travels in virtual time is drawn elsewhere. The
 * library that moves them comes after the first picture; until then, and where motion is not wanted, everything is at its place at once.
 */
const useMoving = create<{ moving: typeof import("./moving.tsx").MOVING | null }>(() => ({ moving: null }));

laterModule(async () => {
  const { MOVING } = await import("./moving.tsx");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const follow = () => useMoving.setState({ moving: still.matches ? null : MOVING });
  still.addEventListener("change", follow);
  follow();
});

function useMotion() {
  return useMoving((state) => state.moving);
}

/** None while scrubbing, and none above twice real time, when they would only flicker. */
function useAccents(): boolean {
  return usePlayback(({ playing, speed }) => playing && speed <= 2);
}

/** Something that appears where it is: from a little too large to its size. */
export function Land({ x, y, children }: { x: number; y: number; children: ReactNode }) {
  const accents = useAccents();
  const moving = useMotion();
  if (moving === null) return <g transform={`translate(${x},${y})`}>{children}</g>;
  return (
    <moving.Land accents={accents} x={x} y={y}>
      {children}
    </moving.Land>
  );
}

/** Something that moves along the horizontal when its place changes. */
export function Slide({ x, y = 0, children }: { x: number; y?: number; children: ReactNode }) {
  const accents = useAccents();
  const moving = useMotion();
  if (moving === null) return <g transform={`translate(${x},${y})`}>{children}</g>;
  return (
    <moving.Slide accents={accents} x={x} y={y}>
      {children}
    </moving.Slide>
  );
}

/** A note that rises into its place. */
export function Rise({ className, children }: { className: string; children: ReactNode }) {
  const moving = useMotion();
  if (moving === null) return <p className={className}>{children}</p>;
  return <moving.Rise className={className}>{children}</moving.Rise>;
}
