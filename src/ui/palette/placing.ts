import type { Client } from "../../engine/document/lane.ts";
import type { Command } from "../../engine/scenario.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { asNow, type Carried, type FaultKind, selectPart, toast, useDesk } from "../state/desk.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { addCommand, freshId, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { focusAdded, leaveFocusOf } from "./placing-focus.ts";

export type Placement = { ok: true } | { ok: false; reason: string };

const FAULT_WORDS: Record<FaultKind, string> = {
  crash: "Crash",
  stop: "Stop in good order",
  freeze: "Freeze",
  powerLoss: "Power loss",
  split: "Cut off",
  slowLink: "Slow link",
  cutBefore: "Cut connection",
};

/** Whether what is carried may be put there, or the reason why not. `part` null: on the empty paper of a lane. */
export function canPlace(carried: Carried, process: FrameProcess | undefined, face: string | null): Placement {
  if (carried.what === "fault") {
    if (process === undefined) return { ok: false, reason: "A fault hits a part. Drop it on one." };
    if (process.status === "stopped") return { ok: false, reason: `${process.part} has ${gone(process)}; nothing can happen to it.` };
    if (carried.kind === "cutBefore" && !/consumer|producer|publisher|client|service/.test(process.role)) {
      return { ok: false, reason: "Only a connection of a client can be cut before one message. Drop it on a producer or a consumer." };
    }
    return { ok: true };
  }
  if (carried.what === "removal") {
    return process === undefined ? { ok: false, reason: "Removing takes a part away. Drop it on one." } : canRemove(process);
  }
  if (carried.kind === "producer") {
    if (face === null || /producer|publisher|client|graph-source/.test(face)) return { ok: true };
    return { ok: false, reason: "A producer publishes; it is nobody's part. Drop it on empty paper." };
  }
  if (face === null) return { ok: false, reason: "A consumer reads from something. Drop it on a group, a queue or another consumer." };
  if (face === "queue" || /consumer|kafka-member|kafka-group|graph-instance|graph-frame/.test(face)) return { ok: true };
  if (/direct-service/.test(face))
    return { ok: false, reason: "A direct caller knows its services by name; one added later would never be called." };
  return { ok: false, reason: "A consumer reads from a group or a queue. Drop it there." };
}

/** Whether a part can leave in good order at the shown instant, or the reason why not. */
export function canRemove(process: FrameProcess): Placement {
  const { part, role, status } = process;
  if (status === "stopped") return { ok: false, reason: `${part} has ${gone(process)} already.` };
  if (!/producer|consumer|publisher|client|service/.test(role)) {
    return { ok: false, reason: `${part} belongs to the system itself and cannot be taken away. It can be stopped in good order.` };
  }
  if (status === "up") return { ok: true };
  return { ok: false, reason: `${part} is ${status === "frozen" ? "frozen" : "down"}; only a running part can leave in good order.` };
}

function gone({ left }: FrameProcess): string {
  return left ? "left" : "stopped";
}

export function carriedOver(_lane: number, part: PlacedPart): Placement {
  const { carried } = useDesk.getState();
  return carried === null ? { ok: false, reason: "" } : canPlace(carried, useWorld.getState().byName[part.process], part.face);
}

const carriedNow = () => asNow(useDesk, ({ carried }) => carried);

/** Puts down what is carried, on a part or on the paper of a lane; says why not when it cannot be there. */
export function placeCarried(lane: number, part: PlacedPart | null): void {
  const { carried } = useDesk.getState();
  if (carried === null) return;
  const process = part === null ? undefined : useWorld.getState().byName[part.process];
  const placement = canPlace(carried, process, part?.face ?? null);
  if (!placement.ok) {
    toast(placement.reason, carriedNow());
    return;
  }
  useDesk.setState({ carried: null });
  if (carried.what === "fault") {
    useDesk.setState({ draft: { kind: carried.kind, target: part?.process ?? "", editing: null } });
    if (part !== null) selectPart(part.process);
  } else if (carried.what === "removal") {
    if (process !== undefined) removePart(process);
  } else if (carried.kind === "producer") addProducer(lane);
  else if (part !== null) addTo(lane, serviceOf(lane, part, process), part.label);
}

/** One more of an application, where somebody reads there. */
function addTo(lane: number, service: string, place: string): void {
  if (service === "") toast(`No application reads ${place}. A reader is a client of an application: put one more of that beside it.`);
  else addConsumer(lane, service);
}

/** Whose consumer it is to be: in a document the application that reads there, else the service that is called like it. */
function serviceOf(lane: number, part: PlacedPart, process: FrameProcess | undefined): string {
  const data = part.data as { application?: string; queue?: string; group?: string } | undefined;
  if (data?.application !== undefined) return data.application;
  const { document } = useRun.getState().run.scenario;
  if (document !== undefined) return readerOf(document.lanes[lane]?.clients ?? [], data?.queue ?? "");
  const view = process?.view as { group?: string; queue?: string } | undefined;
  return data?.queue ?? data?.group ?? view?.group ?? view?.queue ?? "";
}

/** The application that consumes a queue; empty when none does. */
function readerOf(clients: readonly Client[], queue: string): string {
  const reads = (client: Client & { consumers?: readonly { queue: string }[] }) => client.consumers?.some((one) => one.queue === queue);
  return clients.find(reads)?.application ?? "";
}

function nowMs(): number {
  return Math.round(shownUs(usePlayback.getState()) / 1000);
}

function laneId(lane: number): string {
  return useRun.getState().run.scenario.lanes[lane].id;
}

/** The first free name of that stem in a lane, script included. */
function freeName(lane: number, stem: string, from: number): string {
  const { script, scenario } = useRun.getState().run;
  const taken = new Set(
    useWorld
      .getState()
      .processes.filter((process) => process.lane === lane)
      .map(({ part }) => part),
  );
  for (const producer of scenario.producers) taken.add(producer);
  for (const { action } of script) if (action.do === "addConsumer" || action.do === "addProducer") taken.add(action.name);
  let n = from;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

function addProducer(lane: number): void {
  const { script, scenario } = useRun.getState().run;
  const name = freeName(lane, scenario.producers[0], 2);
  const command: Command = {
    id: freshId(script, "add-producer"),
    when: { atMs: nowMs() },
    lanes: [laneId(lane)],
    action: { do: "addProducer", name },
  };
  addCommand(command);
  focusAdded(lane, `${laneId(lane)}/${name}`);
  toast(`${name} publishes its share of the orders from ${instantText(nowMs() * 1000)} on.`);
}

function addConsumer(lane: number, service: string): void {
  const { script } = useRun.getState().run;
  const name = freeName(lane, service, 1);
  const command: Command = {
    id: freshId(script, "add-consumer"),
    when: { atMs: nowMs() },
    lanes: [laneId(lane)],
    action: { do: "addConsumer", service, name },
  };
  addCommand(command);
  focusAdded(lane, `${laneId(lane)}/${name}`);
  toast(`${name} joins ${service} at ${instantText(nowMs() * 1000)}.`);
}

/** The part leaves in good order at the shown instant. */
export function removePart(process: FrameProcess): void {
  const { script } = useRun.getState().run;
  leaveFocusOf(process.lane, process.name);
  addCommand({
    id: freshId(script, "remove"),
    when: { atMs: nowMs() },
    lanes: [laneId(process.lane)],
    action: { do: "remove", part: process.part },
  });
  toast(`${process.part} leaves in good order at ${instantText(nowMs() * 1000)}.`);
}

/** The Delete key: the selected part leaves, or it is said why it cannot. */
export function removeSelected(): void {
  const { selectedPart, selectedFace } = useDesk.getState();
  const process = useWorld.getState().byName[selectedPart ?? ""];
  const placement = process === undefined ? null : canRemove(process);
  if (process !== undefined && placement?.ok) return removePart(process);
  let reason = placement?.ok === false ? placement.reason : "Choose a part first; Delete takes it away.";
  if (selectedFace !== null) reason = `${selectedFace.label} is a place, not a part: it cannot leave. Choose one of its parts.`;
  toast(
    reason,
    asNow(useDesk, (desk) => desk.selectedPart),
    asNow(useDesk, (desk) => desk.selectedFace),
  );
}

export function describeCarried(carried: Carried): string {
  if (carried.what === "removal") return "Remove";
  return carried.what === "fault" ? FAULT_WORDS[carried.kind] : carried.kind === "producer" ? "Producer" : "Consumer";
}

export { FAULT_WORDS };
