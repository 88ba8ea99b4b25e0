import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";
import { useRun } from "../state/run.ts";
import { clampHeight, dockRange, heightAfterKey, keepHeight, keptHeight } from "./dock-size.ts";
import { useViewportHeight } from "./use-viewport-height.ts";

/** The height of the open dock in this scenario, and how to change it. Null as a height goes back to the usual one. */
export function useDockHeight(): { height: number; setHeight(height: number | null, keep: boolean): void } {
  const scenario = useRun(({ run }) => run.scenario.id);
  const viewport = useViewportHeight();
  const [wanted, setWanted] = useState<{ scenario: string; height: number | null }>({ scenario: "", height: null });
  const asked = wanted.scenario === scenario ? wanted.height : keptHeight(scenario);
  const range = dockRange(viewport);
  return {
    height: asked === null ? range.usual : clampHeight(asked, range),
    setHeight(height, keep) {
      setWanted({ scenario, height });
      if (keep) keepHeight(scenario, height);
    },
  };
}

interface DockEdgeProps {
  dock: RefObject<HTMLElement | null>;
  height: number;
  setHeight(height: number | null, keep: boolean): void;
}

/** The upper edge of the dock, to pull: with the pointer, or with arrow keys. A double click gives it its usual height. */
export function DockEdge({ dock, height, setHeight }: DockEdgeProps) {
  const range = dockRange(useViewportHeight());
  const pull = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const edge = event.currentTarget;
    const bottom = dock.current?.getBoundingClientRect().bottom ?? innerHeight;
    const grip = event.clientY - (bottom - height);
    let last = height;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      last = clampHeight(bottom - moved.clientY + grip, range);
      setHeight(last, false);
    };
    const drop = () => {
      edge.removeEventListener("pointermove", move);
      edge.removeEventListener("lostpointercapture", drop);
      if (last !== height) setHeight(last, true);
    };
    edge.addEventListener("pointermove", move);
    edge.addEventListener("lostpointercapture", drop);
  };
  const press = (event: KeyboardEvent) => {
    const next = heightAfterKey(event.key, height, range);
    if (next === undefined) return;
    event.preventDefault();
    setHeight(next, true);
  };
  return (
    <div
      className="dock-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label="Height of the dock"
      aria-controls="dock-panel"
      aria-valuemin={range.least}
      aria-valuemax={range.most}
      aria-valuenow={height}
      title="Pull to resize; double click for the usual height"
      onPointerDown={pull}
      onKeyDown={press}
      onDoubleClick={() => setHeight(null, true)}
    />
  );
}
