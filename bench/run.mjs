// @ts-check
import { pathToFileURL } from "node:url";
import { bundle } from "../scripts/bundle.mjs";
import { ROOT } from "../scripts/set-up.mjs";
import { frameTimes } from "./frame-time.mjs";

/** `npm run bench`: everything in one process, in interleaved rounds; quote the ratios. */
const ROUNDS = 5;
const { longFriday, measureAccounts, measureExplanations, measureLayouts, measureRates, measureSeeks } = await import(
  pathToFileURL(await bundle("bench/measures.ts", "bench")).href
);

/** @type {Map<string, number[]>} */
const ratios = new Map();
/** @type {Map<string, number[]>} */
const rates = new Map();
for (let round = 0; round <= ROUNDS; round++) {
  const measured = measureRates();
  if (round === 0) continue; // warm-up
  for (const { name, eventsPerSecond } of measured) {
    push(rates, name, eventsPerSecond);
    push(ratios, name, eventsPerSecond / measured[0].eventsPerSecond);
  }
}
console.log("\nEngine                                              events/s (median)   ratio to the bare loop");
for (const [name, values] of rates) {
  console.log(
    `${name.padEnd(52)}${(median(values) / 1e6).toFixed(2).padStart(8)} M${median(ratios.get(name) ?? [])
      .toFixed(3)
      .padStart(20)}`,
  );
}
const on = median(rates.get("open network, history and fingerprint on") ?? []);
const off = median(rates.get("open network, history off") ?? []);
console.log(`History costs ${Math.round((1 - on / off) * 100)} % of the speed.`);

const seeks = measureSeeks().sort((/** @type {number} */ one, /** @type {number} */ other) => one - other);
console.log(
  `\nSeek in a run of a million events, ${seeks.length} seeks to 10 instants: ` +
    `p50 ${median(seeks).toFixed(1)} ms, p95 ${seeks[Math.ceil(seeks.length * 0.95) - 1].toFixed(1)} ms, worst ${seeks[seeks.length - 1].toFixed(1)} ms`,
);

const accounts = measureAccounts(longFriday(), 1_000_000);
const ofRecording = (/** @type {number} */ ms) => `${ms.toFixed(1)} ms (${((100 * ms) / accounts.recordMs).toFixed(1)} % of the recording)`;
console.log(
  `\nAccounts of three lanes, ${accounts.rows} rows of history: kept for ${ofRecording(accounts.readMs)}; ` +
    `verdicts and figures ${ofRecording(median(accounts.digestMs))}; ledger of an instant ${ofRecording(median(accounts.ledgerMs))}`,
);

console.log("\nPieces of an explanation, between which the host answers (processor time)");
for (const events of [100_000, 1_000_000]) {
  for (const { rows, asked, pieces, totalMs, piecesMs } of measureExplanations(longFriday(), events)) {
    const long = piecesMs.filter((/** @type {number} */ ms) => ms > 16).length;
    console.log(
      `${`${events} events, ${rows} rows, ${asked}`.padEnd(52)}${pieces} pieces in ${Math.round(totalMs)} ms: p99 ` +
        `${piecesMs[Math.floor(pieces / 100)].toFixed(1)} ms, longest ${piecesMs[0].toFixed(1)} ms, over 16 ms ${long} of ${pieces}`,
    );
  }
}

const layouts = measureLayouts();
console.log("\nLayout of a lane as a graph          parts   wires    median   ratio to the first");
for (const { name, parts, wires, ms } of layouts) {
  console.log(
    `${name.padEnd(34)}${String(parts).padStart(8)}${String(wires).padStart(8)}${ms.toFixed(1).padStart(7)} ms${(ms / layouts[0].ms).toFixed(2).padStart(14)}`,
  );
}

console.log("\nMessages in flight   p95 frame   script per frame");
for (const { count, p95Ms, scriptMs } of await frameTimes(ROOT)) {
  console.log(`${String(count).padStart(18)}${p95Ms.toFixed(1).padStart(9)} ms${scriptMs.toFixed(2).padStart(14)} ms`);
}

/** @param {Map<string, number[]>} into @param {string} name @param {number} value */
function push(into, name, value) {
  into.set(name, [...(into.get(name) ?? []), value]);
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1];
}
