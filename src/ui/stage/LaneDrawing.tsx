import "@xyflow/react/dist/base.css";
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { BalloonLayer } from "./BalloonLayer.tsx";
import { FlyingLayer } from "./FlyingLayer.tsx";
import { type FaceNode, NODE_TYPES } from "./face-nodes.tsx";
import type { LaneLayout } from "./lane-layout.ts";
import { isUpright, LAYOUTS, PHONE_LAYOUTS } from "./layouts.ts";
import { EDGE_TYPES, type LineEdge } from "./line-edges.tsx";
import { PartButtons } from "./PartButtons.tsx";
import { TroubleLayer } from "./TroubleLayer.tsx";

/** Frames that lines run over; everything else lies over the lines. */
const UNDER_THE_LINES: Readonly<Record<string, number>> = { boundary: -3, "kafka-broker": -2, "kafka-group": -1 };

/** What decides where things stand; anything else changes inside the faces. */
function useShape(lane: number): string {
  return useWorld((world) =>
    world.processes
      .filter((process) => process.lane === lane)
      .map(({ name, status, view }) => `${name}${status === "stopped" ? "-" : ""}${shapeOfView(view, status)}`)
      .join(),
  );
}

/** Leaders and queues move lines and boxes; counts do not. */
function shapeOfView(view: object | undefined, status: string): string {
  if (view === undefined) return "";
  if ("replicas" in view)
    return (view.replicas as { role: string }[]).map(({ role }) => role[0]).join("") + (status === "crashed" ? "x" : "");
  if ("queues" in view) return String((view.queues as unknown[]).length);
  return "";
}

/** Below this scale the parts move closer together rather than the words becoming smaller. */
const LEGIBLE = 0.92;

/** Lanes above each other look alike; a lane by itself may be larger. */
const MOST_SCALE = { stacked: 1.12, alone: 1.6, projector: 2 };

function scaleFor(natural: LaneLayout, size: { width: number; height: number }, most: number): number {
  return Math.min(size.height / natural.height, size.width / natural.width, most) || 1;
}

function Drawing({ lane, alone }: { lane: number; alone: boolean }) {
  const holder = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const shape = useShape(lane);
  const system = useRun(({ run }) => run.scenario.lanes[lane]?.system ?? "kafka");
  const carried = useDesk((desk) => desk.carried);
  const projector = useDesk((desk) => desk.projector);
  const flow = useReactFlow();

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // `shape` stands for the process table: the layout reads it anew only when something in it moves a box or a line.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const { layout, zoom } = useMemo(() => {
    const processes = useWorld.getState().processes.filter((process) => process.lane === lane);
    if (isUpright(size)) {
      const upright = PHONE_LAYOUTS[system](processes);
      // Upright lanes keep a readable width and may be taller than their place: the paper can be dragged.
      const wide = size.width / upright.width;
      return { layout: upright, zoom: Math.min(wide, Math.max(size.height / upright.height, 0.82 * wide)) };
    }
    const [roomy, tight] = (["roomy", "tight"] as const).map((density) =>
      scaleFor(LAYOUTS[system](processes, 0, density), size, MOST_SCALE[projector ? "projector" : alone ? "alone" : "stacked"]),
    );
    const density = roomy < LEGIBLE && tight > roomy ? "tight" : "roomy";
    const fitted = density === "tight" ? tight : roomy;
    return { layout: LAYOUTS[system](processes, size.width / fitted, density), zoom: fitted };
  }, [shape, system, lane, size, alone, projector]);

  useEffect(() => {
    const top = Math.max(0, (size.height - layout.height * zoom) / 2);
    const aside = Math.max(0, (size.width - layout.width * zoom) / 2);
    flow.setViewport({ x: aside, y: top, zoom });
  }, [flow, layout, zoom, size]);

  const crashed = useWorld((world) =>
    world.processes
      .filter((process) => process.lane === lane && process.status === "crashed")
      .map(({ name }) => name)
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
        const dead = crashed.split(",").some((name) => name !== "" && (name === line.from || name === line.to));
        return {
          id: line.id,
          type: "line",
          source: layout.parts[0]?.id ?? "",
          target: layout.parts[0]?.id ?? "",
          data: { line, dead },
          focusable: false,
          selectable: false,
        };
      }),
    [layout, crashed],
  );
  const focusable = layout.parts.filter(({ process, face }) => process !== "" || face === "kafka-group" || face === "kafka-row");

  return (
    <div ref={holder} className="drawing" data-lane={lane}>
      <ReactFlow
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
        panOnDrag
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Lines} gap={20} lineWidth={1} className="paper-grid" />
        <PartButtons parts={focusable} lane={lane} carrying={carried !== null} />
      </ReactFlow>
      <FlyingLayer lane={lane} layout={layout} />
      <TroubleLayer layout={layout} />
      <BalloonLayer lane={lane} layout={layout} />
    </div>
  );
}

export function LaneDrawing({ lane, alone }: { lane: number; alone: boolean }) {
  return (
    <ReactFlowProvider>
      <Drawing lane={lane} alone={alone} />
    </ReactFlowProvider>
  );
}
