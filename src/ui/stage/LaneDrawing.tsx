import "@xyflow/react/dist/base.css";
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow, useViewport } from "@xyflow/react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { carriedOver, placeCarried } from "../palette/placing.ts";
import { isSelected, selectFace, useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { FlyingLayer } from "./FlyingLayer.tsx";
import { type FaceNode, NODE_TYPES } from "./face-nodes.tsx";
import type { PlacedPart } from "./lane-layout.ts";
import { LAYOUTS, NARROW_PX, PHONE_LAYOUTS } from "./layouts.ts";
import { EDGE_TYPES, type LineEdge } from "./line-edges.tsx";
import { nameOfPart } from "./part-names.ts";
import { neighbour } from "./travel.ts";

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

function Drawing({ lane }: { lane: number }) {
  const holder = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const shape = useShape(lane);
  const system = useRun(({ run }) => run.scenario.lanes[lane]?.system ?? "kafka");
  const carried = useDesk((desk) => desk.carried);
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
    if (size.width > 0 && size.width < NARROW_PX) {
      const upright = PHONE_LAYOUTS[system](processes);
      // Upright lanes keep a readable width and may be taller than their place: the paper can be dragged.
      const wide = size.width / upright.width;
      return { layout: upright, zoom: Math.min(wide, Math.max(size.height / upright.height, 0.82 * wide)) };
    }
    const natural = LAYOUTS[system](processes, 0);
    const fitted = Math.min(size.height / natural.height, size.width / natural.width, 1.4) || 1;
    const wide = LAYOUTS[system](processes, size.width / fitted);
    return { layout: wide, zoom: fitted };
  }, [shape, system, lane, size]);

  useEffect(() => {
    const top = Math.max(0, (size.height - layout.height * zoom) / 2);
    const aside = Math.max(0, (size.width - layout.width * zoom) / 2);
    flow.setViewport({ x: aside, y: top, zoom });
  }, [flow, layout, zoom, size]);

  const names = useWorld((world) => world.byName);
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
        zIndex: part.face === "boundary" ? -2 : part.face === "kafka-group" ? -1 : 1,
      })),
    [layout],
  );
  const edges = useMemo(
    (): LineEdge[] =>
      layout.lines.map((line) => {
        const ends = [line.from, line.to].map((end) => names[end]?.status);
        return {
          id: line.id,
          type: "line",
          source: layout.parts[0]?.id ?? "",
          target: layout.parts[0]?.id ?? "",
          data: { line, dead: ends.includes("crashed") },
          focusable: false,
          selectable: false,
        };
      }),
    [layout, names],
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
    </div>
  );
}

/** The parts as buttons over their faces: what can be chosen by pointer, key and screen reader. They move with the viewport. */
function PartButtons({ parts, lane, carrying }: { parts: readonly PlacedPart[]; lane: number; carrying: boolean }) {
  const { x, y, zoom } = useViewport();
  const selectedPart = useDesk((desk) => desk.selectedPart);
  const selectedFace = useDesk((desk) => desk.selectedFace);
  const byName = useWorld((world) => world.byName);
  const choose = (part: PlacedPart) => {
    if (useDesk.getState().carried !== null) placeCarried(lane, part);
    else selectFace(lane, part);
  };
  const travel = (event: KeyboardEvent, part: PlacedPart) => {
    const next = neighbour(parts, part, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById(buttonId(lane, next.id))?.focus();
  };
  return (
    <div className="part-buttons" style={{ transform: `translate(${x}px,${y}px) scale(${zoom})` }}>
      {parts.map((part) => (
        <button
          key={part.id}
          id={buttonId(lane, part.id)}
          type="button"
          className={carrying ? `part-button ${carriedOver(lane, part).ok ? "may-drop" : "no-drop"}` : "part-button"}
          style={{ left: part.x, top: part.y, width: part.width, height: part.height }}
          aria-label={nameOfPart(part, byName[part.process])}
          aria-pressed={isSelected({ selectedPart, selectedFace }, lane, part)}
          data-part={part.id}
          data-process={part.process}
          data-face={part.face}
          data-group={part.data?.["group"] as string | undefined}
          data-queue={part.data?.["queue"] as string | undefined}
          onClick={() => choose(part)}
          onKeyDown={(event) => travel(event, part)}
        />
      ))}
    </div>
  );
}

function buttonId(lane: number, part: string): string {
  return `part-${lane}-${part.replace(/[^\w-]/g, "_")}`;
}

export function LaneDrawing({ lane }: { lane: number }) {
  return (
    <ReactFlowProvider>
      <Drawing lane={lane} />
    </ReactFlowProvider>
  );
}
