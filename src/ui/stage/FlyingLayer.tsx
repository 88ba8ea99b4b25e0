import { useStoreApi } from "@xyflow/react";
import { type RefObject, useEffect, useRef } from "react";
import type { LaneLayout } from "../layout/lane-layout.ts";
import { useDesk } from "../state/desk.ts";
import { onFrame } from "../state/frame-loop.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";
import { reducedMotion, useTheme } from "../theme/theme.ts";
import { drawFlying } from "./flying.ts";
import { readPalette } from "./palette.ts";

interface FlyingLayerProps {
  lane: number;
  layout: LaneLayout;
  /** What scrolls the paper under this layer. */
  scroller: RefObject<HTMLElement | null>;
}

/** One canvas above what is seen of the lane, outside React's rendering: redrawn when the shown instant, the frame or the view has changed. */
export function FlyingLayer({ lane, layout, scroller }: FlyingLayerProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  const theme = useTheme((state) => state.theme);
  useEffect(() => {
    const element = ref.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    let palette = readPalette(element);
    let last = "";
    const recolour = setTimeout(() => {
      palette = readPalette(element);
      last = "";
    }, 60);
    const stop = onFrame(() => {
      const { frame, processes } = useWorld.getState();
      const playback = usePlayback.getState();
      const { transform } = flow.getState();
      const place = scroller.current;
      if (place === null) return;
      const { clientWidth: width, clientHeight: height, scrollLeft, scrollTop } = place;
      const { selectedMessage } = useDesk.getState();
      const at = shownUs(playback);
      const mark = `${frame?.take}.${frame?.at}.${at}.${transform}.${scrollLeft}.${scrollTop}.${width}.${height}.${selectedMessage}.${theme}`;
      if (mark === last) return;
      last = mark;
      const ratio = window.devicePixelRatio || 1;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
        element.style.width = `${width}px`;
        element.style.height = `${height}px`;
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, element.width, element.height);
      if (frame === null) return;
      const [x, y, zoom] = transform;
      context.setTransform(zoom * ratio, 0, 0, zoom * ratio, (x - scrollLeft) * ratio, (y - scrollTop) * ratio);
      const mine = frame.packets.filter(({ from }) => processes[from]?.lane === lane);
      drawFlying(context, {
        layout,
        packets: mine,
        nameOf: (process) => processes[process]?.name ?? "",
        at,
        speed: playback.playing ? playback.speed : 1,
        reduced: reducedMotion(),
        selected: selectedMessage,
        palette,
      });
    });
    return () => {
      clearTimeout(recolour);
      stop();
    };
  }, [flow, lane, layout, theme, scroller]);
  return <canvas ref={ref} className="flying" />;
}
