import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadEvents } from "./events-file.ts";
import { readText } from "./file-text.ts";

/** Files as people have them, good and odd: each comes out right, or says where it is wrong. */
const FOLDER = new URL("../../test-data/event-files/", import.meta.url);

/** As `at key type`, in time order; a sentence for what is refused. */
function told(name: string): string[] {
  const file = loadEvents(readText(readFileSync(new URL(name, FOLDER))).text);
  if (file.ok) return file.messages.map(({ atMs, key, type }) => `${atMs} ${key} ${type}`);
  return file.errors.map(({ line, column, message }) => `line ${line}${column === undefined ? "" : `, ${column}`}: ${message}`);
}

const AB = ["0 A order.placed", "100 B order.placed"];
const FILES: Record<string, string[]> = {
  "array.json": AB,
  "bad.jsonl": ["line 2: is not JSON"],
  "bom.csv": AB,
  "crlf.csv": AB,
  "emoji.csv": ["0 🍕🍔 order.placed", "100 👩‍👩‍👧‍👦 order.placed", "200 日本語 order.placed", "300 שלום order.placed"],
  "epoch.csv": ["0 A order.placed", "1000 B order.placed"],
  "iso.csv": ["0 A order.placed", "1000 B order.placed"],
  "latin1.csv": ["0 Müller order.placed"],
  "negative.csv": ['line 2, time: "-100" is not a time like 2026-11-27T18:30:00Z or a number of milliseconds'],
  "nohdr.csv": ['line 1: the first line must name the columns, for example time,key,type (found "0", "A", "order.placed")'],
  "nonmono.csv": ["0 B order.placed", "400 A order.closed", "800 A order.placed"],
  "quotes.csv": ['0 Smith, "Bob" order.placed', "100 multi\nline order.placed"],
  "semicolon.csv": ["0 A order.placed"],
  "tab.tsv": ["0 A order.placed"],
  "unclosed.csv": ["line 2: a quote opens here and is never closed"],
  "unroutable.csv": ["0 A something.else", "100 B foo"],
  "utf16.csv": ["0 A order.placed"],
  "wrongcols.csv": ["0 A order.placed"],
};

describe("event files as people have them", () => {
  test.each(Object.entries(FILES))("%s", (name, expected) => {
    expect(told(name)).toEqual(expected);
  });

  test("the same nineteen and more events, as CSV and as JSON lines", () => {
    const csv = told("good.csv");
    expect(csv.length).toBeGreaterThanOrEqual(19);
    expect(csv.slice(0, 3)).toEqual(["0 O-0 order.placed", "300 O-1 order.placed", "600 O-2 order.placed"]);
    expect(told("good.jsonl")).toEqual(csv);
  });

  test("hundreds of events at one instant keep their order", () => {
    const all = told("same.csv");
    expect(all.length).toBeGreaterThan(250);
    expect(all.slice(0, 3)).toEqual(["0 O-0 order.placed", "0 O-1 order.placed", "0 O-2 order.placed"]);
    expect(new Set(all.map((line) => line.split(" ")[0]))).toEqual(new Set(["0"]));
  });

  test("none is left out", () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...Object.keys(FILES), "good.csv", "good.jsonl", "same.csv"].sort());
  });
});

describe("the text of a file", () => {
  const bytes = (...values: number[]) => new Uint8Array(values);
  test.each([
    ["UTF-8 with its mark", bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa9), "é", "UTF-8"],
    ["UTF-16, low byte first", bytes(0xff, 0xfe, 0xe9, 0x00), "é", "UTF-16"],
    ["UTF-16, high byte first", bytes(0xfe, 0xff, 0x00, 0xe9), "é", "UTF-16"],
    ["bytes that are no UTF-8", bytes(0x4d, 0xfc), "Mü", "Windows-1252"],
    ["nothing", bytes(), "", "UTF-8"],
  ])("%s", (_what, data, text, encoding) => {
    expect(readText(data)).toEqual({ text, encoding });
  });
});
