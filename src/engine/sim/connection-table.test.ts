import fc from "fast-check";
import { expect, test } from "vitest";
import { caller, world } from "./caller.test-util.ts";
import type { Connection } from "./connection.ts";
import { addConnection, copyTable, dropConnection, findConnection, liveConnections, newConnectionTable } from "./connection-table.ts";

const connection = (id: number) => ({ id }) as Connection;

test("connections are found by their number and listed in the order in which they were made, whatever has gone", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(300)), { maxLength: 400, size: "max" }), (steps) => {
      const table = newConnectionTable();
      const model = new Map<number, Connection>();
      for (const drop of steps) {
        if (drop === null) {
          const made = connection(table.made);
          model.set(made.id, made);
          addConnection(table, made);
        } else {
          dropConnection(table, drop);
          model.delete(drop);
        }
      }
      for (const seen of [table, copyTable(table, (one) => one)]) {
        expect(liveConnections(seen)).toEqual([...model.values()]);
        for (let id = 0; id <= table.made; id++) expect(findConnection(seen, id)).toBe(model.get(id) ?? null);
      }
    }),
    { numRuns: 200 },
  );
});

test("connections that have gone leave nothing behind", () => {
  const table = newConnectionTable();
  for (let id = 0; id < 64_000; id++) {
    addConnection(table, connection(id));
    if (id >= 10) dropConnection(table, id - 10);
  }
  expect(table.pages.filter((page) => page !== null).length).toBe(1);
  expect(liveConnections(table).map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, i) => 63_990 + i));
});

test("a process lists the connections that it has an end of, and only those", () => {
  const { simulation } = world([9000, { do: "crash", process: "b" }]);
  simulation.spawn({ name: "c", definition: caller, config: { peer: "b" } });
  const ends = () => simulation.processes.map(({ connections }) => connections);
  simulation.runUntil(8000);
  expect(ends()).toEqual([[0], [0, 1], [1]]);
  simulation.runUntil(20_000);
  expect(ends()).toEqual([[], [], []]);
});
