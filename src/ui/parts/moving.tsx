import { motion } from "framer-motion";
import type { ReactNode } from "react";

/** The accents with their motion; `accents` says whether they move now. See Accents.tsx for what each means. */

function MovingLand({ accents, x, y, children }: { accents: boolean; x: number; y: number; children: ReactNode }) {
  return (
    <g transform={`translate(${x},${y})`}>
      <motion.g initial={accents ? { scale: 1.35 } : false} animate={{ scale: 1 }} transition={{ duration: 0.12, ease: "easeOut" }}>
        {children}
      </motion.g>
    </g>
  );
}

function MovingSlide({ accents, x, y, children }: { accents: boolean; x: number; y: number; children: ReactNode }) {
  return (
    <motion.g initial={false} animate={{ x, y }} transition={accents ? { duration: 0.14, ease: "easeOut" } : { duration: 0 }}>
      {children}
    </motion.g>
  );
}

function MovingRise({ className, children }: { className: string; children: ReactNode }) {
  return (
    <motion.p className={className} initial={{ opacity: 0, y: 8 }} animate={{ opacity: 1, y: 0 }} transition={{ duration: 0.16 }}>
      {children}
    </motion.p>
  );
}

export const MOVING = { Land: MovingLand, Slide: MovingSlide, Rise: MovingRise };
