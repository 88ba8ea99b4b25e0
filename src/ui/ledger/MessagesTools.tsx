import { toast, useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { chosenDestination, useMessagesFilter } from "./filter.ts";
import { isWrong, rowsAsCsv, rowsByMessage, totalsText } from "./rows.ts";

/** What the messages table can be told: whose messages, and whether only those where something went wrong. */
export function MessagesTools() {
  const services = useRun(({ run }) => run.scenario.services);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const ledger = useWorld((world) => world.ledger);
  const { destination, wrongOnly } = useMessagesFilter();
  const chosen = chosenDestination(services, destination);
  const shown = lanes.map(({ id }, lane) => ({ id, lane })).filter(({ lane }) => !hidden.includes(lane));
  const byMessage = rowsByMessage(ledger, chosen);
  const rowsOf = (lane: number) =>
    [...byMessage.values()].flatMap((byLane) => byLane.get(lane) ?? []).filter((row) => !wrongOnly || isWrong(row));
  return (
    <div className="dock-tools">
      <span className="totals">
        {shown.map(({ id, lane }) => (
          <span key={id}>
            <b>{laneName(lanes, lane).brief}</b> {totalsText(rowsOf(lane))}
          </span>
        ))}
      </span>
      <label>
        For
        <select value={chosen} onChange={(event) => useMessagesFilter.setState({ destination: event.target.value })}>
          {services.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        <input type="checkbox" checked={wrongOnly} onChange={(event) => useMessagesFilter.setState({ wrongOnly: event.target.checked })} />
        Only what went wrong
      </label>
      <button type="button" className="outlined" onClick={() => copy(rowsAsCsv(byMessage, shown, chosen))}>
        Copy as CSV
      </button>
    </div>
  );
}

function copy(text: string): void {
  const refused = () => toast("The browser does not allow copying here");
  navigator.clipboard?.writeText(text).then(() => toast("Table copied as CSV"), refused) ?? refused();
}
