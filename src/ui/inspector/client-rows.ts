import type { Client } from "../../engine/document/lane.ts";
import { laneView } from "../../engine/document/lane-view.ts";
import { instanceOf } from "../../engine/document/names.ts";
import { processesOfLane } from "../../engine/document/processes.ts";
import type { Run } from "../../engine/document/scenario.ts";
import { SYSTEM_TABLES } from "../../engine/system-tables.ts";

/** What a document says of one client of an application, or of the cluster that a machine is of. */
export interface Said {
  heading: string;
  rows: readonly (readonly [name: string, value: string])[];
}

/** Fields of clients and clusters that hold settings, and how each half is headed. */
const HALVES: readonly (readonly [field: string, word: string])[] = [
  ["producer", "producer"],
  ["publisher", "publisher"],
  ["consumer", "consumer"],
  ["consumers", "consumer"],
  ["calls", "caller"],
];

/**
 * Where a part of a lane publishes and reads, by which clients and with which settings, as the document has it; what it leaves out has the system's
 * default.
 */
export function saidOf(run: Run, index: number, part: string): Said[] {
  const lane = run.scenario.lanes[index];
  if (lane === undefined) return [];
  const view = laneView(run, lane);
  const owner = run.scenario.applications.find(({ name }) => instanceOf(part, name, view))?.name;
  if (owner !== undefined) return lane.clients.filter(({ application }: Client) => application === owner).flatMap(ofClient);
  const machine = processesOfLane(run, lane, SYSTEM_TABLES).find(({ kind, name }) => kind === "cluster" && name === part);
  const cluster = lane.clusters.find(({ name }) => name === machine?.of);
  return cluster === undefined
    ? []
    : [{ heading: `${cluster.system} cluster ${cluster.name}`, rows: rowsOf(cluster, ["brokers", "nodes"]) }];
}

function ofClient(client: Client): Said[] {
  const fields = client as unknown as Record<string, unknown>;
  return HALVES.flatMap(([field, word]): Said[] => {
    const value = fields[field];
    if (value === undefined) return [];
    const halves = Array.isArray(value) ? value : [value];
    return halves.map((half) => ({
      heading: `${client.system} ${word}`,
      rows: rowsOf(half, ["group", "topics", "queue", "application", "settle"]),
    }));
  });
}

/** Named fields, where it publishes, and every setting that is said. */
function rowsOf(value: object, named: readonly string[]): (readonly [string, string])[] {
  const fields = value as Record<string, unknown>;
  const publishes = (fields["publishes"] ?? []) as readonly Record<string, unknown>[];
  const settings = (fields["settings"] ?? {}) as Record<string, unknown>;
  return [
    ...named.flatMap((name) => (fields[name] === undefined ? [] : [[name, wordsOf(fields[name])] as const])),
    ...publishes.map((wire) => ["publishes to", wordsOf(wire["topic"] ?? wire["exchange"])] as const),
    ...Object.entries(settings).map(([name, setting]) => [name, wordsOf(setting)] as const),
  ];
}

function wordsOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
