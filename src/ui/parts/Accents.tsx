import { LazyMotion, MotionConfig, m } from "framer-motion";
import type { ReactNode } from "react";
import { usePlayback } from "../state/playback.ts";

/** Accents show the difference between two frames: a cell lands, a needle slides. What travels in virtual time is drawn elsewhere. */
export function AccentRoot({ children }: { children: ReactNode }) {
  return (
    <LazyMotion strict features={() => import("./motion-features.ts").then(({ domAnimation }) => domAnimation)}>
      <MotionConfig reducedMotion="user">{children}</MotionConfig>
    </LazyMotion>
  );
}

/** None while scrubbing, and none above twice real time, when they would only flicker. */
function useAccents(): boolean {
  return usePlayback(({ playing, speed }) => playing && speed <= 2);
}

/** Something that appears where it is: from a little too large to its size. */
export function Land({ x, y, children }: { x: number; y: number; children: ReactNode }) {
  const accents = useAccents();
  return (
    <g transform={`translate(${x},${y})`}>
      <m.g initial={accents ? { scale: 1.35 } : false} animate={{ scale: 1 }} transition={{ duration: 0.12, ease: "easeOut" }}>
        {children}
      </m.g>
    </g>
  );
}

/** Something that moves along the horizontal when its place changes. */
export function Slide({ x, y = 0, children }: { x: number; y?: number; children: ReactNode }) {
  const accents = useAccents();
  return (
    <m.g initial={false} animate={{ x, y }} transition={accents ? { duration: 0.14, ease: "easeOut" } : { duration: 0 }}>
      {children}
    </m.g>
  );
}

/** A note that rises into its place. */
export function Rise({ className, children }: { className: string; children: ReactNode }) {
  return (
    <m.p className={className} initial={{ opacity: 0, y: 8 }} animate={{ opacity: 1, y: 0 }} transition={{ duration: 0.16 }}>
      {children}
    </m.p>
  );
}
