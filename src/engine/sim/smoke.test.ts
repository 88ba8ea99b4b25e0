import { expect, test } from "vitest";
import { defineEvent, ProcessCrashed } from "./event-kinds.ts";
import { NO_MESSAGE } from "./history.ts";
import type { ProcessDefinition } from "./process.ts";
import { Simulation } from "./simulation.ts";

const Pinged = defineEvent("TestPinged", "n");
type Ping = { type: "Ping"; n: number };
type Pong = { type: "Pong"; n: number };
interface A { config: { peer: string }; state: { peer: string; c: number; got: number }; view: object; receives: Pong; sends: Ping; replies: {}; timers: { tick: { n: number }; re: null } }
const a: ProcessDefinition<A> = {
  role: "a", initial: (c) => ({ peer: c.peer, c: -1, got: 0 }),
  boot(s, ctx) { s.c = ctx.connect(s.peer); },
  survives: (s) => s,
  on: { Pong(s, m, ctx) { s.got = m.n; ctx.setTimer("tick", 1000, { n: m.n + 1 }); } },
  timers: { tick(s, d, ctx) { ctx.trace(Pinged, NO_MESSAGE, d.n); ctx.send(s.c, { type: "Ping", n: d.n }); }, re(s, _d, ctx) { s.c = ctx.connect(s.peer); } },
  connections: { opened(s, c, ctx) { ctx.send(c, { type: "Ping", n: 0 }); }, closed(s, _c, _r, ctx) { ctx.setTimer("re", 5000, null); } },
  view: (s) => s,
};
interface B { config: object; state: object; view: object; receives: Ping; sends: Pong; replies: { Ping: Pong }; timers: Record<never, never> }
const b: ProcessDefinition<B> = { role: "b", initial: () => ({}), boot() {}, survives: (s) => s, on: { Ping(_s, m, ctx) { ctx.reply({ type: "Pong", n: m.n }); } }, timers: {}, view: (s) => s };

function world() {
  const sim = new Simulation({ seed: 7, latency: { kind: "exponential", meanUs: 3000, atLeastUs: 100 } });
  sim.spawn({ name: "b", definition: b, config: {} });
  sim.spawn({ name: "a", definition: a, config: { peer: "b" } });
  sim.schedule({ name: "crash b", moment: { at: 100_000 }, command: { do: "crash", process: "b" } });
  sim.schedule({ name: "restart b", moment: { after: { event: "ProcessCrashed" }, delayUs: 50_000 }, command: { do: "restart", process: "b" } });
  return sim;
}
test("smoke", () => {
  const sim = world(); sim.runUntil(500_000); 
  const s2 = world(); s2.runUntil(220_000); const snap = s2.snapshot(); s2.runUntil(500_000);
  const s3 = snap.restore(s2.history.resumeAt(snap.marks, true)); s3.runUntil(500_000);
  expect(s2.history.fingerprint()).toBe(sim.history.fingerprint());
  expect(s3.history.fingerprint()).toBe(sim.history.fingerprint());
  expect(s3.history.length).toBe(sim.history.length);
  const s4 = snap.restore(s2.history.resumeAt(snap.marks, false)); s4.runUntil(500_000);
  expect(s4.history.fingerprint()).toBe(sim.history.fingerprint());
  let crashes = 0; for (let i = 0; i < sim.history.length; i++) if (sim.history.kind(i) === ProcessCrashed) crashes++;
  expect(crashes).toBe(1);
  console.log(sim.history.length, sim.process("a")!.state, sim.handled);
  expect((sim.process("a")!.state as {got:number}).got).toBeGreaterThan(40);
});
test("speed", () => {
  const sim = new Simulation({ seed: 7, latency: { kind: "exponential", meanUs: 3000, atLeastUs: 100 } });
  sim.spawn({ name: "b", definition: b, config: {} });
  for (let i = 0; i < 40; i++) sim.spawn({ name: `a${i}`, definition: a, config: { peer: "b" } });
  const t = performance.now(); sim.runUntil(40_000_000); const ms = performance.now() - t;
  console.log(sim.handled, ms, sim.handled / ms / 1000);
});
