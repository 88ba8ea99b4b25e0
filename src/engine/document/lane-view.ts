import type { Client, Cluster, Lane, OperatorAct } from "./lane.ts";
import { instancesOf } from "./names.ts";
import type { Run } from "./scenario.ts";
import type { Command } from "./script.ts";
import type { LaneView, SystemTable } from "./system-table.ts";
import type { Wire } from "./wires.ts";

/** A lane as checks and plans see it: with the business, and the part of the script that is for it. */
export function laneView({ scenario, script }: Run, lane: Lane): LaneView {
  const { applications, databases } = scenario;
  return {
    lane,
    applications,
    databases,
    script: script.filter(({ lanes }) => lanes === undefined || lanes.includes(lane.id)),
    instances: new Map(applications.map((application) => [application.name, instancesOf(application)])),
  };
}

/** Every wire of a lane, also those that the script brings. Paths begin within the lane; with `script` for what a command brings. */
export function wiresOfLane(view: LaneView, tables: readonly SystemTable[]): Wire[] {
  const { lane, script } = view;
  const tableOf = ({ system }: { system: string }) => tables.find(({ name }) => name === system);
  const under = (path: string, wires: readonly Wire[] = []) => wires.map((wire) => ({ ...wire, path: `${path}.${wire.path}` }));
  return [
    ...lane.clusters.flatMap((cluster: Cluster, i) => under(`clusters[${i}]`, tableOf(cluster)?.wiresIn(cluster))),
    ...lane.clients.flatMap((client: Client, i) => under(`clients[${i}]`, tableOf(client)?.wiresOf(client, view))),
    ...script.flatMap((command: Command) => under(`script ${command.id}`, wiresMade(command, view, tableOf))),
  ];
}

function wiresMade({ action }: Command, view: LaneView, tableOf: (of: { system: string }) => SystemTable | undefined): Wire[] | undefined {
  if (action.do === "addClient") return tableOf(action.client)?.wiresOf(action.client, view);
  if (action.do !== "operate") return undefined;
  const act: OperatorAct = action;
  return tableOf(act)?.wiresMade(act, action.cluster);
}
