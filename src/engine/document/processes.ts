import type { Application } from "./application.ts";
import { clusterPrefix } from "./cluster-names.ts";
import type { Client, Lane } from "./lane.ts";
import { laneView, wiresOfLane } from "./lane-view.ts";
import { clientName, instancesOf } from "./names.ts";
import type { Run } from "./scenario.ts";
import type { LaneView, SystemTable } from "./system-table.ts";

/** A process of a lane when the run begins. */
export interface LaneProcess {
  /** Within the lane; its address in chance. */
  name: string;
  /** The cluster, database or application that it is of, by its name. */
  of: string;
  kind: "cluster" | "database" | "application";
  /** Where its name comes from in the scenario. */
  path: string;
}

/** All processes of a lane, in the order in which they start: clusters, databases, applications that handle, pure sources; each as the document has them. */
export function processesOfLane(run: Run, lane: Lane, tables: readonly SystemTable[]): LaneProcess[] {
  const { applications, databases, lanes } = run.scenario;
  const index = lanes.indexOf(lane);
  const here = runningIn(laneView(run, lane), tables);
  const running = applications.map((application, i) => ({ application, i })).filter(({ application }) => here.has(application.name));
  const handles = ({ application }: { application: Application }) => (application.handles ?? []).length > 0;
  return [
    ...lane.clusters.flatMap((cluster, i) => {
      const names = tables.find(({ name }) => name === cluster.system)?.processes(cluster) ?? [];
      const path = `lanes[${index}].clusters[${i}].name`;
      return names.map((name): LaneProcess => ({ name: clusterPrefix(lane, cluster) + name, of: cluster.name, kind: "cluster", path }));
    }),
    ...databases.map(({ name }, i): LaneProcess => ({ name, of: name, kind: "database", path: `databases[${i}].name` })),
    ...[...running.filter(handles), ...running.filter((one) => !handles(one))].flatMap(({ application, i }) =>
      instancesOf(application).map((name, n): LaneProcess => {
        const field = typeof application.instances === "number" ? "name" : `instances[${n}]`;
        return { name, of: application.name, kind: "application", path: `applications[${i}].${field}` };
      }),
    ),
  ];
}

/** Applications that run in a lane: those with a client there, also one that the script brings, and those that are called. */
export function runningIn(view: LaneView, tables: readonly SystemTable[]): Set<string> {
  const { lane, script } = view;
  const added = script.flatMap(({ action }) => (action.do === "addClient" ? [action.client] : []));
  const clients = [...lane.clients, ...added].map(({ application }) => application);
  const called = wiresOfLane(view, tables).flatMap((wire) => (wire.kind === "reads" ? [wire.application] : []));
  return new Set([...clients, ...called]);
}

/**
 * The address under which a client of an instance connects and draws: the first client of its application the instance's own, every
 * further one with its name behind, so that a second library shifts no draw of the first. Also what identities (`client.id`, consumer
 * tag) are when nothing else is said.
 */
export function clientAddress(instance: string, client: Client, { clients }: Pick<Lane, "clients">): string {
  const first = clients.find(({ application }) => application === client.application);
  return first === client ? instance : `${instance}/${clientName(client)}`;
}
