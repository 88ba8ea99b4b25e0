import type { Run } from "../../engine/scenario.ts";
import { SimulationHost } from "../../worker/host.ts";
import type { LaneDigest, ProcessInfo } from "../../worker/protocol.ts";
import { HistoryReplica } from "./history-replica.ts";

/** A run as the page knows it when it is recorded to its end. */
export function replicaOf(run: Run): { history: HistoryReplica; roster: readonly ProcessInfo[]; digests: readonly LaneDigest[] } {
  const history = new HistoryReplica();
  let roster: readonly ProcessInfo[] = [];
  let digests: readonly LaneDigest[] = [];
  const host = new SimulationHost((response) => {
    if (response.type === "failed") throw new Error(response.message);
    if (response.type === "digest") digests = response.lanes;
    if (response.type !== "history") return;
    history.append(response);
    roster = [...roster, ...response.processes];
  });
  host.handle({ type: "record", take: 1, run });
  while (host.pump());
  return { history, roster, digests };
}

/** The same run with one more command, as if the person had added it. */
export function addFaultTo(run: Run, command: Run["script"][number]): Run {
  return { ...run, script: [...run.script, command] };
}
