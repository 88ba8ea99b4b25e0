import type { Run } from "../../engine/scenario.ts";
import { useDesk } from "./desk.ts";
import { useRun } from "./run.ts";

/** Which lanes are drawn is remembered for every set of lanes: undo brings back the lanes and what was seen of them. */
interface Shown {
  hiddenLanes: readonly number[];
  laneShown: number;
}

const remembered = new Map<string, Shown>();

const nameOf = ({ scenario }: Run): string => scenario.lanes.map(({ id }) => id).join();

/** What will be drawn once the run has these lanes. */
export function rememberShown(run: Run, shown: Shown): void {
  remembered.set(nameOf(run), shown);
}

/** Keeps the choice of lanes in step with the run until the returned function is called. */
export function followLanes(): () => void {
  return useRun.subscribe(({ run }, { run: before }) => {
    const [now, then] = [nameOf(run), nameOf(before)];
    if (now === then) return;
    const { hiddenLanes, laneShown } = useDesk.getState();
    remembered.set(then, { hiddenLanes, laneShown });
    useDesk.setState(remembered.get(now) ?? carriedOver(run, before, { hiddenLanes, laneShown }));
  });
}

/** The lanes of both runs keep their state by their names. */
function carriedOver(run: Run, before: Run, { hiddenLanes, laneShown }: Shown): Shown {
  const { lanes } = run.scenario;
  const hidden = new Set(hiddenLanes.map((lane) => before.scenario.lanes[lane]?.id));
  const next = lanes.flatMap(({ id }, lane) => (hidden.has(id) ? [lane] : []));
  const place = lanes.findIndex(({ id }) => id === before.scenario.lanes[laneShown]?.id);
  return { hiddenLanes: next.length < lanes.length ? next : [], laneShown: Math.max(0, place) };
}
