import { useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { useRun } from "../state/run.ts";

/** Which lane the diagram shows; while a why card is open it follows the card's. */
export function SpaceTimeTools() {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const laneShown = useDesk((desk) => desk.laneShown);
  const asked = useDesk((desk) => desk.why?.question.lane ?? null);
  return (
    <div className="dock-tools">
      <label>
        Lane
        <select
          value={asked ?? Math.min(laneShown, lanes.length - 1)}
          disabled={asked !== null}
          onChange={(event) => useDesk.setState({ laneShown: Number(event.target.value) })}
        >
          {lanes.map(({ id }, lane) => (
            <option key={id} value={lane}>
              {laneName(lanes, lane).full}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
