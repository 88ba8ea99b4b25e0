import { useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { labelOf } from "../state/messages.ts";
import { useRun } from "../state/run.ts";
import { useDiagramChoice, useDiagramWishes } from "./choice.ts";

/** Whose way the diagram shows, in which lane, and how; while a why card is open the lane is the card's. */
export function SpaceTimeTools() {
  const { lanes, services } = useRun(({ run }) => run.scenario);
  const asked = useDesk((desk) => desk.why !== null);
  const { lane, message, destination, reason } = useDiagramChoice();
  const { wholeLane, asTable } = useDiagramWishes();
  return (
    <div className="dock-tools">
      <span className="tools-note">
        {wholeLane ? (
          "All messages around the playhead"
        ) : message === null ? (
          "Nothing sent yet"
        ) : (
          <>
            <b>#{labelOf(message)}</b>, {reason}
          </>
        )}
      </span>
      <label>
        Lane
        <select
          value={lane}
          disabled={asked}
          onChange={(event) => useDesk.setState({ laneShown: Number(event.target.value), laneChosen: true })}
        >
          {lanes.map(({ id }, number) => (
            <option key={id} value={number}>
              {laneName(lanes, number).full}
            </option>
          ))}
        </select>
      </label>
      <label>
        For
        <select value={destination ?? ""} onChange={(event) => useDiagramWishes.setState({ destination: event.target.value })}>
          <option value="">every service</option>
          {services.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="tool-toggle"
        aria-pressed={wholeLane}
        onClick={() => useDiagramWishes.setState({ wholeLane: !wholeLane })}
      >
        Whole lane
      </button>
      <button type="button" className="tool-toggle" aria-pressed={asTable} onClick={() => useDiagramWishes.setState({ asTable: !asTable })}>
        Table
      </button>
    </div>
  );
}
