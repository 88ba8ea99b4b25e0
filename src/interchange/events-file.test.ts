import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventsFile, loadEvents } from "./events-file.ts";

function errors(file: EventsFile): string[] {
  return file.ok ? [] : file.errors.map(({ line, column, message }) => `${line}${column === undefined ? "" : ` ${column}`}: ${message}`);
}
function times(text: string): number[] {
  const file = loadEvents(text);
  if (!file.ok) throw new Error(errors(file).join("\n"));
  return file.messages.map(({ atMs }) => atMs);
}

describe("what is read", () => {
  test("a CSV file with a header, in time order from 0", () => {
    expect(loadEvents("time,key,type\n1500,b,order.placed\n1000,a,order.placed\n")).toEqual({
      ok: true,
      spanMs: 500,
      messages: [
        { atMs: 0, key: "a", type: "order.placed" },
        { atMs: 500, key: "b", type: "order.placed" },
      ],
    });
  });
  test("JSON lines, with empty lines and numbers for keys", () => {
    expect(
      loadEvents(
        '{"at": 10, "orderId": 7, "Event": "placed", "bytes": 90}\r\n\r\n{"at": "30", "orderId": "7", "Event": "closed", "bytes": 10}\n',
      ),
    ).toEqual({
      ok: true,
      spanMs: 20,
      messages: [
        { atMs: 0, key: "7", type: "placed", sizeBytes: 90 },
        { atMs: 20, key: "7", type: "closed", sizeBytes: 10 },
      ],
    });
  });
  test.each([
    ["aliases in any case, dashes and spaces", "Created At;ORDER-ID;Event Type\n1;a;x\n3;a;y", [0, 2]],
    [
      "a JSON array over several lines, with brackets in its texts",
      '[\n{"time":1,"key":"a]},[","type":"x\\"{"},\n{"time":3,"key":"a","type":"y"}]\n',
      [0, 2],
    ],
    ["tabs", "ts\tkey\ttype\n1\ta\tx\n3\ta\ty", [0, 2]],
    ["a byte order mark and Windows line ends", "\uFEFFtime,key,type\r\n1,a,x\r\n3,a,y\r\n", [0, 2]],
    ["quotes with commas, doubled quotes and line ends", 'time,key,type\n1,"a, ""b""","x\ny"\n3,a,y', [0, 2]],
    [
      "ISO times with and without a zone",
      "time,key,type\n2026-11-27T18:00:00Z,a,x\n2026-11-27 18:00:01.250,a,x\n2026-11-27T19:00:02+01:00,a,x",
      [0, 1250, 2000],
    ],
    ["days", "date,key,type\n2024-02-29,a,x\n2024-03-01,a,x", [0, 86_400_000]],
    ["milliseconds by the name of the column", "time_ms,key,type\n1700000000,a,x\n1700000005,a,x", [0, 5]],
    ["seconds by the name of the column", "time_s,key,type\n1.5,a,x\n2,a,x", [0, 500]],
    ["seconds since 1970, which a bare number of that size must be", "time,key,type\n1700000000,a,x\n1700000005,a,x", [0, 5000]],
    ["milliseconds since 1970", "time,key,type\n1700000000000,a,x\n1700000000005,a,x", [0, 5]],
  ])("%s", (_what, text, expected) => {
    expect(times(text)).toEqual(expected);
  });
  test("events at the same time keep the order of the file", () => {
    const file = loadEvents("time,key,type\n5,a,1\n5,b,2\n5,c,3\n");
    expect(file.ok && file.messages.map(({ key }) => key)).toEqual(["a", "b", "c"]);
  });
});

describe("wrong input is named by line and column", () => {
  test.each([
    ["nothing", "", ["1: the file is empty"]],
    ["blank", " \n\n", ["1: the file is empty"]],
    ["header only", "time,key,type\n", ["2: there is a header but no event"]],
    ["no header", "5,a,x\n", ['1: the first line must name the columns, for example time,key,type (found "5", "a", "x")']],
    ["one column missing", "time,key\n5,a", ['1: there is no column for the type: name one "type" (found "time", "key")']],
    ["bad time", "Time,key,type\n5,a,x\nsoon,a,x", ['3 Time: "soon" is not a time like 2026-11-27T18:30:00Z or a number of milliseconds']],
    [
      "a day that does not exist",
      "time,key,type\n2026-02-30,a,x",
      ['2 time: "2026-02-30" is not a time like 2026-11-27T18:30:00Z or a number of milliseconds'],
    ],
    ["negative time", "time,key,type\n-1,a,x", ['2 time: "-1" is not a time like 2026-11-27T18:30:00Z or a number of milliseconds']],
    ["ISO in a column of seconds", "time_s,key,type\n2026-02-03,a,x", ['2 time_s: "2026-02-03" is not a number of seconds']],
    ["empty cells", "time,Order ID,type\n,,\n", ["2 time: is empty", "2 Order ID: is empty", "2 type: is empty"]],
    ["too few cells", "time,key,type\n1,a,x\n2,b\n", ["3: has 2 columns, but the header has 3"]],
    ["too many cells", "time,key,type\n1,a,x,y\n", ["2: has 4 columns, but the header has 3"]],
    ["open quote", 'time,key,type\n1,a,x\n2,"b,x\n3,c,x\n', ["3: a quote opens here and is never closed"]],
    [
      "line numbers count line ends inside quotes",
      'time,key,type\n1,"a\nb",x\nsoon,a,x',
      ['4 time: "soon" is not a time like 2026-11-27T18:30:00Z or a number of milliseconds'],
    ],
    [
      "bad size",
      "time,key,type,size\n1,a,x,1.5\n1,a,x,-1\n1,a,x,big\n",
      [
        '2 size: "1.5" is not a whole number of bytes up to 100,000,000',
        '3 size: "-1" is not a whole number of bytes up to 100,000,000',
        '4 size: "big" is not a whole number of bytes up to 100,000,000',
      ],
    ],
    ["broken JSON", '{"time":1,"key":"a","type":"x"}\n{"time":1,', ["2: is not JSON"]],
    [
      "a JSON list that does not end",
      '[{"time":1,"key":"a","type":"x"},\n{"time":2',
      ["2: is not JSON: the list does not end as it should"],
    ],
    [
      "a JSON list with something behind it",
      '[{"time":1,"key":"a","type":"x"}]\n\nand more',
      ["3: is not JSON: the list does not end as it should"],
    ],
    ["an empty JSON list", " [ ] ", ["1: the list is empty"]],
    [
      "mistakes in a JSON list, by their lines",
      '[\n {"time":1,"key":"a","type":"x"},\n {"time":"soon","key":"a",\n "type":"x"},\n 7, {"time":3,"key":"","type":"x"}, {"time":}\n]',
      [
        '3 time: "soon" is not a time like 2026-11-27T18:30:00Z or a number of milliseconds',
        '5: must be an object: {"time": …, "key": …, "type": …}',
        "5 key: is empty",
        "5: is not JSON",
      ],
    ],
    ["JSON that is no object", '{"time":1,"key":"a","type":"x"}\n[1]', ['2: must be an object: {"time": …, "key": …, "type": …}']],
    ["JSON without a field", '{"time":1,"type":"x"}', ['1: there is no column for the key: name one "key" (found "time", "type")']],
    ["JSON with a field of the wrong kind", '{"time":{},"key":["a"],"type":"x"}', ["1 time: is empty", "1 key: is empty"]],
    ["a key too long", `time,key,type\n1,${"a".repeat(401)},x`, ["2 key: is longer than 400 characters"]],
  ])("%s", (_what, text, expected) => {
    expect(errors(loadEvents(text))).toEqual(expected);
  });
  test("no more than five errors", () => {
    expect(errors(loadEvents(`time,key,type\n${"x,a,b\n".repeat(50)}`))).toHaveLength(5);
    expect(errors(loadEvents(`${"{}\n".repeat(50)}`))).toHaveLength(5);
  });
  test("the limit has a message", () => {
    const csv = (count: number) => `time,key,type\n${"1,a,x\n".repeat(count)}`;
    expect(loadEvents(csv(20_000)).ok).toBe(true);
    expect(errors(loadEvents(csv(20_001)))).toEqual(["20002: there are more than 20,000 events; take a part of the file"]);
    expect(errors(loadEvents(csv(4), { limit: 3 }))).toEqual(["5: there are more than 3 events; take a part of the file"]);
    expect(errors(loadEvents('{"time":1,"key":"a","type":"x"}\n'.repeat(4), { limit: 3 }))).toEqual([
      "4: there are more than 3 events; take a part of the file",
    ]);
  });
  test("a file of nothing but empty quotes has no header", () => {
    expect(loadEvents('""', { format: "csv" })).toEqual({
      ok: false,
      errors: [{ line: 1, message: "there is no header line with the names of the columns" }],
    });
  });
  test("nothing makes it throw, and errors have lines", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: fc.constantFrom(...'time,key;type"\n\r\t1a{}[]:-Z ') }), fc.string()),
        fc.constantFrom("csv", "jsonl", "json", undefined),
        (text, format) => {
          const file = loadEvents(text, { format });
          if (!file.ok) for (const { line } of file.errors) expect(line).toBeGreaterThan(0);
          if (!file.ok) expect(file.errors.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test("whatever is written as CSV is read back", () => {
  const text = fc
    .string({ minLength: 1, unit: fc.constantFrom(..."ab,;\"'\n {}é") })
    .filter((value) => value.trim() === value && value.trim() !== "");
  fc.assert(
    fc.property(fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 1e6 }), key: text, type: text }), { minLength: 1 }), (events) => {
      const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
      const file = loadEvents(
        `time_ms,key,type\n${events.map(({ atMs, key, type }) => `${atMs},${quote(key)},${quote(type)}`).join("\n")}`,
      );
      const start = Math.min(...events.map(({ atMs }) => atMs));
      const expected = events.map((event) => ({ ...event, atMs: event.atMs - start })).sort((one, other) => one.atMs - other.atMs);
      expect(file.ok && file.messages).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test("the sample of food orders loads: a Friday evening with a rush, whose orders begin with order.placed", () => {
  const file = loadEvents(readFileSync(new URL("../scenarios/data/food-orders.csv", import.meta.url), "utf8"));
  if (!file.ok) throw new Error(errors(file).join("\n"));
  const orders = new Map<string, string[]>();
  for (const { key, type } of file.messages) orders.set(key, [...(orders.get(key) ?? []), type]);
  expect(orders.size).toBeGreaterThan(350);
  expect(orders.size).toBeLessThan(450);
  for (const types of orders.values()) {
    expect(types[0]).toBe("order.placed");
    expect(types.at(-1)).toBe("order.closed");
    expect(types.filter((type) => type === "order.placed")).toHaveLength(1);
  }
  const hour = 3_600_000;
  const placed = (from: number, to: number) =>
    file.messages.filter(({ atMs, type }) => type === "order.placed" && atMs >= from * hour && atMs < to * hour).length;
  expect(placed(1, 2)).toBeGreaterThan(2 * placed(0, 0.5));
  expect(placed(1, 2.5)).toBeGreaterThan(3 * placed(3.5, 5));
});
