import { useMemo } from "react";
import { unroutedIn, withOpenBindings } from "../../scenarios/unrouted.ts";
import { WayOutCard } from "../controls/WayOutCard.tsx";
import { changeFromStart } from "../state/from-start.ts";
import { useRun } from "../state/run.ts";

/** So many types are named; the rest is counted. */
const MOST_NAMED = 3;

/** Messages of the workload that a RabbitMQ lane would confirm and drop, since no binding takes their type. */
export function UnroutedWarning({ lane, title }: { lane: number; title: string }) {
  const run = useRun((state) => state.run);
  const spec = run.scenario.lanes[lane];
  const found = useMemo(() => (spec === undefined ? null : unroutedIn(run, spec)), [run, spec]);
  if (found === null) return null;
  const { types, count } = found;
  const more = types.length > MOST_NAMED ? ` or ${types.length - MOST_NAMED} more types` : "";
  const cannot = count === 1 ? "1 message reaches no queue" : `${count} messages reach no queue`;
  return (
    <WayOutCard
      title={`${title}: ${cannot}`}
      why={`No binding matches ${types.slice(0, MOST_NAMED).join(", ")}${more}: the node confirms such a message and drops it.`}
      heading="h2"
    >
      <button type="button" className="solid" onClick={() => openBindings(lane)}>
        Bind the queues to #, every type
      </button>
    </WayOutCard>
  );
}

function openBindings(lane: number): void {
  changeFromStart((run) => ({
    ...run,
    scenario: { ...run.scenario, lanes: run.scenario.lanes.map((spec, i) => (i === lane ? withOpenBindings(spec) : spec)) },
  }));
}
