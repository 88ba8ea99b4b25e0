import { useEffect, useMemo, useState } from "react";
import { systemFacts } from "../../engine/system-facts.ts";
import type { LedgerRow } from "../../worker/protocol.ts";
import { selectMessage, toast, useDesk } from "../state/desk.ts";
import { messageLook } from "../state/messages.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { askLedger, askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";

const COLUMNS = ["sent", "confirmed", "stored", "delivered", "processed", "effects"] as const;
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
  const [destination, setDestination] = useState(services[0]?.name ?? "");
  const [wrongOnly, setWrongOnly] = useState(false);
  const chosen = services.some(({ name }) => name === destination) ? destination : (services[0]?.name ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever the shown instant or the recording moves on
  useEffect(askLedger, [at, done]);
  const shown = lanes.map((spec, lane) => ({ spec, lane })).filter(({ lane }) => !hidden.includes(lane));
  const byMessage = useMemo(() => rowsByMessage(ledger, chosen), [ledger, chosen]);
  const messages = [...byMessage.keys()].filter((message) => !wrongOnly || [...(byMessage.get(message)?.values() ?? [])].some(isWrong));
  return (
    <div className="messages">
      <div className="messages-bar">
        <label>
          For{" "}
          <select value={chosen} onChange={(event) => setDestination(event.target.value)}>
            {services.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" checked={wrongOnly} onChange={(event) => setWrongOnly(event.target.checked)} /> Only what went wrong
        </label>
        <span className="totals">
          {shown.map(({ spec, lane }) => (
            <span key={spec.id}>
              <b>{systemFacts[spec.system].title}</b>{" "}
              {totalsText(messages.map((message) => byMessage.get(message)?.get(lane)).filter((row) => row !== undefined))}
            </span>
          ))}
        </span>
        <button
          type="button"
          className="outlined"
          onClick={() =>
            copyCsv(
              byMessage,
              shown.map(({ lane }) => lane),
              chosen,
            )
          }
        >
          Copy as CSV
        </button>
      </div>
      <div className="messages-scroll" tabIndex={0} role="region" aria-label="Messages">
        <table>
          <thead>
            <tr>
              <td colSpan={3} />
              {shown.map(({ spec }) => (
                <th key={spec.id} colSpan={COLUMNS.length + 1} className="lane-head" scope="colgroup">
                  {systemFacts[spec.system].title}
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

function isWrong(row: LedgerRow): boolean {
  return row.outcome === "twice" || row.outcome === "lost" || row.outcome === "late";
}

function rowsByMessage(
  ledger: readonly { lane: number; rows: readonly LedgerRow[] }[],
  destination: string,
): Map<number, Map<number, LedgerRow>> {
  const rows = new Map<number, Map<number, LedgerRow>>();
  for (const { lane, rows: all } of ledger) {
    for (const row of all) {
      if (row.destination !== destination || row.outcome === "not sent yet") continue;
      const known = rows.get(row.message) ?? new Map<number, LedgerRow>();
      known.set(lane, row);
      rows.set(row.message, known);
    }
  }
  return new Map([...rows].sort(([one], [other]) => one - other));
}

function totalsText(rows: readonly LedgerRow[]): string {
  const totals = new Map<string, number>();
  for (const { outcome } of rows) totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
  return `${rows.length} = ${[...totals].map(([outcome, count]) => `${count} ${outcome}`).join(" + ") || "0"}`;
}

function copyCsv(rows: Map<number, Map<number, LedgerRow>>, lanes: readonly number[], destination: string): void {
  const { scenario } = useRun.getState().run;
  const lines = ["message,key,type,destination,lane,sent,told,stored,delivered,processed,effects,outcome"];
  for (const [, byLane] of rows) {
    for (const lane of lanes) {
      const row = byLane.get(lane);
      if (row !== undefined)
        lines.push(
          [
            row.message,
            row.key,
            row.type,
            destination,
            scenario.lanes[lane].id,
            row.sent,
            row.confirmed,
            row.stored,
            row.delivered,
            row.processed,
            row.effects,
            row.outcome,
          ].join(","),
        );
    }
  }
  navigator.clipboard?.writeText(lines.join("\n")).then(
    () => toast("Table copied as CSV"),
    () => toast("The browser does not allow copying here"),
  ) ?? toast("The browser does not allow copying here");
}
