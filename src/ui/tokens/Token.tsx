import { memo } from "react";
import { useKeyIndex, useLabel } from "../state/messages.ts";
import type { TermId } from "../terms/glossary.ts";
import { lookOfKey, numberDrop, outline, topOf } from "./shapes.ts";

/** How a message is held where it is drawn; `again`, `late`, `poison` and `selected` come on top. */
export type TokenState = "stored" | "hollow" | "copy" | "held" | "dead" | "lost" | "skipped" | "ignored";

/** What there is to explain of how a token is drawn; nothing where it is plainly there. */
function termOf(state: TokenState, again = false, late = false): TermId | undefined {
  if (again) return "again";
  if (late) return "late";
  return (
    { hollow: "not-readable", copy: "replicas", held: "unacked", lost: "lost", skipped: "lost" } as Partial<Record<TokenState, TermId>>
  )[state];
}

interface TokenProps {
  message: number;
  x: number;
  y: number;
  r: number;
  state?: TokenState;
  again?: boolean;
  late?: boolean;
  poison?: boolean;
  selected?: boolean;
  /** How it is called, where that is not as in the page's run. */
  called?: string;
}

/** A message as a shape with its number. Decoration for the eye: names for the ear stand in the lane's list. */
export const Token = memo(function Token({ message, x, y, r, state = "stored", again, late, poison, selected, called }: TokenProps) {
  const { shape, hue } = lookOfKey(useKeyIndex(message));
  const { label: own, isMade } = useLabel(message);
  const label = called ?? own;
  const size = ([1.4, 1.4, 1.3][label.length] ?? 0.95) * r;
  const top = topOf(shape) * r;
  return (
    <g className={`token token-${state} key-${hue}`} transform={`translate(${x},${y})`} data-tip={termOf(state, again, late)}>
      {selected && <circle className="token-mark" r={r * (again ? 1.72 : 1.56)} />}
      {again && <path className="token-ring" d={outline(shape, r * 1.36)} />}
      <path className="token-body" d={outline(shape, r)} />
      {(called !== undefined || isMade) && <path className="token-stem" d={`M${-1.15 * r},${-1.15 * r}L${-0.6 * r},${-0.6 * r}`} />}
      {late && <path className="token-notch" d={`M${-0.4 * r},${-top - 1}L0,${-top + 0.56 * r}L${0.4 * r},${-top - 1}`} />}
      {(state === "lost" || state === "ignored") && <line className="token-strike" x1={-0.7 * r} y1={0.4 * r} x2={0.7 * r} y2={-0.4 * r} />}
      {state === "skipped" && (
        <path
          className="token-leap"
          d={`M${-r},${-r * 0.5}Q0,${-r * 1.9},${r},${-r * 0.6}m${-r * 0.55},${-r * 0.15}l${r * 0.55},${r * 0.15}l${r * 0.12},${-r * 0.6}`}
        />
      )}
      <text className="token-number" y={numberDrop(shape) * r + size * 0.355 + (late ? r * 0.16 : 0)} style={{ fontSize: size }}>
        {label}
      </text>
      {poison && (
        <g transform={`translate(${r * 0.95},${r * 0.75})`}>
          <circle className="token-badge" r={r * 0.46} />
          <path
            className="token-badge-cross"
            d={`M${-r * 0.2},${-r * 0.2}L${r * 0.2},${r * 0.2}M${r * 0.2},${-r * 0.2}L${-r * 0.2},${r * 0.2}`}
          />
        </g>
      )}
    </g>
  );
});
