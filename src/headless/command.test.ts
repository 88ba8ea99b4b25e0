import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fridayRush } from "../scenarios/friday-rush.ts";
import { type RunOptions, run, STATUS } from "./command.ts";
import type { Report } from "./report.ts";

const LATE_FIFTH = readFileSync("test-data/documents/late-fifth.json", "utf8");

function call(text: string, options: Partial<RunOptions> = {}, file = "a.json") {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    read: (name: string) => {
      if (name === "missing.json") throw new Error("ENOENT: no such file");
      return text;
    },
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
  };
  const status = run(file, { json: false, ...options }, io);
  return { status, out: out.join("\n"), err: err.join("\n") };
}

function report(text: string, options: Partial<RunOptions> = {}): { status: number; report: Report } {
  const { status, out } = call(text, { json: true, ...options });
  return { status, report: JSON.parse(out) };
}

describe("exit status", () => {
  test("0 when what the document expects holds under all seeds", () => {
    const { status, report: found } = report(JSON.stringify(fridayRush), { seeds: "1..3" });
    expect([status, found.holds, found.expectations > 0, found.runs.map(({ seed }) => seed)]).toEqual([
      STATUS.holds,
      true,
      true,
      [1, 2, 3],
    ]);
  });

  test("1 when something of it does not, and which", () => {
    const wrong = {
      ...fridayRush,
      expect: fridayRush.expect.map((one) =>
        "checker" in one && one.lane === "kafka" && one.checker === "C6" ? { ...one, verdict: "held" } : one,
      ),
    };
    const { status, report: found } = report(JSON.stringify(wrong));
    expect([status, found.holds]).toEqual([STATUS.differs, false]);
    expect(found.runs[0].unmet).toEqual(["kafka: C6 is broken, not held"]);
    expect(call(JSON.stringify(wrong)).out).toContain("NOT AS EXPECTED: kafka: C6 is broken, not held");
  });

  test("2 when it cannot be read, with line and field, on standard error and with --json as a document too", () => {
    const text = JSON.stringify({ ...fridayRush, durationMs: "long" }, null, 1);
    const line = text.split("\n").findIndex((one) => one.includes('"durationMs"')) + 1;
    expect(call(text)).toEqual({ status: STATUS.unreadable, out: "", err: `a.json:${line}: scenario.durationMs: must be a number` });
    const { status, out } = call(text, { json: true });
    expect([status, JSON.parse(out)]).toEqual([2, { problems: [{ line, field: "scenario.durationMs", message: "must be a number" }] }]);
    expect(call("", {}, "missing.json")).toEqual({ status: 2, out: "", err: "missing.json: ENOENT: no such file" });
    expect(call("{", {}, "-").err).toMatch(/^standard input:1: is not JSON/);
    expect(call(LATE_FIFTH, { seeds: "many" }).err).toMatch(/^--seeds: "many" is neither/);
  });

  test("2 for what the engine cannot run yet: no half of a document is played", () => {
    const { status, err } = call(readFileSync("test-data/documents/windows.json", "utf8"));
    expect([status, err]).toEqual([2, expect.stringMatching(/^a\.json:\d+: scenario\.applications\[1\]\.handles\[0\]\.aggregate: /)]);
  });
});

describe("what is reported", () => {
  test("a late fifth subscriber is owed all of history by a log, and by a queue what came since (topology, document 1)", () => {
    const { status, report: found } = report(LATE_FIFTH);
    const [{ lanes, atRest, stopped }] = found.runs;
    expect([status, atRest, stopped]).toEqual([0, true, null]);
    expect(lanes.map(({ id, ledger }) => [id, ledger.rows, ledger.destinations.fraud, ledger.destinations.mail])).toEqual([
      ["kafka", 100, { once: 20 }, { once: 20 }],
      ["rabbitmq", 90, { once: 10 }, { once: 20 }],
    ]);
  });

  test("a chain of three hops in both brokers: a crash after the payment is felt two hops later", () => {
    const { status, report: found } = report(readFileSync("test-data/documents/chain.json", "utf8"), { seeds: "1..20" });
    expect([status, found.holds, found.runs.length]).toEqual([0, true, 20]);
    for (const { lanes } of found.runs)
      for (const { ledger } of lanes)
        expect(ledger.destinations).toEqual(
          Object.fromEntries(["payment", "invoice", "notification"].map((name) => [name, { once: 5, twice: 1 }])),
        );
  });

  test.each(readdirSync("test-data/documents"))("%s, where it can be run: everything that it expects holds under several seeds", (file) => {
    const { status, err, out } = call(readFileSync(`test-data/documents/${file}`, "utf8"), { seeds: "1..4", json: true });
    if (status === STATUS.unreadable) expect(err).toContain("cannot be run yet");
    else expect([status, (JSON.parse(out) as Report).runs.flatMap(({ unmet }) => unmet)]).toEqual([STATUS.holds, []]);
  });

  test("a bridge that dies between copying and settling: the other side has it twice, and owes two effects more", () => {
    const { report: found } = report(readFileSync("test-data/documents/bridge.json", "utf8"));
    expect(found.runs[0].lanes[0].ledger.destinations).toEqual({
      bridge: { once: 10 },
      dashboard: { once: 9, twice: 1 },
      alarm: { once: 9, twice: 1 },
    });
  });

  test("a saga over one topic: what is declined is taken back by who asked, and what nobody takes has no row (topology, document 5)", () => {
    const { report: found } = report(readFileSync("test-data/documents/saga.json", "utf8"));
    const [{ ledger, verdicts }] = found.runs[0].lanes;
    expect(ledger.destinations).toEqual({ payment: { once: 20 }, "order-svc": { once: 3 } });
    expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  });

  test("one lane with two Kafka clusters, a RabbitMQ cluster and a direct call: by types, and whatever the readers are called", () => {
    const { report: found } = report(readFileSync("test-data/documents/two-clusters.json", "utf8"));
    expect(found.runs[0].lanes[0].ledger).toEqual({
      rows: 18,
      totals: { once: 18 },
      destinations: { kitchen: { once: 3 }, refunds: { once: 2 }, archive: { once: 5 }, mail: { once: 5 }, counter: { once: 3 } },
    });
  });

  test("totals add up to the rows, in every lane and for every destination", () => {
    const { report: found } = report(JSON.stringify(fridayRush), { seeds: "5,9" });
    for (const { lanes } of found.runs) {
      for (const { ledger } of lanes) {
        const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, count) => all + count, 0);
        expect(sum(ledger.totals as Record<string, number>)).toBe(ledger.rows);
        const each = Object.values(ledger.destinations).map((counts) => sum(counts as Record<string, number>));
        expect(each.reduce((all, count) => all + count, 0)).toBe(ledger.rows);
      }
    }
  });

  test("what a real system accepts and will fail at is said first", () => {
    const input = JSON.parse(LATE_FIFTH);
    input.lanes[1].clusters[0].queues.push({ name: "parked", durable: true, arguments: {} });
    const place = input.lanes[1].clusters[0].queues.length - 1;
    const warning = {
      path: `scenario.lanes[1].clusters[0].queues[${place}]`,
      message: "nobody consumes queue parked: what comes there stays",
    };
    expect(report(JSON.stringify(input)).report.warnings).toEqual([warning]);
    expect(call(JSON.stringify(input)).out.split("\n")[1]).toBe(`warning: ${warning.path}: ${warning.message}`);
    expect(report(LATE_FIFTH).report.warnings).toEqual([]);
  });

  test("for people: one run in full, of many a line each", () => {
    const one = call(LATE_FIFTH).out;
    expect(one).toContain("A fifth service comes late (late-fifth, version 2)");
    expect(one).toContain("    fraud: 10 once");
    expect(one.split("\n").at(-1)).toBe("1 of 1 run as expected (2 expectations).");
    const three = call(LATE_FIFTH, { seeds: "1..3" }).out.split("\n");
    expect(three.length).toBe(5);
    expect(three[1]).toMatch(/^seed 1: holds, [0-9a-f]{16}$/);
  });
});
