import type { LaneChange } from "../delivery/lane-change.ts";
import type { SystemSays } from "../delivery/system-parts.ts";
import type { Application } from "../document/application.ts";
import type { Client, Lane } from "../document/lane.ts";
import { laneView } from "../document/lane-view.ts";
import { instancesOf, ownName } from "../document/names.ts";
import { handlerNamed } from "../document/owned-handler.ts";
import { takes } from "../document/reach.ts";
import type { Reading, SettleMode } from "../document/reading.ts";
import type { Run } from "../document/scenario.ts";
import type { SystemTable } from "../document/system-table.ts";

/** One thing of a run that is otherwise from its start, in one lane or in the business. */
export type RunChange =
  | LaneChange
  /** Of the database that a destination's effect goes to. */
  | { what: "database"; destination: string; idempotent: boolean }
  | { what: "settle"; destination: string; settle: SettleMode }
  /** How many instances the application of a destination has. */
  | { what: "consumers"; destination: string; consumers: number };

/** The systems, as far as a document is changed by them. */
export interface Said {
  readonly tables: readonly SystemTable[];
  readonly parts: readonly { readonly says: SystemSays }[];
}

/** The run with one change from its start; the same run where nothing of it could be so changed. */
export function withChange(run: Run, lane: number, change: RunChange, { tables, parts }: Said): Run {
  const { scenario } = run;
  const owner = "destination" in change ? handlerNamed(scenario.applications, change.destination) : null;
  switch (change.what) {
    case "database": {
      const effect = owner?.handler.effect;
      const databases = scenario.databases.map((one) => (one.name === effect?.database ? { ...one, idempotent: change.idempotent } : one));
      return { ...run, scenario: { ...scenario, databases } };
    }
    case "consumers": {
      const applications = scenario.applications.map((one) =>
        one === owner?.application ? { ...one, instances: withInstances(one, change.consumers) } : one,
      );
      return { ...run, scenario: { ...scenario, applications } };
    }
    case "settle": {
      if (owner === null) return run;
      const { application, handler } = owner;
      const settled = (reading: Reading) =>
        takes(reading.handlers, ownName(application, handler)) ? { ...reading, settle: change.settle } : reading;
      return inLane(run, lane, (one) => withReadings(one, application.name, tables, settled));
    }
    default:
      return inLane(run, lane, (one) => {
        for (const { says } of parts) {
          const changed = says.otherwise(one, change);
          if (changed !== null) return changed;
        }
        return one;
      });
  }
}

/** The first of those that it has, and more behind them. */
function withInstances(application: Application, count: number): Application["instances"] {
  if (typeof application.instances === "number") return count;
  const named = instancesOf(application).slice(0, count);
  return [...named, ...Array.from({ length: count - named.length }, (_, i) => `${application.name}-${named.length + i + 1}`)];
}

function inLane(run: Run, index: number, change: (lane: Lane) => Lane): Run {
  const lanes = run.scenario.lanes.map((lane, i) => (i === index ? change(lane) : lane));
  return { ...run, scenario: { ...run.scenario, lanes } };
}

/** A lane in which every reading of an application's clients is another one. */
function withReadings(lane: Lane, application: string, tables: readonly SystemTable[], change: (reading: Reading) => Reading): Lane {
  const clients = lane.clients.map((client: Client) => {
    const shape = tables.find(({ name }) => name === client.system)?.readings ?? null;
    const field = shape === null ? undefined : (client as unknown as Record<string, unknown>)[shape.field];
    if (client.application !== application || shape === null || field === undefined) return client;
    const changed = shape.list ? (field as readonly Reading[]).map(change) : change(field as Reading);
    return { ...client, [shape.field]: changed };
  });
  return { ...lane, clients };
}

/** Whether under a change a client would not even start, or would never get to work for what was set. */
export function isInVain(run: Run, changed: Run, lane: number, change: RunChange, { tables }: Said): boolean {
  const view = laneView(changed, changed.scenario.lanes[lane]);
  if (tables.some((table) => table.refusals(view).length > 0)) return true;
  if (change.what !== "setting") return false;
  const before = laneView(run, run.scenario.lanes[lane]);
  const warned = (seen: typeof view) =>
    tables.flatMap((table) => table.warnings(seen)).filter(({ path }) => path.endsWith(`settings["${change.name}"]`)).length;
  return warned(view) > warned(before);
}
