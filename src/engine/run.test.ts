import { expect, test } from "vitest";
import { findScenario, runOf } from "../scenarios/index.ts";
import { decodeRun } from "../scenarios/decode.ts";
import { finishRun } from "./run.ts";
import { eventKindInfo } from "./sim/event-kinds.ts";

test("debug", () => {
  const run = runOf(findScenario("friday-rush")!);
  expect(decodeRun(JSON.parse(JSON.stringify(run)))).toMatchObject({ ok: true });
  const t = performance.now();
  const sim = finishRun(run);
  console.log("ms", performance.now() - t, "events", sim.handled, "rows", sim.history.length, sim.history.fingerprint(), sim.stopped);
  const h = sim.history;
  const counts: Record<string, number> = {};
  for (let i = 0; i < h.length; i++) { const k = eventKindInfo(h.kind(i)).name; counts[k] = (counts[k] ?? 0) + 1; }
  console.log(counts);
  const want = process.env.M ? Number(process.env.M) : 7;
  const out: string[] = [];
  for (let i = 0; i < h.length; i++) {
    const e = h.event(i); const k = eventKindInfo(e.kind).name;
    if (e.message !== want && !/Crash|Member|Generation|Rebalance|Group|Position|OffsetCommitted|Owner|Fenced|Elected/.test(k)) continue;
    if (process.env.LANE && !sim.processes[e.process]?.name.startsWith(process.env.LANE)) continue;
    out.push(`${(e.at / 1e6).toFixed(3)} ${sim.processes[e.process]?.name ?? "-"} ${k} #${e.message} ${eventKindInfo(e.kind).fields.map((f, j) => f + "=" + (f.endsWith("Text") ? h.strings.text([e.a, e.b, e.c][j]) : [e.a, e.b, e.c][j])).join(" ")}`);
  }
  console.log(out.join("\n"));
});
import { SimulationHost } from "../worker/host.ts";
import type { Response } from "../worker/protocol.ts";
test("host", () => {
  const out: Response[] = [];
  const host = new SimulationHost((r) => out.push(r));
  host.handle({ type: "record", take: 1, run: runOf(findScenario("friday-rush")!), keepUntilUs: 0 });
  while (host.pump());
  const digest = out.filter((r) => r.type === "digest").at(-1);
  if (digest?.type === "digest") for (const l of digest.lanes) { console.log(l.lane, l.verdicts.map((v) => v.checker + ":" + v.verdict + ":" + v.count).join(" ")); console.log(l.anomalies.map((a) => `${a.kind} #${a.message} ${a.destination} ${a.at / 1e6}`)); }
  for (const lane of [0, 1]) {
    const t = performance.now();
    host.handle({ type: "why", take: 1, question: { kind: "duplicated", lane, message: 7, destination: "payment" } });
    console.log(performance.now() - t, JSON.stringify(out.at(-1), null, 1));
  }
  host.handle({ type: "ledger", take: 1, at: 12e6 });
  const l = out.at(-1); if (l?.type === "ledger") console.log(l.lanes.map((x) => x.totals));
  console.log(out.filter((r) => r.type === "failed"));
});
