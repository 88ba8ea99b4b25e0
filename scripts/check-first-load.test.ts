import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { MOST, weigh, weightProblems } from "./check-first-load.mjs";

const html = `<link rel="icon" href="./favicon.svg" />
<script type="module" crossorigin src="./assets/index-1.js"></script>
<link rel="modulepreload" crossorigin href="./assets/react-2.js">
<link rel="stylesheet" crossorigin href="./assets/index-3.css">`;

/** Noise, which no packing makes smaller. */
function site(entry: number, worker: number): Map<string, Buffer> {
  return new Map([
    ["index-1.js", randomBytes(entry)],
    ["react-2.js", randomBytes(1000)],
    ["index-3.css", randomBytes(1000)],
    ["later-4.js", randomBytes(400_000)],
    ["simulation.worker-5.js", randomBytes(worker)],
  ]);
}

test("the entry, its preloads and its styles are weighed, what comes later is not", () => {
  const weight = weigh(html, site(1000, 2000));
  expect(weight.files).toEqual(["index-1.js", "react-2.js", "index-3.css"]);
  expect(weight.firstLoad).toBeGreaterThan(3000);
  expect(weight.firstLoad).toBeLessThan(3200);
  expect(weightProblems(weight)).toEqual([]);
});

test("a first load or a worker that is too heavy is found out", () => {
  expect(weightProblems(weigh(html, site(MOST.firstLoad, 1000)))).toEqual([expect.stringContaining("the first load has")]);
  expect(weightProblems(weigh(html, site(1000, MOST.worker + 1)))).toEqual([expect.stringContaining("the worker has")]);
});

test("a page without scripts is no light page", () => {
  expect(weightProblems(weigh("<p>Nothing</p>", site(1000, 1000)))).toEqual([expect.stringContaining("nothing was weighed")]);
});

test("a file that was not built is told by name", () => {
  expect(() => weigh(html, new Map())).toThrow("index-1.js");
});
