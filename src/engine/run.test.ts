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
