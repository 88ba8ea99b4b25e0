import { DOCUMENT_LIMITS, type LimitName } from "../../engine/document/limits.ts";
import { processesOfLane } from "../../engine/document/processes.ts";
import type { Run } from "../../engine/document/scenario.ts";
import type { SystemTable } from "../../engine/document/system-table.ts";
import type { Workload } from "../../engine/document/workload.ts";
import type { FieldError } from "../field-error.ts";

/** How much work a document would be, against the limits by their names. */
export function checkAmounts(run: Run, tables: readonly SystemTable[]): FieldError[] {
  const { streams, lanes } = run.scenario;
  const errors: FieldError[] = [];
  streams.forEach(({ workload }, i) => {
    if (workload.kind === "generated" && workload.untilMs < workload.fromMs)
      errors.push({ path: `scenario.streams[${i}].workload.untilMs`, message: "must not be before fromMs" });
  });
  const messages = streams.reduce((sum, { workload }) => sum + mostOf(workload), 0);
  if (messages > DOCUMENT_LIMITS.messages) {
    const path = streams.length === 1 ? "scenario.streams[0].workload" : "scenario.streams";
    errors.push(over(path, "messages", `would make about ${Math.round(messages)} messages`));
  }
  lanes.forEach((lane, i) => {
    const path = `scenario.lanes[${i}]`;
    const processes = processesOfLane(run, lane, tables).length;
    if (processes > DOCUMENT_LIMITS.processes) errors.push(over(path, "processes", `has ${processes} processes`));
    for (const table of tables) {
      for (const [limit, count] of Object.entries(table.amounts(lane)) as [LimitName, number][])
        if (count > DOCUMENT_LIMITS[limit]) errors.push(over(`${path}.clusters`, limit, `have ${count} in all`));
    }
  });
  return errors;
}

function over(path: string, limit: LimitName, what: string): FieldError {
  return { path, message: `${what}; the limit "${limit}" is ${DOCUMENT_LIMITS[limit]}` };
}

/** How many messages a workload makes at most, but for the chance of a Poisson process. */
export function mostOf(workload: Workload): number {
  if (workload.kind === "list") return workload.messages.length;
  const { arrivals, fromMs, untilMs } = workload;
  const spanMs = Math.max(0, untilMs - fromMs);
  switch (arrivals.kind) {
    case "ramp":
      return (Math.max(arrivals.fromPerSecond, arrivals.toPerSecond) * spanMs) / 1000;
    case "burst": {
      const burstMs = Math.max(0, arrivals.burstToMs - arrivals.burstFromMs);
      return (arrivals.perSecond * spanMs + Math.max(arrivals.perSecond, arrivals.burstPerSecond) * burstMs) / 1000;
    }
    default:
      return (arrivals.perSecond * spanMs) / 1000;
  }
}
