import type { Application } from "../../engine/document/application.ts";
import { laneView, wiresOfLane } from "../../engine/document/lane-view.ts";
import { handlerName } from "../../engine/document/names.ts";
import { indexWires, receivers } from "../../engine/document/reach.ts";
import type { Run } from "../../engine/document/scenario.ts";
import { typesOfWorkload } from "../../engine/document/workload.ts";
import { SYSTEM_TABLES } from "../../engine/system-tables.ts";

/**
 * How many hops each application is from the sources, breadth first in the document's order, over the wires of all lanes: so it stands in the same
 * column of each. Who is reached by nothing stands behind the sources.
 */
export function ranksOf(run: Run): ReadonlyMap<string, number> {
  const known = kept.get(run.scenario) ?? ranksIn(run);
  kept.set(run.scenario, known);
  return known;
}

/** A layout is made anew whenever something comes or goes; how far its applications are from the sources stays. */
const kept = new WeakMap<object, ReadonlyMap<string, number>>();

function ranksIn(run: Run): Map<string, number> {
  const { applications, lanes } = run.scenario;
  const lanesWires = lanes.map((lane) => indexWires(wiresOfLane(laneView(run, lane), SYSTEM_TABLES)));
  const ranks = new Map<string, number>();
  const sources = applications.filter(({ emits }) => emits !== undefined);
  let reached = sources.length > 0 ? sources : applications.slice(0, 1);
  for (let rank = 0; reached.length > 0; rank++) {
    for (const { name } of reached) ranks.set(name, rank);
    const next = new Set(
      reached.flatMap((application) =>
        typesFrom(application, run).flatMap((type) =>
          lanesWires.flatMap((wires) => [...receivers(wires, applications, application.name, type)]),
        ),
      ),
    );
    const isNext = (application: Application) => (application.handles ?? []).some((handler) => next.has(handlerName(application, handler)));
    reached = applications.filter((application) => !ranks.has(application.name) && isNext(application));
  }
  for (const { name } of applications) if (!ranks.has(name)) ranks.set(name, 1);
  return ranks;
}

/** Types of what it hands over: of its stream, and of what its handlers make. */
function typesFrom({ emits, handles = [] }: Application, { scenario }: Run): string[] {
  const stream = scenario.streams.find(({ name }) => name === emits?.stream);
  const made = handles.flatMap((handler) => (handler.emits ?? []).map(({ type }) => type));
  return [...new Set([...(stream === undefined ? [] : typesOfWorkload(stream.workload)), ...made])];
}
