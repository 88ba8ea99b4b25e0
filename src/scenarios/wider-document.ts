import type { Handler } from "../engine/document/handler.ts";
import type { Run } from "../engine/document/scenario.ts";
import { widerDuration, widerWorkload } from "./wider.ts";

/** A document's run in a rougher world: as `widened` for one of version 1. */
export function widenedDocument(run: Run): Run {
  const { scenario, seed } = run;
  const { network, streams, applications } = scenario;
  const wider = (handler: Handler, entity: number): Handler =>
    handler.serviceTime.kind === "chosen" ? handler : { ...handler, serviceTime: widerDuration(handler.serviceTime, seed, entity) };
  return {
    ...run,
    scenario: {
      ...scenario,
      network: { ...network, latency: widerDuration(network.latency, seed, 0) },
      streams: streams.map((stream) => ({ ...stream, workload: widerWorkload(stream.workload, seed) })),
      applications: applications.map((application, i) => ({
        ...application,
        ...(application.handles === undefined ? {} : { handles: application.handles.map((handler) => wider(handler, i + 1)) }),
      })),
    },
  };
}
