import { useMemo } from "react";
import { instantText } from "../../engine/sim/clock-text.ts";
import { isWrong, rowsByMessage, totalsText } from "../ledger/rows.ts";
import { verdictWords } from "../ledger/words.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { labelOf, messageLook } from "../state/messages.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** More rows than this are counted, not printed. */
const MOST_ROWS = 200;

/** What became of each message, destination by destination, the lanes beside each other. */
export function LedgerTables({ lanes }: { lanes: readonly number[] }) {
  const ledger = useWorld((world) => world.ledger);
  const destinations = useMemo(() => [...new Set(ledger.flatMap(({ rows }) => rows.map(({ destination }) => destination)))], [ledger]);
  const of = useWorld((world) => world.ledgerAt);
  const at = usePlayback(shownUs);
  if (of < 0) return null;
  return (
    <>
      {of !== at && <p className="print-note">The tables below are those of {instantText(of)}.</p>}
      {destinations.map((destination) => (
        <LedgerTable key={destination} destination={destination} lanes={lanes} />
      ))}
    </>
  );
}

function LedgerTable({ destination, lanes }: { destination: string; lanes: readonly number[] }) {
  const ledger = useWorld((world) => world.ledger);
  const names = useLaneNames();
  const done = useRun(({ run }) => run.scenario.services.find(({ name }) => name === destination)?.done ?? "processed");
  const shown = ledger.filter(({ lane }) => lanes.includes(lane));
  const rows = [...rowsByMessage(shown, destination)];
  if (rows.length === 0) return null;
  return (
    <section className="print-ledger">
      <h3>Messages for {destination}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Key</th>
            <th scope="col">Type</th>
            {shown.map(({ lane }) => (
              <th key={lane} scope="col">
                {names[lane]?.brief}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(([message, byLane]) => {
            const { key, type } = messageLook(message);
            return (
              <tr key={message}>
                <th scope="row">#{labelOf(message)}</th>
                <td>{key}</td>
                <td>{type}</td>
                {shown.map(({ lane }) => {
                  const row = byLane.get(lane);
                  const words = row === undefined ? "not sent yet" : verdictWords(row, done);
                  return <td key={lane}>{row !== undefined && isWrong(row) ? <b>{words}</b> : words}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {rows.length > MOST_ROWS ? `and ${rows.length - MOST_ROWS} more` : "In all"}
            </th>
            {shown.map(({ lane, rows: all }) => (
              <td key={lane}>{totalsText(all.filter((row) => row.destination === destination && row.outcome !== "not sent yet"))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
