import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { WorkBegun, WorkDone } from "../engine/delivery/events.ts";
import type { Run } from "../engine/document/scenario.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { decodeDocument } from "./decode.ts";

/** How long each handler worked on each message of a stream, by its place in the stream. */
function workOf(change: (scenario: { streams: object[]; applications: object[] }) => void): (handler: string, stream: string) => number[] {
  const input = JSON.parse(readFileSync("test-data/documents/two-clusters.json", "utf8"));
  for (const { handles = [] } of input.applications)
    for (const handler of handles) handler.serviceTime = { kind: "uniform", fromMs: 20, toMs: 60 };
  input.network = { latency: { kind: "constant", ms: 2 } };
  change(input);
  const decoded = decodeDocument(input);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  const run: Run = decoded.run;
  const document = new DocumentRun(run, { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS });
  const { history } = document.finish();
  return (handler, stream) => {
    const numbers = (document.messages.ofStream.get(stream) ?? []).map(({ number }) => number);
    return numbers.flatMap((number) => {
      const of = (kind: number) => {
        for (let id = 0; id < history.length; id++)
          if (history.kind(id) === kind && history.message(id) === number && history.strings.text(history.a(id)) === handler) return id;
        return -1;
      };
      const [begun, done] = [of(WorkBegun), of(WorkDone)];
      return begun < 0 || done < 0 ? [] : [Math.round((history.at(done) - history.at(begun)) / 1000)];
    });
  };
}

const extra = {
  name: "extra",
  workload: { kind: "list", messages: [1, 2, 3, 4].map((n) => ({ atMs: 100 * n, key: "x", type: "extra" })) },
};

test("a further stream re-rolls nobody, wherever it stands: the work on the others takes as long as before", () => {
  const before = workOf(() => {});
  const after = workOf(({ streams }) => streams.splice(1, 0, extra));
  expect(before("counter", "visits").length).toBe(3);
  expect(after("counter", "visits")).toEqual(before("counter", "visits"));
  expect(after("kitchen", "orders")).toEqual(before("kitchen", "orders"));
});
