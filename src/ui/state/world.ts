import { ledgerOfColumns } from "../../engine/delivery/ledger-columns.ts";
import type { Frame, FrameProcess, LaneDigest, LedgerLane, ProcessInfo, Response } from "../../worker/protocol.ts";
import { HistoryReplica } from "./history-replica.ts";
import { madeMessages, runMessages } from "./messages.ts";
import { createScoped } from "./scoped.ts";

/** What the page knows of the simulated world. Nothing here is computed by the page: it all comes over the boundary. */
export interface World {
  take: number;
  frame: Frame | null;
  /** The frame's processes with their views filled in, and by name. */
  processes: readonly FrameProcess[];
  byName: Readonly<Record<string, FrameProcess>>;
  history: HistoryReplica;
  /** Grows whenever the history does. */
  historyVersion: number;
  /** All processes that the recorded history knows. */
  roster: readonly ProcessInfo[];
  digests: readonly LaneDigest[];
  ledger: readonly LedgerLane[];
  /** The instant of the ledger; -1 before there is one of this take. */
  ledgerAt: number;
  recordedUs: number;
  done: boolean;
  /** Recording was stopped before the end, and can go on. */
  held: boolean;
  /** The limit that ended the run before its time, in words. */
  limit: string | null;
  events: number;
  fingerprint: string;
  error: string | null;
}

const nothing = (take: number): World => ({
  take,
  frame: null,
  processes: [],
  byName: {},
  history: new HistoryReplica(),
  historyVersion: 0,
  roster: [],
  digests: [],
  ledger: [],
  ledgerAt: -1,
  recordedUs: 0,
  done: false,
  held: false,
  limit: null,
  events: 0,
  fingerprint: "",
  error: null,
});

/** The only door to the simulated world. */
export const useWorld = createScoped<World>(() => nothing(0));

/** A new take begins. What is on the screen stays until the first frame of the new one. */
export function beginTake(take: number): void {
  const { frame, processes, byName, digests, ledger } = useWorld.getState();
  useWorld.setState({ ...nothing(take), frame, processes, byName, digests, ledger });
}

export function receive(response: Response): void {
  const world = useWorld.getState();
  if (response.take !== world.take) return;
  switch (response.type) {
    case "frame":
      takeFrame(world, response);
      return;
    case "history": {
      const { processes } = response;
      world.history.append(response);
      const roster = processes.length === 0 ? world.roster : [...world.roster, ...processes];
      useWorld.setState({ historyVersion: world.historyVersion + 1, roster });
      return;
    }
    case "made":
      madeMessages(response);
      return;
    case "digest":
      useWorld.setState({ digests: response.lanes });
      return;
    case "ledger":
      useWorld.setState({ ledger: response.lanes.map((columns) => ledgerOfColumns(columns, runMessages())), ledgerAt: response.at });
      return;
    case "recorded": {
      const { untilUs: recordedUs, done, held, limit, events, fingerprint } = response;
      useWorld.setState({ recordedUs, done, held, limit, events, fingerprint });
      return;
    }
    case "failed":
      useWorld.setState({ error: response.message, done: true });
      return;
  }
}

/** Views that the frame leaves out are those of the frame before; what did not change keeps its identity. */
function takeFrame(world: World, frame: Frame): void {
  const byName: Record<string, FrameProcess> = {};
  const processes = frame.processes.map((process) => {
    const before = world.byName[process.name];
    let next = process;
    if (process.view === undefined && before !== undefined) {
      next = before.status === process.status && before.since === process.since ? before : { ...process, view: before.view };
    }
    byName[process.name] = next;
    return next;
  });
  const same = processes.length === world.processes.length && processes.every((process, i) => process === world.processes[i]);
  useWorld.setState(same ? { frame } : { frame, processes, byName });
}

export function useProcess(name: string): FrameProcess | undefined {
  return useWorld((world) => world.byName[name]);
}
