import { useEffect, useMemo } from "react";
import type { LedgerRow } from "../../worker/protocol.ts";
import { selectMessage, useDesk } from "../state/desk.ts";
import { laneName } from "../state/lane-names.ts";
import { messageLook } from "../state/messages.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { askLedger, askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";
import { chosenDestination, useMessagesFilter } from "./filter.ts";
import { COLUMNS, isWrong, rowsByMessage } from "./rows.ts";

const HEADS: Record<(typeof COLUMNS)[number], string> = {
  sent: "sent",
  confirmed: "told",
  stored: "stored",
  delivered: "delivered",
  processed: "processed",
  effects: "effect",
};

/** One row per message, all lanes side by side, for one destination. The totals add up: every message ends in exactly one outcome. */
export function Messages() {
  const services = useRun(({ run }) => run.scenario.services);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const selected = useDesk((desk) => desk.selectedMessage);
  const ledger = useWorld((world) => world.ledger);
  const done = useWorld((world) => world.recordedUs);
  const at = usePlayback((state) => Math.floor(shownUs(state) / 100_000));
  const { destination, wrongOnly } = useMessagesFilter();
  const chosen = chosenDestination(services, destination);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever the shown instant or the recording moves on
  useEffect(askLedger, [at, done]);
  const shown = lanes.map((spec, lane) => ({ spec, lane })).filter(({ lane }) => !hidden.includes(lane));
  const byMessage = useMemo(() => rowsByMessage(ledger, chosen), [ledger, chosen]);
  const messages = [...byMessage.keys()].filter((message) => !wrongOnly || [...(byMessage.get(message)?.values() ?? [])].some(isWrong));
  return (
    <div className="messages">
      <div className="messages-scroll" tabIndex={0} role="region" aria-label="Messages">
        <table>
          <thead>
            <tr>
              <td colSpan={3} />
              {shown.map(({ spec, lane }) => (
                <th key={spec.id} colSpan={COLUMNS.length + 1} className="lane-head" scope="colgroup">
                  {laneName(lanes, lane).full}
                </th>
              ))}
            </tr>
            <tr>
              <th scope="col">#</th>
              <th scope="col">Key</th>
              <th scope="col">Type</th>
              {shown.map(({ spec }) => [
                ...COLUMNS.map((column) => (
                  <th key={spec.id + column} scope="col">
                    {HEADS[column]}
                  </th>
                )),
                <th key={`${spec.id}v`} scope="col" className="lane-end">
                  verdict
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {messages.map((message) => (
              <tr key={message} className={message === selected ? "selected" : ""}>
                <th scope="row">
                  <button
                    type="button"
                    className="token-button"
                    aria-label={`Select message ${message}`}
                    onClick={() => selectMessage(message)}
                  >
                    <svg className="face" width={24} height={24} aria-hidden="true">
                      <Token message={message} x={12} y={12} r={8} />
                    </svg>
                  </button>
                </th>
                <td>{messageLook(message).key}</td>
                <td>{messageLook(message).type.replace(/^order\./, "")}</td>
                {shown.map(({ spec, lane }) => {
                  const row = byMessage.get(message)?.get(lane);
                  return row === undefined ? (
                    <td key={spec.id} colSpan={COLUMNS.length + 1} />
                  ) : (
                    <RowCells key={spec.id} row={row} lane={lane} />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function RowCells({ row, lane }: { row: LedgerRow; lane: number }) {
  const wrong = isWrong(row);
  const kind = row.outcome === "twice" ? "duplicated" : row.outcome === "lost" ? "lost" : row.outcome === "late" ? "late" : null;
  const words = row.note === "" || row.note.startsWith(row.outcome) ? row.note || row.outcome : `${row.outcome}, ${row.note}`;
  return (
    <>
      {COLUMNS.map((column) => (
        <td key={column} className={row[column] > 1 ? `more more-${column}` : row[column] === 0 ? "none" : ""}>
          <span>{row[column]}</span>
        </td>
      ))}
      <td className={wrong ? "verdict wrong" : "verdict"}>
        {kind === null ? (
          words
        ) : (
          <button type="button" onClick={() => askWhy({ kind, lane, message: row.message, destination: row.destination })}>
            {words}
          </button>
        )}
      </td>
    </>
  );
}
