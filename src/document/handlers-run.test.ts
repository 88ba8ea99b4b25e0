import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EffectApplied, WorkBegun, WorkDone, WorkFailed } from "../engine/delivery/events.ts";
import type { Handler } from "../engine/document/handler.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { decodeDocument } from "./decode.ts";

/** What the business says of a handler, seen in the queue of one of the services: twenty messages, two fifths of a second apart. */
function mailing(handler: Partial<Handler>, reading: object = {}) {
  const input = JSON.parse(readFileSync("test-data/documents/late-fifth.json", "utf8"));
  const mail = input.applications.find(({ name }: { name: string }) => name === "mail");
  Object.assign(mail.handles[0], handler);
  input.lanes = input.lanes.filter(({ id }: { id: string }) => id === "rabbitmq");
  input.expect = [];
  const client = input.lanes[0].clients.find(({ application }: { application: string }) => application === "mail");
  Object.assign(client.consumers[0], reading);
  const decoded = decodeDocument(input);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  const { history, processes } = new DocumentRun(decoded.run, { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS }).finish();
  const mine = (kind: number) =>
    Array.from({ length: history.length }, (_, id) => id).filter(
      (id) =>
        history.kind(id) === kind &&
        (processes[history.process(id)].address === "mail-1" || history.strings.text(history.a(id)) === "mail"),
    );
  const numbers = (kind: number) => mine(kind).map((id) => history.message(id));
  const took = (number: number) => {
    const at = (kind: number) => history.at(mine(kind).find((id) => history.message(id) === number) ?? -1);
    return (at(WorkDone) - at(WorkBegun)) / 1000;
  };
  return { numbers, took };
}

const AGAIN = { onFailure: [{ do: "again", pauseMs: 100 }] };

test("throws: a message can fail some times and then go through, by its number or its type", () => {
  const { numbers } = mailing({ throws: [{ messages: [3], times: 2 }] }, AGAIN);
  expect(numbers(WorkFailed)).toEqual([3, 3]);
  expect(numbers(EffectApplied).filter((number) => number === 3)).toEqual([3]);
  const { numbers: ofType } = mailing({ throws: [{ types: ["user.registered"], times: 1 }] }, AGAIN);
  expect(ofType(WorkFailed)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test("throws: the first entry that takes a message decides", () => {
  const { numbers } = mailing(
    {
      throws: [
        { messages: [5], times: 1 },
        { messages: [5, 6], times: 3 },
      ],
    },
    AGAIN,
  );
  expect(numbers(WorkFailed)).toEqual([5, 6, 6, 6]);
});

test("throws: a share of the messages fails, the same ones at every attempt; without steps they count as worked", () => {
  const failed = mailing({ throws: [{ share: 0.4, times: "always" }] }, { onFailure: undefined }).numbers(WorkFailed);
  expect(failed.length).toBeGreaterThan(3);
  expect(failed.length).toBeLessThan(14);
  const twice = mailing({ throws: [{ share: 0.4, times: 2 }] }, AGAIN).numbers(WorkFailed);
  expect(twice).toEqual(failed.flatMap((number) => [number, number]));
});

test("serviceTime: by message, then by type, else as it is otherwise", () => {
  const constant = (ms: number) => ({ kind: "constant", ms }) as const;
  const effectMs = mailing({ serviceTime: constant(0) }).took(4);
  const chosen = (types: Record<string, { kind: "constant"; ms: number }>) =>
    mailing({ serviceTime: { kind: "chosen", messages: [{ message: 4, time: constant(70) }], types, otherwise: constant(10) } });
  expect(chosen({}).took(4) - effectMs).toBeGreaterThanOrEqual(60);
  expect(chosen({}).took(5) - effectMs).toBeLessThan(40);
  expect(chosen({ "user.registered": constant(150) }).took(5) - effectMs).toBeGreaterThan(120);
});
