import "@xyflow/react/dist/base.css";
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useEffect, useLayoutEffect, useMemo, useState } from "react";
import type { FrameProcess } from "../../worker/protocol.ts";
import { useSize } from "../controls/use-size.ts";
import type { LaneLayout, PlacedLine } from "../layout/lane-layout.ts";
import { isDown } from "../parts/condition.ts";
import { useDesk } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { keptFor, processesIn } from "../state/lane-processes.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { BalloonLayer } from "./BalloonLayer.tsx";
import { FlyingLayer } from "./FlyingLayer.tsx";
import { type FaceNode, NODE_TYPES, UNDER_THE_LINES } from "./face-nodes.tsx";
import { fitLane } from "./fit-lane.ts";
import { HiddenCounts } from "./HiddenCounts.tsx";
import { useLanePlan } from "./lane-plan.ts";
import { EDGE_TYPES, type LineEdge } from "./line-edges.tsx";
import { withEnds } from "./line-ends.ts";
import { outOfSight } from "./out-of-sight.ts";
import { PartButtons } from "./PartButtons.tsx";
import { useSharedZoom } from "./shared-zoom.ts";
import { DRAWINGS } from "./systems.ts";
import { TroubleLayer } from "./TroubleLayer.tsx";
import { useKeptInView } from "./use-kept-in-view.ts";

/** What decides where things stand; anything else changes inside the faces. */
function useShape(lane: number): string {
  return useWorld(({ processes }) => shapeOf(processesIn(lane, processes)));
}

/** A process that did not change is the same object, so its mark is made once. */
const markOf = keptFor((process: FrameProcess) => {
  const marks = DRAWINGS.map(({ markOf }) => markOf?.(process) ?? "");
  return `${process.name}${process.left ? "-" : ""}${marks.join("")}`;
});
const shapeOf = keptFor((lane: readonly FrameProcess[]) => lane.map(markOf).join());

function Drawing({ lane, alone }: { lane: number; alone: boolean }) {
  const { holder, width, height } = useSize<HTMLDivElement>({ width: 0, height: 0 });
  const [scroll, setScroll] = useState({ left: 0, top: 0 });
  const shape = useShape(lane);
  const plan = useLanePlan(lane);
  const carried = useDesk((desk) => desk.carried);
  const projector = useDesk((desk) => desk.projector);
  const name = useLaneNames()[lane]?.full ?? "";
  const flow = useReactFlow();

  const isGraph = useRun(({ run }) => run.scenario.document !== undefined);
  // `shape` stands for the process table: the layout reads it anew only when something in it moves a box or a line.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const fitted = useMemo(() => {
    const processes = processesIn(lane, useWorld.getState().processes);
    const place = projector ? "projector" : alone ? "alone" : "stacked";
    return (atMost?: number) => fitLane(plan, processes, { width, height }, place, { atMost });
  }, [shape, plan, lane, width, height, alone, projector]);
  const own = useMemo(() => fitted(), [fitted]);
  const shared = useSharedZoom(lane, isGraph && !alone && own.layout.parts.length > 0 ? own.zoom : null);
  const { layout, zoom } = useMemo(() => (own.zoom <= shared ? own : fitted(shared)), [fitted, own, shared]);
  // The paper is as large as its drawing, or as its place when that is larger. A px more is not worth a scroll bar.
  const paper = { width: atLeast(width, layout.width * zoom), height: atLeast(height, layout.height * zoom) };

  useLayoutEffect(() => {
    const top = Math.max(0, (paper.height - layout.height * zoom) / 2);
    const aside = Math.max(0, (paper.width - layout.width * zoom) / 2);
    flow.setViewport({ x: aside, y: top, zoom });
  }, [flow, layout, zoom, paper.width, paper.height]);
  // The grid is decoration, and so are lines of which nothing is said. The library has no word for that.
  useEffect(() => {
    const silent = layout.lines.every(({ says }) => says === undefined);
    holder.current?.querySelector(".react-flow__background")?.setAttribute("aria-hidden", "true");
    holder.current?.querySelector(".react-flow__edges")?.setAttribute("aria-hidden", String(silent));
  });
  useKeptInView(holder, lane, layout, paper.height > height || paper.width > width);

  const down = useWorld((world) =>
    world.processes
      .filter((process) => process.lane === lane && isDown(process))
      .map(({ name, status }) => `${name} ${status}`)
      .join(),
  );
  const nodes = useMemo(
    (): FaceNode[] =>
      layout.parts.map((part) => ({
        id: part.id,
        type: "face",
        position: { x: part.x, y: part.y },
        data: { part },
        width: part.width,
        height: part.height,
        draggable: false,
        connectable: false,
        selectable: false,
        deletable: false,
        focusable: false,
        zIndex: UNDER_THE_LINES[part.face] ?? 1,
      })),
    [layout],
  );
  const edges = useMemo(
    (): LineEdge[] =>
      layout.lines.map((line) => {
        return {
          id: line.id,
          type: "line",
          ...endsOf(line, layout),
          // A line of which nothing is said is decoration: what it joins stands in the names of the parts.
          ...(line.says === undefined ? { domAttributes: { "aria-hidden": true } } : { ariaLabel: line.says }),
          data: withEnds(line, down.split(",")),
          focusable: false,
          selectable: false,
        };
      }),
    [layout, down],
  );
  const focusable = layout.parts.filter(({ process, face }) => process !== "" || face === "kafka-group" || face === "kafka-row");
  const aside = Math.max(0, (paper.width - layout.width * zoom) / 2);
  const hidden =
    paper.height > height || paper.width > width
      ? outOfSight(layout.parts, {
          left: (scroll.left - aside) / zoom,
          top: scroll.top / zoom,
          right: (scroll.left - aside + width) / zoom,
          bottom: (scroll.top + height) / zoom,
        })
      : [];

  return (
    <div className="drawing" data-lane={lane}>
      <div
        ref={holder}
        className="scroller"
        onScroll={({ currentTarget: { scrollLeft: left, scrollTop: top } }) => setScroll({ left, top })}
      >
        <div className="paper" style={paper}>
          <ReactFlow
            aria-label={`${name} as a graph`}
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            minZoom={0.3}
            maxZoom={4}
            zoomOnDoubleClick={false}
            zoomOnScroll={false}
            preventScrolling={false}
            zoomOnPinch={false}
            panOnDrag={false}
            proOptions={{ hideAttribution: true }}
          >
            <Background variant={BackgroundVariant.Lines} gap={20} lineWidth={1} className="paper-grid" />
            <PartButtons parts={focusable} lane={lane} carrying={carried !== null} />
          </ReactFlow>
          <TroubleLayer layout={layout} />
          <BalloonLayer lane={lane} layout={layout} />
        </div>
      </div>
      <FlyingLayer lane={lane} layout={layout} scroller={holder} />
      <HiddenCounts hidden={hidden} scroller={holder} />
    </div>
  );
}

/** The nodes that a line joins; where it stands for several, the first of them. */
function endsOf({ from, to, ends }: PlacedLine, { parts }: LaneLayout): { source: string; target: string } {
  const nodeOf = (id: string, behind: readonly string[] = []) =>
    (parts.find((part) => part.id === id) ?? parts.find((part) => behind.includes(part.id)) ?? parts[0])?.id ?? "";
  return { source: nodeOf(from, ends?.from), target: nodeOf(to, ends?.to) };
}

function atLeast(place: number, drawing: number): number {
  return drawing > place + 1 ? drawing : place;
}

export function LaneDrawing({ lane, alone }: { lane: number; alone: boolean }) {
  return (
    <ReactFlowProvider>
      <Drawing lane={lane} alone={alone} />
    </ReactFlowProvider>
  );
}
