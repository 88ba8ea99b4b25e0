import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { bannedFindings, circleFindings, importFindings, ROOMS, roomFindings, roomTableFindings, unusedFindings } from "./tidy.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

function readSources(): Map<string, string> {
  const sources = new Map<string, string>();
  for (const folder of ["src", "bench", "e2e", "scripts"]) {
    for (const entry of readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const path = `${entry.parentPath}/${entry.name}`.slice(ROOT.length).replaceAll("\\", "/");
      sources.set(path, readFileSync(`${ROOT}${path}`, "utf8"));
    }
  }
  return sources;
}

const sources = readSources();
/** Where the program is entered: the page, its worker, and the code that tests, benchmarks and the soak run. */
const entries = [...sources.keys()].filter((path) => /^src\/main\.tsx$|\.worker\.ts$|^(bench|e2e|scripts)\/|^src\/tidy\.ts$/.test(path));
const planted = (path: string, text: string) => new Map([[path, text]]);

test("imports follow the dependency map", () => {
  expect(sources.size).toBeGreaterThan(100);
  expect(importFindings(sources)).toEqual([]);
});

test.each([
  ["src/engine/kafka/planted.ts", 'import { nodeProcess } from "../rabbitmq/node.ts";', "kafka may not import rabbitmq"],
  ["src/engine/sim/planted.ts", 'import { MessageSent } from "../delivery/events.ts";', "sim may not import delivery"],
  ["src/engine/delivery/planted.ts", 'import { useWorld } from "../../ui/state/world.ts";', "delivery may not import ui"],
  ["src/engine/run.ts", 'import { SCENARIOS } from "../scenarios/index.ts";', "engine may not import scenarios"],
  ["src/engine/delivery/planted.ts", 'import { create } from "zustand";', "the engine has no dependencies"],
  ["src/worker/planted.ts", 'import { randomRun } from "../engine/hunt/random-run.ts";', "worker may not import hunt"],
  ["src/worker/planted.ts", 'const page = await import("../ui/App.tsx");', "worker may not import ui"],
])("an import against the map is found: %s", (path, text, reason) => {
  expect(importFindings(planted(path, text))).toEqual([expect.stringContaining(reason)]);
});

test("the rooms of the page import downwards only, and the table of rooms says no more than they do", () => {
  expect(roomFindings(sources)).toEqual([]);
  expect(roomTableFindings(sources)).toEqual([]);
});

test.each([
  ["src/ui/kafka/Planted.tsx", 'import { DRAWINGS } from "../stage/systems.ts";', "kafka may not import stage"],
  ["src/ui/kafka/Planted.tsx", 'import { QueueFace } from "../rabbitmq/QueueFace.tsx";', "kafka may not import rabbitmq"],
  ["src/ui/state/planted.ts", 'import type { RunState } from "../shell/status-words.ts";', "state may not import shell"],
  ["src/ui/stage/Planted.tsx", 'const Bands = later(() => import("../shell/Bands.tsx"));', "stage may not import shell"],
  ["src/ui/stage/Planted.tsx", 'import { App } from "../App.tsx";', "stage may not import App"],
  [
    "src/ui/stage/Planted.tsx",
    'import { RowFace } from "../kafka/RowFace.tsx";',
    "the stage knows systems by src/ui/stage/systems.ts alone",
  ],
  ["src/ui/attic/planted.ts", 'import { useRun } from "../state/run.ts";', "attic may not import state"],
])("an arrow upwards between rooms is found: %s", (path, text, reason) => {
  expect(roomFindings(planted(path, text))).toEqual([expect.stringContaining(reason)]);
});

test("an arrow upwards in the table of rooms is found, and one that is not used", () => {
  const rooms = ROOMS.map(([room, mayImport]): (typeof ROOMS)[number] => [
    room,
    room === "kafka" ? [...mayImport, "stage", "theme"] : mayImport,
  ]);
  expect(roomTableFindings(sources, rooms)).toEqual([
    "kafka may not import stage: it is not lower",
    "kafka need not import stage",
    "kafka need not import theme",
  ]);
});

test("no files import each other in a circle", () => {
  expect(circleFindings(sources)).toEqual([]);
});

test.each([
  ["of two", { a: ["b"], b: ["a"] }, ["src/a.ts imports src/b.ts imports src/a.ts"]],
  ["of one", { a: ["a"] }, ["src/a.ts imports src/a.ts"]],
  [
    "behind a file that is in none",
    { a: ["b"], b: ["c"], c: ["d"], d: ["b"] },
    ["src/b.ts imports src/c.ts imports src/d.ts imports src/b.ts"],
  ],
  [
    "of its own beside another",
    { a: ["b"], b: ["a"], c: ["a", "d"], d: ["c"] },
    ["src/a.ts imports src/b.ts", "src/c.ts imports src/d.ts"],
  ],
  ["and no diamond", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
])("a circle of imports is found: %s", (_, files, circles) => {
  const drawn = new Map(
    Object.entries(files).map(([name, imported]) => [
      `src/${name}.ts`,
      imported.map((other, i) => `import ${i === 0 ? "type " : ""}{ ${other} } from "./${other}.ts";\n`).join(""),
    ]),
  );
  expect(circleFindings(drawn)).toEqual(circles.map((circle) => expect.stringContaining(circle)));
});

test("the engine uses no banned word", () => {
  expect(bannedFindings(sources)).toEqual([]);
});

test.each([
  ["const now = Date.now();", "time is virtual"],
  ["const luck = Math.random();", "chance has an address"],
  ["const x = Math.exp(1) + 2;", "last bits differ"],
  ["names.sort((a, b) => a.localeCompare(b));", "code units"],
  ["export async function wait() {}", "waits for nothing"],
  ["setTimeout(() => {}, 1);", "timers are scheduled events"],
  ["document.title = text;", "the engine has no page"],
])("a banned word in the engine is found: %s", (text, reason) => {
  expect(bannedFindings(planted("src/engine/sim/planted.ts", text))).toEqual([expect.stringContaining(reason)]);
});

test("a banned word in a comment or a text is no finding, nor is one outside the engine", () => {
  expect(bannedFindings(planted("src/engine/sim/planted.ts", '// no Math.random here\nconst text = "Date";\n/* Promise */'))).toEqual([]);
  expect(bannedFindings(planted("src/ui/planted.ts", "Date.now();"))).toEqual([]);
});

test("every shipped file is used", () => {
  expect(unusedFindings(sources, entries)).toEqual([]);
});

test("a file that nothing uses is found", () => {
  const files = new Map([
    ["src/main.tsx", 'import { App } from "./ui/App.tsx";'],
    ["src/ui/App.tsx", "export const App = 1;"],
    ["src/ui/lonely.ts", "export const lonely = 1;"],
  ]);
  expect(unusedFindings(files, ["src/main.tsx"])).toEqual(["src/ui/lonely.ts is used by nothing"]);
});
