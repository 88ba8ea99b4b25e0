import type { RefObject } from "react";
import type { Hidden, Side } from "./out-of-sight.ts";

const ARROWS: Record<Side, string> = { above: "M1,7l5,-5l5,5", below: "M1,2l5,5l5,-5", left: "M8,0l-5,5l5,5", right: "M4,0l5,5l-5,5" };
const STEPS: Record<Side, readonly [x: number, y: number]> = { above: [0, -1], below: [0, 1], left: [-1, 0], right: [1, 0] };
/** A step leaves a part of what was seen in view, so that the eye keeps its place. */
const SHARE = 0.8;

/** What of a drawing is out of sight, counted on the edge beyond which it lies; the count leads there. */
export function HiddenCounts({ hidden, scroller }: { hidden: readonly Hidden[]; scroller: RefObject<HTMLElement | null> }) {
  const show = (side: Side) => {
    const place = scroller.current;
    if (place === null) return;
    const [x, y] = STEPS[side];
    place.scrollBy({ left: x * place.clientWidth * SHARE, top: y * place.clientHeight * SHARE });
  };
  return hidden.map(({ side, words }) => (
    <button key={side} type="button" className={`hidden-count hidden-${side}`} onClick={() => show(side)}>
      <svg width={12} height={10} aria-hidden="true">
        <path className="hidden-arrow" d={ARROWS[side]} />
      </svg>
      {words}
      <span className="visually-hidden">
        : show {side === "above" || side === "below" ? `what lies ${side}` : `what lies to the ${side}`}
      </span>
    </button>
  ));
}
