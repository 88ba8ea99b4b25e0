import { useViewport } from "@xyflow/react";
import { type KeyboardEvent, useState } from "react";
import { buttonId } from "../layout/button-id.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { carriedOver, placeCarried } from "../palette/placing.ts";
import { isSelected, selectFace, useDesk } from "../state/desk.ts";
import { processesIn } from "../state/lane-processes.ts";
import { useProcess, useWorld } from "../state/world.ts";
import { type NetworkTrouble, useNetworkTrouble } from "./network-trouble.ts";
import { nameOfPart } from "./part-names.ts";
import { insideOf, placeWordsIn } from "./place-words.ts";
import { RecordWalk } from "./RecordWalk.tsx";
import { neighbour } from "./travel.ts";

interface PartButtonsProps {
  parts: readonly PlacedPart[];
  lane: number;
  carrying: boolean;
}

/** The parts as buttons over their faces: what can be chosen by pointer, key and screen reader. They move with the viewport. */
export function PartButtons({ parts, lane, carrying }: PartButtonsProps) {
  const { x, y, zoom } = useViewport();
  const network = useNetworkTrouble();
  const [inside, setInside] = useState<string | null>(null);
  const entered = parts.find(({ id }) => id === inside);
  const travel = (event: KeyboardEvent, part: PlacedPart) => {
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      if (insideOf(part, processesIn(lane, useWorld.getState().processes)) !== null) setInside(part.id);
      return;
    }
    // With a modifier the arrows move in time, not from part to part.
    const next = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey ? null : neighbour(parts, part, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById(buttonId(lane, next.id))?.focus();
  };
  return (
    <div className="part-buttons" style={{ transform: `translate(${x}px,${y}px) scale(${zoom})` }}>
      {parts.map((part) => (
        <PartButton key={part.id} part={part} lane={lane} network={network} carrying={carrying} travel={travel} />
      ))}
      {entered !== undefined && <RecordWalk key={entered.id} part={entered} lane={lane} onLeave={() => setInside(null)} />}
    </div>
  );
}

interface PartButtonProps {
  part: PlacedPart;
  lane: number;
  network: NetworkTrouble;
  carrying: boolean;
  travel(event: KeyboardEvent, part: PlacedPart): void;
}

/** Follows its own process, so that its name for the ear is always the present one. */
function PartButton({ part, lane, network, carrying, travel }: PartButtonProps) {
  const process = useProcess(part.process);
  const place = useWorld(({ processes }) => (part.process === "" ? placeWordsIn(processesIn(lane, processes))(part) : ""));
  const chosen = useDesk((desk) => isSelected(desk, lane, part));
  const choose = () => {
    if (useDesk.getState().carried !== null) placeCarried(lane, part);
    else selectFace(lane, part);
  };
  return (
    <button
      id={buttonId(lane, part.id)}
      type="button"
      className={carrying ? `part-button ${carriedOver(lane, part).ok ? "may-drop" : "no-drop"}` : "part-button"}
      style={{ left: part.x, top: part.y, width: part.width, height: part.height }}
      aria-label={nameOfPart(part, process, network, place)}
      aria-pressed={chosen}
      data-part={part.id}
      data-process={part.process}
      data-face={part.face}
      data-group={part.data?.["group"] as string | undefined}
      data-queue={part.data?.["queue"] as string | undefined}
      onClick={choose}
      onKeyDown={(event) => travel(event, part)}
    />
  );
}
