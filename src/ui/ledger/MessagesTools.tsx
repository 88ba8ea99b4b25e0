import { toast } from "../state/desk.ts";
import { useHiddenLanes } from "../state/hidden-lanes.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { chosenDestination, useMessagesFilter } from "./filter.ts";
import { rowsAsCsv, rowsByMessage } from "./rows.ts";
import { filterCounts, type VerdictFilter } from "./verdict-filter.ts";
import { outcomeWord } from "./words.ts";

/** What the messages table can be told: whose messages, and only those that ended in a certain way. */
export function MessagesTools() {
  const services = useRun(({ run }) => run.scenario.services);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useHiddenLanes();
  const ledger = useWorld((world) => world.ledger);
  const { destination, verdict } = useMessagesFilter();
  const chosen = chosenDestination(services, destination);
  const done = services.find(({ name }) => name === chosen)?.done ?? "processed";
  const shown = lanes.map(({ id }, lane) => ({ id, lane })).filter(({ lane }) => !hidden.includes(lane));
  const rows = rowsByMessage(
    ledger.filter(({ lane }) => !hidden.includes(lane)),
    chosen,
  );
  const counts = filterCounts(rows);
  const choices = counts.some(([choice]) => choice === verdict) ? counts : [...counts, [verdict, 0] as [VerdictFilter, number]];
  const nameOf = (choice: VerdictFilter) =>
    choice === "all" ? "all" : choice === "wrong" ? "went wrong somewhere" : outcomeWord(choice, done);
  return (
    <div className="dock-tools">
      <label>
        For
        <select value={chosen} onChange={(event) => useMessagesFilter.setState({ destination: event.target.value })}>
          {services.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Verdict
        <select value={verdict} onChange={(event) => useMessagesFilter.setState({ verdict: event.target.value as VerdictFilter })}>
          {choices.map(([choice, count]) => (
            <option key={choice} value={choice}>
              {nameOf(choice)} ({count})
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="tool-toggle" onClick={() => copy(rowsAsCsv(rows, shown, chosen))}>
        Copy as CSV
      </button>
    </div>
  );
}

function copy(text: string): void {
  const refused = () => toast("The browser does not allow copying here");
  navigator.clipboard?.writeText(text).then(() => toast("Table copied as CSV"), refused) ?? refused();
}
