import type { Application } from "../document/application.ts";
import type { Handler } from "../document/handler.ts";
import type { Client, Lane } from "../document/lane.ts";
import { laneView, wiresOfLane } from "../document/lane-view.ts";
import type { Run } from "../document/scenario.ts";
import type { Action } from "../document/script.ts";
import type { Finding, SystemTable } from "../document/system-table.ts";

/**
 * What a document may say and the engine does not do yet, by field. Such a run is not played at all: half of it would be another run, and its
 * verdicts would be false.
 */
export function notYetRun(run: Run, tables: readonly SystemTable[]): Finding[] {
  const { scenario, script } = run;
  const { applications, expect, lanes, network } = scenario;
  return [
    ...(network.links === undefined || network.links.length === 0 ? [] : [not("scenario.network.links", "links of their own")]),
    ...applications.flatMap((application, i) => ofApplication(application, `scenario.applications[${i}]`)),
    ...lanes.flatMap((lane, i) =>
      lane.clients.flatMap((client: Client, n) => ofClient(client, tables, `scenario.lanes[${i}].clients[${n}]`)),
    ),
    ...lanes.flatMap((lane, i) => sharedReadings(run, lane, tables, `scenario.lanes[${i}]`)),
    ...expect.flatMap((one, i) =>
      "at" in one && one.at !== undefined && !("outcome" in one)
        ? [not(`scenario.expect[${i}].at`, "expectations of one handler or place")]
        : [],
    ),
    ...script.flatMap(({ action }, i) => ofAction(action, `script[${i}].action`)),
  ];
}

function not(path: string, what: string): Finding {
  return { path, message: `${what} cannot be run yet: the engine does not know them` };
}

/** One queue, or one group, for two applications: a message is then for whichever of them gets it, and the judges know no such debt. */
function sharedReadings(run: Run, lane: Lane, tables: readonly SystemTable[], path: string): Finding[] {
  const first = new Map<string, string>();
  return wiresOfLane(laneView(run, lane), tables).flatMap((wire): Finding[] => {
    if (wire.kind !== "reads") return [];
    const reader = `${wire.place.slice(0, wire.place.indexOf("/"))}/${wire.reader}`;
    const owner = first.get(reader) ?? wire.application;
    first.set(reader, owner);
    return owner === wire.application
      ? []
      : [not(`${path}.${wire.path}`, `${owner} and ${wire.application} reading as one (${wire.reader})`)];
  });
}

function ofApplication({ emits, handles = [] }: Application, path: string): Finding[] {
  return [
    ...(emits?.position === undefined ? [] : [not(`${path}.emits.position`, "positions of sources")]),
    ...(emits?.awaits === undefined || emits.awaits === "nothing" ? [] : [not(`${path}.emits.awaits`, "sources that wait")]),
    ...handles.flatMap((handler, i) => ofHandler(handler, `${path}.handles[${i}]`)),
  ];
}

function ofHandler({ emits = [], aggregate, replies, passesOn }: Handler, path: string): Finding[] {
  return [
    ...emits.flatMap(({ awaits }, i) =>
      awaits === undefined || awaits === "nothing" ? [] : [not(`${path}.emits[${i}].awaits`, "handlers that wait for what they made")],
    ),
    ...(aggregate === undefined ? [] : [not(`${path}.aggregate`, "aggregates")]),
    ...(replies === undefined ? [] : [not(`${path}.replies`, "replies")]),
    ...(passesOn === true ? [not(`${path}.passesOn`, "messages that are passed on")] : []),
  ];
}

/** What clients of any system may say; a field that only one system has is known by its name. */
function ofClient(client: Client, tables: readonly SystemTable[], path: string): Finding[] {
  const table = tables.find(({ name }) => name === client.system);
  if (client.system === "outbox") return [not(path, "outboxes")];
  const readings = table?.readingsOf(client) ?? [];
  return [
    ...readings.flatMap(({ path: at, reading }) => ofReading(reading as Record<string, unknown>, `${path}.${at}`)),
    ...unknownFields(client, path),
  ];
}

function ofReading(reading: Record<string, unknown>, path: string): Finding[] {
  const steps = (reading.onFailure ?? []) as readonly { do: string }[];
  return [
    ...(["notBeforeMs", "position"] as const).flatMap((field) =>
      reading[field] === undefined ? [] : [not(`${path}.${field}`, "such readings")],
    ),
    ...(reading.failuresCounted === "on the message" ? [not(`${path}.failuresCounted`, "failures that the message counts")] : []),
    ...steps.flatMap((step, i) => (step.do === "publish" ? [not(`${path}.onFailure[${i}]`, "steps that publish")] : [])),
  ];
}

/** Fields of wires and clients, wherever they stand in one. */
const UNKNOWN: Readonly<Record<string, string>> = {
  with: "what a program sets on its messages",
  transactional: "transactions",
  replies: "replies",
  vhost: "virtual hosts",
};

function unknownFields(value: unknown, path: string): Finding[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => unknownFields(item, `${path}[${i}]`));
  return Object.entries(value).flatMap(([name, inner]) => {
    const what = UNKNOWN[name];
    if (what !== undefined && inner !== undefined && inner !== false) return [not(`${path}.${name}`, what)];
    return name === "settings" ? [] : unknownFields(inner, `${path}.${name}`);
  });
}

function ofAction(action: Action, path: string): Finding[] {
  if (action.do === "addClient" || action.do === "removeClient") return [not(path, "clients that come and go")];
  if (action.do === "operate") return [not(path, "operators' acts")];
  return "at" in action && "has" in action.at ? [not(`${path}.at`, "commands for whoever has a message")] : [];
}
